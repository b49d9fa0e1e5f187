package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Update.Rule;

/**
 * Loops over float arrays, the only place that knows how the processor is used. An array comes with
 * the offset of its first element; arguments have been checked by the {@link Op}. Results may be
 * written over inputs that start at the same place.
 */
public interface Kernels {
  /** {@code scalar}, or {@code simd} and the width in bits. */
  String name();

  /** Each element by itself. */
  Elements elements();

  /** Sums and maxima. */
  Sums sums();

  /** Rows that are brought to a common scale. */
  Rows rows();

  /** Rows against rows, as word vectors are trained. */
  Pairs pairs();

  /** Steps of recurrent layers. */
  Cells cells();

  /** Each element by itself. */
  interface Elements {
    /** y = f(x). */
    void apply(Function f, float a, float[] x, int xo, float[] y, int yo, int n);

    /** d = g·f′(x), y being f(x). */
    void slope(
        Function f,
        float a,
        float[] x,
        int xo,
        float[] y,
        int yo,
        float[] g,
        int go,
        float[] d,
        int dO,
        int n);

    /** y = scale·x + shift. */
    void affine(float scale, float shift, float[] x, int xo, float[] y, int yo, int n);

    /** z = p·x + q·y + r. */
    void mix(
        float p, float[] x, int xo, float q, float[] y, int yo, float r, float[] z, int zo, int n);

    /** z = x ∘ y; a step of 0 repeats one element, a step of 1 takes the next. */
    void combine(
        Arithmetic op,
        float[] x,
        int xo,
        int xStep,
        float[] y,
        int yo,
        int yStep,
        float[] z,
        int zo,
        int n);

    /** y = max(x, y); NaN if either is. */
    void max(float[] x, int xo, float[] y, int yo, int n);

    /** y = {@link Dropout} of x, the first of which is element {@code first} of its tensor. */
    void dropout(Dropout op, int first, float[] x, int xo, float[] y, int yo, int n);

    /** Brings x into [−most, most]. */
    void clip(float most, float[] x, int xo, int n);

    /** An {@link Update.Step} of elements from .. from + n − 1; in: p, g and the states. */
    void step(Rule rule, double[] s, float[][] in, int from, int n);
  }

  /** Sums and maxima. */
  interface Sums {
    /** Σ x. */
    double sum(float[] x, int xo, int n);

    /** Σ x·y. */
    double dot(float[] x, int xo, float[] y, int yo, int n);

    /**
     * zᵢ = Σ x·yᵢ, for rows y that follow each other; the same bits for each wherever it stands.
     */
    void dots(float[] x, int xo, float[] y, int yo, int rows, int n, float[] z, int zo);

    /** The same of rows of whole numbers, which take a quarter of the memory. */
    void dots(float[] x, int xo, byte[] y, int yo, int rows, int n, float[] z, int zo);

    /** Σ (x − c)². */
    double squares(float c, float[] x, int xo, int n);

    /** Σ (x − c)·y. */
    double dot(float c, float[] x, int xo, float[] y, int yo, int n);

    /** The largest; NaN if there is one; −∞ if n is 0. */
    float max(float[] x, int xo, int n);

    /** y += the sum of rows, which are n long and {@code stride} apart. */
    void sumRows(float[] x, int xo, int stride, int rows, float[] y, int yo, int n);
  }

  /** Rows of n elements that follow each other without gaps. */
  interface Rows {
    /**
     * {@link Normalization.Softmax}.
     *
     * @param lse if not empty: gets ln Σ eˣ of each row, at the row's number counted from lo
     */
    void softmax(
        boolean log, float[] x, int xo, float[] y, int yo, float[] lse, int lo, int rows, int n);

    /** {@link Normalization.SoftmaxGrad}. */
    void softmaxGrad(
        boolean log, float[] y, int yo, float[] g, int go, float[] d, int dO, int rows, int n);

    /** {@link Normalization.LayerNorm}; mean and scale are written from so on. */
    void layerNorm(
        double eps,
        float[] x,
        int xo,
        float[] gain,
        float[] bias,
        float[] y,
        int yo,
        float[] mean,
        float[] scale,
        int so,
        int rows,
        int n);

    /**
     * {@link Normalization.LayerNormGrad}; the gradients of gain and bias are added to what is at
     * po.
     */
    void layerNormGrad(
        float[] x,
        int xo,
        float[] gain,
        float[] mean,
        float[] scale,
        int so,
        float[] g,
        int go,
        float[] d,
        int dO,
        float[] dGain,
        float[] dBias,
        int po,
        int rows,
        int n);

    /** {@link Normalization.RmsNorm}; scale is written from so on. */
    void rmsNorm(
        double eps,
        float[] x,
        int xo,
        float[] gain,
        float[] y,
        int yo,
        float[] scale,
        int so,
        int rows,
        int n);

    /** {@link Normalization.RmsNormGrad}; the gradient of gain is added to what is at po. */
    void rmsNormGrad(
        float[] x,
        int xo,
        float[] gain,
        float[] scale,
        int so,
        float[] g,
        int go,
        float[] d,
        int dO,
        float[] dGain,
        int po,
        int rows,
        int n);
  }

  /**
   * One step of a row of a recurrent layer of n units, between the products of matrices: {@link
   * Recurrence.Cell}'s equations and their gradients.
   */
  interface Cells {
    /**
     * LSTM: y = h, from the four sums before the gates, and c, which changes in place.
     *
     * @param gates the sums without the bias; become the gates i, f, g, o
     */
    void lstm(float[] gates, int go, float[] bias, float[] c, int co, float[] y, int yo, int n);

    /**
     * dx, the gradient of the sums, from the gates, c before and after the step, dh and dc, which
     * changes in place.
     */
    void lstmGrad(
        float[] gates,
        int go,
        float[] before,
        int bo,
        float[] after,
        int ao,
        float[] dh,
        float[] dc,
        int so,
        float[] dx,
        int xo,
        int n);

    /**
     * GRU: from x, q = U·h + b, and y = h, which changes in place.
     *
     * @param kept gets r, z, n and q of n
     */
    void gru(float[] x, int xo, float[] q, int qo, float[] y, int yo, float[] kept, int ko, int n);

    /**
     * From what was kept, h before the step, and dh: the gradients of x and of q. dh becomes what h
     * gets past the gates.
     */
    void gruGrad(
        float[] kept,
        int ko,
        float[] before,
        int bo,
        float[] dh,
        int so,
        float[] dx,
        int xo,
        float[] dq,
        int qo,
        int n);
  }

  /** The plain loops: all others are tested against them. */
  Kernels SCALAR = new Scalar();

  /** The fastest that this JVM and processor have. */
  static Kernels best() {
    return Best.KERNELS;
  }

  /**
   * A few rows x of one matrix against a few rows y of another, as word vectors are trained: the
   * rows are given by the offsets of their first elements. Their width is a multiple of {@link
   * #PAIRS_UNIT}; who has less fills up with zeros, which stay zeros.
   */
  interface Pairs {
    /** dots[{@link #PAIRS_GROUP}·i + j] = xᵢ·yⱼ, for n rows x and {@link #PAIRS_GROUP} rows y. */
    void dots(float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] dots);

    /**
     * xᵢ ← xᵢ + Σⱼ gᵢⱼ·yⱼ and yⱼ ← yⱼ + Σᵢ gᵢⱼ·xᵢ, g being laid out as the dots and every row y as
     * it was before. A row x that occurs twice is changed twice, and the second time counts with
     * what the first has made of it; the rows y must be different ones.
     */
    void exchange(float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] g);

    /** z = Σᵢ xᵢ · scale, over n rows. */
    void sum(float[] x, int[] xs, int n, float scale, int width, float[] z, int zo);

    /** xᵢ ← xᵢ + z, for n rows one after the other. */
    void add(float[] z, int zo, float[] x, int[] xs, int n, int width);

    /**
     * A step of AdaGrad on c·(x·y), c having the rate in it: x ← x − c·y/√gx and y ← y − c·x/√gy,
     * then gx ← gx + (c·y)² and gy ← gy + (c·x)², on the right all as it was before.
     */
    void adaGrad(float c, float[] x, float[] gx, int xo, float[] y, float[] gy, int yo, int width);
  }

  /** How many rows y {@link Pairs} takes at once. */
  int PAIRS_GROUP = 6;

  /** What the width of rows of {@link Pairs} is a multiple of. */
  int PAIRS_UNIT = 16;
}

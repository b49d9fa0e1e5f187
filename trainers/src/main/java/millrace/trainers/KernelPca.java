package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Principal components in the space of a kernel, of all Numeric, Dense and Sparse columns together,
 * which become the Numeric columns {@code kpca1}, {@code kpca2}, … at the end of the frame. The
 * sign of each component is such that the training row with the greatest absolute score has a
 * positive one, as in scikit-learn 1.2. Components whose variance is below 1e-12 of the greatest
 * are left out. Columns are not standardised: put {@code new Standardize()} before where units
 * differ.
 *
 * <p>Cost: O(n²·p + n³); all n training rows stay in the model.
 *
 * @param components how many; 0 (default): all
 * @param kernel default LINEAR
 * @param gamma of the kernel; {@link Kernel#AUTO} (-1, default) or {@link Kernel#SCALE} (0)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 1)
 * @see "B. Schölkopf, A. Smola, K.-R. Müller, Nonlinear component analysis as a kernel eigenvalue
 *     problem, Neural Computation 10, 1998"
 * @see "scikit-learn 1.2, sklearn.decomposition.KernelPCA"
 */
@About(
    value = "principal components in the space of a kernel",
    cite =
        "B. Schölkopf, A. Smola, K.-R. Müller, Nonlinear component analysis as a kernel eigenvalue"
            + " problem, Neural Computation 10, 1998; scikit-learn KernelPCA")
public record KernelPca(
    @Param(
            value = "how many components; 0: all",
            min = 0,
            tune = {2, 50},
            log = true)
        int components,
    @Param("kernel") Kernel kernel,
    @Param(
            value = "width of the kernel; 0: scale, -1: auto",
            min = -1,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double gamma,
    @Param(value = "degree of a polynomial kernel", min = 0, max = 100) int degree,
    @Param(value = "constant of a polynomial or sigmoid kernel", min = -1e100, max = 1e100)
        double coef0)
    implements Step<KernelPca.Fitted> {
  /** Variances below this share of the greatest are rounding. */
  private static final double NOISE = 1e-12;

  /** Where more rows than this stand for each component, components are found one by one. */
  private static final int FEW = 20;

  /** Length of the residual of a unit eigenvector, relative to the matrix. */
  private static final double SETTLED = 1e-11;

  public KernelPca {
    Spec.check(KernelPca.class, components, kernel, gamma, degree, coef0);
    KernelFunction.checkGamma(KernelPca.class, gamma);
  }

  public KernelPca() {
    this(0, Kernel.LINEAR, Kernel.AUTO, 3, 1);
  }

  public KernelPca components(int components) {
    return Spec.with(this, "components", components);
  }

  public KernelPca kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public KernelPca gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public KernelPca degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public KernelPca coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var features = train.features();
    var names =
        features.names().stream().filter(name -> needs().reads(features.column(name))).toList();
    if (names.isEmpty()) {
      run.step("component", 0, 0);
      var none =
          new KernelRows(0, new int[0], new double[0], new int[1], new int[0], new double[0]);
      var function = new KernelFunction(kernel, 1, degree, coef0);
      return new Fitted(
          new SupportVectors(names, Vocabulary.of(), function, none),
          new double[0],
          new double[0],
          new double[0]);
    }
    SvmRows.checkMatrix(train.size(), this);
    var chosen = features.select(names);
    SvmRows.checkComplete(chosen, this);
    var x = KernelRows.of(chosen);
    int n = x.rows();
    var function = KernelFunction.of(kernel, gamma, degree, coef0, x);
    var k = SvmRows.matrix(new KernelPoints(x, function), run);
    var rowMean = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) rowMean[i] += k[i * n + j];
      rowMean[i] /= n;
    }
    double mean = Vectors.sum(rowMean) / n;
    var centred = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j <= i; j++)
        centred[i][j] = centred[j][i] = k[i * n + j] - rowMean[i] - rowMean[j] + mean;
    run.step("component", 0, 1);
    var vectors = greatest(centred, run);
    var values = rayleigh(centred, vectors, run);
    int count = 0;
    double greatest = Math.max(values[0], 0);
    while (count < values.length && values[count] > NOISE * greatest) count++;
    var variance = Arrays.copyOf(values, count);
    var coef = new double[count * n];
    var shift = new double[count];
    for (int c = 0; c < count; c++) {
      var v = vectors[c];
      double largest = 0;
      for (double e : v) if (Math.abs(e) > Math.abs(largest)) largest = e;
      double scale = Math.copySign(1 / Math.sqrt(variance[c]), largest);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        coef[c * n + i] = v[i] * scale;
        sum += coef[c * n + i];
      }
      // the new row's kernel values are centred, too: by their own mean and the training rows'
      for (int i = 0; i < n; i++) {
        coef[c * n + i] -= sum / n;
        shift[c] -= v[i] * scale * (rowMean[i] - mean);
      }
    }
    run.step("component", 1, 1);
    return new Fitted(SupportVectors.of(chosen, function, x), coef, shift, variance);
  }

  /** The eigenvectors wanted: a few of many by products with the matrix, else all at once. */
  private double[][] greatest(double[][] matrix, Run run) {
    int n = matrix.length;
    if (components > 0 && components * FEW < n) {
      double norm = 0;
      for (var row : matrix) {
        double sum = 0;
        for (double v : row) sum += Math.abs(v);
        norm = Math.max(norm, sum);
      }
      if (norm > 0) {
        double scale = 1 / norm;
        return TopVectors.of(
            v -> products(matrix, v, scale, run), n, components, SETTLED, run.random("vectors"));
      }
    }
    var eigen = new EigenDecomposition(new Array2DRowRealMatrix(matrix, false));
    var out = new double[components == 0 ? n : Math.min(components, n)][];
    for (int c = 0; c < out.length; c++) out[c] = eigen.getEigenvector(c).toArray();
    return out;
  }

  /** The eigenvalue of each unit eigenvector. */
  private static double[] rayleigh(double[][] matrix, double[][] vectors, Run run) {
    var images = products(matrix, vectors, 1, run);
    var out = new double[vectors.length];
    for (int c = 0; c < out.length; c++) out[c] = Vectors.dot(vectors[c], images[c]);
    return out;
  }

  /** Scaled products, rows shared by the threads. */
  private static double[][] products(double[][] matrix, double[][] vectors, double scale, Run run) {
    int n = matrix.length;
    var out = new double[vectors.length][n];
    int each = 64;
    run.map(
        (n + each - 1) / each,
        b -> {
          for (int i = b * each; i < Math.min(n, (b + 1) * each); i++)
            for (int c = 0; c < vectors.length; c++)
              out[c][i] = scale * Vectors.dot(matrix[i], vectors[c]);
          return b;
        });
    return out;
  }

  /**
   * The components.
   *
   * @param vectors all training rows
   * @param coef component by component, a weight per training row
   * @param shift of each score
   * @param variance eigenvalues of the centred kernel matrix
   */
  public record Fitted(SupportVectors vectors, double[] coef, double[] shift, double[] variance)
      implements Transform {
    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Frame apply(Frame frame) {
      if (vectors.columns().isEmpty()) return frame;
      int count = variance.length;
      int[] all = {vectors.size()};
      var scores = vectors.sums(frame, all, coef, count, count, (_, c) -> c);
      var out = frame.without(vectors.columns());
      for (int c = 0; c < count; c++) {
        var values = new double[frame.size()];
        for (int i = 0; i < values.length; i++) values[i] = scores[i * count + c] + shift[c];
        var name = "kpca" + (c + 1);
        if (out.has(name)) {
          throw new DataException(
              "there already is a column '%s': rename it before KernelPca".formatted(name));
        }
        out = out.with(name, new Column.Numeric(values));
      }
      return out;
    }
  }
}

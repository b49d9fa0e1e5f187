package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * A map of the rows in which near rows stay near: t-distributed stochastic neighbour embedding. All
 * Numeric, Dense and Sparse columns together become the Numeric columns {@code tsne1}, {@code
 * tsne2}, … at the end of the frame.
 *
 * <p>p(j|i) is Gaussian in the Euclidean distance, of a width that makes the perplexity (2 to the
 * entropy) what was asked; pᵢⱼ = (p(j|i) + p(i|j)) / 2n; qᵢⱼ is in proportion to 1 / (1 + |yᵢ -
 * yⱼ|²). Gradient descent makes the Kullback-Leibler divergence Σ p log(p / q) small, with momentum
 * and a gain for each coordinate; p is exaggerated for the first 250 iterations. Defaults are those
 * of scikit-learn from 1.2 on. With {@link Method#BARNES_HUT} only the 3 × perplexity nearest rows
 * have a p, and far places repel as groups: O(iterations × rows × log rows); {@link Method#EXACT}
 * is O(iterations × rows²) time and O(rows²) memory.
 *
 * <p>Where there are too few rows for the perplexity it is lowered to (rows - 1) / 3. A training
 * row given again gets its own place. A new row is not part of the optimisation: it is put at the
 * mean of the places of its nearest training rows, weighted by its own p. Put {@link Standardize}
 * before where units differ; features must be finite.
 *
 * @see "van der Maaten, Hinton: Visualizing Data using t-SNE. Journal of Machine Learning Research
 *     9, 2008"
 * @see "van der Maaten: Accelerating t-SNE using Tree-Based Algorithms. Journal of Machine Learning
 *     Research 15, 2014"
 * @see "scikit-learn 1.2, sklearn.manifold.TSNE"
 */
@About(
    value = "a map of the rows in which near rows stay near",
    cite = "van der Maaten, Hinton: Visualizing Data using t-SNE, JMLR 9, 2008; scikit-learn TSNE")
public record Tsne(
    @Param(value = "dimensions of the map", min = 1, max = 3) int nComponents,
    @Param(
            value = "how many neighbours count, smoothly",
            min = 1,
            max = 1e6,
            tune = {5, 50},
            log = true)
        double perplexity,
    @Param(
            value = "factor of p in the first 250 iterations",
            min = 1,
            max = 1e6,
            tune = {4, 24})
        double earlyExaggeration,
    @Param(value = "step size; 0: auto, max(50, rows / earlyExaggeration / 4)", min = 0, max = 1e9)
        double learningRate,
    @Param(
            value = "most iterations",
            min = 250,
            max = 1e6,
            tune = {500, 2000})
        int nIter,
    @Param(
            value = "a cell narrower than this share of its distance repels as one place",
            min = 0,
            max = 1)
        double angle,
    @Param("how repulsion is computed") Method method,
    @Param("where the places start") Init init)
    implements Step<Tsne.Fitted> {
  private static final int EXPLORE = 250;
  private static final int LOOK = 50;
  private static final int PATIENCE = 300;
  private static final double LEAST_GRADIENT = 1e-7;
  private static final double FOLDED = 1e-2; // places so near to each other are no map yet

  /** How repulsion is computed. */
  public enum Method {
    BARNES_HUT,
    EXACT
  }

  /** Where the places start. */
  public enum Init {
    /** The first principal components, the first of standard deviation 1e-4. */
    PCA,
    /** Normal random numbers of standard deviation 1e-4. */
    RANDOM
  }

  public Tsne {
    Spec.check(
        Tsne.class,
        nComponents,
        perplexity,
        earlyExaggeration,
        learningRate,
        nIter,
        angle,
        method,
        init);
  }

  public Tsne() {
    this(2, 30, 12, 0, 1000, 0.5, Method.BARNES_HUT, Init.PCA);
  }

  public Tsne nComponents(int nComponents) {
    return Spec.with(this, "nComponents", nComponents);
  }

  public Tsne perplexity(double perplexity) {
    return Spec.with(this, "perplexity", perplexity);
  }

  public Tsne earlyExaggeration(double earlyExaggeration) {
    return Spec.with(this, "earlyExaggeration", earlyExaggeration);
  }

  public Tsne learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public Tsne nIter(int nIter) {
    return Spec.with(this, "nIter", nIter);
  }

  public Tsne angle(double angle) {
    return Spec.with(this, "angle", angle);
  }

  public Tsne method(Method method) {
    return Spec.with(this, "method", method);
  }

  public Tsne init(Init init) {
    return Spec.with(this, "init", init);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var columns = Embedded.columns(train);
    if (columns.isEmpty()) {
      run.step("iteration", 0, 0);
      return Fitted.nothing();
    }
    int n = train.size();
    if (n < 2) throw new DataException("Tsne needs at least 2 rows, but there is 1");
    run.step("iteration", 0, nIter);
    var x = Features.of(train, columns);
    var matrix = Neighbours.matrix(x);
    var search = Neighbours.of(matrix, x.width());
    double width = Math.clamp((n - 1) / 3.0, 1, perplexity);
    int k = method == Method.EXACT ? n - 1 : Math.min(n - 1, (int) (3 * width + 1));
    var near = search.nearestOthers(k, run);
    var p = probabilities(near, width, run);
    var y = start(matrix, x.width(), n, run);
    double divergence = descend(p, y, run);
    return new Fitted(columns, x.names(), List.of(search), y, nComponents, width, k, divergence);
  }

  /** pᵢⱼ, which sum to 1. */
  static Affinities probabilities(Neighbours.Nearest near, double perplexity, Run run) {
    int k = near.k();
    int n = near.rows().length / k;
    var weights = new double[near.rows().length];
    run.map(
        Math.min(n, 16),
        b -> {
          for (int i = (int) ((long) n * b / Math.min(n, 16)),
                  to = (int) ((long) n * (b + 1) / Math.min(n, 16));
              i < to;
              i++)
            System.arraycopy(
                conditional(near.distances(), i * k, k, perplexity), 0, weights, i * k, k);
          return b;
        });
    var p = Affinities.symmetric(near.rows(), weights, k, (a, b) -> a + b);
    double total = 0;
    for (double v : p.weights()) total += v;
    for (int e = 0; e < p.weights().length; e++) p.weights()[e] /= total;
    return p;
  }

  /** p(j|i) over k neighbours: by bisection of the precision, to 1e-5 of the entropy. */
  static double[] conditional(double[] distances, int at, int k, double perplexity) {
    var p = new double[k];
    double wanted = Math.log(Math.min(perplexity, k));
    double least = distances[at] * distances[at];
    double scale = distances[at + k - 1] * distances[at + k - 1] - least;
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      Arrays.fill(p, 1.0 / k);
      return p;
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1 / scale;
    for (int tries = 0; tries < 200; tries++) {
      double sum = 0;
      double mean = 0;
      for (int j = 0; j < k; j++) {
        double d = distances[at + j] * distances[at + j] - least;
        p[j] = Math.exp(-d * precision);
        sum += p[j];
        mean += d * p[j];
      }
      double excess = Math.log(sum) + precision * mean / sum - wanted;
      for (int j = 0; j < k; j++) p[j] /= sum;
      if (Math.abs(excess) <= 1e-5) break;
      if (excess > 0) {
        low = precision;
        precision = high == Double.POSITIVE_INFINITY ? 2 * precision : (low + high) / 2;
      } else {
        high = precision;
        precision = (low + high) / 2;
      }
    }
    return p;
  }

  private double[] start(double[] x, int width, int n, Run run) {
    var random = run.random("start");
    var y = new double[n * nComponents];
    if (init == Init.RANDOM) {
      for (int i = 0; i < y.length; i++) y[i] = 1e-4 * random.nextGaussian();
      return y;
    }
    y = Embedded.principal(x, width, nComponents, random);
    double squares = 0;
    for (int i = 0; i < n; i++) squares += y[i * nComponents] * y[i * nComponents];
    double scale = 1e-4 / Math.sqrt(squares / n);
    for (int i = 0; i < y.length; i++) y[i] *= scale;
    return y;
  }

  /** Moves the places; gives the divergence at the end. */
  private double descend(Affinities p, double[] y, Run run) {
    int n = y.length / nComponents;
    double rate = learningRate > 0 ? learningRate : Math.max(n / earlyExaggeration / 4, 50);
    var update = new double[y.length];
    var gain = new double[y.length];
    var gradient = new double[y.length];
    Arrays.fill(gain, 1);
    double best = Double.POSITIVE_INFINITY;
    int bestAt = 0;
    for (int t = 0; t < nIter; t++) {
      boolean early = t < EXPLORE;
      double divergence = gradient(p, early ? earlyExaggeration : 1, y, gradient, run);
      double momentum = early ? 0.5 : 0.8;
      double squares = 0;
      for (int i = 0; i < y.length; i++) {
        gain[i] = update[i] * gradient[i] < 0 ? gain[i] + 0.2 : Math.max(0.01, gain[i] * 0.8);
        update[i] = momentum * update[i] - rate * gain[i] * gradient[i];
        y[i] += update[i];
        squares += gradient[i] * gradient[i];
      }
      if (t + 1 == EXPLORE) {
        Arrays.fill(update, 0);
        Arrays.fill(gain, 1);
        best = Double.POSITIVE_INFINITY;
      }
      if (divergence < best) {
        best = divergence;
        bestAt = t;
      }
      boolean done =
          (t + 1) % LOOK == 0
              && t >= EXPLORE
              && (t - bestAt > PATIENCE || Math.sqrt(squares) <= LEAST_GRADIENT)
              && unfolded(y);
      if (done || !run.step("iteration", t + 1, nIter, "divergence", divergence)) break;
    }
    run.step("iteration", nIter, nIter);
    return gradient(p, 1, y, gradient, run);
  }

  /**
   * Where neighbours are hardly nearer than others, exaggeration draws all places into one, where
   * nothing pulls: a saddle that they leave by themselves, and no end.
   */
  boolean unfolded(double[] y) {
    double squares = 0;
    for (int c = 0; c < nComponents; c++) {
      double mean = 0;
      for (int i = c; i < y.length; i += nComponents) mean += y[i] * nComponents / y.length;
      for (int i = c; i < y.length; i += nComponents) squares += (y[i] - mean) * (y[i] - mean);
    }
    return squares * nComponents / y.length > FOLDED * FOLDED;
  }

  private record Part(double normaliser, double divergence) {}

  /**
   * Writes the gradient of the divergence and gives the divergence itself. The rows are cut into
   * parts whose number does not depend on the threads.
   */
  double gradient(Affinities p, double exaggeration, double[] y, double[] gradient, Run run) {
    int d = nComponents;
    int n = y.length / d;
    var tree = new SpaceTree(y, d);
    double square = method == Method.EXACT ? 0 : angle * angle;
    var repulsion = new double[y.length];
    Arrays.fill(gradient, 0);
    int blocks = Math.clamp(n / 256, 1, 16);
    var parts =
        run.map(
            blocks,
            b -> {
              var stack = new int[64 << d];
              double normaliser = 0;
              double divergence = 0;
              int to = (int) ((long) n * (b + 1) / blocks);
              for (int i = (int) ((long) n * b / blocks); i < to; i++) {
                normaliser += tree.repel(y, i, square, stack, repulsion, i * d);
                divergence += attract(p, exaggeration, y, i, gradient);
              }
              return new Part(normaliser, divergence);
            });
    double z = 0;
    double divergence = 0;
    for (var part : parts) {
      z += part.normaliser;
      divergence += part.divergence;
    }
    z = Math.max(z, Double.MIN_NORMAL);
    for (int i = 0; i < y.length; i++) gradient[i] = 4 * (gradient[i] - repulsion[i] / z);
    return divergence + exaggeration * Math.log(z);
  }

  /** Adds Σ p q (yᵢ - yⱼ) to the gradient; gives Σ p log(p / q), q not yet divided by its sum. */
  private double attract(Affinities p, double factor, double[] y, int i, double[] gradient) {
    int d = nComponents;
    double divergence = 0;
    for (int e = p.starts()[i]; e < p.starts()[i + 1]; e++) {
      int j = p.rows()[e];
      double square = 0;
      for (int c = 0; c < d; c++) {
        double v = y[i * d + c] - y[j * d + c];
        square += v * v;
      }
      double weight = factor * p.weights()[e];
      double f = weight / (1 + square);
      for (int c = 0; c < d; c++) gradient[i * d + c] += f * (y[i * d + c] - y[j * d + c]);
      if (weight > 0) divergence += weight * Math.log(weight * (1 + square));
    }
    return divergence;
  }

  /**
   * The training rows and their places.
   *
   * @param columns the columns that are read
   * @param features the names of the features in them
   * @param search finds the nearest training rows; empty if there were no columns
   * @param places row-major, {@code components} for each training row
   * @param perplexity that was used
   * @param k how many training rows place a new one
   * @param divergence the Kullback-Leibler divergence that was reached
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      List<Neighbours> search,
      double[] places,
      int components,
      double perplexity,
      int k,
      double divergence)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      search = List.copyOf(search);
    }

    private static Fitted nothing() {
      return new Fitted(List.of(), Vocabulary.empty(), List.of(), new double[0], 0, 0, 0, 0);
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      var near =
          search
              .getFirst()
              .nearest(Embedded.queries(frame, columns, features), k, Run.quiet().threads(1));
      var out =
          Embedded.places(
              near, places, components, (d, at, m) -> conditional(d, at, m, perplexity));
      return Embedded.replace(frame, columns, "tsne", out, components);
    }
  }
}

package millrace.preprocess;

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
 * A map of the rows that keeps their neighbourhoods: uniform manifold approximation and projection.
 * All Numeric, Dense and Sparse columns together become the Numeric columns {@code umap1}, {@code
 * umap2}, … at the end of the frame.
 *
 * <p>Row j is a neighbour of i by exp(-(d - ρᵢ) / σᵢ), ρᵢ the distance to the nearest and σᵢ such
 * that the k neighbours, itself among them, weigh log₂ k; a and b of a pair join to a + b - ab. The
 * places start from the eigenvectors of the graph's normalised Laplacian (principal components,
 * where the graph falls into parts) and are moved by stochastic gradient descent on the cross
 * entropy with 1 / (1 + a d^(2b)), a and b fitted to {@code minDist} and {@code spread}. Names and
 * defaults are those of umap-learn 0.5.
 *
 * <p>The descent is done in one thread, in a fixed order. Cost: the neighbour search (see {@link
 * Neighbours}), then O(epochs × rows × nNeighbors × negativeSampleRate). A training row given again
 * gets its own place; a new row is put at the mean of the places of its nearest training rows,
 * weighted as above, and not moved further, so that no row depends on those beside it. Put {@link
 * Standardize} before where units differ; features must be finite.
 *
 * @see "McInnes, Healy, Melville: UMAP: Uniform Manifold Approximation and Projection for Dimension
 *     Reduction. arXiv 1802.03426, 2018"
 */
@About(
    value = "a map of the rows that keeps their neighbourhoods",
    cite = "McInnes, Healy, Melville: UMAP, arXiv 1802.03426, 2018")
public record Umap(
    @Param(
            value = "nearest rows, itself counted",
            min = 2,
            max = 1e6,
            tune = {5, 50},
            log = true)
        int nNeighbors,
    @Param(
            value = "dimensions of the map",
            min = 1,
            max = 1000,
            tune = {2, 10})
        int nComponents,
    @Param(
            value = "how close places may come",
            min = 0,
            max = 1e3,
            tune = {0.01, 0.5})
        double minDist,
    @Param(value = "the scale of the map; not below minDist", min = 1e-3, max = 1e3) double spread,
    @Param(value = "passes; 0: auto, 500 up to 10,000 rows, then 200", min = 0, max = 1e6)
        int nEpochs,
    @Param(value = "step size at the start; it falls to 0", min = 1e-6, max = 100)
        double learningRate,
    @Param(value = "rows pushed away for each pulled near", min = 0, max = 1000)
        int negativeSampleRate,
    @Param("how rows are compared") Neighbours.Metric metric,
    @Param(value = "the power of metric MINKOWSKI; else not read", min = 1, max = 1e6) double p,
    @Param("where the places start") Init init)
    implements Step<Umap.Fitted> {
  private static final int LANCZOS_STEPS = 250;

  /** Where the places start. */
  public enum Init {
    SPECTRAL,
    PCA
  }

  public Umap {
    Spec.check(
        Umap.class,
        nNeighbors,
        nComponents,
        minDist,
        spread,
        nEpochs,
        learningRate,
        negativeSampleRate,
        metric,
        p,
        init);
    if (minDist > spread) {
      throw new IllegalArgumentException(
          "Umap minDist must not be above spread, but minDist is %s and spread %s"
              .formatted(minDist, spread));
    }
  }

  public Umap() {
    this(15, 2, 0.1, 1, 0, 1, 5, Neighbours.Metric.EUCLIDEAN, 2, Init.SPECTRAL);
  }

  public Umap nNeighbors(int nNeighbors) {
    return Spec.with(this, "nNeighbors", nNeighbors);
  }

  public Umap nComponents(int nComponents) {
    return Spec.with(this, "nComponents", nComponents);
  }

  public Umap minDist(double minDist) {
    return Spec.with(this, "minDist", minDist);
  }

  public Umap spread(double spread) {
    return Spec.with(this, "spread", spread);
  }

  public Umap nEpochs(int nEpochs) {
    return Spec.with(this, "nEpochs", nEpochs);
  }

  public Umap learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public Umap negativeSampleRate(int negativeSampleRate) {
    return Spec.with(this, "negativeSampleRate", negativeSampleRate);
  }

  public Umap metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public Umap p(double p) {
    return Spec.with(this, "p", p);
  }

  public Umap init(Init init) {
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
      run.step("epoch", 0, 0);
      return Fitted.nothing();
    }
    int n = train.size();
    if (n < 2) throw new DataException("Umap needs at least 2 rows, but there is 1");
    int epochs = nEpochs > 0 ? nEpochs : n <= 10_000 ? 500 : 200;
    run.step("epoch", 0, epochs);
    var x = Features.of(train, columns);
    var matrix = Neighbours.matrix(x);
    var search = Neighbours.of(matrix, x.width(), metric, p, Neighbours.Algorithm.AUTO, 30);
    var near = search.nearestOthers(nNeighbors - 1, run);
    int k = near.k();
    var weights = new double[n * k];
    for (int i = 0; i < n; i++)
      System.arraycopy(memberships(near.distances(), i * k, k), 0, weights, i * k, k);
    var graph = Affinities.symmetric(near.rows(), weights, k, (a, b) -> a + b - a * b);
    var y = start(graph, matrix, x.width(), run);
    var curve = curve(minDist, spread);
    new UmapDescent(graph, y, nComponents, curve[0], curve[1], epochs)
        .run(learningRate, negativeSampleRate, run);
    return new Fitted(columns, x.names(), List.of(search), y, nComponents, k, curve[0], curve[1]);
  }

  /** How much each of k neighbours (without the row itself, which weighs nothing) belongs. */
  static double[] memberships(double[] distances, int at, int k) {
    double nearest = 0;
    double mean = 0;
    for (int j = at; j < at + k; j++) {
      if (nearest == 0) nearest = distances[j];
      mean += distances[j] / (k + 1); // the row itself counts, as in umap-learn
    }
    double wanted = Math.log(k + 1) / Math.log(2);
    var out = new double[k];
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double sigma = 1;
    for (int tries = 0; tries < 64; tries++) {
      double sum = weigh(distances, at, nearest, sigma, out);
      if (Math.abs(sum - wanted) < 1e-5) break;
      if (sum > wanted) {
        high = sigma;
        sigma = (low + high) / 2;
      } else {
        low = sigma;
        sigma = high == Double.POSITIVE_INFINITY ? 2 * sigma : (low + high) / 2;
      }
    }
    weigh(distances, at, nearest, Math.max(sigma, 1e-3 * mean), out);
    return out;
  }

  private static double weigh(
      double[] distances, int at, double nearest, double sigma, double[] out) {
    double sum = 0;
    for (int j = 0; j < out.length; j++) {
      double d = distances[at + j] - nearest;
      out[j] = d > 0 ? Math.exp(-d / sigma) : 1;
      sum += out[j];
    }
    return sum;
  }

  /**
   * a and b such that 1 / (1 + a d^(2b)) is closest, in squares at 300 distances up to 3 × spread,
   * to 1 below minDist and exp(-(d - minDist) / spread) above.
   */
  static double[] curve(double minDist, double spread) {
    double a = 1;
    double b = 1;
    double damping = 1e-3;
    double error = curveError(a, b, minDist, spread);
    for (int tries = 0; tries < 500; tries++) {
      double aa = 0;
      double ab = 0;
      double bb = 0;
      double ra = 0;
      double rb = 0;
      for (int i = 1; i < 300; i++) {
        double d = i * 3 * spread / 299;
        double power = Math.pow(d, 2 * b);
        double f = 1 / (1 + a * power);
        double da = -power * f * f;
        double db = -2 * a * power * Math.log(d) * f * f;
        double r = wantedAt(d, minDist, spread) - f;
        aa += da * da;
        ab += da * db;
        bb += db * db;
        ra += da * r;
        rb += db * r;
      }
      double p = aa * (1 + damping);
      double q = bb * (1 + damping);
      double determinant = p * q - ab * ab;
      double nextA = a + (ra * q - rb * ab) / determinant;
      double nextB = b + (rb * p - ra * ab) / determinant;
      double next =
          nextA > 0 && nextB > 0
              ? curveError(nextA, nextB, minDist, spread)
              : Double.POSITIVE_INFINITY;
      if (next <= error) {
        boolean still = Math.abs(nextA - a) <= 1e-12 * a && Math.abs(nextB - b) <= 1e-12 * b;
        a = nextA;
        b = nextB;
        error = next;
        damping /= 10;
        if (still) break;
      } else {
        damping *= 10;
        if (!(damping < 1e12)) break;
      }
    }
    return new double[] {a, b};
  }

  private static double wantedAt(double d, double minDist, double spread) {
    return d < minDist ? 1 : Math.exp(-(d - minDist) / spread);
  }

  private static double curveError(double a, double b, double minDist, double spread) {
    double s = 0;
    for (int i = 1; i < 300; i++) {
      double d = i * 3 * spread / 299;
      double r = wantedAt(d, minDist, spread) - 1 / (1 + a * Math.pow(d, 2 * b));
      s += r * r;
    }
    return s;
  }

  /** Places between 0 and 10, from the graph or, where it falls into parts, the features. */
  private double[] start(Affinities graph, double[] x, int width, Run run) {
    int n = graph.starts().length - 1;
    var random = run.random("start");
    var y = new double[n * nComponents];
    boolean spectral = init == Init.SPECTRAL && n > nComponents + 1 && connected(graph);
    if (spectral) y = spectral(graph, run);
    else y = Embedded.principal(x, width, nComponents, random);
    for (int c = 0; c < nComponents; c++) {
      double most = 0;
      for (int i = c; i < y.length; i += nComponents) most = Math.max(most, Math.abs(y[i]));
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = c; i < y.length; i += nComponents) {
        y[i] = (most == 0 ? 0 : 10 * y[i] / most) + 1e-4 * random.nextGaussian();
        low = Math.min(low, y[i]);
        high = Math.max(high, y[i]);
      }
      for (int i = c; i < y.length; i += nComponents) y[i] = 10 * (y[i] - low) / (high - low);
    }
    return y;
  }

  private static boolean connected(Affinities graph) {
    int n = graph.starts().length - 1;
    var seen = new boolean[n];
    var stack = new int[n];
    int depth = 1;
    int found = 1;
    seen[0] = true;
    while (depth > 0) {
      int i = stack[--depth];
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
        int j = graph.rows()[e];
        if (seen[j] || graph.weights()[e] == 0) continue;
        seen[j] = true;
        stack[depth++] = j;
        found++;
      }
    }
    return found == n;
  }

  /** The eigenvectors of D^-½ A D^-½ after the first, which is known. */
  private double[] spectral(Affinities graph, Run run) {
    int n = graph.starts().length - 1;
    var root = new double[n];
    for (int i = 0; i < n; i++) {
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) root[i] += graph.weights()[e];
      root[i] = Math.sqrt(root[i]);
    }
    double norm = Math.sqrt(Gram.dot(root, root));
    var first = new double[n];
    for (int i = 0; i < n; i++) first[i] = root[i] / norm;
    var vectors =
        Lanczos.greatest(
            (v, to) -> times(graph, root, v, to),
            n,
            nComponents,
            LANCZOS_STEPS,
            new double[][] {first},
            run.random("spectral"));
    var y = new double[n * nComponents];
    for (int c = 0; c < vectors.length; c++)
      for (int i = 0; i < n; i++) y[i * nComponents + c] = vectors[c][i];
    return y;
  }

  private static void times(Affinities graph, double[] root, double[] v, double[] to) {
    for (int i = 0; i < to.length; i++) {
      double s = 0;
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
        int j = graph.rows()[e];
        s += graph.weights()[e] * v[j] / root[j];
      }
      to[i] = s / root[i];
    }
  }

  /**
   * The training rows and their places.
   *
   * @param columns the columns that are read
   * @param features the names of the features in them
   * @param search finds the nearest training rows; empty if there were no columns
   * @param places row-major, {@code components} for each training row
   * @param k how many training rows place a new one
   * @param a of the curve of the map
   * @param b of the curve of the map
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      List<Neighbours> search,
      double[] places,
      int components,
      int k,
      double a,
      double b)
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
      return Embedded.replace(
          frame,
          columns,
          "umap",
          Embedded.places(near, places, components, Umap::memberships),
          components);
    }
  }
}

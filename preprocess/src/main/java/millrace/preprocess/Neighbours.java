package millrace.preprocess;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * Exact search for the nearest rows of a matrix, or for all within a radius. Of rows equally far
 * away the one of the lower number comes first, so that both ways to search, any order of the work
 * and any number of threads give the same bits.
 *
 * <p>A kd-tree serves few features: O(rows log rows) to build, about O(log rows) a query, growing
 * fast with the number of features. Otherwise all rows are compared, O(rows × features) a query;
 * for Euclidean and cosine distances of many queries a blocked product in float precision, whose
 * error is bounded, leaves out what is surely too far, and the rest is measured directly in double.
 *
 * <p>It consists of arrays of numbers alone, so a fitted record may hold it.
 *
 * @param rows how many rows there are
 * @param width how many features
 * @param metric how rows are compared
 * @param p the power for {@link Metric#MINKOWSKI}, from 1 to infinity; else not read
 * @param points the rows, row-major, in the order of the tree if there is one; of unit length when
 *     the metric is cosine
 * @param ids of a tree: the number each row of {@code points} has; else empty
 * @param lower of a tree: the lower corner of each node's bounding box; else empty
 * @param upper of a tree: the upper corner of each node's bounding box; else empty
 * @see "Friedman, Bentley, Finkel: An Algorithm for Finding Best Matches in Logarithmic Expected
 *     Time. ACM Transactions on Mathematical Software 3, 1977"
 * @see "scikit-learn 1.2, sklearn.neighbors.NearestNeighbors"
 */
public record Neighbours(
    int rows,
    int width,
    Metric metric,
    double p,
    double[] points,
    int[] ids,
    double[] lower,
    double[] upper) {
  /** More features than these are searched by brute force when {@link Algorithm#AUTO} chooses. */
  private static final int TREE_WIDTH = 15;

  /** Fewer queries than these are compared one by one. */
  private static final int FEW = 8;

  private static final int MOST_BLOCKS = 64;

  /** How far apart two rows are. */
  public enum Metric {
    /** (Σ |a - b|^p)^(1/p). */
    MINKOWSKI,
    /** √Σ (a - b)². */
    EUCLIDEAN,
    /** Σ |a - b|. */
    MANHATTAN,
    /** max |a - b|. */
    CHEBYSHEV,
    /** 1 - a·b / (|a| |b|); 1 to a row of zeros. Not for the tree. */
    COSINE
  }

  /** How to search; the result is the same. */
  public enum Algorithm {
    /** The tree for up to 15 features, unless the metric is cosine. */
    AUTO,
    KD_TREE,
    BRUTE
  }

  /** The {@code k} nearest of each query, nearest first: those of query i from {@code i * k} on. */
  public record Nearest(int k, int[] rows, double[] distances) {}

  /**
   * All rows within the radius: those of query i at {@code starts[i] .. starts[i + 1]}, row numbers
   * rising.
   */
  public record Within(int[] starts, int[] rows, double[] distances) {}

  /** The distance of two rows that start at these places. */
  public interface Measure {
    double distance(double[] a, int aStart, double[] b, int bStart);
  }

  /** How rows of {@link #byNumber} are compared: the distances that a search gives. */
  public Measure measure() {
    var distance = new Distance(metric, p, width);
    return (a, aStart, b, bStart) -> distance.full(distance.reduced(a, aStart, b, bStart));
  }

  /** The feature columns of a frame as a finite row-major matrix. */
  public static double[] matrix(Features features) {
    var x = features.dense();
    int w = features.width();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i])) continue;
      throw new DataException(
          "feature '%s' is %s in row %d, but must be finite: leave the row out or make the cell missing and put new Impute() before"
              .formatted(features.names().name(i % w), x[i], i / w));
    }
    return x;
  }

  /** Euclidean distances between the rows of a row-major matrix, which is copied. */
  public static Neighbours of(double[] matrix, int width) {
    return of(matrix, width, Metric.EUCLIDEAN, 2, Algorithm.AUTO, 30);
  }

  /**
   * Prepares to search the rows of a row-major matrix, which is copied.
   *
   * @param matrix finite numbers; see {@link #matrix}
   * @param leafSize the most rows of a leaf of the tree
   * @throws IllegalArgumentException if there is no row, p is below 1, or a tree shall measure
   *     cosine distances
   */
  public static Neighbours of(
      double[] matrix, int width, Metric metric, double p, Algorithm algorithm, int leafSize) {
    if (width < 1 || matrix.length == 0 || matrix.length % width != 0) {
      throw new IllegalArgumentException(
          "%d numbers are no rows of %d features".formatted(matrix.length, width));
    }
    if (metric == Metric.MINKOWSKI && !(p >= 1))
      throw new IllegalArgumentException("p must be at least 1 but is " + p);
    if (leafSize < 1)
      throw new IllegalArgumentException("leafSize must be at least 1 but is " + leafSize);
    if (metric == Metric.COSINE && algorithm == Algorithm.KD_TREE) {
      throw new IllegalArgumentException(
          "algorithm KD_TREE cannot search by metric COSINE: say AUTO or BRUTE");
    }
    int rows = matrix.length / width;
    var none = new double[0];
    boolean tree =
        algorithm == Algorithm.KD_TREE
            || (algorithm == Algorithm.AUTO && metric != Metric.COSINE && width <= TREE_WIDTH);
    if (!tree) {
      var points = metric == Metric.COSINE ? unit(matrix, width) : matrix.clone();
      return new Neighbours(rows, width, metric, p, points, new int[0], none, none);
    }
    var t = KdTree.build(matrix, width, leafSize);
    return new Neighbours(rows, width, metric, p, t.points, t.ids, t.lower, t.upper);
  }

  private static double[] unit(double[] x, int width) {
    var out = x.clone();
    for (int at = 0; at < x.length; at += width) {
      double most = 0;
      for (int f = 0; f < width; f++) most = Math.max(most, Math.abs(x[at + f]));
      if (most == 0) continue;
      // by a power of two first, so that no square overflows or vanishes
      double s = Math.scalb(1.0, -Math.clamp(Math.getExponent(most), -1022, 1022));
      for (int f = 0; f < width; f++) out[at + f] *= s;
      double norm = Math.sqrt(Distance.dot(out, at, out, at, width));
      for (int f = 0; f < width; f++) out[at + f] /= norm;
    }
    return out;
  }

  /**
   * The nearest rows of each query; if there are fewer than {@code k} rows, all of them.
   *
   * @param queries row-major and finite
   */
  public Nearest nearest(double[] queries, int k, Run run) {
    return nearest(prepared(queries), k, rows, _ -> -1, run);
  }

  /** For each row its nearest other rows: a row is no neighbour of itself, its equals are. */
  public Nearest nearestOthers(int k, Run run) {
    return nearest(byNumber(), k, rows - 1, i -> i, run);
  }

  private Nearest nearest(
      double[] q, int wanted, int available, IntUnaryOperator leaveOut, Run run) {
    if (wanted < 1) throw new IllegalArgumentException("k must be at least 1 but is " + wanted);
    int k = Math.min(wanted, available);
    int n = q.length / width;
    var out = new Nearest(k, new int[Math.multiplyExact(n, k)], new double[n * k]);
    if (k == 0) return out;
    var distance = new Distance(metric, p, width);
    search(
        q,
        distance,
        () -> Hits.nearest(k),
        leaveOut,
        (i, hits) -> hits.copy(distance, out.rows, out.distances, i * k),
        run);
    return out;
  }

  /**
   * The rows at most {@code radius} away from each query.
   *
   * @param queries row-major and finite
   */
  public Within within(double[] queries, double radius, Run run) {
    return within(prepared(queries), radius, _ -> -1, run);
  }

  /** For each row the other rows at most {@code radius} away. */
  public Within othersWithin(double radius, Run run) {
    return within(byNumber(), radius, i -> i, run);
  }

  private Within within(double[] q, double radius, IntUnaryOperator leaveOut, Run run) {
    if (!(radius >= 0))
      throw new IllegalArgumentException("radius must be at least 0 but is " + radius);
    int n = q.length / width;
    var distance = new Distance(metric, p, width);
    var rowsOf = new int[n][];
    var distancesOf = new double[n][];
    search(
        q,
        distance,
        () -> Hits.within(distance.reduce(radius)),
        leaveOut,
        (i, hits) -> {
          hits.sortByRow();
          rowsOf[i] = new int[hits.size()];
          distancesOf[i] = new double[hits.size()];
          hits.copy(distance, rowsOf[i], distancesOf[i], 0);
        },
        run);
    var starts = new int[n + 1];
    for (int i = 0; i < n; i++) starts[i + 1] = Math.addExact(starts[i], rowsOf[i].length);
    var out = new Within(starts, new int[starts[n]], new double[starts[n]]);
    for (int i = 0; i < n; i++) {
      System.arraycopy(rowsOf[i], 0, out.rows, starts[i], rowsOf[i].length);
      System.arraycopy(distancesOf[i], 0, out.distances, starts[i], rowsOf[i].length);
    }
    return out;
  }

  private void search(
      double[] q,
      Distance distance,
      Supplier<Hits> start,
      IntUnaryOperator leaveOut,
      Screen.Sink sink,
      Run run) {
    int n = q.length / width;
    boolean screened = ids.length == 0 && n >= FEW && (distance.euclidean() || distance.cosine());
    var screen = screened ? List.of(new Screen(distance, points, width, run)) : List.<Screen>of();
    var tree = new KdTree(points, ids, lower, upper, width);
    int each = Math.max(screened ? 64 : 16, (n + MOST_BLOCKS - 1) / MOST_BLOCKS);
    run.map(
        (n + each - 1) / each,
        block -> {
          int from = block * each;
          int to = Math.min(n, from + each);
          if (screened) {
            screen.getFirst().search(q, from, to, start, leaveOut, sink);
            return block;
          }
          var hits = start.get();
          for (int i = from; i < to; i++) {
            hits.clear(leaveOut.applyAsInt(i));
            if (ids.length > 0) tree.search(distance, q, i * width, hits);
            else
              for (int r = 0; r < rows; r++)
                hits.offer(distance.reduced(q, i * width, points, r * width), r);
            sink.accept(i, hits);
          }
          return block;
        });
  }

  private double[] prepared(double[] queries) {
    if (queries.length % width != 0) {
      throw new IllegalArgumentException(
          "%d numbers are no rows of %d features".formatted(queries.length, width));
    }
    return metric == Metric.COSINE ? unit(queries, width) : queries;
  }

  /** The rows in the order of their numbers (of unit length when the metric is cosine). */
  public double[] byNumber() {
    if (ids.length == 0) return points;
    var out = new double[points.length];
    for (int i = 0; i < rows; i++) System.arraycopy(points, i * width, out, ids[i] * width, width);
    return out;
  }
}

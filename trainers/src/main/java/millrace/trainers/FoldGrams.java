package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * Gram matrices of the folds of a {@link Design}: contiguous runs of rows, as scikit-learn's KFold
 * makes them. The Gram matrix of a fold's training rows is that of all rows less the fold's own, so
 * that a whole cross-validation costs one Gram matrix; predictions are scored by it, too.
 */
final class FoldGrams {
  /**
   * Centred sums over some rows.
   *
   * @param gram {@code X' X}, row-major
   * @param xy {@code X' y}
   * @param yy {@code ‖y‖²}
   * @param xMean what was taken off the columns, in the design's own coordinates
   * @param yMean what was taken off the target there
   * @param total the sum of weights
   */
  record Sums(double[] gram, double[] xy, double yy, double[] xMean, double yMean, double total) {}

  /** Sums as they are, not centred. */
  private record Raw(double[] gram, double[] xy, double[] x, double yy, double y, double total) {}

  private final Design x;
  private final boolean centre;
  private final Raw[] folds;
  private final Raw all;

  FoldGrams(Design x, int count, boolean centre, Run run) {
    this.x = x;
    this.centre = centre;
    folds =
        run.map("fold", count, f -> raw(start(x.rows, count, f), start(x.rows, count, f + 1)))
            .toArray(Raw[]::new);
    var sum = copy(folds[0], 1);
    for (int f = 1; f < count; f++) sum = add(sum, 1, folds[f]);
    all = sum;
  }

  /**
   * The first row of a fold: the first folds are one row longer where it does not come out even.
   */
  static int start(int rows, int folds, int fold) {
    return fold * (rows / folds) + Math.min(fold, rows % folds);
  }

  private Raw raw(int from, int to) {
    int p = x.width;
    var gram = x.partialGram(from, to);
    for (int i = 0; i < p; i++) for (int j = 0; j < i; j++) gram[i * p + j] = gram[j * p + i];
    var xy = new double[p];
    var sums = new double[p];
    for (int i = from; i < to; i++) {
      for (int k = x.starts[i]; k < x.starts[i + 1]; k++) {
        xy[x.index[k]] += x.value[k] * x.y[i];
        sums[x.index[k]] += x.value[k] * x.root[i];
      }
    }
    int n = to - from;
    for (int d = 0; d < x.dense.length; d++) {
      xy[x.denseId[d]] = Vectors.dot(x.dense[d], from, x.y, from, n);
      sums[x.denseId[d]] = Vectors.dot(x.dense[d], from, x.root, from, n);
    }
    return new Raw(
        gram,
        xy,
        sums,
        Vectors.dot(x.y, from, x.y, from, n),
        Vectors.dot(x.y, from, x.root, from, n),
        Vectors.dot(x.root, from, x.root, from, n));
  }

  private static Raw copy(Raw a, double c) {
    return add(
        new Raw(
            new double[a.gram.length], new double[a.xy.length], new double[a.xy.length], 0, 0, 0),
        c,
        a);
  }

  /** a + c b; the arrays of a are used. */
  private static Raw add(Raw a, double c, Raw b) {
    Vectors.add(c, b.gram, a.gram);
    Vectors.add(c, b.xy, a.xy);
    Vectors.add(c, b.x, a.x);
    return new Raw(a.gram, a.xy, a.x, a.yy + c * b.yy, a.y + c * b.y, a.total + c * b.total);
  }

  /** Of the rows outside a fold. O(p²). */
  Sums train(int fold) {
    var s = add(copy(all, 1), -1, folds[fold]);
    if (!(s.total > 0))
      throw new DataException("all weight is in fold %d: shuffle the rows".formatted(fold + 1));
    return centred(s);
  }

  private Sums centred(Raw s) {
    int p = s.xy.length;
    var mean = new double[p];
    if (!centre) return new Sums(s.gram, s.xy, s.yy, mean, 0, s.total);
    for (int j = 0; j < p; j++) mean[j] = s.x[j] / s.total;
    double yMean = s.y / s.total;
    var before = new double[p];
    for (int i = 0; i < p; i++) {
      before[i] = s.gram[i * p + i];
      Vectors.add(-s.x[i], mean, 0, s.gram, i * p, p);
      s.xy[i] -= s.x[i] * yMean;
    }
    for (int i = 0; i < p; i++) // constant in these rows: what is left is rounding
    if (s.gram[i * p + i] <= 1e-14 * before[i]) clear(s, i);
    return new Sums(s.gram, s.xy, Math.max(0, s.yy - s.y * yMean), mean, yMean, s.total);
  }

  private static void clear(Raw s, int i) {
    int p = s.xy.length;
    Arrays.fill(s.gram, i * p, (i + 1) * p, 0);
    for (int j = 0; j < p; j++) s.gram[j * p + i] = 0;
    s.xy[i] = 0;
  }

  /**
   * The weighted mean squared error, on the fold, of weights learnt outside of it. O(p·weights).
   */
  double error(int fold, Sums train, double[] w) {
    var s = folds[fold];
    if (s.total == 0) return 0;
    int p = w.length;
    double c = train.yMean - Vectors.dot(train.xMean, w);
    double quadratic = 0;
    for (int j = 0; j < p; j++)
      if (w[j] != 0) quadratic += w[j] * Vectors.dot(s.gram, j * p, w, 0, p);
    double squares = s.yy - 2 * Vectors.dot(w, s.xy) + quadratic;
    squares += -2 * c * (s.y - Vectors.dot(s.x, w)) + c * c * s.total;
    return Math.max(0, squares) / s.total;
  }

  /** The weighted variance of the fold's target. */
  double variance(int fold) {
    var s = folds[fold];
    if (s.total == 0) return 0;
    return Math.max(0, s.yy / s.total - s.y / s.total * (s.y / s.total));
  }

  /** Coordinate descent on sums alone. */
  static CoordinateDescent.State state(Sums s) {
    return new OnSums(s, s.xy.clone());
  }

  private record OnSums(Sums s, double[] slopes) implements CoordinateDescent.State {
    @Override
    public double square(int j) {
      return s.gram[j * slopes.length + j];
    }

    @Override
    public double slope(int j) {
      return slopes[j];
    }

    @Override
    public void move(int j, double by) {
      Vectors.add(-by, s.gram, j * slopes.length, slopes, 0, slopes.length);
    }

    @Override
    public double[] refresh(double[] w, double[] fresh) {
      int p = w.length;
      System.arraycopy(s.xy, 0, slopes, 0, p);
      for (int j = 0; j < p; j++) if (w[j] != 0) move(j, w[j]);
      System.arraycopy(slopes, 0, fresh, 0, p);
      double fit = Vectors.dot(w, s.xy);
      return new double[] {Math.max(0, s.yy - fit - Vectors.dot(w, slopes)), s.yy - fit};
    }

    @Override
    public double target() {
      return s.yy;
    }
  }
}

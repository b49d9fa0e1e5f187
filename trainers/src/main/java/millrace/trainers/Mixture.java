package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.DataException;
import millrace.preprocess.Tiles;
import millrace.run.Run;
import millrace.trainers.GaussianMixture.Covariance;

/**
 * Expectation and maximisation of a Gaussian mixture, tile by tile. Rows are cut into parts whose
 * number depends on the shape alone, and added up in their order.
 */
final class Mixture {
  private static final long WORTH = 1 << 20;
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private final Tiles x;
  private final int k;
  private final int p;
  private final int n;
  private final Covariance kind;
  private final double regular;
  private final int parts;

  /** How likely each row comes from each component. */
  private final Tiles share;

  final double[] weight;
  final double[] mean;
  double[] covariance;

  /**
   * What a deviation is multiplied with to have variance 1: for FULL and TIED column by column the
   * upper triangle, p × p; else the reciprocal of the standard deviation.
   */
  double[] precision;

  double[] logDeterminant;

  Mixture(Tiles x, int k, Covariance kind, double regular) {
    this.x = x;
    this.k = k;
    this.kind = kind;
    this.regular = regular;
    p = x.width();
    n = x.rows();
    parts = (long) n * k * p < WORTH ? 1 : Math.min(x.count(), 16);
    share = Tiles.zeros(n, k);
    weight = new double[k];
    mean = new double[k * p];
    covariance = new double[0];
    precision = new double[0];
    logDeterminant = new double[k];
  }

  /** Sums of a part of the rows. */
  private static final class Sums {
    final double[] mass;
    final double[] values;
    double likelihood;

    Sums(int k, int size) {
      mass = new double[k];
      values = new double[size];
    }

    void add(Sums other) {
      Vectors.add(1, other.mass, mass);
      Vectors.add(1, other.values, values);
      likelihood += other.likelihood;
    }
  }

  private interface Tile {
    void visit(int t, Sums sums);
  }

  private Sums all(int size, Run run, Tile body) {
    int each = (x.count() + parts - 1) / parts;
    List<Sums> done =
        run.map(
            parts,
            g -> {
              var sums = new Sums(k, size);
              for (int t = g * each; t < Math.min(x.count(), (g + 1) * each); t++)
                body.visit(t, sums);
              return sums;
            });
    var first = done.getFirst();
    for (int g = 1; g < done.size(); g++) first.add(done.get(g));
    return first;
  }

  /** Starts from a cluster of each row. */
  void start(int[] labels, Run run) {
    for (int i = 0; i < n; i++) share.tile(i / Tiles.SIZE)[labels[i]][i % Tiles.SIZE] = 1;
    maximise(all(k * p, run, this::sums), run);
  }

  /** Starts from shares drawn evenly. */
  void start(RandomGenerator random, Run run) {
    for (int i = 0; i < n; i++) {
      var tile = share.tile(i / Tiles.SIZE);
      int at = i % Tiles.SIZE;
      double total = 0;
      for (int c = 0; c < k; c++) {
        tile[c][at] = random.nextDouble();
        total += tile[c][at];
      }
      for (int c = 0; c < k; c++) tile[c][at] /= total;
    }
    maximise(all(k * p, run, this::sums), run);
  }

  private void sums(int t, Sums sums) {
    var s = share.tile(t);
    for (int c = 0; c < k; c++) sums.mass[c] += sum(s[c]);
    Tiles.products(s, x.tile(t), x.size(t), sums.values, 0, p, false);
  }

  private static double sum(double[] v) {
    double s = 0;
    for (double a : v) s += a;
    return s;
  }

  /** One round; gives the mean log-likelihood under the parameters before it. */
  double round(Run run) {
    var sums =
        all(
            k * p,
            run,
            (t, s) -> {
              var room = new Room(k);
              s.likelihood += expect(x.tile(t), x.size(t), share.tile(t), room);
              sums(t, s);
            });
    maximise(sums, run);
    return sums.likelihood / n;
  }

  /** Arrays for the work on a tile. */
  static final class Room {
    final double[] product = new double[Tiles.SIZE];
    final double[] most = new double[Tiles.SIZE];
    final double[] total = new double[Tiles.SIZE];
    final double[] logWeight;

    Room(int k) {
      logWeight = new double[k];
    }
  }

  private double expect(double[][] tile, int rows, double[][] share, Room room) {
    return expect(kind, tile, rows, k, weight, mean, precision, logDeterminant, share, room);
  }

  /**
   * The shares of some rows, and in {@code room.total} the logarithm of their density; gives its
   * sum.
   */
  static double expect(
      Covariance kind,
      double[][] tile,
      int rows,
      int k,
      double[] weight,
      double[] mean,
      double[] precision,
      double[] logDeterminant,
      double[][] share,
      Room room) {
    int p = tile.length;
    Arrays.fill(room.most, 0, rows, Double.NEGATIVE_INFINITY);
    for (int c = 0; c < k; c++) {
      var out = share[c];
      Arrays.fill(out, 0, rows, 0);
      mahalanobis(kind, tile, rows, c, mean, precision, out, room.product);
      double constant = Math.log(weight[c]) + logDeterminant[c] - p * LOG_2_PI / 2;
      for (int i = 0; i < rows; i++) out[i] = constant - out[i] / 2;
      for (int i = 0; i < rows; i++) room.most[i] = Math.max(room.most[i], out[i]);
    }
    Arrays.fill(room.total, 0, rows, 0);
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < rows; i++) {
        double d = share[c][i] - room.most[i];
        // e^-746 is 0
        double e = d == 0 ? 1 : d < -746 ? 0 : Math.exp(d);
        share[c][i] = e;
        room.total[i] += e;
      }
    }
    for (int c = 0; c < k; c++) for (int i = 0; i < rows; i++) share[c][i] /= room.total[i];
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      room.total[i] = room.most[i] + Math.log(room.total[i]);
      sum += room.total[i];
    }
    return sum;
  }

  private static void mahalanobis(
      Covariance kind,
      double[][] tile,
      int rows,
      int c,
      double[] mean,
      double[] precision,
      double[] out,
      double[] product) {
    int p = tile.length;
    if (kind == Covariance.FULL || kind == Covariance.TIED) {
      int at = kind == Covariance.FULL ? c * p * p : 0;
      for (int a = 0; a < p; a++) {
        double shift = 0;
        for (int b = 0; b <= a; b++) shift += mean[c * p + b] * precision[at + a * p + b];
        Arrays.fill(product, 0, rows, -shift);
        Tiles.combine(product, precision, at + a * p, tile, 0, a + 1, rows);
        addSquares(out, product, rows);
      }
      return;
    }
    for (int f = 0; f < p; f++) {
      double scale = precision[kind == Covariance.DIAG ? c * p + f : c];
      addScaled(out, tile[f], mean[c * p + f], scale * scale, rows);
    }
  }

  private static void addSquares(double[] out, double[] v, int n) {
    for (int i = 0; i < n; i++) out[i] += v[i] * v[i];
  }

  private static void addScaled(double[] out, double[] v, double shift, double scale, int n) {
    for (int i = 0; i < n; i++) out[i] += (v[i] - shift) * (v[i] - shift) * scale;
  }

  private void maximise(Sums sums, Run run) {
    double tiny = 10 * Math.ulp(1.0);
    var mass = sums.mass;
    for (int c = 0; c < k; c++) {
      mass[c] += tiny;
      for (int f = 0; f < p; f++) mean[c * p + f] = sums.values[c * p + f] / mass[c];
    }
    double total = sum(mass);
    for (int c = 0; c < k; c++) weight[c] = mass[c] / total;
    switch (kind) {
      case FULL, TIED -> matrices(mass, run);
      case DIAG, SPHERICAL -> variances(mass, run);
    }
    factorise();
  }

  private void matrices(double[] mass, Run run) {
    int size = kind == Covariance.FULL ? k * p * p : p * p;
    var sums =
        all(
                size,
                run,
                (t, s) -> {
                  int rows = x.size(t);
                  var tile = x.tile(t);
                  var centred = new double[p][rows];
                  var weighted = new double[p][rows];
                  for (int c = 0; c < k; c++) {
                    var r = share.tile(t)[c];
                    for (int f = 0; f < p; f++)
                      deviations(tile[f], mean[c * p + f], r, centred[f], weighted[f], rows);
                    int at = kind == Covariance.FULL ? c * p * p : 0;
                    Tiles.products(weighted, centred, rows, s.values, at, p, true);
                  }
                })
            .values;
    double total = sum(mass);
    for (int c = 0; c < size / (p * p); c++) {
      double m = kind == Covariance.FULL ? mass[c] : total;
      int at = c * p * p;
      for (int a = 0; a < p; a++) {
        for (int b = a; b < p; b++) {
          double v = sums[at + a * p + b] / m + (a == b ? regular : 0);
          sums[at + a * p + b] = v;
          sums[at + b * p + a] = v;
        }
      }
    }
    covariance = sums;
  }

  private static void deviations(
      double[] v, double mean, double[] r, double[] centred, double[] weighted, int n) {
    for (int i = 0; i < n; i++) centred[i] = v[i] - mean;
    for (int i = 0; i < n; i++) weighted[i] = centred[i] * r[i];
  }

  private void variances(double[] mass, Run run) {
    var sums =
        all(
                k * p,
                run,
                (t, s) -> {
                  int rows = x.size(t);
                  var squares = new double[p][rows];
                  for (int c = 0; c < k; c++) {
                    for (int f = 0; f < p; f++) {
                      var v = x.tile(t)[f];
                      double m = mean[c * p + f];
                      for (int i = 0; i < rows; i++) squares[f][i] = (v[i] - m) * (v[i] - m);
                    }
                    Tiles.products(
                        new double[][] {share.tile(t)[c]},
                        squares,
                        rows,
                        s.values,
                        c * p,
                        p,
                        false);
                  }
                })
            .values;
    for (int c = 0; c < k; c++)
      for (int f = 0; f < p; f++) sums[c * p + f] = sums[c * p + f] / mass[c] + regular;
    if (kind == Covariance.DIAG) {
      covariance = sums;
      return;
    }
    covariance = new double[k];
    for (int c = 0; c < k; c++) for (int f = 0; f < p; f++) covariance[c] += sums[c * p + f] / p;
  }

  private void factorise() {
    precision = new double[covariance.length];
    if (kind == Covariance.DIAG || kind == Covariance.SPHERICAL) {
      for (int j = 0; j < covariance.length; j++) {
        if (!(covariance[j] > 0)) throw collapsed();
        precision[j] = 1 / Math.sqrt(covariance[j]);
      }
      for (int c = 0; c < k; c++) {
        logDeterminant[c] = 0;
        for (int f = 0; f < p; f++)
          logDeterminant[c] += Math.log(precision[kind == Covariance.DIAG ? c * p + f : c]);
      }
      return;
    }
    int matrices = covariance.length / (p * p);
    for (int c = 0; c < k; c++) {
      if (c < matrices) inverse(c * p * p);
      int at = c < matrices ? c * p * p : 0;
      logDeterminant[c] = 0;
      for (int a = 0; a < p; a++) logDeterminant[c] += Math.log(precision[at + a * p + a]);
    }
  }

  /**
   * The inverse of the Cholesky factor L, row by row: entry (a, b ≤ a) of L⁻¹ is what feature b
   * weighs in the a-th product.
   */
  private void inverse(int at) {
    var l = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        double v = covariance[at + i * p + j] - Vectors.dot(l, i * p, l, j * p, j);
        if (i == j) {
          if (!(v > 0)) throw collapsed();
          l[i * p + i] = Math.sqrt(v);
        } else {
          l[i * p + j] = v / l[j * p + j];
        }
      }
    }
    for (int j = 0; j < p; j++) {
      for (int i = j; i < p; i++) {
        double s = i == j ? 1 : 0;
        for (int m = j; m < i; m++) s -= l[i * p + m] * precision[at + m * p + j];
        precision[at + i * p + j] = s / l[i * p + i];
      }
    }
  }

  private DataException collapsed() {
    return new DataException(
        "GaussianMixture: a component has a covariance that is not positive (one row, or constant features): fewer components, a larger regCovar (it is %s), or scaled features"
            .formatted(regular));
  }

  int[] labels() {
    var out = new int[n];
    var room = new Room(k);
    for (int t = 0; t < x.count(); t++) {
      expect(x.tile(t), x.size(t), share.tile(t), room);
      best(share.tile(t), x.size(t), out, t * Tiles.SIZE);
    }
    return out;
  }

  static void best(double[][] share, int rows, int[] out, int at) {
    for (int i = 0; i < rows; i++) {
      int best = 0;
      for (int c = 1; c < share.length; c++) if (share[c][i] > share[best][i]) best = c;
      out[at + i] = best;
    }
  }
}

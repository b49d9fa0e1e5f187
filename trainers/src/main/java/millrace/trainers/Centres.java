package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.preprocess.Tiles;

/** Points in the middle of clusters: how to seed them, and which is nearest. */
final class Centres {
  private Centres() {}

  /**
   * The nearest centre of each row of a tile; of equals the first.
   *
   * @param best receives the squared distance, n entries
   * @param label receives the number of the centre from {@code at} on
   * @param room for n numbers
   */
  static void nearest(
      double[][] tile,
      int n,
      double[] centres,
      int k,
      double[] best,
      int[] label,
      int at,
      double[] room) {
    Tiles.squaredDistances(best, centres, 0, tile, n);
    Arrays.fill(label, at, at + n, 0);
    for (int c = 1; c < k; c++) {
      Tiles.squaredDistances(room, centres, c * tile.length, tile, n);
      for (int i = 0; i < n; i++) {
        if (room[i] < best[i]) {
          best[i] = room[i];
          label[at + i] = c;
        }
      }
    }
  }

  /** The nearest centre of each row. */
  static int[] nearest(Tiles x, double[] centres, int k) {
    var label = new int[x.rows()];
    var best = new double[Tiles.SIZE];
    var room = new double[Tiles.SIZE];
    for (int t = 0; t < x.count(); t++)
      nearest(x.tile(t), x.size(t), centres, k, best, label, t * Tiles.SIZE, room);
    return label;
  }

  /** What the nearest of some rows is labelled with, of equals the first. */
  static int[] asNearest(Tiles x, double[] rows, int[] labels) {
    var out = nearest(x, rows, labels.length);
    for (int i = 0; i < out.length; i++) out[i] = labels[out[i]];
    return out;
  }

  /** Σ weight × squared distance of each row to its centre. */
  static double inertia(Tiles x, double[] weights, double[] centres, int[] label) {
    double total = 0;
    var d = distances(x, centres, label);
    for (int i = 0; i < d.length; i++) total += weights[i] * d[i];
    return total;
  }

  /** The squared distance of each row to its centre. */
  static double[] distances(Tiles x, double[] centres, int[] label) {
    int p = x.width();
    var out = new double[x.rows()];
    for (int t = 0; t < x.count(); t++) {
      var tile = x.tile(t);
      int at = t * Tiles.SIZE;
      for (int f = 0; f < p; f++) {
        var v = tile[f];
        for (int i = 0; i < v.length; i++) {
          double d = v[i] - centres[label[at + i] * p + f];
          out[at + i] += d * d;
        }
      }
    }
    return out;
  }

  /** Different rows, each as likely as its weight says. */
  static double[] random(Tiles x, double[] weights, int k, RandomGenerator random) {
    int p = x.width();
    var left = weights.clone();
    double total = Vectors.sum(left);
    var out = new double[k * p];
    for (int c = 0; c < k; c++) {
      int row = draw(left, total, random.nextDouble());
      x.row(row, out, c * p);
      total -= left[row];
      left[row] = 0;
      if (!(total > 0)) { // rows of weight 0 are all that is left
        for (int i = 0; i < left.length; i++) left[i] = 1;
        total = left.length;
      }
    }
    return out;
  }

  /**
   * Greedy k-means++: each further centre is the best of 2 + ⌊ln k⌋ rows drawn with a probability
   * that grows with the squared distance to the centres so far.
   */
  static double[] plusPlus(Tiles x, double[] weights, int k, RandomGenerator random) {
    int n = x.rows();
    int p = x.width();
    int trials = 2 + (int) Math.log(k);
    var out = new double[k * p];
    x.row(draw(weights, Vectors.sum(weights), random.nextDouble()), out, 0);
    var closest = new double[n];
    Arrays.fill(closest, Double.POSITIVE_INFINITY);
    double potential = closer(x, weights, out, 0, closest, closest);
    var best = new double[n];
    var trial = new double[n];
    var point = new double[p];
    var share = new double[n];
    for (int c = 1; c < k; c++) {
      for (int i = 0; i < n; i++) share[i] = weights[i] * closest[i];
      double least = Double.POSITIVE_INFINITY;
      for (int t = 0; t < trials; t++) {
        x.row(draw(share, potential, random.nextDouble()), point, 0);
        double after = closer(x, weights, point, 0, closest, trial);
        if (after >= least) continue;
        least = after;
        System.arraycopy(point, 0, out, c * p, p);
        var swap = best;
        best = trial;
        trial = swap;
      }
      potential = least;
      var swap = closest;
      closest = best;
      best = swap;
    }
    return out;
  }

  /** {@code to} = the lesser of {@code from} and the distance to a point; gives its sum. */
  private static double closer(
      Tiles x, double[] weights, double[] point, int at, double[] from, double[] to) {
    var d = new double[Tiles.SIZE];
    double total = 0;
    for (int t = 0; t < x.count(); t++) {
      int n = x.size(t);
      int first = t * Tiles.SIZE;
      Tiles.squaredDistances(d, point, at, x.tile(t), n);
      for (int i = 0; i < n; i++) {
        double v = Math.min(from[first + i], d[i]);
        to[first + i] = v;
        total += weights[first + i] * v;
      }
    }
    return total;
  }

  /** A row drawn with a probability in proportion to its share. */
  private static int draw(double[] share, double total, double u) {
    double rest = u * total;
    int last = 0;
    for (int i = 0; i < share.length; i++) {
      if (!(share[i] > 0)) continue;
      last = i;
      rest -= share[i];
      if (rest < 0) return i;
    }
    return last;
  }
}

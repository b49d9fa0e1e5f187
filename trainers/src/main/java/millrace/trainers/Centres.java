package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.preprocess.Tiles;
import millrace.run.Run;

/** Points in the middle of clusters: how to seed them, and which is nearest. */
final class Centres {
  private Centres() {}

  /** So many multiplications are worth a thread. */
  private static final long WORTH = 1 << 21;

  /** For the distances of a tile: see {@link #nearest}. */
  static final class Room {
    final double[] best = new double[Tiles.SIZE];
    final double[] one = new double[Tiles.SIZE];
    final double[] two = new double[Tiles.SIZE];
  }

  /**
   * The nearest centre of each row of a tile; of equals the first.
   *
   * @param label receives the number of the centre from {@code at} on
   * @param room receives the squared distances to it as {@code best}
   */
  static void nearest(
      double[][] tile, int n, double[] centres, int k, int[] label, int at, Room room) {
    int p = tile.length;
    Tiles.squaredDistances(room.best, centres, 0, tile, n);
    Arrays.fill(label, at, at + n, 0);
    int c = 1;
    for (; c + 1 < k; c += 2) {
      Tiles.squaredDistances(room.one, room.two, centres, c * p, (c + 1) * p, tile, n);
      nearer(room.one, c, room.best, label, at, n);
      nearer(room.two, c + 1, room.best, label, at, n);
    }
    if (c < k) {
      Tiles.squaredDistances(room.one, centres, c * p, tile, n);
      nearer(room.one, c, room.best, label, at, n);
    }
  }

  /** Two loops, of which one has no branches and the other is one of vectors. */
  private static void nearer(double[] d, int c, double[] best, int[] label, int at, int n) {
    for (int i = 0; i < n; i++) label[at + i] = d[i] < best[i] ? c : label[at + i];
    for (int i = 0; i < n; i++) best[i] = Math.min(best[i], d[i]);
  }

  /** The nearest centre of each row. */
  static int[] nearest(Tiles x, double[] centres, int k) {
    var label = new int[x.rows()];
    nearest(x, centres, k, label, 0, x.count());
    return label;
  }

  /** The same, shared by the threads of a run where that pays. */
  static int[] nearest(Tiles x, double[] centres, int k, Run run) {
    int parts = Math.min(x.count(), run.threads());
    if ((long) x.rows() * x.width() * k < WORTH || parts == 1) return nearest(x, centres, k);
    var label = new int[x.rows()];
    int each = (x.count() + parts - 1) / parts;
    run.silent()
        .map(
            parts,
            g -> {
              nearest(x, centres, k, label, g * each, Math.min(x.count(), (g + 1) * each));
              return g;
            });
    return label;
  }

  private static void nearest(Tiles x, double[] centres, int k, int[] label, int from, int to) {
    var room = new Room();
    for (int t = from; t < to; t++)
      nearest(x.tile(t), x.size(t), centres, k, label, t * Tiles.SIZE, room);
  }

  /** Row-major, per row and centre: the distance. */
  static double[] distances(Tiles x, double[] centres, int k) {
    var out = new double[Math.multiplyExact(x.rows(), k)];
    var room = new double[Tiles.SIZE];
    for (int t = 0; t < x.count(); t++) {
      for (int c = 0; c < k; c++) {
        Tiles.squaredDistances(room, centres, c * x.width(), x.tile(t), x.size(t));
        for (int i = 0; i < x.size(t); i++) out[(t * Tiles.SIZE + i) * k + c] = Math.sqrt(room[i]);
      }
    }
    return out;
  }

  /** What the nearest of some rows is labelled with, of equals the first. */
  static int[] asNearest(Tiles x, double[] rows, int[] labels, Run run) {
    var out = nearest(x, rows, labels.length, run);
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

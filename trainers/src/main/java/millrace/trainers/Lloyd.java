package millrace.trainers;

import java.util.Arrays;
import millrace.preprocess.Tiles;
import millrace.run.Run;

/**
 * The iterations of k-means: each row to its nearest centre, each centre to the mean of its rows.
 * Sums are kept from one iteration to the next and changed by the rows that move, so late
 * iterations cost little beside the search for the nearest centre. Rows are cut into parts whose
 * number depends on the shape alone, and added up in their order.
 */
final class Lloyd {
  /** So many multiplications are worth a thread. */
  private static final long WORTH = 1 << 22;

  /** The end of the iterations. */
  record Result(double[] centres, int[] labels, double inertia, int iterations) {}

  /** Finds the nearest centre of each row of a tile, given those of the iteration before. */
  interface Assignment {
    /** Called before the rows of an iteration are assigned. */
    void centres(double[] centres);

    void assign(int tile, int[] labels);
  }

  private final Tiles x;
  private final double[] weights;
  private final int k;
  private final int p;
  private final int parts;
  private final int[] labels;
  private final double[] sums;
  private final double[] mass;
  private final int[] count;

  Lloyd(Tiles x, double[] weights, int k) {
    this.x = x;
    this.weights = weights;
    this.k = k;
    p = x.width();
    long work = (long) x.rows() * p * k;
    parts = work < WORTH ? 1 : Math.min(x.count(), 16);
    labels = new int[x.rows()];
    sums = new double[k * p];
    mass = new double[k];
    count = new int[k];
  }

  /**
   * @param tolerance ends when Σ ‖centre moved‖² is not above it
   */
  Result run(double[] start, int maxIter, double tolerance, boolean elkan, Run run) {
    var centres = start.clone();
    Assignment assignment = elkan ? new Elkan(x, k) : new Plain();
    forget();
    boolean settled = false;
    int iteration = 0;
    while (iteration < maxIter && !settled) {
      if (!run.step("iteration", iteration, maxIter)) break;
      assignment.centres(centres);
      int moved = assign(assignment, run);
      iteration++;
      var next = means(centres);
      double shift = 0;
      for (int j = 0; j < next.length; j++)
        shift += (next[j] - centres[j]) * (next[j] - centres[j]);
      centres = next;
      if (moved == 0) settled = true;
      else if (shift <= tolerance) break;
    }
    // The labels must be those of the last centres: what predicting the training rows would give.
    var last = Centres.nearest(x, centres, k, run);
    return new Result(centres, last, Centres.inertia(x, weights, centres, last), iteration);
  }

  private void forget() {
    Arrays.fill(labels, -1);
    Arrays.fill(sums, 0);
    Arrays.fill(mass, 0);
    Arrays.fill(count, 0);
  }

  /** What the rows of one part change. */
  private static final class Change {
    final double[] sums;
    final double[] mass;
    final int[] count;
    int moved;

    Change(int k, int p) {
      sums = new double[k * p];
      mass = new double[k];
      count = new int[k];
    }

    void add(double[][] tile, int row, int cluster, double weight, int rows) {
      mass[cluster] += weight;
      count[cluster] += rows;
      int at = cluster * tile.length;
      for (int f = 0; f < tile.length; f++) sums[at + f] += weight * tile[f][row];
    }
  }

  /** Assigns all rows and brings the sums up to date; gives how many rows moved. */
  private int assign(Assignment assignment, Run run) {
    int each = (x.count() + parts - 1) / parts;
    int moved = 0;
    for (var change : run.map(parts, g -> assign(assignment, g * each, (g + 1) * each))) {
      moved += change.moved;
      Vectors.add(1, change.sums, sums);
      Vectors.add(1, change.mass, mass);
      for (int c = 0; c < k; c++) count[c] += change.count[c];
    }
    return moved;
  }

  /** Some tiles: nobody else writes the labels of their rows. */
  private Change assign(Assignment assignment, int from, int to) {
    var change = new Change(k, p);
    var before = new int[Tiles.SIZE];
    for (int t = from; t < Math.min(x.count(), to); t++) {
      int n = x.size(t);
      int at = t * Tiles.SIZE;
      System.arraycopy(labels, at, before, 0, n);
      assignment.assign(t, labels);
      var tile = x.tile(t);
      for (int i = 0; i < n; i++) {
        int was = before[i];
        int is = labels[at + i];
        if (was == is) continue;
        change.moved++;
        double w = weights[at + i];
        if (was >= 0) change.add(tile, i, was, -w, -1);
        change.add(tile, i, is, w, 1);
      }
    }
    return change;
  }

  /**
   * The means of the clusters. A cluster without rows takes the row that is farthest from its
   * centre, as in scikit-learn; the sums are begun anew after that.
   */
  private double[] means(double[] centres) {
    var s = sums;
    var m = mass;
    boolean empty = false;
    for (int c : count) empty |= c == 0;
    if (empty) {
      s = sums.clone();
      m = mass.clone();
      var far = Centres.distances(x, centres, labels);
      var point = new double[p];
      for (int c = 0; c < k; c++) {
        if (count[c] > 0) continue;
        m[c] = 0;
        Arrays.fill(s, c * p, (c + 1) * p, 0);
        int row = 0;
        for (int i = 1; i < far.length; i++) if (far[i] > far[row]) row = i;
        if (!(far[row] > 0)) continue; // every row is on a centre already
        far[row] = 0;
        x.row(row, point, 0);
        Vectors.add(-weights[row], point, 0, s, labels[row] * p, p);
        m[labels[row]] -= weights[row];
        Vectors.add(weights[row], point, 0, s, c * p, p);
        m[c] += weights[row];
      }
    }
    var out = centres.clone();
    for (int c = 0; c < k; c++) {
      if (!(m[c] > 0)) continue;
      for (int f = 0; f < p; f++) out[c * p + f] = s[c * p + f] / m[c];
    }
    if (empty) forget();
    return out;
  }

  /** Every distance to every centre. */
  private final class Plain implements Assignment {
    private double[] centres = new double[0];

    @Override
    public void centres(double[] centres) {
      this.centres = centres;
    }

    @Override
    public void assign(int tile, int[] labels) {
      Centres.nearest(
          x.tile(tile), x.size(tile), centres, k, labels, tile * Tiles.SIZE, new Centres.Room());
    }
  }
}

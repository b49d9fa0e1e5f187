package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.preprocess.Tiles;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Centres that follow small samples of the rows. A centre is the weighted mean of all rows it ever
 * got; one that got far fewer than others is put on a row of the sample. A sample is gathered tile
 * by tile, and the tiles' sums are added up in their order.
 *
 * @see "D. Sculley, Web-scale k-means clustering, WWW 2010"
 */
final class MiniBatch {
  /** So many multiplications in a sample are worth a thread. */
  private static final long WORTH = 1 << 20;

  private final double[] rows;
  private final double[] weights;
  private final int k;
  private final int p;
  private final Part[] parts;

  final double[] centres;

  /** How much weight each centre got so far. */
  final double[] mass;

  /**
   * @param rows row-major
   * @param batch rows of a sample
   */
  MiniBatch(double[] rows, double[] weights, int width, double[] start, int batch) {
    this.rows = rows;
    this.weights = weights;
    p = width;
    k = start.length / p;
    centres = start.clone();
    mass = new double[k];
    parts = new Part[(batch + Tiles.SIZE - 1) / Tiles.SIZE];
    for (int g = 0; g < parts.length; g++)
      parts[g] = new Part(Math.min(Tiles.SIZE, batch - g * Tiles.SIZE));
  }

  /** A tile of a sample, and what it adds to the centres. */
  private final class Part {
    final int size;
    final double[][] tile;
    final int[] label;
    final Centres.Room room = new Centres.Room();
    final double[] sums = new double[k * p];
    final double[] masses = new double[k];
    double inertia;

    Part(int size) {
      this.size = size;
      tile = new double[p][size];
      label = new int[size];
    }

    void visit(int[] sample, int from) {
      for (int i = 0; i < size; i++) {
        int at = sample[from + i] * p;
        for (int f = 0; f < p; f++) tile[f][i] = rows[at + f];
      }
      Centres.nearest(tile, size, centres, k, label, 0, room);
      Arrays.fill(sums, 0);
      Arrays.fill(masses, 0);
      inertia = 0;
      for (int i = 0; i < size; i++) {
        double w = weights[sample[from + i]];
        inertia += w * room.best[i];
        masses[label[i]] += w;
        Vectors.add(w, rows, sample[from + i] * p, sums, label[i] * p, p);
      }
    }
  }

  /** Moves the centres by one sample; gives its inertia about the centres before. */
  double step(int[] sample, Crew crew) {
    crew.run(parts.length, g -> parts[g].visit(sample, g * Tiles.SIZE));
    double inertia = 0;
    for (var part : parts) inertia += part.inertia;
    for (int c = 0; c < k; c++) {
      double got = 0;
      for (var part : parts) got += part.masses[c];
      if (!(got > 0)) continue;
      double before = mass[c];
      mass[c] += got;
      for (int f = c * p; f < (c + 1) * p; f++) {
        double sum = 0;
        for (var part : parts) sum += part.sums[f];
        centres[f] = (centres[f] * before + sum) / mass[c];
      }
    }
    return inertia;
  }

  /** Puts centres of little weight on different rows of the sample, of at most half of them. */
  private void reassign(int[] sample, double ratio, RandomGenerator random) {
    double most = Arrays.stream(mass).max().orElseThrow();
    var few =
        IntStream.range(0, k)
            .filter(c -> mass[c] < ratio * most)
            .boxed()
            .sorted((a, b) -> Double.compare(mass[a], mass[b]))
            .limit(sample.length / 2)
            .mapToInt(c -> c)
            .toArray();
    if (few.length == 0) return;
    var kept = new boolean[k];
    Arrays.fill(kept, true);
    for (int c : few) kept[c] = false;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < k; c++) if (kept[c]) least = Math.min(least, mass[c]);
    var left = sample.clone();
    for (int j = 0; j < few.length; j++) {
      int at = random.nextInt(j, left.length);
      System.arraycopy(rows, left[at] * p, centres, few[j] * p, p);
      left[at] = left[j];
      // Not so little that it is put elsewhere at once.
      mass[few[j]] = least;
    }
  }

  /** When the iterations end: by how the samples' inertia falls, its noise smoothed away. */
  private static final class Ending {
    private final double alpha;
    private final int patience;
    private double smooth = Double.NaN;
    private double least = Double.POSITIVE_INFINITY;
    private int worse;

    Ending(double alpha, int patience) {
      this.alpha = Math.min(1, alpha);
      this.patience = patience;
    }

    boolean reached(double inertia) {
      smooth = Double.isNaN(smooth) ? inertia : smooth * (1 - alpha) + inertia * alpha;
      if (smooth < least) {
        least = smooth;
        worse = 0;
      } else {
        worse++;
      }
      return patience > 0 && worse >= patience;
    }
  }

  /**
   * Samples until the centres settle.
   *
   * @param tolerance ends when Σ ‖centre moved‖² is not above it; 0: never
   * @return how many samples it took
   */
  int run(MiniBatchKMeans how, int batch, double tolerance, RandomGenerator random, Run run) {
    int n = rows.length / p;
    long steps = (long) how.maxIter() * n / batch;
    var ending = new Ending(batch * 2.0 / (n + 1), how.maxNoImprovement());
    var sample = new int[batch];
    long since = 0;
    int step = 0;
    boolean parallel = (long) batch * p * k >= WORTH;
    try (var crew = new Crew(parallel ? run.threads() : 1)) {
      while (step < steps && run.step("batch", step, steps)) {
        for (int i = 0; i < batch; i++) sample[i] = random.nextInt(n);
        boolean idle = false;
        for (double m : mass) idle |= m == 0;
        since += batch;
        boolean look = idle || since >= 10L * k;
        if (look) since = 0;
        var before = tolerance > 0 ? centres.clone() : centres;
        double inertia = step(sample, crew) / batch;
        if (look && how.reassignmentRatio() > 0) reassign(sample, how.reassignmentRatio(), random);
        double moved = 0;
        for (int j = 0; j < centres.length; j++)
          moved += (centres[j] - before[j]) * (centres[j] - before[j]);
        step++;
        if (step == 1) continue; // its inertia is that of the first centres
        boolean end = ending.reached(inertia);
        if (end || (tolerance > 0 && moved <= tolerance)) break;
      }
    }
    return step;
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import smile.clustering.Clustering;
import smile.util.AlgoStatus;
import smile.util.IterativeAlgorithmController;

/**
 * k-means from k-means++ centres, by Lloyd's iterations over a kd-tree that assigns whole boxes of
 * rows at once. The fitted record is that of {@link millrace.trainers.KMeans}: a new row belongs to
 * the nearest centre. Columns are not standardised: put {@code new Standardize()} before where
 * units differ. Sparse columns are made dense.
 *
 * <p>Where there are fewer different rows than clusters Smile would search for a first centre for
 * ever; here that is refused. Cost: O(rows × features × clusters) an iteration at worst, much less
 * for few features; runs go in parallel.
 *
 * @param nClusters how many clusters, at least 2 (default 8)
 * @param nInit how many runs, of which the one with the least inertia is kept (default 10)
 * @param maxIter most iterations of a run (default 300)
 * @param tol a run ends when the mean squared distance falls by no more than this share of the
 *     features' variance, summed (default 1e-4; Smile's is not relative)
 * @see "T. Kanungo et al., An efficient k-means clustering algorithm: analysis and implementation,
 *     IEEE Transactions on Pattern Analysis and Machine Intelligence 24, 2002"
 */
@About(
    value = "clusters about centres of least squares, by a kd-tree",
    cite =
        "T. Kanungo et al., An efficient k-means clustering algorithm, IEEE Trans. Pattern Analysis"
            + " and Machine Intelligence 24, 2002",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record KMeans(
    @Param(
            value = "how many clusters",
            min = 2,
            max = 1e6,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param(value = "how many runs from different centres", min = 1, max = 1e6) int nInit,
    @Param(value = "most iterations of a run", min = 1, max = 1e9) int maxIter,
    @Param(value = "least fall of the mean squared distance to go on", min = 0, max = 1e9)
        double tol)
    implements Trainer<millrace.trainers.KMeans.Fitted> {
  public KMeans {
    Spec.check(KMeans.class, nClusters, nInit, maxIter, tol);
  }

  public KMeans() {
    this(8, 10, 300, 1e-4);
  }

  public KMeans nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public KMeans nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  public KMeans maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public KMeans tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  private record Found(double[][] centres, int[] label, double inertia, int iterations) {}

  @Override
  public millrace.trainers.KMeans.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var features = Features.of(train);
    var rows = Smile.rows(features);
    checkRows(rows);
    double least = tol * variance(rows);
    run.step("run", 0, nInit);
    var found =
        run.map(
            "run",
            nInit,
            r -> Smile.alone(run.seedFor("smile", r), () -> once(rows, least, run.silent())));
    var best = found.getFirst();
    for (var f : found) if (f.inertia < best.inertia) best = f;
    var centres = new double[nClusters * features.width()];
    for (int c = 0; c < nClusters; c++)
      System.arraycopy(best.centres[c], 0, centres, c * features.width(), features.width());
    return new millrace.trainers.KMeans.Fitted(
        List.copyOf(train.features().names()),
        features.names(),
        centres,
        best.label,
        best.inertia,
        best.iterations);
  }

  private Found once(double[][] rows, double least, Run run) {
    try (var control = new Control(run, maxIter)) {
      var options = new Clustering.Options(nClusters, maxIter, least, control);
      var centres = smile.clustering.KMeans.fit(rows, options).centers();
      // Smile's labels are those of the centres before the last
      var label = new int[rows.length];
      double inertia = 0;
      for (int i = 0; i < rows.length; i++) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < nClusters; c++) {
          double d = 0;
          for (int f = 0; f < rows[i].length; f++)
            d += (rows[i][f] - centres[c][f]) * (rows[i][f] - centres[c][f]);
          if (d < nearest) {
            nearest = d;
            label[i] = c;
          }
        }
        inertia += nearest;
      }
      return new Found(centres, label, inertia, control.iterations);
    }
  }

  /** Hears of each iteration in the thread that makes it: Smile's own way is another thread. */
  private static final class Control extends IterativeAlgorithmController<AlgoStatus> {
    private final Run run;
    private final int most;
    private int iterations;

    Control(Run run, int most) {
      super(Runnable::run, 1);
      this.run = run;
      this.most = most;
    }

    @Override
    public void submit(AlgoStatus status) {
      iterations++;
      if (!run.step("iteration", iterations, most)) stop();
    }
  }

  private void checkRows(double[][] rows) {
    var different = new HashSet<List<Double>>();
    for (int i = 0; i < rows.length && different.size() < nClusters; i++) {
      different.add(Arrays.stream(rows[i]).map(v -> v + 0.0).boxed().toList());
    }
    if (different.size() < nClusters) {
      throw new DataException(
          "KMeans: nClusters is %d, but there are only %d different rows"
              .formatted(nClusters, different.size()));
    }
  }

  /** The features' variances (divisor n), summed. */
  private static double variance(double[][] rows) {
    double all = 0;
    for (int f = 0; f < rows[0].length; f++) {
      double mean = 0;
      for (var row : rows) mean += row[f] / rows.length;
      for (var row : rows) all += (row[f] - mean) * (row[f] - mean) / rows.length;
    }
    return all;
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.List;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;
import smile.clustering.Clustering;
import smile.clustering.DBSCAN;

/**
 * Clusters of any shape: core rows, those with at least {@code minSamples} rows within {@code eps},
 * belong together when they are within eps of each other; other rows within eps of a core row
 * belong to its cluster too; what remains is noise. Smile finds the clusters, by a kd-tree; the
 * fitted record is that of {@link millrace.trainers.Dbscan}, which tells of new rows. Smile does
 * not tell which rows are core rows: they are counted here. Distances are Euclidean. Sparse columns
 * are made dense.
 *
 * <p>Cost: two radius searches for each row, Smile's in one thread.
 *
 * @param eps how far apart neighbours may be (default 0.5)
 * @param minSamples rows within eps, itself counted, that make a row a core row; at least 2
 *     (default 5)
 * @see "Ester, Kriegel, Sander, Xu: A Density-Based Algorithm for Discovering Clusters in Large
 *     Spatial Databases with Noise. KDD 1996"
 */
@About(
    value = "clusters of any shape as chains of dense rows, the rest noise",
    cite =
        "Ester, Kriegel, Sander, Xu: A Density-Based Algorithm for Discovering Clusters, KDD 1996",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Dbscan(
    @Param(
            value = "how far apart neighbours may be",
            min = 1e-300,
            max = 1e300,
            tune = {0.05, 5},
            log = true)
        double eps,
    @Param(
            value = "rows within eps, itself counted, that make a row a core row",
            min = 2,
            max = 1e9,
            tune = {2, 50},
            log = true)
        int minSamples)
    implements Trainer<millrace.trainers.Dbscan.Fitted> {
  public Dbscan {
    Spec.check(Dbscan.class, eps, minSamples);
  }

  public Dbscan() {
    this(0.5, 5);
  }

  public Dbscan eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Dbscan minSamples(int minSamples) {
    return Spec.with(this, "minSamples", minSamples);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public millrace.trainers.Dbscan.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("cluster", 0, 2);
    var features = Features.of(train);
    var rows = Smile.rows(features);
    // Smile does not count the row itself
    var found = Smile.alone(run.seedFor("smile"), () -> DBSCAN.fit(rows, minSamples - 1, eps));
    run.step("cluster", 1, 2);
    int n = rows.length;
    var cluster = new int[n];
    for (int i = 0; i < n; i++) {
      int group = found.group(i);
      cluster[i] = group == Clustering.OUTLIER ? Clusters.NOISE : group;
    }
    var search = Neighbours.of(Neighbours.matrix(features), features.width());
    var near = search.othersWithin(eps, run.silent());
    var core = new boolean[n];
    for (int i = 0; i < n; i++) {
      core[i] = near.starts()[i + 1] - near.starts()[i] >= minSamples - 1;
    }
    run.step("cluster", 2, 2);
    return new millrace.trainers.Dbscan.Fitted(
        List.copyOf(train.features().names()),
        features.names(),
        search,
        eps,
        cluster,
        core,
        found.k());
  }
}

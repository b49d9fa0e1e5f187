package millrace.trainers;

import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Tiles;
import millrace.run.Run;

/**
 * Hierarchical clustering from the rows up, in Euclidean distance: the two nearest clusters are
 * merged until {@code nClusters} are left, or none is nearer than {@code distanceThreshold}. The
 * whole tree of merges is kept. Clusters are numbered as the training rows meet them, not as in
 * scikit-learn.
 *
 * <p>The method has no answer for new rows: each gets the cluster of the nearest training row, so
 * the model holds those rows.
 *
 * <p>Cost: O(rows² × features) for the distances, in parallel, then O(rows²); memory 4 rows² bytes.
 *
 * @param nClusters where the tree is cut (default 2), unless {@code distanceThreshold} says it
 * @param linkage what the distance of two clusters is (default WARD)
 * @param distanceThreshold clusters at this distance or further are not merged; 0 (default): {@code
 *     nClusters} counts
 * @see "J. Ward, Hierarchical grouping to optimize an objective function, Journal of the American
 *     Statistical Association 58, 1963"
 * @see "scikit-learn 1.2, sklearn.cluster.AgglomerativeClustering"
 */
@About(
    value = "a tree of clusters from the rows up",
    cite =
        "J. Ward, Hierarchical grouping to optimize an objective function, JASA 58, 1963;"
            + " scikit-learn AgglomerativeClustering")
public record Agglomerative(
    @Param(
            value = "how many clusters",
            min = 1,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param("what the distance of two clusters is") Link linkage,
    @Param(
            value = "no merges at this distance or further; 0: nClusters counts",
            min = 0,
            max = Double.MAX_VALUE)
        double distanceThreshold)
    implements Trainer<Agglomerative.Fitted> {
  /** What the distance of two clusters is. */
  public enum Link {
    /** √(2 × how much the merge adds to the sum of squares within clusters). */
    WARD,
    /** The greatest distance of two of their rows. */
    COMPLETE,
    /** The mean distance of their rows. */
    AVERAGE,
    /** The least distance of two of their rows. */
    SINGLE
  }

  private static final int MOST = 46_340;

  public Agglomerative {
    Spec.check(Agglomerative.class, nClusters, linkage, distanceThreshold);
  }

  public Agglomerative() {
    this(2, Link.WARD, 0);
  }

  public Agglomerative nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public Agglomerative linkage(Link linkage) {
    return Spec.with(this, "linkage", linkage);
  }

  public Agglomerative distanceThreshold(double distanceThreshold) {
    return Spec.with(this, "distanceThreshold", distanceThreshold);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var features = Features.of(train, columns);
    var x = Tiles.of(features, "Agglomerative");
    int n = x.rows();
    if (distanceThreshold == 0) KMeans.checkRows("Agglomerative", nClusters, n);
    if (n > MOST) {
      throw new DataException(
          "Agglomerative compares all rows with each other, at most %d, but there are %d: take a sample, or KMeans"
              .formatted(MOST, n));
    }
    var merges = new Linkage(x, linkage, run).merges(run);
    int kept = n - nClusters;
    if (distanceThreshold > 0) {
      kept = 0;
      for (double h : merges.height()) if (h < distanceThreshold) kept++;
    }
    return new Fitted(
        columns,
        features.names(),
        x.rowMajor(),
        Linkage.cut(merges, n, kept),
        n - kept,
        merges.left(),
        merges.right(),
        merges.height());
  }

  /**
   * The clusters and the tree.
   *
   * @param rows the training rows, row-major
   * @param labels the cluster of each training row
   * @param count how many clusters
   * @param left one node of each merge, lowest merge first; nodes below the number of rows are
   *     rows, node rows + m is merge m
   * @param right the other node
   * @param heights the distance at each merge
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      double[] rows,
      int[] labels,
      int count,
      int[] left,
      int[] right,
      double[] heights)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Clusters predict(Frame frame) {
      return predict(frame, Run.quiet().threads(1));
    }

    /** The cluster of the nearest training row. O(rows × training rows × features). */
    @Override
    public Clusters predict(Frame frame, Run run) {
      var x = Tiles.of(Features.of(frame, columns, features), "Agglomerative");
      return new Clusters(Centres.asNearest(x, rows, labels, run), count);
    }
  }
}

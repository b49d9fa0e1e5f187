package millrace.preprocess;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Keeps k features that tell much of the target and little of each other (minimum redundancy,
 * maximum relevance). One after another is chosen: the feature with the greatest {@code I(x; y) −
 * mean I(x; s)} over the features s chosen before (the difference criterion).
 *
 * <p>Mutual information is counted in bins of equally many rows, at most {@code bins} (a feature of
 * no more different values has a bin for each), and so it is for a numeric target. It acts on
 * Numeric, Dense and Sparse columns; kept features keep their names and order. Cost: O(rows +
 * bins²) for each pair of a chosen feature and one that is left.
 *
 * @param k how many features are kept; if there are fewer, all of them
 * @param bins most bins of a feature (default 10)
 * @see "H. Peng, F. Long, C. Ding, Feature selection based on mutual information, IEEE TPAMI 27,
 *     2005"
 * @see "G. Brown et al., Conditional likelihood maximisation, JMLR 13, 2012"
 */
@About(
    value = "the k features that tell much of the target and little of each other",
    cite = "H. Peng, F. Long, C. Ding, IEEE TPAMI 27, 2005")
public record Mrmr(
    @Param(
            value = "how many features are kept",
            min = 1,
            tune = {5, 100},
            log = true)
        int k,
    @Param(
            value = "most bins of a feature",
            min = 2,
            max = 255,
            tune = {5, 20})
        int bins)
    implements Step<Mrmr.Fitted> {
  public Mrmr {
    Spec.check(Mrmr.class, k, bins);
  }

  /** The ten best, in ten bins. */
  public Mrmr() {
    this(10, 10);
  }

  public Mrmr k(int k) {
    return Spec.with(this, "k", k);
  }

  public Mrmr bins(int bins) {
    return Spec.with(this, "bins", bins);
  }

  /** A numeric or nominal target. */
  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var data = new Discrete(train, bins, "Mrmr", run);
    var chosen = data.choose(k, data::redundancy, true, run);
    return new Fitted(chosen.kept(), chosen.names(), chosen.scores());
  }

  /**
   * The features that stay.
   *
   * @param chosen their names in the order they were chosen
   * @param scores of each when it was chosen
   */
  public record Fitted(List<KeptFeatures> kept, List<String> chosen, double[] scores)
      implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
      chosen = List.copyOf(chosen);
    }

    @Override
    public Frame apply(Frame frame) {
      return KeptFeatures.apply(frame, kept);
    }
  }
}

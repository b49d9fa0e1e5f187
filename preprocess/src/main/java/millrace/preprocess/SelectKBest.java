package millrace.preprocess;

import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Keeps the k features that say most about the target, each judged by itself, over all Numeric,
 * Dense and Sparse columns; they keep their names, and a column of which no feature is kept is
 * dropped. Among equal scores the later feature is kept, as in scikit-learn; a constant feature
 * comes last.
 *
 * <ul>
 *   <li>F: with a numeric target r² / (1 - r²) (n - 2), of the correlation r; with a nominal one
 *       the F of a one-way analysis of variance.
 *   <li>CHI2: Σ (observed - expected)² / expected of the sums per level of a nominal target; for
 *       counts and 0/1 features, none below 0.
 *   <li>MUTUAL_INFO: by the distances to the nearest neighbours; Numeric and Dense features count
 *       as continuous, Sparse ones as discrete. Ties are broken by a noise of 1e-10, as in
 *       scikit-learn, here drawn from the run's seed.
 * </ul>
 *
 * <p>Cost per feature: O(entries), for mutual information O(n log n) and more where both feature
 * and target have few different values.
 *
 * @param k how many are kept; if there are fewer, all of them
 * @param score the measure
 * @param neighbours for mutual information
 * @see "Kraskov, Stögbauer, Grassberger: Estimating Mutual Information. Phys. Rev. E 69, 2004"
 * @see "Ross: Mutual Information between Discrete and Continuous Data Sets. PLoS ONE 9(2), 2014"
 * @see "scikit-learn 1.2, sklearn.feature_selection.SelectKBest, f_regression, f_classif, chi2,
 *     mutual_info_regression, mutual_info_classif"
 */
@About(
    value = "the k features that say most about the target",
    cite = "scikit-learn SelectKBest; Kraskov et al., Phys. Rev. E 69, 2004")
public record SelectKBest(
    @Param(
            value = "how many features are kept",
            min = 1,
            tune = {5, 100},
            log = true)
        int k,
    @Param("F test, chi-squared, or mutual information") Score score,
    @Param(value = "neighbours for mutual information", min = 1, max = 1000) int neighbours)
    implements Step<SelectKBest.Fitted> {
  /** A measure of what one feature says about the target. */
  public enum Score {
    F,
    CHI2,
    MUTUAL_INFO
  }

  public SelectKBest {
    Spec.check(SelectKBest.class, k, score, neighbours);
  }

  /** The ten best by F. */
  public SelectKBest() {
    this(10, Score.F, 3);
  }

  public SelectKBest k(int k) {
    return Spec.with(this, "k", k);
  }

  public SelectKBest score(Score score) {
    return Spec.with(this, "score", score);
  }

  public SelectKBest neighbours(int neighbours) {
    return Spec.with(this, "neighbours", neighbours);
  }

  /** A numeric or nominal target. */
  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    var slices = new Slices(train, names, features);
    int n = slices.width();
    var scorer = scorer(train, run);
    var scores = new double[n];
    var all = run.map("feature", n, f -> scorer.score(slices.complete(f, "SelectKBest"), f));
    for (int f = 0; f < n; f++) scores[f] = all.get(f);
    if (n == 0) run.step("feature", 0, 0);

    var keep = new boolean[n];
    IntStream.range(0, n)
        .boxed()
        .sorted(
            (a, b) -> {
              int byScore = Double.compare(rank(scores[b]), rank(scores[a]));
              return byScore != 0 ? byScore : Integer.compare(b, a);
            })
        .limit(k)
        .forEach(f -> keep[f] = true);
    var labels = features.stream().flatMap(v -> v.names().stream()).toList();
    return new Fitted(KeptFeatures.of(names, features, keep), labels, scores);
  }

  private static double rank(double score) {
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }

  private interface Scorer {
    double score(Slices.Slice feature, int number);
  }

  private Scorer scorer(Frame train, Run run) {
    var name = train.targetName().orElseThrow();
    return switch (train.targetColumn()) {
      case Column.Numeric c -> {
        for (int i = 0; i < c.size(); i++)
          if (Double.isInfinite(c.values()[i])) throw Columnwise.infinite(name, c.values()[i], i);
        if (score == Score.CHI2) {
          throw new DataException(
              "SelectKBest CHI2 needs a nominal target, but '%s' is numeric: use F or MUTUAL_INFO"
                  .formatted(name));
        }
        if (score == Score.F) {
          var y = c.values();
          double mean = Standardize.mean(y);
          yield (x, _) -> FeatureScores.correlation(x, y, mean);
        }
        var y = MutualInformation.continuous(c.values(), run.random("target noise"));
        yield (x, f) ->
            x.sparse()
                ? MutualInformation.mixed(y, codes(x), neighbours)
                : MutualInformation.continuous(
                    MutualInformation.continuous(x.values(), run.random("noise", f)),
                    y,
                    neighbours);
      }
      case Column.Nominal c -> {
        Vocabulary levels = c.present();
        var y = c.codes(levels);
        int m = levels.size();
        yield switch (score) {
          case F -> (x, _) -> FeatureScores.variance(x, y, m);
          case CHI2 -> (x, _) -> FeatureScores.chi2(x, y, m);
          case MUTUAL_INFO ->
              (x, f) ->
                  x.sparse()
                      ? MutualInformation.discrete(codes(x), y)
                      : MutualInformation.mixed(
                          MutualInformation.continuous(x.values(), run.random("noise", f)),
                          y,
                          neighbours);
        };
      }
      case Column other ->
          throw new DataException(
              "SelectKBest needs a numeric or nominal target, but '%s' is %s"
                  .formatted(name, other.kind()));
    };
  }

  private static int[] codes(Slices.Slice x) {
    return MutualInformation.codes(x.filled());
  }

  /**
   * The features that stay.
   *
   * @param features all features there were
   * @param scores the score of each; NaN for a constant one
   */
  public record Fitted(List<KeptFeatures> kept, List<String> features, double[] scores)
      implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return KeptFeatures.apply(frame, kept);
    }
  }
}

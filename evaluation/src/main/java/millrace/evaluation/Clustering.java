package millrace.evaluation;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import millrace.data.Column;
import millrace.learn.Prediction.Clusters;

/**
 * How well clusters meet the levels of a nominal truth, whatever the clusters are called.
 * Definitions and edge cases are scikit-learn's; noise (-1) is a cluster of its own there and here.
 * For scores that need no truth see {@link ClusterScores}.
 *
 * <p>Cost: O(rows + levels × clusters); {@link #AMI} O(levels × clusters × rows of a level) at
 * most.
 *
 * @see "scikit-learn 1.2, sklearn.metrics: adjusted_rand_score, adjusted_mutual_info_score,
 *     normalized_mutual_info_score, homogeneity_completeness_v_measure, fowlkes_mallows_score"
 */
public enum Clustering implements Metric<Clusters> {
  /**
   * Hubert and Arabie's adjusted Rand index: the share of pairs of rows on which both agree, minus
   * what chance gives; 1 is the same partition, 0 is chance.
   */
  ARI(Contingency::adjustedRand),
  /**
   * Mutual information beyond what chance gives, divided by the mean of the two entropies beyond
   * it.
   */
  AMI(Contingency::adjustedMutualInformation),
  /** Mutual information divided by the mean of the two entropies: the same as V-measure. */
  NMI(Contingency::normalizedMutualInformation),
  /** 1 when each cluster holds rows of one level alone: information over the truth's entropy. */
  HOMOGENEITY(Contingency::homogeneity),
  /** 1 when all rows of a level are in one cluster: information over the clusters' entropy. */
  COMPLETENESS(Contingency::completeness),
  /** The harmonic mean of homogeneity and completeness. */
  V_MEASURE(Contingency::vMeasure),
  /** The geometric mean of precision and recall over pairs of rows. */
  FOWLKES_MALLOWS(Contingency::fowlkesMallows),
  /**
   * The share of rows of the most frequent level of their cluster. It grows with the number of
   * clusters. (scikit-learn has it not: Σ max of each column of the contingency matrix, over n.)
   */
  PURITY(Contingency::purity);

  @SuppressWarnings("ImmutableEnumChecker") // the formulas above hold no state
  private final ToDoubleFunction<Contingency> formula;

  Clustering(ToDoubleFunction<Contingency> formula) {
    this.formula = formula;
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public double score(Column truth, Clusters predicted) {
    return formula.applyAsDouble(Contingency.of(key(), truth, predicted));
  }
}

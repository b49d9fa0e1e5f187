package millrace.learn;

import millrace.data.Vocabulary;

/**
 * A model that knows how much each of its features matters to it: the share of impurity that a
 * tree's splits on it took away (they add up to 1), or the size of a linear model's coefficient
 * (the mean over its linear functions), which means something only for features of one scale.
 */
public interface Importances extends Model {
  /** The features, in the order of {@link #importances}. */
  Vocabulary features();

  /** One number per feature, at least 0. */
  double[] importances();
}

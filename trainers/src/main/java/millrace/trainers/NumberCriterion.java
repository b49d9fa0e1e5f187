package millrace.trainers;

/**
 * How a regression tree measures the error in a node. Absolute error, which scikit-learn has too,
 * is not offered for trees: its cuts cost far more.
 */
public enum NumberCriterion {
  /** The variance; the cuts are those of scikit-learn's {@code friedman_mse}, too. */
  SQUARED_ERROR,
  /** Half the Poisson deviance, for counts and rates: the target must not be negative. */
  POISSON
}

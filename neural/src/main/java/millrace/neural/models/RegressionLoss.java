package millrace.neural.models;

/** What a network for numbers minimises, of the standardized target. */
public enum RegressionLoss {
  /** Squared errors: it learns means. */
  SQUARED,
  /** Absolute errors: it learns medians. */
  ABSOLUTE,
  /** Squares up to a deviation, then absolute errors: means that outliers do not dominate. */
  HUBER
}

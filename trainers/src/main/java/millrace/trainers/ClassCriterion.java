package millrace.trainers;

/** How a classification tree measures the mixture of levels in a node. */
public enum ClassCriterion {
  /** {@code 1 - Σ share²}. */
  GINI,
  /** {@code -Σ share · log2 share}: the information gained by a split, in bits. */
  ENTROPY,
  /** Another name of {@link #ENTROPY}, as in scikit-learn. */
  LOG_LOSS
}

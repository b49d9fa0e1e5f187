package millrace.learn;

/**
 * How much the rows of each level count in training. For weights of one's own, level by level, put
 * the step {@code ClassWeights} before the trainer.
 *
 * @see "G. King, L. Zeng, Logistic regression in rare events data, Political Analysis 9, 2001"
 */
public enum ClassWeight {
  /** Every row counts alike. */
  NONE,
  /**
   * {@code rows / (levels * rows of the level)}: all levels count alike together, as with {@code
   * class_weight="balanced"} in scikit-learn.
   */
  BALANCED
}

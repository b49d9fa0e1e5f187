package millrace.neural.models;

/** How the states of a recurrent network at all steps become one vector. */
public enum Pooling {
  /** The state after the last step (of a bidirectional network, also that before the first). */
  LAST,
  /** The mean over the steps. */
  MEAN,
  /** The greatest value of each unit over the steps. */
  MAX,
  /**
   * A mean over the steps with weights that are learned: the softmax of vᵀ·tanh(W·state + b).
   *
   * @see "Z. Yang et al., Hierarchical attention networks for document classification, NAACL 2016"
   */
  ATTENTION
}

package millrace.neural.models;

/** How what a transformer makes of the tokens of a text becomes one vector. */
public enum TokenPooling {
  /** That of the first token, [CLS] in a BERT. */
  CLS,
  /** The mean of all tokens. */
  MEAN,
  /** The greatest value of each number over the tokens. */
  MAX,
  /** Mean and maximum side by side. */
  MEAN_MAX,
  /**
   * A mean with weights that are learned: the softmax of vᵀ·tanh(W·h + b).
   *
   * @see "Z. Yang et al., Hierarchical attention networks for document classification, NAACL 2016"
   */
  ATTENTION
}

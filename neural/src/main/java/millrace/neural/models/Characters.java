package millrace.neural.models;

/** How a network reads the characters of a word. */
public enum Characters {
  /** Not at all. */
  NONE,
  /**
   * Windows of three characters go through feature maps, and of each the greatest value stays.
   *
   * @see "X. Ma, E. Hovy, End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF, ACL 2016"
   */
  CNN,
  /**
   * An LSTM from both ends, the last state of each.
   *
   * @see "G. Lample et al., Neural architectures for named entity recognition, NAACL 2016"
   */
  LSTM
}

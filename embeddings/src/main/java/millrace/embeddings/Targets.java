package millrace.embeddings;

import millrace.neural.compute.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * What word2vec and its relatives predict: matrices of outputs, and how noise and paths are found.
 *
 * @param words the output vectors of words and, behind them, a row of zeros
 * @param nodes those of the nodes of the tree and, behind them, a row of zeros
 * @param noise null: without negative sampling
 * @param tree null: without hierarchical softmax
 * @param sink which row of both is the one of zeros
 */
record Targets(
    Weights words,
    Weights nodes,
    @Nullable Noise noise,
    @Nullable Huffman tree,
    int negatives,
    int sink) {
  /**
   * @param negatives 0: without negative sampling
   * @param exponent the power of counts by which noise is drawn
   */
  static Targets of(
      WordCounts words, int width, int negatives, double exponent, boolean hierarchical) {
    int n = words.words().size();
    return new Targets(
        Weights.of(negatives > 0 ? n + 1 : 0, width),
        Weights.of(hierarchical ? n + 1 : 0, width),
        negatives > 0 ? new Noise(words.counts(), exponent) : null,
        hierarchical ? Huffman.of(words.counts()) : null,
        negatives,
        n);
  }

  /**
   * Those of a shard.
   *
   * @param direct whether it works on the matrices themselves
   */
  Outputs learned(boolean direct) {
    return new Outputs(
        Kernels.best(), new Share(words, direct), new Share(nodes, direct), this, false);
  }

  /** They stay as they are; only inputs learn. */
  Outputs fixed() {
    return new Outputs(Kernels.best(), new Share(words, true), new Share(nodes, true), this, true);
  }
}

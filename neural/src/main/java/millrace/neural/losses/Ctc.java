package millrace.neural.losses;

import millrace.neural.compute.Loss;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * Connectionist temporal classification: minus the logarithm of the probability of a label
 * sequence, summed over all its alignments with the steps. PyTorch's CTCLoss.
 *
 * @param blank the class that stands for nothing; default 0
 * @param zeroInfinity whether sequences too long to be aligned count 0 instead of infinity; default
 *     no
 * @param total MEAN divides each loss by the number of its labels before taking the mean
 * @see "A. Graves et al., Connectionist temporal classification, ICML 2006"
 */
public record Ctc(int blank, boolean zeroInfinity, Total total) {
  public Ctc() {
    this(0, false, Total.MEAN);
  }

  /**
   * The loss [1].
   *
   * @param logs log-probabilities [T, N, C], as {@link Ops#logSoftmax} gives them
   * @param labels N sequences without blanks
   * @param lengths how many steps of each sequence count; empty: all
   */
  public Tensor of(Ops f, Tensor logs, int[][] labels, int... lengths) {
    var each = f.run(new Loss.Ctc(labels, lengths, blank, zeroInfinity), logs)[0];
    if (total != Total.MEAN) return total.of(f, each);
    var weights = new double[labels.length];
    for (int i = 0; i < weights.length; i++) weights[i] = 1.0 / Math.max(1, labels[i].length);
    return total.of(f, f.multiply(each, f.tensor(weights, weights.length)));
  }
}

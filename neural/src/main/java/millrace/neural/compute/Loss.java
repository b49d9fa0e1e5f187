package millrace.neural.compute;

import java.util.Arrays;

/** Losses that are worth an op of their own; the others are made of smaller ops. */
public sealed interface Loss extends Op {
  /**
   * The mean of −Σ q·log softmax(logits) over the rows [n, V], where q is 1 for the target, or with
   * smoothing s: (1 − s) for the target plus s/V for each class. Class weights multiply each
   * class's term, and the sum is divided by the weights of the targets, as in PyTorch. Rows whose
   * target is {@code ignore} do not count; if none counts, the loss is NaN, as in PyTorch. Result:
   * loss [1]. Kept: softmax(logits).
   *
   * @param weights a weight per class; empty: 1
   * @param ignore a target that does not count (PyTorch's default: -100)
   */
  record CrossEntropy(int[] targets, double smoothing, double[] weights, int ignore)
      implements Loss {
    public static final int IGNORE = -100;

    public CrossEntropy {
      if (!(smoothing >= 0 && smoothing <= 1))
        throw new IllegalArgumentException("smoothing must be in [0, 1] but is " + smoothing);
    }

    /** Without smoothing and weights. */
    public static CrossEntropy of(int... targets) {
      return new CrossEntropy(targets, 0, new double[0], IGNORE);
    }

    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length != 2 || in[0][0] != targets.length)
        throw refuse("logits[%d, classes]".formatted(targets.length), in);
      int classes = in[0][1];
      if (weights.length != 0 && weights.length != classes)
        throw refuse("logits of %d classes, as many as weights".formatted(weights.length), in);
      for (int t : targets)
        if (t != ignore && (t < 0 || t >= classes))
          throw new IllegalArgumentException(
              "CrossEntropy has the target %d, but there are classes 0 to %d"
                  .formatted(t, classes - 1));
      return new int[][] {{1}, in[0].clone()};
    }

    /** The weight of a row: that of its target, 0 if it is ignored. */
    public double weight(int row) {
      int t = targets[row];
      return t == ignore ? 0 : weights.length == 0 ? 1 : weights[t];
    }

    /** What the sum over rows is divided by. */
    public double total() {
      double sum = 0;
      for (int i = 0; i < targets.length; i++) sum += weight(i);
      return sum;
    }
  }

  /** From the kept softmax and the gradient [1] of the loss: the gradient of the logits. */
  record CrossEntropyGrad(CrossEntropy loss) implements Loss {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || !Arrays.equals(in[1], new int[] {1}))
        throw refuse("softmax and g[1]", in);
      loss.shapes(in[0]);
      return new int[][] {in[0].clone()};
    }
  }

  /**
   * Connectionist temporal classification: minus the logarithm of the probability of each label
   * sequence, summed over all alignments. Input: logarithms of probabilities [T, N, C]. Result:
   * loss [N], a number per sequence (infinite if it cannot be aligned; 0 with zeroInfinity). Kept:
   * the gradient [T, N, C] of the sum of the losses, given the log-probabilities as free variables
   * (its backward pass goes through {@code Softmax(log)} like any other gradient); 0 for a sequence
   * that cannot be aligned, even where its loss is infinite (PyTorch has NaN there).
   *
   * @param labels the label sequences, without blanks
   * @param lengths how many steps of each sequence count; empty: all
   * @param blank the class that stands for nothing (PyTorch's default: 0)
   * @param zeroInfinity whether sequences that cannot be aligned are passed over
   * @see "A. Graves et al., Connectionist temporal classification, ICML 2006"
   */
  record Ctc(int[][] labels, int[] lengths, int blank, boolean zeroInfinity) implements Loss {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits = in.length == 1 && in[0].length == 3 && in[0][1] == labels.length;
      if (!fits) throw refuse("log-probabilities[T, %d, C]".formatted(labels.length), in);
      int steps = in[0][0];
      int classes = in[0][2];
      if (blank < 0 || blank >= classes)
        throw new IllegalArgumentException(
            "Ctc has the blank %d, but there are classes 0 to %d".formatted(blank, classes - 1));
      if (lengths.length != 0 && lengths.length != labels.length)
        throw refuse("as many lengths (%d) as label sequences".formatted(lengths.length), in);
      for (int n : lengths)
        if (n < 0 || n > steps)
          throw new IllegalArgumentException(
              "Ctc has the length %d, but there are %d steps".formatted(n, steps));
      for (var sequence : labels)
        for (int l : sequence)
          if (l < 0 || l >= classes || l == blank)
            throw new IllegalArgumentException(
                "Ctc has the label %d, but labels are 0 to %d without the blank %d"
                    .formatted(l, classes - 1, blank));
      return new int[][] {{labels.length}, in[0].clone()};
    }

    /** How many steps of a sequence count. */
    public int length(int sequence, int steps) {
      return lengths.length == 0 ? steps : lengths[sequence];
    }
  }
}

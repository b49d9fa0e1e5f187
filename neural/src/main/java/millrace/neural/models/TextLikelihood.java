package millrace.neural.models;

import java.util.Arrays;
import millrace.neural.compute.Loss;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Decoder;

/**
 * How probable a text is to a language model. Texts longer than the context are read in windows,
 * each further on by a stride; in a window only those tokens count that no earlier one had, so that
 * each counts once and has context − stride tokens before it at least, where there are so many.
 */
final class TextLikelihood {
  /** Windows that are computed together. */
  private static final int TOGETHER = 16;

  private final Decoder net;
  private final int stride;

  TextLikelihood(Decoder net, int stride) {
    if (stride < 1 || stride > net.context())
      throw new IllegalArgumentException(
          "the stride must be in [1, %d], the context, but is %d".formatted(net.context(), stride));
    this.net = net;
    this.stride = stride;
  }

  /**
   * The mean of −log p of all tokens but the first, which stands before the text; NaN if there are
   * none.
   */
  double loss(Ops f, int... tokens) {
    int n = tokens.length - 1;
    int length = Math.min(net.context(), n);
    int windows = n <= length ? 1 : 1 + Math.ceilDiv(n - length, stride);
    double sum = 0;
    for (int w = 0; w < windows && n > 0; w += TOGETHER)
      sum += sum(f, tokens, length, w, Math.min(windows, w + TOGETHER));
    return sum / n;
  }

  /** Of the windows from (inclusive) to (exclusive); the last one ends where the text does. */
  private double sum(Ops f, int[] tokens, int length, int from, int to) {
    int n = tokens.length - 1;
    var read = new int[(to - from) * length];
    var told = new int[read.length];
    Arrays.fill(told, Loss.CrossEntropy.IGNORE);
    int counted = 0;
    for (int w = from; w < to; w++) {
      int at = (w - from) * length;
      int start = (int) Math.min((long) w * stride, n - length);
      // where the window before ended
      int first = w == 0 ? 0 : (int) Math.min((w - 1L) * stride, n - length) + length - start;
      System.arraycopy(tokens, start, read, at, length);
      System.arraycopy(tokens, start + 1 + first, told, at + first, length - first);
      counted += length - first;
    }
    try (var _ = f.scope()) {
      return counted * f.doubles(NextTokens.of(f, net, read, to - from, told))[0];
    }
  }
}

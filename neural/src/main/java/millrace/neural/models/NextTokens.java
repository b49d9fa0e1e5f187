package millrace.neural.models;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Sight;

/**
 * What a GPT learns: to tell each token from those before it. The loss is the mean of −log p(token
 * | those before it in its window), in nats, over all tokens of some windows but their first.
 *
 * @param context tokens that a window reads; it has one more, the last to be told
 * @see "A. Radford et al., Improving language understanding by generative pre-training, 2018,
 *     section 3.1"
 */
public record NextTokens(int context) {
  public NextTokens {
    if (context < 1)
      throw new IllegalArgumentException("context must be 1 or more but is " + context);
  }

  /** In how many places of so many tokens a window can start; 0 or less: in none. */
  public int starts(int tokens) {
    return tokens - context;
  }

  /**
   * The loss [1] of the windows of a text that start in these places.
   *
   * @param text tokens, at least {@code context + 1} behind each start
   */
  public Tensor loss(Ops f, Decoder net, int[] text, int... starts) {
    var read = new int[starts.length * context];
    var told = new int[read.length];
    for (int i = 0; i < starts.length; i++) {
      System.arraycopy(text, starts[i], read, i * context, context);
      System.arraycopy(text, starts[i] + 1, told, i * context, context);
    }
    return of(f, net, read, starts.length, told);
  }

  /**
   * The loss [1] of rows of one length.
   *
   * @param told the token behind each one read; those that do not count are {@link
   *     millrace.neural.compute.Loss.CrossEntropy#IGNORE}
   */
  static Tensor of(Ops f, Decoder net, int[] read, int rows, int... told) {
    return new CrossEntropy().of(f, net.forward(f, read, rows, Sight.causal()), told);
  }
}

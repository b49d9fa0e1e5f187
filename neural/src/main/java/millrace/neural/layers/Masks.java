package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * What attention must not look at: tensors that are added to its scores, 0 where it may look and
 * {@link #BLOCKED} where not. Two masks are joined by adding them.
 */
public final class Masks {
  /**
   * Its exponential is 0. Not infinite, so that a row that may look at nothing gets equal weights,
   * not NaN.
   */
  public static final double BLOCKED = -1e9;

  private Masks() {}

  /** What is behind the end of each sequence: [B, 1, steps]. */
  public static Tensor padding(Ops f, int[] lengths, int steps) {
    var out = new float[lengths.length * steps];
    for (int b = 0; b < lengths.length; b++) {
      if (lengths[b] < 0 || lengths[b] > steps)
        throw new IllegalArgumentException(
            "sequence %d has the length %d, but there are %d steps"
                .formatted(b, lengths[b], steps));
      Arrays.fill(out, b * steps + lengths[b], (b + 1) * steps, (float) BLOCKED);
    }
    return f.tensor(out, lengths.length, 1, steps);
  }

  /** What is in the future of each step: [steps, steps]. */
  public static Tensor causal(Ops f, int steps) {
    var out = new float[steps * steps];
    for (int t = 0; t < steps; t++)
      Arrays.fill(out, t * steps + t + 1, (t + 1) * steps, (float) BLOCKED);
    return f.tensor(out, steps, steps);
  }
}

package millrace.neural.train;

import java.util.Arrays;
import java.util.Collection;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/**
 * The numbers of some tensors, copied to the heap: for checkpoints. Exact: singles where the
 * backend computes in single precision, doubles where it computes in double.
 *
 * @param singles the numbers of all tensors, one after the other, or nothing
 * @param doubles likewise
 */
public record Values(float[] singles, double[] doubles) {
  /** No numbers. */
  public static Values none() {
    return new Values(new float[0], new double[0]);
  }

  /** A copy of the tensors' numbers; waits for the device if there is one. */
  public static Values of(Ops f, Collection<Tensor> tensors) {
    int n = size(tensors);
    if (inDouble(tensors)) {
      var all = new double[n];
      int at = 0;
      for (var t : tensors) {
        System.arraycopy(f.doubles(t), 0, all, at, t.size());
        at += t.size();
      }
      return new Values(new float[0], all);
    }
    var all = new float[n];
    int at = 0;
    for (var t : tensors) {
      System.arraycopy(f.floats(t), 0, all, at, t.size());
      at += t.size();
    }
    return new Values(all, new double[0]);
  }

  /**
   * Puts the numbers back into tensors of the same sizes.
   *
   * @throws IllegalArgumentException if they have another number of elements in all
   */
  public void to(Ops f, Collection<Tensor> tensors) {
    int n = size(tensors);
    int held = singles.length + doubles.length;
    if (held != n)
      throw new IllegalArgumentException(
          "%d numbers were kept, but the tensors have %d: they belong to another network or optimizer"
              .formatted(held, n));
    int at = 0;
    for (var t : tensors) {
      try (var _ = f.scope()) {
        var copy =
            singles.length > 0
                ? f.tensor(Arrays.copyOfRange(singles, at, at + t.size()), t.shape())
                : f.tensor(Arrays.copyOfRange(doubles, at, at + t.size()), t.shape());
        f.run(new Update.Blend(1), t, copy);
      }
      at += t.size();
    }
  }

  private static boolean inDouble(Collection<Tensor> tensors) {
    for (var t : tensors) if (t.storage() instanceof Storage.Doubles) return true;
    return false;
  }

  private static int size(Collection<Tensor> tensors) {
    long n = 0;
    for (var t : tensors) n += t.size();
    if (n > Integer.MAX_VALUE - 8)
      throw new IllegalArgumentException(
          "%d numbers are more than an array holds: they cannot be kept".formatted(n));
    return (int) n;
  }
}

package millrace.neural.losses;

import java.util.Arrays;
import millrace.neural.compute.Tensor;

/** What the losses refuse. */
final class Check {
  private Check() {}

  /** Broadcasting a target by accident gives a wrong loss and no error. */
  static void alike(Record loss, Tensor... tensors) {
    for (var t : tensors) {
      if (!Arrays.equals(t.shape(), tensors[0].shape()))
        throw new IllegalArgumentException(
            "%s needs tensors of one shape, but was given %s and %s"
                .formatted(
                    loss.getClass().getSimpleName(),
                    Tensor.text(tensors[0].shape()),
                    Tensor.text(t.shape())));
    }
  }

  /** Pairs of vectors, and a number per pair. */
  static void pairs(Record loss, Tensor a, Tensor b, Tensor y) {
    alike(loss, a, b);
    if (a.rank() != 2 || y.rank() != 1 || y.dim(0) != a.dim(0))
      throw new IllegalArgumentException(
          "%s needs vectors [n, width] and numbers [n], but was given %s and %s"
              .formatted(
                  loss.getClass().getSimpleName(), Tensor.text(a.shape()), Tensor.text(y.shape())));
  }
}

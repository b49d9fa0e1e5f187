package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * shortcut(x) + inner(x): what the inner layer learns is a change.
 *
 * @param shortcut what makes x fit if the inner layer changes its shape; null: x as it is
 * @see "K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, CVPR 2016"
 */
public record Residual(Layer inner, @Nullable Layer shortcut) implements Layer {
  public Residual(Layer inner) {
    this(inner, null);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var y = inner.forward(f, x);
    var s = shortcut == null ? x : shortcut.forward(f, x);
    if (!Arrays.equals(s.shape(), y.shape()))
      throw new IllegalArgumentException(
          "Residual adds %s to %s: they must have one shape; give it a shortcut that changes x"
              .formatted(Tensor.text(s.shape()), Tensor.text(y.shape())));
    return f.add(s, y);
  }
}

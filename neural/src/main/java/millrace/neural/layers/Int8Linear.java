package millrace.neural.layers;

import millrace.neural.compute.Function;
import millrace.neural.compute.Int8Matrix;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Linear} whose weights are rounded to bytes, for inference: x·Wᵀ + b. It has no
 * parameters; gradients pass through it. On {@code Cpu} a row or a few take a quarter of the time
 * where that is memory's; a device gets the weights as floats, each time.
 *
 * @param weight W [out, in]
 * @param bias b [out]; null: none
 */
public record Int8Linear(Int8Matrix weight, @Buffer @Nullable Tensor bias) implements Layer {
  /**
   * What is nearest to a linear layer.
   *
   * @throws IllegalArgumentException if it has a function of its own, or a weight is not finite
   */
  public static Int8Linear of(Ops f, Linear linear) {
    if (linear.function() != Function.IDENTITY)
      throw new IllegalArgumentException(
          "only a layer without a function can be rounded, not one with " + linear.function());
    return new Int8Linear(round(f, linear.weight()), linear.bias());
  }

  /** A matrix [rows, width], rounded. */
  public static Int8Matrix round(Ops f, Tensor matrix) {
    return Int8Matrix.of(f.floats(matrix), matrix.dim(0), matrix.dim(1));
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var op = new Product.Int8(weight);
    return bias == null ? f.run(op, x)[0] : f.run(op, x, bias)[0];
  }
}

package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * f(x·Wᵀ + b) along the last axis: [.., in] to [.., out].
 *
 * @param weight W [out, in]
 * @param bias b [out]; null: none
 * @param function f; computed in one go with the product if its {@linkplain Function#slopeFromValue
 *     slope follows from its value}
 * @param a the parameter of f
 */
public record Linear(Tensor weight, @Nullable Tensor bias, Function function, double a)
    implements Layer {
  /** Without a function. */
  public Linear(Tensor weight, @Nullable Tensor bias) {
    this(weight, bias, Function.IDENTITY, 0);
  }

  /** PyTorch's default: weight and bias U(−1/√in, 1/√in). */
  public static Linear of(Ops f, int in, int out, RandomGenerator random) {
    double bound = 1 / Math.sqrt(Math.max(1, in));
    var init = Init.uniform(-bound, bound);
    return new Linear(init.of(f, random, out, in), init.of(f, random, out));
  }

  /** Weights by {@code init}, the bias 0. */
  public static Linear of(Ops f, int in, int out, Init init, RandomGenerator random) {
    return new Linear(init.of(f, random, out, in), f.zeros(out));
  }

  /** The same weight, no bias. */
  public Linear withoutBias() {
    return new Linear(weight, null, function, a);
  }

  /** The same weights, followed by this function with its default parameter. */
  public Linear then(Function function) {
    return then(function, Activation.parameter(function));
  }

  /** The same weights, followed by this function. */
  public Linear then(Function function, double a) {
    return new Linear(weight, bias, function, a);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    boolean fused = function.slopeFromValue();
    var op = fused ? new Product.Linear(function, a) : new Product.Linear(Function.IDENTITY, 0);
    var y = bias == null ? f.run(op, x, weight)[0] : f.run(op, x, weight, bias)[0];
    return fused ? y : f.apply(function, a, y);
  }
}

package millrace.neural.models;

import millrace.neural.compute.Function;
import millrace.neural.layers.Init;

/** What the units of a hidden layer do with their sums. */
public enum Nonlinearity {
  /** max(0, x). */
  RELU(Function.RELU),
  /** x, or .01·x below 0. */
  LEAKY_RELU(Function.LEAKY_RELU),
  /** x, or eˣ − 1 below 0. */
  ELU(Function.ELU),
  /** ELU, scaled so that layers keep mean and variance. */
  SELU(Function.SELU),
  /** x·Φ(x). */
  GELU(Function.GELU),
  /** x·σ(x), also called Swish. */
  SILU(Function.SILU),
  TANH(Function.TANH),
  SIGMOID(Function.SIGMOID);

  private final Function function;

  Nonlinearity(Function function) {
    this.function = function;
  }

  Function function() {
    return function;
  }

  /** What weights before it are at first: He's, LeCun's or Glorot's. */
  Init init() {
    return switch (this) {
      case RELU, GELU, SILU, ELU -> Init.heNormal(Function.RELU, 0);
      case LEAKY_RELU -> Init.heNormal(Function.LEAKY_RELU, .01);
      case SELU -> Init.lecunNormal();
      case TANH, SIGMOID -> Init.glorotUniform(1);
    };
  }
}

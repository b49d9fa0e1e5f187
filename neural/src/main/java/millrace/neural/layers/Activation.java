package millrace.neural.layers;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A {@link Function} of each element.
 *
 * @param a the parameter of those that have one
 */
public record Activation(Function function, double a) implements Layer {
  /** With PyTorch's default parameter: .01 for LEAKY_RELU, 1 for ELU and HUBER. */
  public Activation(Function function) {
    this(function, parameter(function));
  }

  static double parameter(Function function) {
    return switch (function) {
      case LEAKY_RELU -> .01;
      case ELU, HUBER -> 1;
      default -> 0;
    };
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return f.apply(function, a, x);
  }
}

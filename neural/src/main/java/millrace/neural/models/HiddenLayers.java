package millrace.neural.models;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Activation;
import millrace.neural.layers.BatchNorm;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Sequential;

/** The blocks that networks of this package are put together from. */
final class HiddenLayers {
  private HiddenLayers() {}

  /**
   * {@code layers} times: a linear map to {@code width} units, batch norm if wanted, the function,
   * dropout. Names: {@code hidden.0.weight, hidden.0.bias, hidden.0.gain ..}
   */
  static Sequential of(
      Weights weights,
      int in,
      int layers,
      int width,
      Nonlinearity nonlinearity,
      boolean batchNorm,
      double dropout) {
    var out = new ArrayList<Layer>();
    for (int i = 0; i < layers; i++) {
      var at = weights.in("hidden." + i);
      var linear = linear(at, nonlinearity.init(), i == 0 ? in : width, width);
      if (batchNorm) {
        out.add(linear);
        out.add(batchNorm(at, width));
        out.add(new Activation(nonlinearity.function()));
      } else {
        out.add(linear.then(nonlinearity.function()));
      }
      if (dropout > 0) out.add(new Dropout(dropout));
    }
    return new Sequential(List.copyOf(out));
  }

  static Linear linear(Weights weights, Init init, int in, int out) {
    return new Linear(weights.of("weight", init, out, in), weights.of("bias", Init.zeros(), out));
  }

  /** The last layer: small weights, so that all outputs are near 0 at first. */
  static Linear output(Weights weights, int in, int out) {
    return linear(weights.in("output"), Init.scaled(.1, Init.Fan.IN, true), in, out);
  }

  static BatchNorm batchNorm(Weights weights, int channels) {
    return new BatchNorm(
        weights.of("gain", Init.constant(1), channels),
        weights.of("shift", Init.zeros(), channels),
        weights.buffer("mean", Init.zeros(), channels),
        weights.buffer("variance", Init.constant(1), channels),
        .1,
        1e-5);
  }

  /** x with dropout, where that does anything. */
  static Tensor dropout(Ops f, double p, Tensor x) {
    return p > 0 ? new Dropout(p).forward(f, x) : x;
  }
}

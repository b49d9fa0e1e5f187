package millrace.neural.layers;

import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** One layer after the other. Without layers: x itself. */
public record Sequential(List<Layer> layers) implements Layer {
  public Sequential {
    layers = List.copyOf(layers);
  }

  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    for (var layer : layers) x = layer.forward(f, x);
    return x;
  }
}

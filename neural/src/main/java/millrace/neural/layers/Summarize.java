package millrace.neural.layers;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** Many to one: [T, B, in] to the {@linkplain Recurrent#summary last state}, [B, width]. */
public record Summarize(Recurrent network) implements Layer {
  @Override
  public Tensor forward(Ops f, Tensor x) {
    return network.summary(f, network.run(f, x, new int[0], null));
  }
}

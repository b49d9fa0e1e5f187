package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * down(silu(gate(x)) · up(x)): a feed-forward block whose hidden units are gated. [.., width] to
 * [.., width].
 *
 * @see "N. Shazeer, GLU variants improve transformer, arXiv:2002.05202"
 */
public record SwiGlu(Layer gate, Layer up, Layer down) implements Layer {
  /** Without biases, weights as {@link Linear}'s default. */
  public static SwiGlu of(Ops f, int width, int hidden, RandomGenerator random) {
    return new SwiGlu(
        Linear.of(f, width, hidden, random).withoutBias(),
        Linear.of(f, width, hidden, random).withoutBias(),
        Linear.of(f, hidden, width, random).withoutBias());
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var gated = f.multiply(f.apply(Function.SILU, gate.forward(f, x)), up.forward(f, x));
    return down.forward(f, gated);
  }
}

package millrace.neural.transformer;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;

/**
 * down(f(up(x))), token by token: [.., width] to [.., width].
 *
 * @param up [hidden, width]; 4 times the width in the paper
 * @param down [width, hidden]
 * @param function f: GELU_TANH in GPT-2, GELU in BERT, RELU in the paper
 */
public record FeedForward(Layer up, Layer down, Function function) implements Layer {
  /** Weights by {@code init}, those of the last layer by {@code last}. */
  public static FeedForward of(
      Ops f,
      int width,
      int hidden,
      Function function,
      Init init,
      Init last,
      RandomGenerator random) {
    return new FeedForward(
        Linear.of(f, width, hidden, init, random),
        Linear.of(f, hidden, width, last, random),
        function);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return down.forward(f, f.apply(function, up.forward(f, x)));
  }
}

package millrace.neural.transformer;

import java.util.Set;
import millrace.learn.Spec;
import millrace.neural.compute.Ops;
import millrace.neural.layers.Int8Linear;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;

/**
 * Networks for inference whose matrices are {@linkplain Int8Linear rounded to bytes}: what they
 * read for a token is a quarter as much, and so is the time where that is what it takes. Vectors of
 * tokens and places, norms and biases stay floats.
 *
 * <pre>{@code
 * var small = Int8.of(f, net);
 * }</pre>
 */
public final class Int8 {
  private static final Set<String> LAYERS =
      Set.of("query", "key", "value", "out", "up", "down", "gate");

  private Int8() {}

  /** A decoder; where scores come from the tokens' vectors, these are kept as bytes beside them. */
  public static Decoder of(Ops f, Decoder net) {
    var head = net.head() == null ? new Linear(net.tokens().table(), null) : net.head();
    var rounded = Spec.with(net, "blocks", Lora.change(net.blocks(), LAYERS, l -> layer(f, l)));
    return Spec.with(rounded, "head", layer(f, head));
  }

  /** An encoder. */
  public static Encoder of(Ops f, Encoder net) {
    return Spec.with(net, "blocks", Lora.change(net.blocks(), LAYERS, l -> layer(f, l)));
  }

  private static Layer layer(Ops f, Layer layer) {
    return switch (layer) {
      case Linear linear -> Int8Linear.of(f, linear);
      case Adapted adapted -> Int8Linear.of(f, adapted.merged(f));
      case Int8Linear done -> done;
      default ->
          throw new IllegalArgumentException(
              "only linear layers can be rounded, not a " + layer.getClass().getSimpleName());
    };
  }
}

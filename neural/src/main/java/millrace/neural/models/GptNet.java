package millrace.neural.models;

import java.util.ArrayList;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.transformer.Block;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.FeedForward;
import millrace.neural.transformer.MultiHead;

/**
 * The network of {@link GptLanguageModel}, its weights drawn anew as nanoGPT draws them, or those
 * of a model: N(0, .02²), those of the layers that are added to the sum with .02 / √(2·layers).
 */
final class GptNet {
  private static final double DEVIATION = 0.02;
  private static final double EPS = 1e-5;

  private final GptLanguageModel how;
  private final Init init = Init.normal(0, DEVIATION);
  private final Init last;

  /** Stands for the biases of norms where there are none. */
  private final Tensor zeros;

  private GptNet(Ops f, GptLanguageModel how) {
    this.how = how;
    last = Init.normal(0, DEVIATION / Math.sqrt(2.0 * how.layers()));
    zeros = f.zeros(how.width());
  }

  static Decoder of(Ops f, Weights weights, GptLanguageModel how, int vocabulary) {
    return new GptNet(f, how).decoder(weights, vocabulary);
  }

  private Decoder decoder(Weights weights, int vocabulary) {
    int width = how.width();
    var tokens = weights.of("tokens", init, vocabulary, width);
    var positions = weights.of("positions", init, how.context(), width);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < how.layers(); i++) blocks.add(block(weights.in("blocks." + i)));
    return new Decoder(
        new Embedding(tokens, -1),
        positions,
        blocks,
        norm(weights.in("norm")),
        null,
        how.context(),
        how.dropout());
  }

  private Block block(Weights at) {
    int width = how.width();
    var attention = at.in("attention");
    var heads =
        new MultiHead(
            linear(attention.in("query"), init, width, width),
            linear(attention.in("key"), init, width, width),
            linear(attention.in("value"), init, width, width),
            linear(attention.in("out"), last, width, width),
            how.heads(),
            how.heads(),
            width,
            how.dropout(),
            null);
    var feed =
        new FeedForward(
            linear(at.in("up"), init, width, 4 * width),
            linear(at.in("down"), last, 4 * width, width),
            Function.GELU);
    return new Block(
        norm(at.in("attentionNorm")), heads, norm(at.in("feedNorm")), feed, true, how.dropout());
  }

  private Linear linear(Weights at, Init init, int in, int out) {
    var weight = at.of("weight", init, out, in);
    return new Linear(weight, how.bias() ? at.of("bias", Init.zeros(), out) : null);
  }

  private LayerNorm norm(Weights at) {
    var gain = at.of("gain", Init.constant(1), how.width());
    return new LayerNorm(gain, how.bias() ? at.of("bias", Init.zeros(), how.width()) : zeros, EPS);
  }
}

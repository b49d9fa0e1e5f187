package millrace.neural.transformer;

import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Layer;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.layers.RmsNorm;
import millrace.neural.layers.SwiGlu;
import millrace.neural.weights.Export;
import org.jspecify.annotations.Nullable;

/**
 * The way back of {@link Pretrained}: networks under Hugging Face's names, for its programs. What
 * LoRA has changed goes out merged; biases that a network does not have go out as zeros where the
 * format has them.
 *
 * <pre>{@code
 * Exports.gpt2(f, net).write(folder, new Gpt2Config(4, 4, 128, 64, 65), Dtype.F32);
 * }</pre>
 */
public final class Exports {
  private final Ops f;
  private Export export = new Export();

  private Exports(Ops f) {
    this.f = f;
  }

  /** BERT without its heads. */
  public static Export bert(Ops f, Encoder net) {
    return new Exports(f).bert(net);
  }

  /**
   * GPT-2.
   *
   * @throws IllegalArgumentException if the network is none: it has no vectors of places, or blocks
   *     of another kind
   */
  public static Export gpt2(Ops f, Decoder net) {
    return new Exports(f).gpt2(net);
  }

  /**
   * Llama.
   *
   * @throws IllegalArgumentException if the network is none: it has vectors of places, or blocks of
   *     another kind
   */
  public static Export llama(Ops f, Decoder net) {
    return new Exports(f).llama(net);
  }

  private void put(String name, Tensor tensor) {
    export = export.with(name, f.floats(tensor), tensor.shape());
  }

  /** A layer as it is, [out, in], with its bias. */
  private void linear(String name, Layer layer) {
    var linear = plain(name, layer);
    put(name + ".weight", linear.weight());
    put(name + ".bias", bias(linear));
  }

  private Linear plain(String name, Layer layer) {
    return switch (layer) {
      case Adapted adapted -> adapted.merged(f);
      case Linear linear -> linear;
      default ->
          throw new IllegalArgumentException(
              "%s is a %s, of which this format knows nothing"
                  .formatted(name, layer.getClass().getSimpleName()));
    };
  }

  private Tensor bias(Linear linear) {
    var bias = linear.bias();
    return bias == null ? f.zeros(linear.weight().dim(0)) : bias;
  }

  private void norm(String name, Layer norm) {
    switch (norm) {
      case LayerNorm n -> {
        put(name + ".weight", n.gain());
        put(name + ".bias", n.bias());
      }
      case RmsNorm n -> put(name + ".weight", n.gain());
      default -> throw new IllegalArgumentException(name + " is no norm of these networks");
    }
  }

  private static FeedForward feed(Block block) {
    if (block.feed() instanceof FeedForward feed) return feed;
    throw new IllegalArgumentException("this network has gated layers: is it a Llama?");
  }

  private Export bert(Encoder net) {
    put("embeddings.word_embeddings.weight", net.tokens().table());
    put("embeddings.position_embeddings.weight", net.positions());
    put("embeddings.token_type_embeddings.weight", net.types());
    norm("embeddings.LayerNorm", net.norm());
    for (int i = 0; i < net.blocks().size(); i++) {
      var block = net.blocks().get(i);
      var at = "encoder.layer." + i + ".";
      linear(at + "attention.self.query", block.attention().query());
      linear(at + "attention.self.key", block.attention().key());
      linear(at + "attention.self.value", block.attention().value());
      linear(at + "attention.output.dense", block.attention().out());
      norm(at + "attention.output.LayerNorm", block.attentionNorm());
      linear(at + "intermediate.dense", feed(block).up());
      linear(at + "output.dense", feed(block).down());
      norm(at + "output.LayerNorm", block.feedNorm());
    }
    return export;
  }

  private Export gpt2(Decoder net) {
    put("wte.weight", net.tokens().table());
    put("wpe.weight", places(net.positions()));
    for (int i = 0; i < net.blocks().size(); i++) {
      var block = net.blocks().get(i);
      var at = "h." + i + ".";
      var heads = block.attention();
      norm(at + "ln_1", block.attentionNorm());
      turned(at + "attn.c_attn", heads.query(), heads.key(), heads.value());
      turned(at + "attn.c_proj", heads.out());
      norm(at + "ln_2", block.feedNorm());
      turned(at + "mlp.c_fc", feed(block).up());
      turned(at + "mlp.c_proj", feed(block).down());
    }
    norm("ln_f", net.norm());
    var head = net.head();
    if (head != null) put("lm_head.weight", plain("lm_head", head).weight());
    return export;
  }

  private static Tensor places(@Nullable Tensor positions) {
    if (positions == null)
      throw new IllegalArgumentException(
          "this network has no vectors of places, which GPT-2 has: is it a Llama?");
    return positions;
  }

  /** Layers side by side, [in, all out]. */
  private void turned(String name, Layer... layers) {
    var linear = List.of(layers).stream().map(l -> plain(name, l)).toList();
    var weights = linear.stream().map(Linear::weight).toArray(Tensor[]::new);
    var biases = linear.stream().map(this::bias).toArray(Tensor[]::new);
    put(name + ".weight", f.transpose(f.concat(0, weights)));
    put(name + ".bias", f.concat(0, biases));
  }

  private Export llama(Decoder net) {
    if (net.positions() != null)
      throw new IllegalArgumentException(
          "this network has vectors of places, which a Llama has not: is it a GPT-2?");
    put("model.embed_tokens.weight", net.tokens().table());
    for (int i = 0; i < net.blocks().size(); i++) {
      var block = net.blocks().get(i);
      var at = "model.layers." + i + ".";
      if (!(block.feed() instanceof SwiGlu gated))
        throw new IllegalArgumentException("this network has no gated layers, which a Llama has");
      norm(at + "input_layernorm", block.attentionNorm());
      weight(at + "self_attn.q_proj", block.attention().query());
      weight(at + "self_attn.k_proj", block.attention().key());
      weight(at + "self_attn.v_proj", block.attention().value());
      weight(at + "self_attn.o_proj", block.attention().out());
      norm(at + "post_attention_layernorm", block.feedNorm());
      weight(at + "mlp.gate_proj", gated.gate());
      weight(at + "mlp.up_proj", gated.up());
      weight(at + "mlp.down_proj", gated.down());
    }
    norm("model.norm", net.norm());
    var head = net.head();
    if (head != null) weight("lm_head", head);
    return export;
  }

  /** A layer without a bias. */
  private void weight(String name, Layer layer) {
    put(name + ".weight", plain(name, layer).weight());
  }
}

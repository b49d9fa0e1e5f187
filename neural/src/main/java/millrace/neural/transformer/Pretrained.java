package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.layers.RmsNorm;
import millrace.neural.layers.SwiGlu;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.Gpt2Config;
import millrace.neural.weights.LlamaConfig;
import millrace.neural.weights.Rope;
import millrace.neural.weights.WeightFile;

/**
 * Networks with weights of others, found by the names that Hugging Face gives them. What is missing
 * or has another shape than the configuration says is refused by name.
 *
 * <pre>{@code
 * var config = LlamaConfig.llama2c(path);
 * try (var weights = WeightFile.llama2c(path)) {
 *   var net = Pretrained.llama(f, config, weights);
 * }
 * }</pre>
 */
public final class Pretrained {
  private final Ops f;
  private final WeightFile weights;

  private Pretrained(Ops f, WeightFile weights) {
    this.f = f;
    this.weights = weights;
  }

  /** BERT without its heads. Costs the copying of the weights. */
  public static Encoder bert(Ops f, BertConfig config, WeightFile weights) {
    return new Pretrained(f, weights).bert(config);
  }

  /** GPT-2. */
  public static Decoder gpt2(Ops f, Gpt2Config config, WeightFile weights) {
    return new Pretrained(f, weights).gpt2(config);
  }

  /** Llama. */
  public static Decoder llama(Ops f, LlamaConfig config, WeightFile weights) {
    return new Pretrained(f, weights).llama(config);
  }

  private Tensor tensor(String name, int... shape) {
    return f.tensor(weights.floats(name, shape), shape);
  }

  private Linear linear(String name, int in, int out) {
    return new Linear(tensor(name + ".weight", out, in), tensor(name + ".bias", out));
  }

  private Linear plain(String name, int in, int out) {
    return new Linear(tensor(name + ".weight", out, in), null);
  }

  private LayerNorm norm(String name, int width, double eps) {
    return new LayerNorm(tensor(name + ".weight", width), tensor(name + ".bias", width), eps);
  }

  private Encoder bert(BertConfig c) {
    var prefix = weights.prefix("embeddings.word_embeddings.weight");
    int n = c.width();
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < c.layers(); i++) {
      var at = prefix + "encoder.layer." + i + ".";
      var self = at + "attention.self.";
      var attention =
          new MultiHead(
              linear(self + "query", n, n),
              linear(self + "key", n, n),
              linear(self + "value", n, n),
              linear(at + "attention.output.dense", n, n),
              c.heads(),
              c.heads(),
              n,
              0,
              null);
      var feed =
          new FeedForward(
              linear(at + "intermediate.dense", n, c.inner()),
              linear(at + "output.dense", c.inner(), n),
              c.activation());
      blocks.add(
          new Block(
              norm(at + "attention.output.LayerNorm", n, c.epsilon()),
              attention,
              norm(at + "output.LayerNorm", n, c.epsilon()),
              feed,
              false,
              0));
    }
    var e = prefix + "embeddings.";
    return new Encoder(
        new Embedding(tensor(e + "word_embeddings.weight", c.vocabulary(), n), -1),
        tensor(e + "position_embeddings.weight", c.positions(), n),
        tensor(e + "token_type_embeddings.weight", c.segments(), n),
        norm(e + "LayerNorm", n, c.epsilon()),
        blocks,
        0);
  }

  private Decoder gpt2(Gpt2Config c) {
    var prefix = weights.prefix("wte.weight");
    int n = c.width();
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < c.layers(); i++) {
      var at = prefix + "h." + i + ".";
      var qkv = parts(at + "attn.c_attn", n, 3);
      var attention =
          new MultiHead(
              qkv.get(0),
              qkv.get(1),
              qkv.get(2),
              parts(at + "attn.c_proj", n, 1).getFirst(),
              c.heads(),
              c.heads(),
              n,
              0,
              null);
      var feed =
          new FeedForward(
              turned(at + "mlp.c_fc", n, c.inner()),
              turned(at + "mlp.c_proj", c.inner(), n),
              c.activation());
      blocks.add(
          new Block(
              norm(at + "ln_1", n, c.epsilon()),
              attention,
              norm(at + "ln_2", n, c.epsilon()),
              feed,
              true,
              0));
    }
    return new Decoder(
        new Embedding(tensor(prefix + "wte.weight", c.vocabulary(), n), -1),
        tensor(prefix + "wpe.weight", c.positions(), n),
        blocks,
        norm(prefix + "ln_f", n, c.epsilon()),
        c.tied() ? null : plain("lm_head", n, c.vocabulary()),
        c.positions(),
        0);
  }

  /** GPT-2 stores its matrices as [in, out]. */
  private Linear turned(String name, int in, int out) {
    try (var scope = f.scope()) {
      var weight = scope.keep(f.transpose(tensor(name + ".weight", in, out)));
      return new Linear(weight, scope.keep(tensor(name + ".bias", out)));
    }
  }

  /** Layers that are stored side by side, [in, parts · in]. */
  private List<Linear> parts(String name, int in, int parts) {
    var out = new ArrayList<Linear>();
    try (var scope = f.scope()) {
      var weight = f.transpose(tensor(name + ".weight", in, parts * in));
      var bias = tensor(name + ".bias", parts * in);
      for (int p = 0; p < parts; p++)
        out.add(
            new Linear(
                scope.keep(f.slice(weight, 0, p * in, (p + 1) * in)),
                scope.keep(f.slice(bias, 0, p * in, (p + 1) * in))));
    }
    return out;
  }

  private Decoder llama(LlamaConfig c) {
    var prefix = weights.prefix("embed_tokens.weight");
    int n = c.width();
    int keys = c.keyHeads() * c.headWidth();
    if (c.heads() * c.headWidth() != n)
      throw new IllegalArgumentException(
          "heads of %d numbers do not make up a width of %d: this is not supported"
              .formatted(c.headWidth(), n));
    if (c.activation() != Function.SILU)
      throw new IllegalArgumentException(
          "gates of %s are not supported, only of SILU".formatted(c.activation()));
    var rotary = new Rotary(c.theta(), c.rope() == Rope.ADJACENT);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < c.layers(); i++) {
      var at = prefix + "layers." + i + ".";
      var attention =
          new MultiHead(
              plain(at + "self_attn.q_proj", n, n),
              plain(at + "self_attn.k_proj", n, keys),
              plain(at + "self_attn.v_proj", n, keys),
              plain(at + "self_attn.o_proj", n, n),
              c.heads(),
              c.keyHeads(),
              n,
              0,
              rotary);
      var feed =
          new SwiGlu(
              plain(at + "mlp.gate_proj", n, c.inner()),
              plain(at + "mlp.up_proj", n, c.inner()),
              plain(at + "mlp.down_proj", c.inner(), n));
      blocks.add(
          new Block(
              root(at + "input_layernorm", c),
              attention,
              root(at + "post_attention_layernorm", c),
              feed,
              true,
              0));
    }
    return new Decoder(
        new Embedding(tensor(prefix + "embed_tokens.weight", c.vocabulary(), n), -1),
        null,
        blocks,
        root(prefix + "norm", c),
        c.tied() ? null : plain("lm_head", n, c.vocabulary()),
        c.positions(),
        0);
  }

  private RmsNorm root(String name, LlamaConfig c) {
    return new RmsNorm(tensor(name + ".weight", c.width()), c.epsilon());
  }
}

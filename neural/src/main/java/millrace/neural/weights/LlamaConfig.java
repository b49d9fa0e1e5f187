package millrace.neural.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.DataException;
import millrace.neural.compute.Function;
import org.jspecify.annotations.Nullable;

/**
 * Llama: rotary positions, root-mean-square norms before attention and before the gated inner
 * layers, no biases; several heads of queries may share one of keys and values.
 *
 * @param width width of a token ({@code hidden_size})
 * @param inner width of the inner layers ({@code intermediate_size})
 * @param layers blocks ({@code num_hidden_layers})
 * @param heads heads of queries ({@code num_attention_heads})
 * @param keyHeads heads of keys and values, which divide the heads ({@code num_key_value_heads}, by
 *     default as many)
 * @param headWidth width of a head, even ({@code head_dim}, by default width / heads)
 * @param positions tokens of a sequence ({@code max_position_embeddings})
 * @param vocabulary tokens that there are ({@code vocab_size})
 * @param epsilon of the norms ({@code rms_norm_eps}, by default 1e-6)
 * @param theta pair i of a head turns by theta^(−2i / headWidth) per position ({@code rope_theta},
 *     by default 10000)
 * @param activation of the gate ({@code hidden_act}, by default SILU)
 * @param tied whether the output layer is the table of tokens ({@code tie_word_embeddings}, by
 *     default false)
 * @param rope which elements turn together; a config.json always means HALVES
 * @see "Touvron et al. 2023, LLaMA: Open and Efficient Foundation Language Models"
 * @see "Ainslie et al. 2023, GQA: Training Generalized Multi-Query Transformer Models"
 */
public record LlamaConfig(
    int width,
    int inner,
    int layers,
    int heads,
    int keyHeads,
    int headWidth,
    int positions,
    int vocabulary,
    double epsilon,
    double theta,
    Function activation,
    boolean tied,
    Rope rope)
    implements ModelConfig {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not positive, the key heads do not divide the heads,
   *     or the width of a head is odd
   */
  public LlamaConfig {
    ConfigFields.positive("hidden_size", width);
    ConfigFields.positive("intermediate_size", inner);
    ConfigFields.positive("num_hidden_layers", layers);
    ConfigFields.positive("num_attention_heads", heads);
    ConfigFields.positive("num_key_value_heads", keyHeads);
    ConfigFields.positive("max_position_embeddings", positions);
    ConfigFields.positive("vocab_size", vocabulary);
    ConfigFields.positive("rms_norm_eps", epsilon);
    ConfigFields.positive("rope_theta", theta);
    ConfigFields.multiple("num_attention_heads", heads, "num_key_value_heads", keyHeads);
    if (headWidth == 0) ConfigFields.multiple("hidden_size", width, "num_attention_heads", heads);
    ConfigFields.positive("head_dim", headWidth);
    ConfigFields.multiple("head_dim", headWidth, "the size of a pair", 2);
    if ((long) heads * headWidth > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          "'num_attention_heads' is %d and 'head_dim' %d, where a product up to %d was expected"
              .formatted(heads, headWidth, Integer.MAX_VALUE));
    ConfigFields.name(activation);
  }

  /** As llama2.c has it: epsilon 1e-5, theta 10000, SILU; the width of a head follows. */
  LlamaConfig(
      int width,
      int inner,
      int layers,
      int heads,
      int keyHeads,
      int positions,
      int vocabulary,
      boolean tied,
      Rope rope) {
    this(
        width,
        inner,
        layers,
        heads,
        keyHeads,
        headWidth(width, heads),
        positions,
        vocabulary,
        1e-5,
        1e4,
        Function.SILU,
        tied,
        rope);
  }

  /** 0 if there is none; the record says why. */
  private static int headWidth(int width, int heads) {
    return heads > 0 && width % heads == 0 ? width / heads : 0;
  }

  /**
   * What the header of a file of llama2.c says. Its weights turn {@link Rope#ADJACENT} elements.
   *
   * @throws DataException if the file cannot be read or its header holds sizes that do not fit
   */
  public static LlamaConfig llama2c(Path file) {
    try (var arena = Arena.ofConfined()) {
      return Llama2c.config(Opening.map(file, arena), file.toString());
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  static LlamaConfig of(ConfigFields f) {
    f.only("attention_bias", false);
    f.only("mlp_bias", false);
    f.only("sliding_window");
    f.only("partial_rotary_factor", 1L, 1.0);
    int width = f.size("hidden_size");
    int heads = f.size("num_attention_heads");
    return new LlamaConfig(
        width,
        f.size("intermediate_size"),
        f.size("num_hidden_layers"),
        heads,
        f.size("num_key_value_heads", heads),
        f.has("head_dim") ? f.size("head_dim") : headWidth(width, heads),
        f.size("max_position_embeddings"),
        f.size("vocab_size"),
        f.real("rms_norm_eps", 1e-6),
        theta(f),
        f.activation("hidden_act", Function.SILU),
        f.flag("tie_word_embeddings", false),
        Rope.HALVES);
  }

  /** Files of Transformers 5 have it among {@code rope_parameters}. Scaling is not supported. */
  private static double theta(ConfigFields f) {
    double theta = f.real("rope_theta", 1e4);
    for (var name : new String[] {"rope_scaling", "rope_parameters"}) {
      if (!f.has(name)) continue;
      if (!(f.fields().get(name) instanceof Map<?, ?> map)) throw f.bad(name, "an object");
      @SuppressWarnings("unchecked") // JSON has only strings as keys
      var inner = new ConfigFields((Map<String, @Nullable Object>) map, f.source() + ": " + name);
      for (var key : inner.fields().keySet()) {
        if (key.equals("rope_type") || key.equals("type")) inner.only(key, "default");
        else if (!key.equals("rope_theta")) inner.only(key);
      }
      theta = inner.real("rope_theta", theta);
    }
    return theta;
  }

  /**
   * What config.json says.
   *
   * @throws IllegalStateException if the elements that turn together are {@link Rope#ADJACENT}: a
   *     config.json cannot say so; see {@link Rope#toHalves}
   */
  @Override
  public SequencedMap<String, Object> fields() {
    if (rope != Rope.HALVES)
      throw new IllegalStateException(
          "a config.json cannot say that adjacent elements turn together: turn q_proj and k_proj by"
              + " Rope.toHalves, and take withRope(HALVES)");
    var out = new LinkedHashMap<String, Object>();
    out.put("model_type", "llama");
    out.put("hidden_size", width);
    out.put("intermediate_size", inner);
    out.put("num_hidden_layers", layers);
    out.put("num_attention_heads", heads);
    out.put("num_key_value_heads", keyHeads);
    out.put("head_dim", headWidth);
    out.put("max_position_embeddings", positions);
    out.put("vocab_size", vocabulary);
    out.put("rms_norm_eps", epsilon);
    out.put("rope_theta", theta);
    out.put("hidden_act", ConfigFields.name(activation));
    out.put("tie_word_embeddings", tied);
    return out;
  }

  /** The same, of weights whose rows stand in the order for this. */
  public LlamaConfig withRope(Rope rope) {
    return new LlamaConfig(
        width,
        inner,
        layers,
        heads,
        keyHeads,
        headWidth,
        positions,
        vocabulary,
        epsilon,
        theta,
        activation,
        tied,
        rope);
  }
}

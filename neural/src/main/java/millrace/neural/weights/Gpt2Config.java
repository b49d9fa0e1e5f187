package millrace.neural.weights;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import millrace.neural.compute.Function;

/**
 * GPT-2: learned positions, layer norms before attention and before the inner layers, one after the
 * last block.
 *
 * @param layers blocks ({@code n_layer})
 * @param heads heads, which divide the width ({@code n_head})
 * @param width width of a token ({@code n_embd})
 * @param inner width between the linear layers of a block ({@code n_inner}, by default 4 · width)
 * @param positions tokens of a sequence ({@code n_positions}, in early files {@code n_ctx})
 * @param vocabulary tokens that there are ({@code vocab_size})
 * @param epsilon of the layer norms ({@code layer_norm_epsilon}, by default 1e-5)
 * @param activation between the linear layers ({@code activation_function}, by default GELU_TANH)
 * @param tied whether the output layer is the table of tokens ({@code tie_word_embeddings}, by
 *     default true)
 * @see "Radford et al. 2019, Language Models are Unsupervised Multitask Learners"
 */
public record Gpt2Config(
    int layers,
    int heads,
    int width,
    int inner,
    int positions,
    int vocabulary,
    double epsilon,
    Function activation,
    boolean tied)
    implements ModelConfig {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not positive, or the heads do not divide the width
   */
  public Gpt2Config {
    ConfigFields.positive("n_layer", layers);
    ConfigFields.positive("n_head", heads);
    ConfigFields.positive("n_embd", width);
    ConfigFields.positive("n_inner", inner);
    ConfigFields.positive("n_positions", positions);
    ConfigFields.positive("vocab_size", vocabulary);
    ConfigFields.positive("layer_norm_epsilon", epsilon);
    ConfigFields.multiple("n_embd", width, "n_head", heads);
    ConfigFields.name(activation);
  }

  /** With the defaults for what is not a size. */
  public Gpt2Config(int layers, int heads, int width, int positions, int vocabulary) {
    this(
        layers,
        heads,
        width,
        fourTimes(width),
        positions,
        vocabulary,
        1e-5,
        Function.GELU_TANH,
        true);
  }

  static Gpt2Config of(ConfigFields f) {
    f.only("scale_attn_weights", true);
    f.only("scale_attn_by_inverse_layer_idx", false);
    f.only("add_cross_attention", false);
    int width = f.size("n_embd");
    int positions = f.has("n_positions") ? f.size("n_positions") : f.size("n_ctx");
    if (f.size("n_ctx", positions) != positions) throw f.bad("n_ctx", "n_positions, " + positions);
    return new Gpt2Config(
        f.size("n_layer"),
        f.size("n_head"),
        width,
        f.has("n_inner") ? f.size("n_inner") : fourTimes(width),
        positions,
        f.size("vocab_size"),
        f.real("layer_norm_epsilon", 1e-5),
        f.activation("activation_function", Function.GELU_TANH),
        f.flag("tie_word_embeddings", true));
  }

  private static int fourTimes(int width) {
    if (width > Integer.MAX_VALUE / 4)
      throw new IllegalArgumentException(
          "'n_embd' is %d, where at most %d was expected".formatted(width, Integer.MAX_VALUE / 4));
    return 4 * width;
  }

  @Override
  public SequencedMap<String, Object> fields() {
    var out = new LinkedHashMap<String, Object>();
    out.put("model_type", "gpt2");
    out.put("n_layer", layers);
    out.put("n_head", heads);
    out.put("n_embd", width);
    out.put("n_inner", inner);
    out.put("n_positions", positions);
    out.put("n_ctx", positions);
    out.put("vocab_size", vocabulary);
    out.put("layer_norm_epsilon", epsilon);
    out.put("activation_function", ConfigFields.name(activation));
    out.put("tie_word_embeddings", tied);
    return out;
  }
}

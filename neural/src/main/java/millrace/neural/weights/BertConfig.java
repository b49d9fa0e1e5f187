package millrace.neural.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import millrace.neural.compute.Function;

/**
 * BERT: learned absolute positions, two segments, layer norms after attention and after the inner
 * layers.
 *
 * @param layers blocks ({@code num_hidden_layers})
 * @param heads heads, which divide the width ({@code num_attention_heads})
 * @param width width of a token ({@code hidden_size})
 * @param inner width between the linear layers of a block ({@code intermediate_size})
 * @param positions tokens of a sequence ({@code max_position_embeddings})
 * @param vocabulary tokens that there are ({@code vocab_size})
 * @param segments types of tokens ({@code type_vocab_size}, by default 2)
 * @param epsilon of the layer norms ({@code layer_norm_eps}, by default 1e-12)
 * @param activation between the linear layers ({@code hidden_act}, by default GELU)
 * @see "Devlin et al. 2019, BERT: Pre-training of Deep Bidirectional Transformers for Language
 *     Understanding"
 */
public record BertConfig(
    int layers,
    int heads,
    int width,
    int inner,
    int positions,
    int vocabulary,
    int segments,
    double epsilon,
    Function activation)
    implements ModelConfig {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not positive, or the heads do not divide the width
   */
  public BertConfig {
    ConfigFields.positive("num_hidden_layers", layers);
    ConfigFields.positive("num_attention_heads", heads);
    ConfigFields.positive("hidden_size", width);
    ConfigFields.positive("intermediate_size", inner);
    ConfigFields.positive("max_position_embeddings", positions);
    ConfigFields.positive("vocab_size", vocabulary);
    ConfigFields.positive("type_vocab_size", segments);
    ConfigFields.positive("layer_norm_eps", epsilon);
    ConfigFields.multiple("hidden_size", width, "num_attention_heads", heads);
    ConfigFields.name(activation);
  }

  /** With the defaults for what is not a size. */
  public BertConfig(int layers, int heads, int width, int inner, int positions, int vocabulary) {
    this(layers, heads, width, inner, positions, vocabulary, 2, 1e-12, Function.GELU);
  }

  static BertConfig of(ConfigFields f) {
    f.only("position_embedding_type", "absolute");
    f.only("is_decoder", false);
    f.only("add_cross_attention", false);
    f.only("pruned_heads", Map.of());
    return new BertConfig(
        f.size("num_hidden_layers"),
        f.size("num_attention_heads"),
        f.size("hidden_size"),
        f.size("intermediate_size"),
        f.size("max_position_embeddings"),
        f.size("vocab_size"),
        f.size("type_vocab_size", 2),
        f.real("layer_norm_eps", 1e-12),
        f.activation("hidden_act", Function.GELU));
  }

  @Override
  public SequencedMap<String, Object> fields() {
    var out = new LinkedHashMap<String, Object>();
    out.put("model_type", "bert");
    out.put("num_hidden_layers", layers);
    out.put("num_attention_heads", heads);
    out.put("hidden_size", width);
    out.put("intermediate_size", inner);
    out.put("max_position_embeddings", positions);
    out.put("vocab_size", vocabulary);
    out.put("type_vocab_size", segments);
    out.put("layer_norm_eps", epsilon);
    out.put("hidden_act", ConfigFields.name(activation));
    out.put("position_embedding_type", "absolute");
    return out;
  }
}

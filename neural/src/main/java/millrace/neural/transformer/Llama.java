package millrace.neural.transformer;

/**
 * The size of a {@link Decoder} as Llama is one.
 *
 * @param layers num_hidden_layers
 * @param heads num_attention_heads; divides the width
 * @param groups num_key_value_heads; divides the heads
 * @param width hidden_size
 * @param hidden intermediate_size: of the gated layers
 * @param vocabulary vocab_size
 * @param context max_position_embeddings
 * @param base rope_theta
 * @param adjacent see {@link Rotary}
 * @param eps rms_norm_eps
 * @param tied tie_word_embeddings: whether scores come from the tokens' vectors
 */
public record Llama(
    int layers,
    int heads,
    int groups,
    int width,
    int hidden,
    int vocabulary,
    int context,
    double base,
    boolean adjacent,
    double eps,
    boolean tied) {
  public Llama {
    Sizes.positive("layers", layers);
    Sizes.positive("hidden", hidden);
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.heads(width, heads, groups);
    if (width / heads % 2 != 0)
      throw new IllegalArgumentException(
          "a head of %d numbers cannot be turned in pairs".formatted(width / heads));
  }
}

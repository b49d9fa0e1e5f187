package millrace.neural.transformer;

import millrace.neural.compute.Function;

/**
 * The size of an {@link Encoder} as BERT is one.
 *
 * @param layers num_hidden_layers
 * @param heads num_attention_heads; divides the width
 * @param width hidden_size
 * @param hidden intermediate_size
 * @param vocabulary vocab_size
 * @param context max_position_embeddings
 * @param types type_vocab_size: kinds of segments
 * @param function hidden_act
 * @param eps layer_norm_eps: 1e-12
 * @param dropout in training
 */
public record Bert(
    int layers,
    int heads,
    int width,
    int hidden,
    int vocabulary,
    int context,
    int types,
    Function function,
    double eps,
    double dropout) {
  public Bert {
    Sizes.positive("layers", layers);
    Sizes.positive("hidden", hidden);
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.positive("types", types);
    Sizes.heads(width, heads, heads);
  }

  /** GELU, eps 1e-12, two kinds of segments, dropout .1. */
  public Bert(int layers, int heads, int width, int hidden, int vocabulary, int context) {
    this(layers, heads, width, hidden, vocabulary, context, 2, Function.GELU, 1e-12, 0.1);
  }
}

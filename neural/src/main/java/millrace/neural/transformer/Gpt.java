package millrace.neural.transformer;

/**
 * The size of a {@link Decoder} as GPT-2 is one.
 *
 * @param layers n_layer: blocks
 * @param heads n_head; divides the width
 * @param width n_embd
 * @param vocabulary vocab_size
 * @param context n_positions: the most tokens of a row
 * @param dropout in training
 */
public record Gpt(int layers, int heads, int width, int vocabulary, int context, double dropout) {
  public Gpt {
    Sizes.positive("layers", layers);
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.heads(width, heads, heads);
    if (!(dropout >= 0 && dropout < 1))
      throw new IllegalArgumentException("dropout must be in [0, 1) but is " + dropout);
  }

  /** Without dropout. */
  public Gpt(int layers, int heads, int width, int vocabulary, int context) {
    this(layers, heads, width, vocabulary, context, 0);
  }

  /** The smallest GPT-2: 12 blocks of 12 heads, 768 wide, 50,257 tokens, context 1,024. */
  public static Gpt small() {
    return new Gpt(12, 12, 768, 50_257, 1024);
  }
}

package millrace.nlp.subwords;

import java.util.HashSet;
import java.util.List;
import millrace.data.Vocabulary;

/**
 * The tokens that are no text, and what they mean. A meaning that no token has is -1.
 *
 * @param added the tokens that are looked for in the text, special or not
 * @param bos begins a text
 * @param eos ends a text
 * @param unk stands for what no piece covers
 * @param pad fills up short rows of a batch
 * @param cls stands before a text and is what a classifier reads
 * @param sep stands after a text
 * @param mask hides a token
 */
public record SpecialTokens(
    List<AddedToken> added, int bos, int eos, int unk, int pad, int cls, int sep, int mask) {
  public static final SpecialTokens NONE = new SpecialTokens(List.of(), -1, -1, -1, -1, -1, -1, -1);

  /**
   * @throws IllegalArgumentException if two added tokens are spelled alike
   */
  public SpecialTokens {
    added = List.copyOf(added);
    var texts = new HashSet<String>();
    for (var token : added)
      if (!texts.add(token.text()))
        throw new IllegalArgumentException(
            "the added token '%s' is there twice".formatted(token.text()));
  }

  /**
   * These added tokens, their meanings by what they are called by habit: {@code <s>}, {@code </s>},
   * {@code <unk>}, {@code <pad>}, {@code <mask>}, {@code [CLS]}, {@code [SEP]}, {@code [UNK]},
   * {@code [PAD]}, {@code [MASK]}; {@code <|endoftext|>} begins and ends, as with GPT-2.
   */
  public static SpecialTokens named(List<AddedToken> added) {
    return new SpecialTokens(
        added,
        first(added, "<s>", "<bos>", "<|begin_of_text|>", "<|endoftext|>"),
        first(added, "</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"),
        first(added, "[UNK]", "<unk>"),
        first(added, "[PAD]", "<pad>"),
        first(added, "[CLS]", "<cls>"),
        first(added, "[SEP]", "<sep>"),
        first(added, "[MASK]", "<mask>"));
  }

  /** These, with another token for what no piece covers. */
  SpecialTokens unk(int unk) {
    return new SpecialTokens(added, bos, eos, unk, pad, cls, sep, mask);
  }

  private static int first(List<AddedToken> added, String... texts) {
    for (var text : texts)
      for (var token : added) if (token.special() && token.text().equals(text)) return token.id();
    return -1;
  }

  /** Refuses ids that are no pieces, and added tokens that the pieces spell otherwise. */
  void check(Vocabulary pieces) {
    for (int id : new int[] {bos, eos, unk, pad, cls, sep, mask})
      if (id < -1 || id >= pieces.size())
        throw new IllegalArgumentException(
            "a special token has the id %d, but there are %d pieces".formatted(id, pieces.size()));
    for (var token : added)
      if (token.id() >= pieces.size() || !pieces.name(token.id()).equals(token.text()))
        throw new IllegalArgumentException(
            "the added token '%s' has the id %d, which is not its piece"
                .formatted(token.text(), token.id()));
  }
}

package millrace.nlp.subwords;

import java.nio.file.Path;
import millrace.data.Vocabulary;

/**
 * Byte-level byte-pair encoding, GPT-2's: a text is cut into words, each word's UTF-8 bytes are
 * pieces, and of two pieces side by side those that come first in a list of merges are joined (the
 * leftmost of equal ones), until none can be. Every text has ids and comes back exactly.
 *
 * <pre>{@code
 * var gpt2 = ByteLevelBpe.read(Path.of("encoder.json"), Path.of("vocab.bpe"));
 * gpt2.encode("Hello world");              // 15496, 995
 * gpt2.encode("end<|endoftext|>", true);   // 437, 50256
 * }</pre>
 *
 * <p>Encoding takes O(n log w) for n bytes in words of at most w; repeated words of one text are
 * encoded once.
 *
 * @param pieces spelled as in vocab.json, a character a byte: {@code Ġworld}
 * @param merges which pieces are joined, in which order
 * @param blankBefore whether a blank is put before a text that does not begin with one
 * @see "Sennrich, Haddow, Birch: Neural machine translation of rare words with subword units. ACL
 *     2016"
 * @see "Radford et al.: Language models are unsupervised multitask learners. 2019; its encoder.py"
 */
public record ByteLevelBpe(
    Vocabulary pieces,
    MergeTable merges,
    boolean blankBefore,
    SpecialTokens specials,
    Template template)
    implements SubwordTokenizer {
  /**
   * @throws IllegalArgumentException if the parts do not belong together
   */
  public ByteLevelBpe {
    merges.check(pieces);
    specials.check(pieces);
    template.check(pieces.size());
  }

  /**
   * Reads a vocabulary ({@code vocab.json}, {@code encoder.json}) and its merges ({@code
   * merges.txt}, {@code vocab.bpe}). {@code <|endoftext|>}, {@code <s>} and the other tokens of
   * {@link SpecialTokens#named} are special if they are there; nothing is put around a text.
   *
   * @throws millrace.data.DataException if a file is not what it should be
   */
  public static ByteLevelBpe read(Path vocabulary, Path merges) {
    return BpeFiles.read(vocabulary, merges);
  }

  /**
   * Writes the two files that {@link #read} reads, as GPT-2's are written. What is special beyond
   * its name, and the template, are in neither.
   */
  public void write(Path vocabulary, Path merges) {
    BpeFiles.write(this, vocabulary, merges);
  }

  /**
   * One of these pieces and merges.
   *
   * @param lefts the left piece of each merge, in their order
   * @param rights the right piece of each
   * @param results the piece that each makes
   * @throws IllegalArgumentException if a byte has no piece, or a merge is there twice or does not
   *     make its piece
   */
  static ByteLevelBpe of(
      Vocabulary pieces,
      int[] lefts,
      int[] rights,
      int[] results,
      boolean blankBefore,
      SpecialTokens specials,
      Template template) {
    var bytes = new int[256];
    for (int b = 0; b < 256; b++) bytes[b] = pieces.id(String.valueOf(ByteSpelling.of(b)));
    var table = MergeTable.of(pieces.size(), bytes, lefts, rights, results);
    return new ByteLevelBpe(pieces, table, blankBefore, specials, template);
  }

  /** The same, a blank before each text or not, as RoBERTa is used. */
  public ByteLevelBpe blankBefore(boolean blankBefore) {
    return new ByteLevelBpe(pieces, merges, blankBefore, specials, template);
  }

  /** The same with other special tokens. */
  public ByteLevelBpe specials(SpecialTokens specials) {
    return new ByteLevelBpe(pieces, merges, blankBefore, specials, template);
  }

  /** The same with other tokens around a text. */
  public ByteLevelBpe template(Template template) {
    return new ByteLevelBpe(pieces, merges, blankBefore, specials, template);
  }

  /** Appends the ids of a stretch of text without added tokens. */
  void append(String stretch, Ids out) {
    if (stretch.isEmpty()) return;
    var text = (blankBefore && stretch.charAt(0) != ' ' ? " " + stretch : stretch).toCharArray();
    var words = new ByteMerging(merges);
    if (text.length < WordMemory.WORTH) {
      for (int i = 0, end; i < text.length; i = end) {
        end = Gpt2Words.next(text, i, text.length);
        words.word(text, i, end, out);
      }
      return;
    }
    var memory = new WordMemory(text);
    for (int i = 0, end; i < text.length; i = end) {
      end = Gpt2Words.next(text, i, text.length);
      int place = memory.place(i, end);
      if (memory.recall(place, i, end, out)) continue;
      int first = out.size();
      words.word(text, i, end, out);
      memory.remember(place, i, end, first, out.size() - first);
    }
  }

  /** The bytes of a piece, which may be part of a character only. */
  void spell(int id, StreamDecoder out) {
    var piece = pieces.name(id);
    if (!ByteSpelling.isSpelling(piece)) {
      out.text(piece); // no bytes: an unknown token, say
      return;
    }
    for (int i = 0; i < piece.length(); i++) out.octet(ByteSpelling.toByte(piece.charAt(i)));
  }
}

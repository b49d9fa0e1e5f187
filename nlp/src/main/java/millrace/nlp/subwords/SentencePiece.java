package millrace.nlp.subwords;

import java.nio.file.Path;
import millrace.data.Vocabulary;

/**
 * SentencePiece: cuts a whole text, in which blanks are characters spelled {@code ▁}, into pieces
 * with scores. Two algorithms:
 *
 * <ul>
 *   <li>BPE: of two pieces side by side those that make the piece of the highest score are joined,
 *       the leftmost of equal ones, until none can be; O(n log n) for n characters;
 *   <li>unigram: of all rows of pieces that make the text, the one of the highest sum of scores, by
 *       Viterbi's algorithm; O(n l) for pieces of at most l characters.
 * </ul>
 *
 * <p>What no piece covers becomes the bytes of its UTF-8, where the model has pieces for bytes
 * ({@code <0x0A>}), else one unknown piece.
 *
 * <pre>{@code
 * var llama = SentencePiece.read(Path.of("tokenizer.model"));
 * var stories = SentencePiece.readLlama2c(Path.of("tok512.bin"));
 * stories.encode("Once upon a time");   // 403, 407, 261, 378
 * }</pre>
 *
 * <p>A text comes back exactly if the model has pieces for bytes and neither rules of normalization
 * nor {@code remove_extra_whitespaces}, and the text has no {@code ▁} of its own. Bytes that are no
 * UTF-8 become one U+FFFD where SentencePiece writes several.
 *
 * <p>Not supported, and refused: the model types WORD and CHAR, {@code treat_whitespace_as_suffix},
 * rules of denormalization, and unused pieces in BPE.
 *
 * @param pieces as the model spells them
 * @param scores of the pieces: log probabilities (unigram) or the order of merges (BPE). That of
 *     the unknown piece is what a character without piece costs
 * @param types of the pieces: {@link #NORMAL} and so on
 * @param algorithm which algorithm
 * @param trie the pieces that unigram may use
 * @param users the pieces that are taken wherever they stand
 * @param preparation what is done to a text before
 * @param bytes whether there are pieces for all bytes
 * @param unknown what an unknown piece is decoded to
 * @see "Kudo, Richardson: SentencePiece. EMNLP 2018"
 * @see "Kudo: Subword regularization. ACL 2018; the unigram model"
 */
public record SentencePiece(
    Vocabulary pieces,
    double[] scores,
    byte[] types,
    Algorithm algorithm,
    PieceTrie trie,
    PieceTrie users,
    Preparation preparation,
    boolean bytes,
    String unknown,
    SpecialTokens specials,
    Template template)
    implements SubwordTokenizer {
  /** A piece of text. */
  public static final byte NORMAL = 1;

  /** The piece for what no other covers. */
  public static final byte UNKNOWN = 2;

  /** A special token. */
  public static final byte CONTROL = 3;

  /** A piece that is taken wherever it stands. */
  public static final byte USER_DEFINED = 4;

  /** A piece that is never used. */
  public static final byte UNUSED = 5;

  /** A byte, spelled {@code <0x0A>}. */
  public static final byte BYTE = 6;

  private static final String[] BYTES = new String[256];

  static {
    for (int b = 0; b < 256; b++) BYTES[b] = "<0x%02X>".formatted(b);
  }

  /** How a text is cut. */
  public enum Algorithm {
    UNIGRAM,
    BPE
  }

  /**
   * @throws IllegalArgumentException if the parts do not belong together
   */
  public SentencePiece {
    int n = pieces.size();
    if (scores.length != n || types.length != n)
      throw new IllegalArgumentException(
          "%d pieces, %d scores and %d types".formatted(n, scores.length, types.length));
    for (double score : scores)
      if (!Double.isFinite(score))
        throw new IllegalArgumentException("a piece has the score " + score);
    for (byte type : types)
      if (type < NORMAL || type > BYTE)
        throw new IllegalArgumentException("a piece has the type " + type);
    for (int i = 0; i < n; i++)
      if (types[i] == BYTE && !SentencePieces.isByte(pieces.name(i)))
        throw new IllegalArgumentException(
            "the piece '%s' is no byte, such as <0x0A>".formatted(pieces.name(i)));
    trie.check(n);
    users.check(n);
    specials.check(pieces);
    template.check(n);
    for (int b = 0; bytes && b < 256; b++)
      if (!pieces.has(BYTES[b]) || types[pieces.id(BYTES[b])] != BYTE)
        throw new IllegalArgumentException("there is no piece for the byte " + BYTES[b]);
    if (!bytes && specials.unk() < 0)
      throw new IllegalArgumentException(
          "neither bytes nor an unknown piece stand for what no piece covers");
    if (algorithm == Algorithm.UNIGRAM && specials.unk() < 0)
      throw new IllegalArgumentException("a unigram model needs an unknown piece");
  }

  /**
   * Reads a model of SentencePiece ({@code .model}). Its normalization ({@code
   * precompiled_charsmap}) is applied as it stands there. Nothing is put around a text: see {@link
   * #template(Template)}.
   *
   * @throws millrace.data.DataException if the file is none, is damaged, or asks for what is not
   *     supported
   */
  public static SentencePiece read(Path model) {
    return SentencePieceModel.read(model);
  }

  /**
   * Reads a tokenizer of llama2.c ({@code tokenizer.bin}): the length of the longest piece, then
   * score, length and bytes of each, numbers in four bytes, little-endian. The pieces 0 to 2 are
   * {@code <unk>}, {@code <s>} and {@code </s>}, the next 256 are bytes. The template puts {@code
   * <s>} before a text, as llama2.c does.
   *
   * @throws millrace.data.DataException if the file is none or is damaged
   * @see "Karpathy: llama2.c, run.c"
   */
  public static SentencePiece readLlama2c(Path tokenizer) {
    return Llama2c.read(tokenizer);
  }

  /** The same with other tokens around a text. */
  public SentencePiece template(Template template) {
    return new SentencePiece(
        pieces,
        scores,
        types,
        algorithm,
        trie,
        users,
        preparation,
        bytes,
        unknown,
        specials,
        template);
  }

  /** Appends the ids of a stretch of text without added tokens. */
  void append(String stretch, Ids out) {
    var cut = new SentenceCut(this);
    for (var part : preparation.apply(stretch, users)) cut.cut(part, out);
  }

  /** Whether a piece is text: neither special nor a byte. */
  boolean isText(int id) {
    return types[id] == NORMAL || types[id] == USER_DEFINED;
  }

  int byteId(int unsigned) {
    return pieces.id(BYTES[unsigned]);
  }

  /** The text of a piece, or its byte. */
  void spell(int id, StreamDecoder out) {
    switch (types[id]) {
      case CONTROL -> {}
      case UNKNOWN -> out.text(unknown);
      case BYTE -> out.octet(Integer.parseInt(pieces.name(id).substring(3, 5), 16));
      default -> {
        var piece = pieces.name(id);
        char blank = preparation.blank().charAt(0);
        int from = 0;
        if (!out.started() && !piece.isEmpty() && piece.charAt(0) == blank) {
          boolean trim = preparation.spacing() == Preparation.Spacing.TRIM;
          if (trim || preparation.prefix()) from = 1;
          if (!trim && from == 1) out.start(); // only one blank was put before the text
        }
        var text = piece.substring(from).replace(blank, ' ');
        if (!text.isEmpty()) out.text(text);
      }
    }
  }
}

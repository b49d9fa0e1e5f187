package millrace.nlp.subwords;

import java.util.List;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * Turns text into the ids of pieces of words, as a pretrained model knows them, and ids back into
 * text. Records of arrays, which hold what encoding reads: a tokenizer can be a component of a
 * model, and nothing is built when it is loaded. Immutable and safe for many threads.
 *
 * <pre>{@code
 * SubwordTokenizer gpt2 = ByteLevelBpe.read(Path.of("vocab.json"), Path.of("merges.txt"));
 * int[] ids = gpt2.encode("Hello world");   // 15496, 995
 * String text = gpt2.decode(ids);
 * }</pre>
 *
 * <p>Half of a surrogate pair, which is no character, is read as U+FFFD. Which characters are
 * letters, digits or marks, and what NFKC makes of them, is what the Unicode version of this JVM
 * says: with a program that knows an older one, the ids of younger characters may differ.
 */
public sealed interface SubwordTokenizer permits ByteLevelBpe, WordPiece, SentencePiece {
  /** All pieces as their file spells them; a piece's number is its id. */
  Vocabulary pieces();

  /** The tokens that are no text, or that are found before any other rule. */
  SpecialTokens specials();

  /** Which special tokens stand around the text or the two texts that a model gets. */
  Template template();

  /** How many ids there are: from 0 to {@code size() - 1}. */
  default int size() {
    return pieces().size();
  }

  /** The piece with this id, as its file spells it. */
  default String piece(int id) {
    return pieces().name(id);
  }

  /** The id of a piece as its file spells it, or -1 where there is none. */
  default int id(String piece) {
    return pieces().id(piece);
  }

  /**
   * The ids of this text, and nothing around them. What spells a special token is text like any
   * other, so that nobody can slip one in.
   */
  default int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * The ids of this text, and nothing around them. What stands between two added tokens is encoded
   * as a text of its own.
   *
   * @param specials whether what spells a special token becomes that token
   */
  default int[] encode(String text, boolean specials) {
    return Stretches.encode(this, text, specials);
  }

  /** {@link #encode(String)} of each, on the threads of this run. */
  default List<int[]> encode(List<String> texts, Run run) {
    return Stretches.encode(this, texts, run);
  }

  /** The text of these ids; special tokens have none. */
  default String decode(int... ids) {
    return decode(ids, false);
  }

  /**
   * The text of these ids. Bytes that are no UTF-8 become U+FFFD.
   *
   * @param specials whether special tokens are spelled out
   * @throws IllegalArgumentException if there is no such id
   */
  default String decode(int[] ids, boolean specials) {
    return new StreamDecoder(this, specials).all(ids);
  }

  /** Decodes ids one at a time, as a model makes them. */
  default StreamDecoder decoder() {
    return new StreamDecoder(this, false);
  }

  /**
   * What a model gets for one text: its ids within the special tokens of the {@link #template}.
   *
   * @param most how many ids there may be; the text's last ones are cut off
   * @throws IllegalArgumentException if the special tokens alone are more
   */
  default ModelInput input(String text, int most) {
    return template().one(encode(text), most);
  }

  /**
   * What a model gets for two texts, such as a question and a passage.
   *
   * @param most how many ids there may be; the last one of the longer text, or of the second if
   *     they are equally long, is cut off until that holds
   * @throws IllegalArgumentException if the special tokens alone are more, or the template has no
   *     form for two texts
   */
  default ModelInput input(String first, String second, int most) {
    return template().two(encode(first), encode(second), most);
  }
}

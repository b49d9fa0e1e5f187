package millrace.nlp.subwords;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Turns ids into text one at a time: a character whose bytes are in several pieces is given when
 * the last of them has come, and never in part. For one text and one thread.
 *
 * <pre>{@code
 * var decoder = tokenizer.decoder();
 * for (int id : ids) print(decoder.add(id));
 * print(decoder.finish());
 * }</pre>
 */
public final class StreamDecoder {
  private final SubwordTokenizer tokenizer;
  private final boolean specials;
  private final BitSet special = new BitSet();
  private final BitSet added = new BitSet(); // those that are text
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer bytes = ByteBuffer.allocate(64); // those that are no whole character yet
  private final StringBuilder text = new StringBuilder();
  private boolean started;

  StreamDecoder(SubwordTokenizer tokenizer, boolean specials) {
    this.tokenizer = tokenizer;
    this.specials = specials;
    for (var token : tokenizer.specials().added())
      (token.special() ? special : added).set(token.id());
  }

  /**
   * The text that is complete with this id: empty if its last character is not, or if the id is a
   * special token's.
   *
   * @throws IllegalArgumentException if there is no such id
   */
  public String add(int id) {
    spell(id);
    decode(false);
    return take();
  }

  /** The whole text of these ids. */
  String all(int[] ids) {
    for (int id : ids) spell(id);
    return finish();
  }

  private void spell(int id) {
    if (id < 0 || id >= tokenizer.size())
      throw new IllegalArgumentException(
          "the id %d, but there are only those from 0 to %d".formatted(id, tokenizer.size() - 1));
    boolean hidden = special.get(id) && id != tokenizer.specials().unk();
    if (hidden && !specials) return;
    boolean itself = hidden || added.get(id);
    switch (tokenizer) {
      case WordPiece w -> w.spell(id, this); // a special token is a word
      case ByteLevelBpe b when !itself -> b.spell(id, this);
      case SentencePiece s when !itself -> s.spell(id, this);
      default -> text(tokenizer.piece(id));
    }
  }

  /** What is left: U+FFFD if bytes of a character are missing. Then another text can begin. */
  public String finish() {
    end();
    started = false;
    return take();
  }

  /** Whether anything of the text has been spelled. */
  boolean started() {
    return started;
  }

  /** Says that the text has begun, though nothing of it is spelled. */
  void start() {
    started = true;
  }

  /** Text, which ends a character before it that is not whole. */
  void text(String piece) {
    end();
    text.append(piece);
    started = true;
  }

  /** One byte of the text. */
  void octet(int unsigned) {
    if (!bytes.hasRemaining()) {
      var larger = ByteBuffer.allocate(2 * bytes.capacity());
      bytes = larger.put(bytes.flip());
    }
    bytes.put((byte) unsigned);
    started = true;
  }

  private void end() {
    decode(true);
    utf8.reset();
  }

  /** Moves whole characters from the bytes to the text. */
  private void decode(boolean end) {
    bytes.flip();
    if (bytes.hasRemaining()) {
      var chars = CharBuffer.allocate(bytes.remaining() + 1);
      utf8.reset();
      utf8.decode(bytes, chars, end);
      if (end) utf8.flush(chars);
      text.append(chars.flip());
    }
    bytes.compact();
  }

  private String take() {
    var out = text.toString();
    text.setLength(0);
    return out;
  }
}

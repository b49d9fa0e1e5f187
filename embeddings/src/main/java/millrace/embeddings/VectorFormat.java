package millrace.embeddings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import millrace.data.DataException;

/**
 * Files of word vectors. Those of other programs are read as they write them, compressed by gzip or
 * not, and written as they read them, compressed if the name ends with .gz (but for {@link
 * #SAFETENSORS}). A file appears whole or not at all.
 *
 * <pre>{@code
 * var vectors = WordVectors.read(Path.of("glove.6B.300d.txt"));
 * VectorFormat.WORD2VEC_BINARY.write(vectors, Path.of("glove.bin"));
 * }</pre>
 *
 * <p>Files from anywhere may be opened: sizes are checked before anything is allocated. What is
 * wrong (a file cut short, a word that is there twice, numbers that are not finite, rows of
 * different widths) is a {@link DataException} that names file and place.
 *
 * <table>
 * <caption>What they hold beside words and vectors</caption>
 * <tr><th>format</th><th>counts</th><th>subwords</th><th>numbers</th></tr>
 * <tr><td>WORD2VEC_TEXT, GLOVE</td><td></td><td></td><td>decimal; exact as we write them</td></tr>
 * <tr><td>WORD2VEC_BINARY</td><td></td><td></td><td>exact</td></tr>
 * <tr><td>FASTTEXT</td><td>yes</td><td>yes</td><td>exact, or rounded where a word has subwords</td></tr>
 * <tr><td>SAFETENSORS</td><td>yes</td><td>yes</td><td>exact</td></tr>
 * </table>
 */
public enum VectorFormat {
  /**
   * A first line of how many words and numbers there are; then a line per word. fastText's .vec is
   * this too.
   */
  WORD2VEC_TEXT,
  /** The same first line; then words in UTF-8 and numbers as 32-bit floats. */
  WORD2VEC_BINARY,
  /**
   * A line per word and no other. Words that are read may have spaces in them, as some of GloVe's
   * do.
   */
  GLOVE,
  /**
   * fastText's .bin, version 12. Of a classifier the words are read. Quantised and pruned models
   * are refused. Bytes of words that are no UTF-8 become {@code \xNN}, as gensim has them. What is
   * written can be searched by fastText and gensim; its outputs are zero, so training cannot go on
   * ({@link FastText.Fitted#write} has them).
   */
  FASTTEXT,
  /**
   * A safetensors file of {@code vectors} [words, width] and {@code words}, UTF-8 with a line end
   * after each but the last; perhaps {@code counts} [words] and {@code subwords} [buckets, width],
   * whose lengths in characters are the metadata {@code least} and {@code most}. If only some
   * buckets have a row, {@code kept} [rows] says which, and the metadata {@code buckets} of how
   * many.
   */
  SAFETENSORS;

  private static final int HEAD = 1 << 16;

  /**
   * Reads a file of this format. Takes the memory of the vectors and the words, and the time to
   * read the file once; GloVe's, which do not say how long they are, twice.
   *
   * @throws DataException if the file cannot be read or is not what it should be
   */
  public WordVectors read(Path file) {
    return switch (this) {
      case WORD2VEC_TEXT -> TextVectors.word2vec(file);
      case WORD2VEC_BINARY -> BinaryVectors.read(file);
      case GLOVE -> TextVectors.glove(file);
      case FASTTEXT -> FastTextReader.read(file);
      case SAFETENSORS -> TensorVectors.read(file);
    };
  }

  /**
   * Writes a file of this format.
   *
   * @throws DataException if the file cannot be written, a number is not finite, or the format
   *     cannot hold a word: but for safetensors and fastText none with spaces
   */
  public void write(WordVectors vectors, Path file) {
    switch (this) {
      case WORD2VEC_TEXT -> TextVectors.write(vectors, file, true);
      case WORD2VEC_BINARY -> BinaryVectors.write(vectors, file);
      case GLOVE -> TextVectors.write(vectors, file, false);
      case FASTTEXT -> FastTextWriter.write(vectors, new float[0], file);
      case SAFETENSORS -> TensorVectors.write(vectors, file);
    }
  }

  /**
   * The format that a file has by its content; its name does not matter.
   *
   * @throws DataException if it has none of them
   */
  public static VectorFormat of(Path file) {
    try (var in = Input.open(file)) {
      in.skipMark();
      var head = head(in);
      if (number(head, 4) == FastTextReader.MAGIC) return FASTTEXT;
      if (head.length > 8 && head[8] == '{' && number(head, 8) <= in.left()) return SAFETENSORS;
      int end = lineEnd(head, 0);
      var first = new String(head, 0, end, StandardCharsets.ISO_8859_1);
      if (first.matches("[0-9]{1,18} [0-9]{1,18} ?\r?") && end < head.length)
        return text(head, end + 1, Long.parseLong(first.strip().split(" ")[1]))
            ? WORD2VEC_TEXT
            : WORD2VEC_BINARY;
      if (TextVectors.width(head, 0, end) > 0) return GLOVE;
      throw new DataException(
          "%s: it is no file of vectors that is known: not of word2vec, GloVe, fastText or safetensors"
              .formatted(file));
    }
  }

  private static byte[] head(Input in) {
    int n = Math.min(HEAD, in.peek(HEAD));
    int from = in.start();
    return Arrays.copyOfRange(in.bytes(), from, from + n);
  }

  /** The first bytes as a whole number, little-endian; −1 if there are fewer. */
  private static long number(byte[] head, int bytes) {
    if (head.length < bytes) return -1;
    long n = 0;
    for (int i = bytes - 1; i >= 0; i--) n = (n << 8) | (head[i] & 255);
    return n < 0 ? Long.MAX_VALUE : n;
  }

  private static int lineEnd(byte[] head, int from) {
    int end = from;
    while (end < head.length && head[end] != '\n') end++;
    return end;
  }

  /** Is the line behind the first one a word and as many decimal numbers? */
  private static boolean text(byte[] head, int from, long width) {
    int end = lineEnd(head, from);
    int to = end > from && head[end - 1] == '\r' ? end - 1 : end;
    int found = TextVectors.width(head, from, to);
    if (found == width || found < 2) return found == width;
    for (int i = from; i < to; i++) if (head[i] >= 0 && head[i] < ' ') return false;
    return true; // of a wrong width, or longer than what has been read
  }
}

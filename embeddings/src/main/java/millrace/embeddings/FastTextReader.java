package millrace.embeddings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Vocabulary;

/**
 * fastText's model files (.bin), version 12: settings, words with their counts, the matrix of words
 * and buckets, and the matrix of outputs, which is passed over. A word's vector is the mean of its
 * own row and those of its subwords.
 */
final class FastTextReader {
  static final int MAGIC = 793712314;
  static final int VERSION = 12;

  /** fastText's number for the model of a classifier. */
  private static final int SUPERVISED = 3;

  private final Input in;
  private int width;
  private int buckets;
  private int least;
  private int most;
  private int size;
  private int known;
  private final List<String> words = new ArrayList<>();

  /** The words' bytes where they are no UTF-8: what the subwords are counted by; else null. */
  private final List<byte[]> raw = new ArrayList<>();

  private long[] counts = {};

  private FastTextReader(Input in) {
    this.in = in;
  }

  static WordVectors read(Path file) {
    try (var in = Input.open(file)) {
      return new FastTextReader(in).read();
    }
  }

  private WordVectors read() {
    if (in.peek(8) < 8 || in.int32() != MAGIC)
      throw in.bad(0, "it does not begin as a model file of fastText (.bin) does");
    int version = in.int32();
    if (version != VERSION)
      throw in.bad(
          4, "it has version %d of fastText's format; %d is read".formatted(version, VERSION));
    settings();
    dictionary();
    notQuantised();
    matrixSize("words and buckets", (long) known + buckets, width);
    var values = in.room(known, width, Float.BYTES, 0);
    in.floats(values, 0, values.length);
    var subwords = Subwords.NONE;
    if (most > 0) {
      var rows = in.room(buckets, width, Float.BYTES, 0);
      in.floats(rows, 0, rows.length);
      subwords = new Subwords(least, most, buckets, rows);
    } else {
      in.skip((long) buckets * width * Float.BYTES);
    }
    notQuantised();
    in.skip(outputs());
    if (in.next() >= 0) throw in.bad("the model ends here, but more follows: it is damaged");
    compose(values, subwords);
    return new WordVectors(vocabulary(), width, values, counts, subwords);
  }

  private void settings() {
    long offset = in.offset();
    width = in.int32();
    for (int i = 0; i < 6; i++)
      in.int32(); // window, epochs, least count, negatives, word n-grams, loss
    int model = in.int32();
    buckets = in.int32();
    least = in.int32();
    most = in.int32();
    in.int32(); // how often the learning rate changes
    in.float64(); // threshold of frequent words
    if (width < 1 || buckets < 0 || most < 0 || (most > 0 && (least < 0 || least > most)))
      throw in.bad(
          offset,
          "settings that no model has: width %d, %d buckets, subwords of %d to %d characters"
              .formatted(width, buckets, least, most));
    if (most > 0) least = Math.max(1, least); // 0 is as 1
    if (buckets == 0) most = 0;
    if (model < 1 || model > SUPERVISED)
      throw in.bad(offset, "model %d, where 1 to 3 were expected".formatted(model));
  }

  private void dictionary() {
    long offset = in.offset();
    size = in.int32();
    known = in.int32();
    int labels = in.int32();
    in.int64(); // how many words were read
    long pruned = in.int64();
    if (size < 1 || known < 1 || labels < 0 || size != (long) known + labels)
      throw in.bad(
          offset, "%d entries, of which %d are words and %d labels".formatted(size, known, labels));
    if (pruned != 0 && pruned != -1)
      throw in.bad(
          "the model has been pruned (quantize -cutoff): take the .bin from before that, or its"
              + " .vec");
    if (pruned == 0) most = 0; // all subwords are gone
    if (size > in.left() / 11) // a byte, its end, count and type
    throw in.bad(
          offset, "%d words, but only %d bytes follow: it is cut short".formatted(size, in.left()));
    counts = new long[known];
    for (int i = 0; i < size; i++) entry(i);
  }

  private void entry(int i) {
    long offset = in.offset();
    var bytes = in.until('\0', Words.LONGEST);
    long count = in.int64();
    int type = in.int8();
    if (bytes.length == 0 || count < 0 || type != (i < known ? 0 : 1))
      throw in.bad(
          offset,
          "entry %d of %d is no %s: %d bytes, count %d, type %d"
              .formatted(i + 1, size, i < known ? "word" : "label", bytes.length, count, type));
    if (i >= known) return;
    var word = Input.utf8(bytes);
    words.add(word == null ? escaped(bytes) : word);
    raw.add(word == null ? bytes : null);
    counts[i] = count;
  }

  /** As Python's backslashreplace, which gensim uses: such words are in models that many use. */
  private static String escaped(byte[] bytes) {
    var out = new StringBuilder();
    for (int i = 0; i < bytes.length; ) {
      int n = 1;
      String good = null;
      for (; n <= 4 && i + n <= bytes.length && good == null; n++)
        good = Input.utf8(Arrays.copyOfRange(bytes, i, i + n));
      if (good == null) {
        out.append("\\x%02x".formatted(bytes[i++]));
      } else {
        out.append(good);
        i += n - 1;
      }
    }
    return out.toString();
  }

  private void notQuantised() {
    int quantised = in.int8();
    if (quantised == 1)
      throw in.bad(
          in.offset() - 1,
          "the model is quantised (.ftz), its vectors are only approximate: take the .bin from"
              + " before that");
    if (quantised != 0)
      throw in.bad(in.offset() - 1, "byte %d, where 0 or 1 was expected".formatted(quantised));
  }

  private void matrixSize(String of, long rows, long columns) {
    long offset = in.offset();
    long m = in.int64();
    long n = in.int64();
    if (m != rows || n != columns)
      throw in.bad(
          offset,
          "a matrix of %d × %d, where that of %s has %d × %d".formatted(m, n, of, rows, columns));
  }

  /** How many bytes the matrix of outputs has. */
  private long outputs() {
    long offset = in.offset();
    long m = in.int64();
    long n = in.int64();
    if (m < 0 || n < 0 || (m > 0 && n > in.left() / Float.BYTES / m))
      throw in.bad(
          offset,
          "a matrix of outputs of %d × %d, but only %d bytes follow: it is cut short"
              .formatted(m, n, in.left()));
    return m * n * Float.BYTES;
  }

  private void compose(float[] values, Subwords subwords) {
    if (subwords.most() == 0) return;
    var hash = subwords.hash();
    for (int i = 0; i < known; i++) {
      var bytes = raw.get(i);
      var ids = bytes == null ? hash.of(words.get(i)) : hash.of(bytes);
      subwords.mean(ids, 1, values, i * width, width);
    }
  }

  private Vocabulary vocabulary() {
    return Words.vocabulary(in.file(), words);
  }
}

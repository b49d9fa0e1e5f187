package millrace.embeddings;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pieces of a word by the numbers of their buckets, as fastText counts them: all n-grams of
 * {@code least} to {@code most} code points of the word in angle brackets, but for the brackets by
 * themselves; of each the 32-bit FNV-1a hash over its UTF-8 bytes, modulo the number of buckets.
 * Bytes are taken as signed, so that one above 127 changes all bits: an old slip, kept because
 * vectors depend on it. The end of a sentence, {@value #END}, has no pieces.
 *
 * @param least in code points
 * @param most in code points; 0: there are no pieces
 * @param buckets how many there are
 */
record SubwordHash(int least, int most, int buckets) {
  /** What fastText writes for the end of a line. */
  static final String END = "</s>";

  private static final byte[] END_BYTES = END.getBytes(StandardCharsets.UTF_8);
  private static final int[] NONE = {};
  private static final int START = 0x811C9DC5;
  private static final int PRIME = 0x01000193;

  SubwordHash {
    if (most < 0 || (most > 0 && (least < 1 || least > most || buckets < 1)))
      throw new IllegalArgumentException(
          "subwords of %d to %d characters in %d buckets: it must be 1 ≤ least ≤ most and 1 bucket or more, or most 0"
              .formatted(least, most, buckets));
  }

  /** The buckets of a word's pieces, in order of their beginnings and then of their lengths. */
  int[] of(String word) {
    return of(word.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The same.
   *
   * @param word UTF-8
   */
  int[] of(byte[] word) {
    if (most == 0 || Arrays.equals(word, END_BYTES)) return NONE;
    int end = word.length + 2;
    var out = new int[count(word)];
    int n = 0;
    for (int i = 0; i < end; i++) {
      if (continues(word, i)) continue;
      int hash = START;
      for (int j = i, length = 1; j < end && length <= most; length++) {
        do hash = (hash ^ at(word, j++)) * PRIME;
        while (j < end && continues(word, j));
        if (length >= least && !(length == 1 && (i == 0 || j == end)))
          out[n++] = Integer.remainderUnsigned(hash, buckets);
      }
    }
    return out;
  }

  private int count(byte[] word) {
    int points = 2;
    for (byte b : word) if ((b & 0xC0) != 0x80) points++;
    int n = 0;
    for (int length = least; length <= Math.min(most, points); length++) n += points - length + 1;
    return least == 1 ? n - 2 : n;
  }

  /** A byte of the word in brackets. */
  private static int at(byte[] word, int i) {
    return i == 0 ? '<' : i > word.length ? '>' : word[i - 1];
  }

  private static boolean continues(byte[] word, int i) {
    return (at(word, i) & 0xC0) == 0x80;
  }
}

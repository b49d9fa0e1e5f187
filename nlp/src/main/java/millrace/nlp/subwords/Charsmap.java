package millrace.nlp.subwords;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * SentencePiece's compiled rules of normalization ({@code precompiled_charsmap}), such as {@code
 * nmt_nfkc}: a double-array trie of UTF-8 whose values are places in a row of texts, each ended by
 * a zero.
 *
 * <p>The longest rule that fits is applied, as SentencePiece does; or, with {@code clusters}, as
 * Hugging Face's tokenizers do it: the shortest that fits at the beginning of a grapheme cluster
 * below 6 bytes replaces all of it, else each character that is a rule's, again by the shortest.
 *
 * @param units of the trie: see Darts-clone's {@code DoubleArrayUnit}
 * @param texts what is put in place
 * @param clusters whether clusters are looked at
 * @see "Yata: Darts-clone, a clone of Darts (double-array trie system)"
 */
record Charsmap(int[] units, byte[] texts, boolean clusters) implements TextRule {
  private static final Pattern CLUSTER = Pattern.compile("\\X");
  private static final int MOST_CLUSTER = 5;

  Charsmap {
    if (units.length == 0) throw new IllegalArgumentException("a map of characters without a trie");
  }

  /**
   * The rules of a compiled map.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Charsmap of(byte[] blob, boolean clusters) {
    var in = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    int size = blob.length < 4 ? -1 : in.getInt();
    if (size < 4 || size % 4 != 0 || size > in.remaining())
      throw new IllegalArgumentException(
          "a map of characters of %d bytes says that its trie has %d".formatted(blob.length, size));
    var units = new int[size / 4];
    in.asIntBuffer().get(units);
    in.position(4 + size);
    var texts = new byte[in.remaining()];
    in.get(texts);
    return new Charsmap(units, texts, clusters);
  }

  @Override
  public String apply(String text, PieceTrie kept) {
    return clusters ? byClusters(text) : byLongest(text, kept);
  }

  private String byLongest(String text, PieceTrie kept) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(bytes.length + 16);
    for (int i = 0, at = 0; i < text.length(); ) { // the same place in text and bytes
      int chars = kept.isEmpty() ? 0 : kept.longest(text, i);
      int taken = chars > 0 ? 0 : put(bytes, at, bytes.length, true, out);
      if (taken == 0) {
        if (chars == 0) chars = Character.charCount(text.codePointAt(i));
        taken = length(text, i, i + chars);
        out.write(bytes, at, taken);
        i += chars;
      } else {
        for (int left = taken; left > 0; ) {
          int n = Character.charCount(text.codePointAt(i));
          left -= length(text, i, i + n);
          i += n;
        }
      }
      at += taken;
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private String byClusters(String text) {
    var out = new ByteArrayOutputStream(text.length() + 16);
    var clusters = CLUSTER.matcher(text);
    while (clusters.find()) {
      var bytes = clusters.group().getBytes(StandardCharsets.UTF_8);
      if (bytes.length <= MOST_CLUSTER && put(bytes, 0, bytes.length, false, out) > 0) continue;
      for (int at = 0, end; at < bytes.length; at = end) {
        for (end = at + 1; end < bytes.length && (bytes[end] & 0xC0) == 0x80; ) end++;
        if (put(bytes, at, end, false, out) == 0) out.write(bytes, at, end - at);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int length(String text, int from, int to) {
    int n = 0;
    for (int i = from; i < to; ) {
      int c = text.codePointAt(i);
      n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      i += Character.charCount(c);
    }
    return n;
  }

  /** Writes what a rule that fits here puts; returns how many bytes it is for, 0 if none fits. */
  private int put(byte[] bytes, int from, int to, boolean longest, ByteArrayOutputStream out) {
    int found = -1;
    int taken = 0;
    int node = offset(units[0]);
    for (int i = from; i < to; ) {
      int b = bytes[i++] & 0xFF;
      node ^= b;
      if (node < 0 || node >= units.length) break;
      int unit = units[node];
      if ((unit & 0x800000FF) != b) break; // another label
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1 && node >= 0 && node < units.length) {
        found = units[node] & Integer.MAX_VALUE;
        taken = i - from;
        if (!longest) break;
      }
    }
    if (found < 0) return 0;
    int end = found;
    while (end < texts.length && texts[end] != 0) end++;
    if (found < end) out.write(texts, found, end - found);
    return taken;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }
}

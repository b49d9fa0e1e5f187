package millrace.embeddings;

import java.util.Optional;

/**
 * Vectors of pieces of words, from which unknown words are composed, as fastText does: a word in
 * angle brackets is cut into all n-grams of {@code least} to {@code most} characters, each of which
 * has the vector of its bucket, hash modulo the number of buckets.
 *
 * @param least the shortest pieces, in characters (code points)
 * @param most the longest pieces; 0: there are none
 * @param buckets how many vectors there are
 * @param values row-major, {@code buckets} rows
 * @see "P. Bojanowski, E. Grave, A. Joulin, T. Mikolov, Enriching Word Vectors with Subword
 *     Information, TACL 5, 2017"
 */
public record Subwords(int least, int most, int buckets, float[] values) {
  /** No pieces: unknown words have no vector. */
  public static final Subwords NONE = new Subwords(0, 0, 0, new float[0]);

  public Subwords {
    var _ = new SubwordHash(least, most, buckets); // checks them
    if (most == 0 ? values.length != 0 : values.length % buckets != 0)
      throw new IllegalArgumentException(
          "%d buckets of subwords cannot have %d values".formatted(buckets, values.length));
  }

  SubwordHash hash() {
    return new SubwordHash(least, most, buckets);
  }

  /** The mean of the vectors of a word's pieces; empty if it has none. */
  Optional<float[]> compose(String word, int width) {
    var ids = hash().of(word);
    if (ids.length == 0) return Optional.empty();
    var out = new float[width];
    mean(ids, 0, out, 0, width);
    return Optional.of(out);
  }

  /**
   * Adds the vectors of buckets to what is there and divides by how many there are then.
   *
   * @param before how many vectors the sum that is there has
   */
  void mean(int[] ids, int before, float[] out, int at, int width) {
    for (int id : ids) for (int i = 0; i < width; i++) out[at + i] += values[id * width + i];
    float scale = (float) (1.0 / (before + ids.length)); // as fastText
    for (int i = 0; i < width; i++) out[at + i] *= scale;
  }
}

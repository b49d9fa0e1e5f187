package millrace.embeddings;

import java.util.Arrays;
import java.util.Optional;

/**
 * Vectors of pieces of words, from which unknown words are composed, as fastText does: a word in
 * angle brackets is cut into all n-grams of {@code least} to {@code most} characters, each of which
 * has the vector of its bucket, hash modulo the number of buckets.
 *
 * @param least the shortest pieces, in characters (code points)
 * @param most the longest pieces; 0: there are none
 * @param buckets how many there are
 * @param kept the buckets that have a vector, rising; those of all others are zero. Empty: all have
 *     one
 * @param values row-major, a row for each bucket that is kept
 * @see "P. Bojanowski, E. Grave, A. Joulin, T. Mikolov, Enriching Word Vectors with Subword
 *     Information, TACL 5, 2017"
 */
public record Subwords(int least, int most, int buckets, int[] kept, float[] values) {
  /** No pieces: unknown words have no vector. */
  public static final Subwords NONE = new Subwords(0, 0, 0, new float[0]);

  public Subwords {
    var _ = new SubwordHash(least, most, buckets); // checks them
    for (int i = 0; i < kept.length; i++)
      if (kept[i] < 0 || kept[i] >= buckets || (i > 0 && kept[i] <= kept[i - 1]))
        throw new IllegalArgumentException(
            "bucket %d at place %d of those kept: they must rise, from 0 to %d"
                .formatted(kept[i], i, buckets - 1));
    int rows = kept.length > 0 ? kept.length : buckets;
    if (most == 0 ? values.length != 0 : values.length % rows != 0)
      throw new IllegalArgumentException(
          "%d buckets of subwords cannot have %d values".formatted(rows, values.length));
  }

  /** All buckets have a vector. */
  public Subwords(int least, int most, int buckets, float[] values) {
    this(least, most, buckets, new int[0], values);
  }

  /** How many vectors there are. */
  public int rows() {
    return kept.length > 0 ? kept.length : buckets;
  }

  SubwordHash hash() {
    return new SubwordHash(least, most, buckets);
  }

  /** The row of a bucket; negative: its vector is zero. */
  int row(int bucket) {
    return kept.length > 0 ? Arrays.binarySearch(kept, bucket) : bucket;
  }

  /** The mean of the vectors of a word's pieces; empty if it has none. */
  Optional<float[]> compose(String word, int width) {
    var ids = hash().of(word);
    boolean any = false;
    for (int id : ids) any |= row(id) >= 0;
    if (!any) return Optional.empty();
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
    for (int id : ids) {
      int row = row(id);
      if (row >= 0) for (int i = 0; i < width; i++) out[at + i] += values[row * width + i];
    }
    float scale = (float) (1.0 / (before + ids.length)); // as fastText
    for (int i = 0; i < width; i++) out[at + i] *= scale;
  }
}

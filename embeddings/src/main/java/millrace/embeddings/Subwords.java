package millrace.embeddings;

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
}

package millrace.embeddings;

import java.util.Optional;
import millrace.data.Vocabulary;

/**
 * Words and their vectors: immutable, safe for many threads.
 *
 * @param words the most frequent first, as far as that is known
 * @param width how many numbers a vector has
 * @param values row-major: word i has {@code values[i · width] .. values[(i + 1) · width]}
 * @param counts how often each word was in the corpus; empty if that is not known
 * @param subwords what unknown words are composed of; {@link Subwords#NONE} if they have no vector
 */
public record WordVectors(
    Vocabulary words, int width, float[] values, long[] counts, Subwords subwords) {
  public WordVectors {
    if (values.length != (long) words.size() * width)
      throw new IllegalArgumentException(
          "%d words of %d numbers need %d values, not %d"
              .formatted(words.size(), width, (long) words.size() * width, values.length));
    if (counts.length != 0 && counts.length != words.size())
      throw new IllegalArgumentException(
          "%d counts for %d words".formatted(counts.length, words.size()));
  }

  /** A copy of a word's vector; empty if it is unknown. */
  public Optional<float[]> vector(String word) {
    int id = words.id(word);
    if (id < 0) return Optional.empty();
    var out = new float[width];
    System.arraycopy(values, id * width, out, 0, width);
    return Optional.of(out);
  }
}

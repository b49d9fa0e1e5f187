package millrace.embeddings;

import java.util.List;
import millrace.data.DataException;
import millrace.run.Run;

/** Finds the words whose vectors have the largest cosine with a given one. */
public interface Neighbours {
  /**
   * Looks at all words. O(words × width) per question. Keeps a copy of the vectors in bytes, a
   * quarter of their memory, so that few need to be looked at as they are.
   *
   * @param run its threads share the words; the result does not depend on them
   */
  static Neighbours exact(WordVectors vectors, Run run) {
    return Exact.prepared(vectors, run);
  }

  /** What is searched. */
  WordVectors vectors();

  /**
   * The n nearest other words.
   *
   * @throws DataException if the word has no vector and cannot be composed of subwords
   */
  default List<Near> nearest(String word, int n) {
    int id = vectors().words().id(word);
    var without = id < 0 ? new int[0] : new int[] {id};
    return nearest(vectors().direction(word), n, without);
  }

  /**
   * The n nearest words, the nearest first; of equal ones the one that comes first in the
   * vocabulary. Words whose vector is zero are never found.
   *
   * @param without ids of words that are not to be found, a few
   * @throws DataException if the vector is zero, not finite, or of another width
   */
  List<Near> nearest(float[] vector, int n, int... without);
}

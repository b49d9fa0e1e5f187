package millrace.learn;

import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * Words as points of a vector space: what the scores of evaluation/ ask. The words' order is that
 * of their frequency in the corpus, the most frequent first, as far as it is known.
 */
public interface WordSpace {
  /** Offset plus and minus: how {@link #analogies} looks for the fourth word. */
  enum Analogy {
    /** argmax cos(x, b − a + c), all of unit length. Mikolov et al. 2013. */
    ADD,
    /**
     * argmax cos(x, b) cos(x, c) / (cos(x, a) + .001), with cosines brought to [0, 1]. Levy and
     * Goldberg 2014.
     */
    MULTIPLY
  }

  /** The words that have a vector of their own. */
  Vocabulary words();

  /** How many numbers a vector has. */
  int width();

  /**
   * The cosine of two words; NaN if one of them is not known, nor can be composed of parts, or is
   * the zero vector.
   */
  double cosine(String a, String b);

  /**
   * Answers questions "a is to b as c is to …": for each the id of the best word among the first
   * {@code most} of {@link #words}, never one of the three asked about. The same for any number of
   * threads. O(questions × most × width).
   *
   * @param a ids, as are {@code b} and {@code c}, all of the same length
   */
  int[] analogies(int[] a, int[] b, int[] c, int most, Analogy how, Run run);
}

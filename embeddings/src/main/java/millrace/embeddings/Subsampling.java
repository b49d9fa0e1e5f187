package millrace.embeddings;

import java.util.SplittableRandom;

/**
 * How likely each word is kept: frequent ones are passed over at random. Of a word that makes up
 * the share f of the text, (√(f/t) + 1) t/f is kept, but no more than all.
 *
 * @see "T. Mikolov et al., Distributed Representations of Words and Phrases and their
 *     Compositionality, NIPS 2013; the formula is that of word2vec.c and gensim, not the paper's"
 */
final class Subsampling {
  private Subsampling() {}

  /**
   * @param threshold t; 0: all words are kept
   * @return of each word, of 2³¹
   */
  static int[] keep(WordCounts words, double threshold) {
    var out = new int[words.counts().length];
    double most = threshold * words.total();
    for (int i = 0; i < out.length; i++) {
      double c = words.counts()[i];
      double p = threshold == 0 ? 1 : (Math.sqrt(c / most) + 1) * most / c;
      out[i] = (int) (Math.min(1, p) * Integer.MAX_VALUE);
    }
    return out;
  }

  /**
   * The words from .. to − 1 of a stretch that are kept.
   *
   * @param keep of each word, how likely, of 2³¹
   * @return how many
   */
  static int keep(
      Stretch stretch, int from, int to, int[] keep, SplittableRandom random, int[] out) {
    int n = 0;
    for (int k = from; k < to; k++) {
      int word = stretch.ids[k];
      if (keep[word] == Integer.MAX_VALUE || random.nextInt() >>> 1 < keep[word]) out[n++] = word;
    }
    return n;
  }
}

package millrace.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * How well the top words of a topic go together in a reference corpus. Numbers equal those of
 * gensim's {@code CoherenceModel}.
 *
 * <p>With p(w) the share of windows in which a word occurs, p(w, v) that in which both do, and ε =
 * 10⁻¹²:
 *
 * <pre>
 * uci(w, v)  = log( (p(w, v) + ε) / (p(w) p(v)) )
 * npmi(w, v) = uci(w, v) / −log(p(w, v) + ε)
 * C_UCI      = the mean of uci over all pairs of different words of the topic
 * C_NPMI     = the mean of npmi over the same pairs
 * C_V        = the mean over words w of the cosine between x(w) and Σ x(v) over the topic's words v,
 *              where x(w) = (npmi(w, v) for each word v of the topic, w among them)
 * U_MASS     = the mean over pairs, v before w in the topic, of log( (p(w, v) + ε) / p(v) )
 * </pre>
 *
 * <p><b>Windows.</b> A document of n words has n − window + 1 of them, each one word further than
 * the last; a document not longer than the window is one window, and an empty one none. {@link
 * #U_MASS} counts documents (empty ones, too). As in gensim, a word leaves with the first of its
 * occurrences that the window leaves behind, even if another is still inside, until the next one
 * enters; exact Boolean windows would count it on. Numbers in papers are mostly gensim's, and so
 * are these.
 *
 * <p><b>Words that are absent</b> from the corpus are left out of their topic. A topic with fewer
 * than two words left has no score ({@code NaN}, also where gensim's C_V says 1), and the mean is
 * over the others.
 *
 * <p><b>Corpus.</b> {@link Column.Tokens} for all; a bag of words ({@link Column.Sparse}) has no
 * order, so that only whole documents can be counted: {@link #U_MASS}, or any with the window
 * {@link #DOCUMENT}. Compare numbers only if they are of the same corpus, window and number of top
 * words (10 or 20 is usual).
 *
 * <p>Cost: one pass over the words of the corpus, and per document its top words times those which
 * share a topic with them; memory O(pairs of words that share a topic).
 *
 * @see "Röder, Both, Hinneburg 2015, Exploring the Space of Topic Coherence Measures (C_V)"
 * @see "Mimno, Wallach, Talley, Leenders, McCallum 2011, Optimizing Semantic Coherence in Topic
 *     Models (U_MASS)"
 * @see "Newman, Lau, Grieser, Baldwin 2010 (C_UCI); Bouma 2009 (C_NPMI)"
 * @see "gensim 4.2, gensim.models.coherencemodel and gensim.topic_coherence"
 */
public enum Coherence {
  /**
   * From 0 to 1 for real topics, the higher the better; correlates best with people's judgement.
   */
  C_V(110),
  /** From -1 (never together) to 1 (always together). */
  C_NPMI(10),
  /** Pointwise mutual information: 0 where words are independent, without upper bound. */
  C_UCI(10),
  /** Negative, the nearer to 0 the better; usually of the corpus that the model was trained on. */
  U_MASS(Coherence.DOCUMENT);

  /** The window that is a whole document, whatever its length. */
  public static final int DOCUMENT = Integer.MAX_VALUE;

  private static final double EPSILON = 1e-12;

  private final int window;

  Coherence(int window) {
    this.window = window;
  }

  /** The usual window in words, {@link #DOCUMENT} for {@link #U_MASS}. */
  public int window() {
    return window;
  }

  /**
   * The coherence of each topic.
   *
   * @param topics in the order of the model; {@code NaN} where a topic has too few known words
   */
  public record Scores(double[] topics) {
    /** The mean of the topics that have a score; {@code NaN} if none has. */
    public double mean() {
      return Arrays.stream(topics).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }
  }

  /** The scores in the usual window, on all processors. */
  public Scores of(List<List<String>> topics, Column corpus) {
    return of(topics, corpus, window, Run.quiet());
  }

  /**
   * The scores in windows of this many words.
   *
   * @param topics top words, the most probable first (the order counts for {@link #U_MASS} only)
   * @param corpus documents: tokens; sparse for whole documents only
   * @param window at least 1; {@link #DOCUMENT} for whole documents, which is all that {@link
   *     #U_MASS} knows
   * @param run its threads count; the numbers are the same for any
   * @throws IllegalArgumentException if a topic lists a word twice, or there is no topic
   * @throws DataException if the corpus is of another kind, or has no words
   */
  public Scores of(List<List<String>> topics, Column corpus, int window, Run run) {
    if (topics.isEmpty()) throw new IllegalArgumentException("there are no topics to score");
    if (window < 1) {
      throw new IllegalArgumentException("window must be at least 1 but is " + window);
    }
    if (this == U_MASS && window != DOCUMENT) {
      throw new IllegalArgumentException(
          "window is %d, but u_mass counts whole documents: use Coherence.DOCUMENT"
              .formatted(window));
    }
    for (int t = 0; t < topics.size(); t++) {
      var seen = new HashSet<String>();
      for (var w : topics.get(t)) {
        if (!seen.add(w)) {
          throw new IllegalArgumentException("topic %d lists '%s' twice".formatted(t, w));
        }
      }
    }
    var counts =
        switch (corpus) {
          case Column.Tokens c -> Cooccurrences.of(topics, c, window, run);
          case Column.Sparse c when window == DOCUMENT -> Cooccurrences.of(topics, c, run);
          case Column.Sparse _ ->
              throw new DataException(
                  "%s counts windows of %d words, but a sparse column has lost their order: give the tokens, or count whole documents with Coherence.DOCUMENT"
                      .formatted(this, window));
          default ->
              throw new DataException(
                  "the corpus is %s, but must be tokens, or sparse for whole documents"
                      .formatted(corpus.kind()));
        };
    double windows = this == U_MASS ? corpus.size() : counts.windows();
    var scores = new double[topics.size()];
    for (int t = 0; t < scores.length; t++) {
      var words = counts.words(topics.get(t));
      scores[t] = words.length < 2 ? Double.NaN : score(words, counts, windows);
    }
    return new Scores(scores);
  }

  private double score(int[] words, Cooccurrences counts, double windows) {
    int n = words.length;
    double sum = 0;
    switch (this) {
      case C_V -> {
        return cosines(words, counts, windows);
      }
      case C_UCI, C_NPMI -> {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < i; j++) {
            sum +=
                this == C_UCI
                    ? uci(words[i], words[j], counts, windows)
                    : npmi(words[i], words[j], counts, windows);
          }
        }
      }
      case U_MASS -> {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < i; j++) {
            double both = counts.both(words[i], words[j]) / windows + EPSILON;
            sum += Math.log(both / (counts.of(words[j]) / windows));
          }
        }
      }
    }
    return sum / (n * (n - 1) / 2.0);
  }

  private static double cosines(int[] words, Cooccurrences counts, double windows) {
    int n = words.length;
    var x = new double[n][n];
    var all = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        x[i][j] = npmi(words[i], words[j], counts, windows);
        x[j][i] = x[i][j];
      }
    }
    for (var row : x) for (int j = 0; j < n; j++) all[j] += row[j];
    double sum = 0;
    for (var row : x) sum += dot(row, all) / Math.sqrt(dot(row, row) * dot(all, all));
    return sum / n;
  }

  private static double uci(int w, int v, Cooccurrences counts, double windows) {
    double both = counts.both(w, v) / windows + EPSILON;
    return Math.log(both / ((counts.of(w) / windows) * (counts.of(v) / windows)));
  }

  private static double npmi(int w, int v, Cooccurrences counts, double windows) {
    return uci(w, v, counts, windows) / -Math.log(counts.both(w, v) / windows + EPSILON);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }
}

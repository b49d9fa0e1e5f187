package millrace.nlp;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Joins words that stand side by side more often than chance would have it: {@code new york}
 * becomes {@code new_york}. A row is read from left to right; words that became part of one phrase
 * are in no other. Applied twice, it finds phrases of up to four words.
 *
 * <p>With {@code n(a)} occurrences of a word, {@code n(ab)} of a pair side by side, {@code N} of
 * all words, {@code V} distinct words and pairs, and {@code p = n / N}, a pair is a phrase if it
 * scores more than {@code threshold}:
 *
 * <ul>
 *   <li>{@code MIKOLOV}: {@code (n(ab) - minCount) V / (n(a) n(b))}, gensim's default
 *   <li>{@code NPMI}: {@code ln(p(ab) / (p(a) p(b))) / -ln p(ab)}, from -1 to 1: try .5
 *   <li>{@code PMI}: {@code log2(p(ab) / (p(a) p(b)))} in bits: try 5
 *   <li>{@code LIKELIHOOD_RATIO}: Dunning's {@code G2 = 2 sum n ln(n / expected)} over the four
 *       cells of "a before b", for pairs that attract each other: above 10.83 chance is below 1 in
 *       1000
 * </ul>
 *
 * The last three leave out pairs that occur fewer than {@code minCount} times. Connectors are words
 * that may stand inside a phrase, but not at its ends: with {@code of} among them {@code bank of
 * america} becomes one word, scored by its ends. Phrases are sequences of words: unlike gensim, a
 * word that has the delimiter in it is never taken for a phrase of the same letters. Counts are
 * exact: gensim forgets rare pairs when it has 40 million of them. O(tokens).
 *
 * @param minCount rarer words and pairs are ignored
 * @param threshold what a pair must score more than
 * @param scoring how pairs are scored
 * @param delimiter what stands between the words of a phrase
 * @param connectors words that may stand inside a phrase; {@link #ENGLISH_CONNECTORS}
 * @see "Mikolov, Sutskever, Chen, Corrado, Dean: Distributed representations of words and phrases
 *     and their compositionality. NeurIPS 2013; gensim 4.2, models.phrases.Phrases"
 * @see "Bouma: Normalized (pointwise) mutual information in collocation extraction. GSCL 2009"
 * @see "Dunning: Accurate methods for the statistics of surprise and coincidence. Computational
 *     Linguistics 19(1), 1993"
 */
@About(
    value = "joins words that often stand side by side",
    cite =
        "Mikolov et al., NeurIPS 2013; Bouma, GSCL 2009; Dunning, CL 19(1), 1993; gensim Phrases")
public record Collocations(
    @Param(
            value = "rarer pairs are no phrases",
            min = 1,
            tune = {2, 50},
            log = true)
        int minCount,
    @Param(value = "the score that a phrase must exceed") double threshold,
    @Param("how pairs are scored") Scoring scoring,
    @Param("what stands between the words of a phrase") String delimiter,
    @Param("words that may stand inside a phrase, but not at its ends") List<String> connectors)
    implements Step<Collocations.Fitted> {
  /** Articles, prepositions and conjunctions that gensim allows inside English phrases. */
  public static final List<String> ENGLISH_CONNECTORS =
      List.of(
          "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
          "without");

  /** How pairs are scored. */
  public enum Scoring {
    MIKOLOV,
    NPMI,
    PMI,
    LIKELIHOOD_RATIO
  }

  public Collocations {
    Spec.check(Collocations.class, minCount, threshold, scoring, delimiter, connectors);
    connectors = List.copyOf(connectors);
  }

  /** At least 5 times, Mikolov's score above 10, joined by "_", no connectors. */
  public Collocations() {
    this(5, 10, Scoring.MIKOLOV, "_", List.of());
  }

  public Collocations minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public Collocations threshold(double threshold) {
    return Spec.with(this, "threshold", threshold);
  }

  public Collocations scoring(Scoring scoring) {
    return Spec.with(this, "scoring", scoring);
  }

  public Collocations delimiter(String delimiter) {
    return Spec.with(this, "delimiter", delimiter);
  }

  public Collocations connectors(List<String> connectors) {
    return Spec.with(this, "connectors", connectors);
  }

  public Collocations connectors(String... connectors) {
    return connectors(List.of(connectors));
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class);
  }

  /**
   * @throws IllegalArgumentException if the threshold cannot be reached, or lets everything through
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    if (scoring == Scoring.MIKOLOV && threshold <= 0)
      throw new IllegalArgumentException(
          "Collocations threshold must be above 0 for MIKOLOV but is " + threshold);
    if (scoring == Scoring.NPMI && Math.abs(threshold) > 1)
      throw new IllegalArgumentException(
          "Collocations threshold must be in [-1, 1] for NPMI but is "
              + threshold
              + ": use threshold(.5)");
    var columns = Words.columns(train);
    var learned = new ArrayList<PhraseTree>();
    for (int j = 0; j < columns.size(); j++) {
      run.step("column", j, columns.size());
      var counts = new PhraseCounts(train.column(columns.get(j), Column.Tokens.class), connectors);
      learned.add(counts.phrases(this));
    }
    run.step("column", columns.size(), columns.size());
    return new Fitted(this, columns, learned);
  }

  /**
   * The score of a pair.
   *
   * @param a occurrences of the first word
   * @param b occurrences of the last word
   * @param ab occurrences of the pair
   * @param types distinct words and pairs
   * @param words occurrences of all words
   */
  double score(double a, double b, double ab, double types, double words) {
    if (scoring == Scoring.MIKOLOV) return (ab - minCount) / (a * b) * types;
    if (ab < minCount) return Double.NEGATIVE_INFINITY;
    double ratio = ab / words / (a / words * (b / words));
    return switch (scoring) {
      case MIKOLOV -> throw new AssertionError("returned above");
      case PMI -> Math.log(ratio) / Math.log(2);
      // a pair that fills the corpus has no information to divide by: it is as close as can be
      case NPMI -> ab == words ? 1 : Math.log(ratio) / -Math.log(ab / words);
      case LIKELIHOOD_RATIO ->
          ratio <= 1
              ? 0
              : 2
                  * (cell(ab, words, a, b)
                      + cell(a - ab, words, a, words - b)
                      + cell(b - ab, words, words - a, b)
                      + cell(words - a - b + ab, words, words - a, words - b));
    };
  }

  /** {@code n ln(n / expected)} of one cell of the contingency table; 0 ln 0 is 0. */
  private static double cell(double count, double n, double row, double column) {
    return count <= 0 ? 0 : count * Math.log(count * n / (row * column));
  }

  /** What joins the words: one tree of phrases per column. */
  public record Fitted(Collocations step, List<String> columns, List<PhraseTree> trees)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      trees = List.copyOf(trees);
    }

    @Override
    public Frame apply(Frame frame) {
      for (int j = 0; j < columns.size(); j++) {
        var tree = trees.get(j);
        frame =
            Words.rewrite(
                frame,
                List.of(columns.get(j)),
                tokens -> PhraseJoin.join(tokens, tree, step.connectors, step.delimiter));
      }
      return frame;
    }

    /** The phrases of one of the columns with their scores, the highest first. */
    public List<Phrase> phrases(String column) {
      int j = columns.indexOf(column);
      if (j < 0)
        throw new IllegalArgumentException(
            "no phrases were learned from '%s', but from %s".formatted(column, columns));
      return trees.get(j).phrases(step.delimiter);
    }
  }

  /** A phrase and its score. */
  public record Phrase(String text, double score) {}
}

package millrace.nlp;

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
import opennlp.tools.stemmer.snowball.SnowballStemmer;

/**
 * Replaces each word of the Tokens columns by its stem: {@code connection}, {@code connected} and
 * {@code connecting} become {@code connect}. The stemmers are Snowball's; they expect lower case,
 * which is what {@link Tokenize} gives by default. Each distinct word is stemmed once.
 *
 * @param algorithm whose rules; {@code ENGLISH} is Porter's second algorithm (NLTK's {@code
 *     SnowballStemmer("english")}), {@code PORTER} his first (gensim's {@code stem_text})
 * @see "Porter: An algorithm for suffix stripping. Program 14(3), 1980; Porter: Snowball, a
 *     language for stemming algorithms, 2001"
 */
@About(
    value = "Snowball stems of the words",
    cite = "Porter, Program 14(3), 1980; Porter, Snowball, 2001",
    engine = "OpenNLP")
public record Stem(@Param("the language, or PORTER") Algorithm algorithm)
    implements Step<Stem.Fitted> {
  /** The languages of OpenNLP's Snowball stemmers. */
  public enum Algorithm {
    ARABIC,
    CATALAN,
    DANISH,
    DUTCH,
    ENGLISH,
    FINNISH,
    FRENCH,
    GERMAN,
    GREEK,
    HUNGARIAN,
    INDONESIAN,
    IRISH,
    ITALIAN,
    NORWEGIAN,
    PORTER,
    PORTUGUESE,
    ROMANIAN,
    RUSSIAN,
    SPANISH,
    SWEDISH,
    TURKISH
  }

  public Stem {
    Spec.check(Stem.class, algorithm);
  }

  /** English, by Porter's second algorithm. */
  public Stem() {
    this(Algorithm.ENGLISH);
  }

  public Stem algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    return new Fitted(this, Words.columns(train, run));
  }

  /** The stem of each word of a column. O(tokens + distinct words × their length). */
  public Column.Tokens stems(Column.Tokens tokens) {
    // A stemmer has state: one per call, so that many threads may apply the same step.
    var stemmer = new SnowballStemmer(SnowballStemmer.ALGORITHM.valueOf(algorithm.name()));
    return Words.map(tokens, word -> stemmer.stem(word).toString());
  }

  /** Which columns to stem, and how. */
  public record Fitted(Stem step, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return Words.rewrite(frame, columns, step::stems);
    }
  }
}

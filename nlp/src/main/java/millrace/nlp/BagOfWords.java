package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Counts words: every Text or Tokens column becomes a Sparse column of the same name, with a
 * feature per term of the training rows, in alphabetical order (by code points), whose value is how
 * often the term is in the row. Features are called as their terms are: {@code the}, {@code the
 * cat}. Terms that were not in the training rows are ignored later; a row without any is a row of
 * zeros.
 *
 * <p>Options and defaults are scikit-learn's. {@code minDf} and {@code maxDf} take both a share and
 * a number of documents: below 1 (for {@code maxDf} up to 1) it is a share. Of terms that are
 * equally frequent at the limit of {@code maxFeatures}, the first by alphabet stay.
 *
 * <p>Cost: one pass over the text and, for n-grams of words, one over the words for each n; when
 * trained, on the run's threads.
 *
 * @param tokenize how Text columns are cut; only lower case and accents matter to {@link
 *     Analyzer#CHAR} and {@link Analyzer#CHAR_WB}; Tokens columns are taken as they are
 * @param analyzer whether terms are made of words or of characters
 * @param stopWords whose stop words are left out before n-grams are made (default none); characters
 *     are not concerned
 * @param ngramMin the fewest words or characters of a term
 * @param ngramMax the most words or characters of a term
 * @param minDf terms in fewer documents are left out: a number, or a share if below 1
 * @param maxDf terms in more documents are left out: a share up to 1 (default: all), else a number
 * @param maxFeatures only so many of the most frequent terms are kept; 0 (default): all
 * @param binary whether a term counts once in a row
 * @see "scikit-learn 1.2, sklearn.feature_extraction.text.CountVectorizer"
 */
@About(value = "counts of words or n-grams", cite = "scikit-learn CountVectorizer")
public record BagOfWords(
    @Param("how text is cut into words") Tokenize tokenize,
    @Param("what terms are made of: word, char or char_wb") Analyzer analyzer,
    @Param("whose stop words are left out") StopWords.Language stopWords,
    @Param(value = "the shortest n-grams", min = 1, max = MOST_N) int ngramMin,
    @Param(
            value = "the longest n-grams",
            min = 1,
            max = MOST_N,
            tune = {1, 2})
        int ngramMax,
    @Param(value = "the fewest documents of a term: a number, or below 1 a share", min = 0)
        double minDf,
    @Param(
            value = "the most documents of a term: a share up to 1, else a number",
            min = 0,
            tune = {0.5, 1})
        double maxDf,
    @Param(value = "how many of the most frequent terms are kept, 0: all", min = 0) int maxFeatures,
    @Param("whether a term counts once in a row") boolean binary)
    implements Step<BagOfWords.Fitted> {
  static final int MOST_N = 100;

  /** What terms are made of. */
  public enum Analyzer {
    /** Words. */
    WORD,
    /** The text's code points; two or more spaces are one. */
    CHAR,
    /** The code points of each word with a space before and after it. */
    CHAR_WB
  }

  public BagOfWords {
    Spec.check(
        BagOfWords.class,
        tokenize,
        analyzer,
        stopWords,
        ngramMin,
        ngramMax,
        minDf,
        maxDf,
        maxFeatures,
        binary);
    checkSizes("BagOfWords", ngramMin, ngramMax);
    if (minDf > 1 && minDf != Math.rint(minDf)) throw notWhole("minDf", minDf);
    if (maxDf > 1 && maxDf != Math.rint(maxDf)) throw notWhole("maxDf", maxDf);
  }

  private static IllegalArgumentException notWhole(String name, double value) {
    return new IllegalArgumentException(
        "%s above 1 is a number of documents and must be whole, but is %s".formatted(name, value));
  }

  static void checkSizes(String who, int ngramMin, int ngramMax) {
    if (ngramMin <= ngramMax) return;
    throw new IllegalArgumentException(
        "%s ngramMin must be at most ngramMax, but is %d and that is %d"
            .formatted(who, ngramMin, ngramMax));
  }

  /** Single words, all of them. */
  public BagOfWords() {
    this(new Tokenize(), Analyzer.WORD, StopWords.Language.NONE, 1, 1, 1, 1, 0, false);
  }

  public BagOfWords tokenize(Tokenize tokenize) {
    return Spec.with(this, "tokenize", tokenize);
  }

  public BagOfWords analyzer(Analyzer analyzer) {
    return Spec.with(this, "analyzer", analyzer);
  }

  public BagOfWords stopWords(StopWords.Language stopWords) {
    return Spec.with(this, "stopWords", stopWords);
  }

  /** Terms of {@code min} to {@code max} words or characters. */
  public BagOfWords ngrams(int min, int max) {
    return ngramMin(1).ngramMax(max).ngramMin(min);
  }

  public BagOfWords ngramMin(int ngramMin) {
    return Spec.with(this, "ngramMin", ngramMin);
  }

  public BagOfWords ngramMax(int ngramMax) {
    return Spec.with(this, "ngramMax", ngramMax);
  }

  public BagOfWords minDf(double minDf) {
    return Spec.with(this, "minDf", minDf);
  }

  public BagOfWords maxDf(double maxDf) {
    return Spec.with(this, "maxDf", maxDf);
  }

  public BagOfWords maxFeatures(int maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public BagOfWords binary(boolean binary) {
    return Spec.with(this, "binary", binary);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fitted(columns(train), learn(train, this, run));
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var counted = learn(train, this, run);
    var fitted = fitted(columns(train), counted);
    for (int j = 0; j < counted.size(); j++)
      train = train.with(fitted.columns.get(j), sparse(counted.get(j)));
    return new Prepared<>(fitted, train);
  }

  private Fitted fitted(List<String> columns, List<Counted> counted) {
    return new Fitted(this, columns, counted.stream().map(Counted::terms).toList());
  }

  private Column.Sparse sparse(Counted c) {
    var value = new double[c.counts().length];
    for (int k = 0; k < value.length; k++) value[k] = binary ? 1 : c.counts()[k];
    return new Column.Sparse(c.starts(), c.index(), value, c.terms());
  }

  /** The Text and Tokens columns among the features. */
  static List<String> columns(Frame frame) {
    var x = frame.features();
    return x.names().stream()
        .filter(n -> x.column(n) instanceof Column.Text || x.column(n) instanceof Column.Tokens)
        .toList();
  }

  /**
   * The terms of each of these columns, counted in the training rows.
   *
   * @param who who is trained, named in messages
   */
  List<Counted> learn(Frame train, Record who, Run run) {
    needs().check(train, who);
    var columns = columns(train);
    var choice = new Choice(minDf, maxDf, maxFeatures, binary);
    choice.check(train.size(), who);
    var out = new ArrayList<Counted>();
    for (int j = 0; j < columns.size(); j++) {
      run.step("column", j, columns.size());
      var name = columns.get(j);
      var tokens = tokens(name, train.column(name), run);
      var counted =
          analyzer == Analyzer.WORD
              ? Grams.learn(tokens, ngramMin, ngramMax, choice, run)
              : Grams.learn(tokens, 1, 1, choice, run);
      if (counted.terms().size() == 0) throw noTerms(who, name, tokens.ids().length);
      out.add(counted);
    }
    run.step("column", columns.size(), columns.size());
    return out;
  }

  private static DataException noTerms(Record who, String column, int tokens) {
    return new DataException(
        tokens == 0
            ? "%s: column '%s' has no words, or only stop words: drop it"
                .formatted(who.getClass().getSimpleName(), column)
            : "%s: no terms of column '%s' are left: lower minDf or raise maxDf"
                .formatted(who.getClass().getSimpleName(), column));
  }

  /** The known terms of a column, counted. */
  Counted count(Frame frame, String column, Vocabulary terms, Run run) {
    var tokens = tokens(column, frame.column(column), run);
    return analyzer == Analyzer.WORD
        ? Grams.count(tokens, ngramMin, ngramMax, terms, run)
        : Grams.count(tokens, 1, 1, terms, run);
  }

  /** The words of a column without stop words, or its n-grams of characters. */
  Column.Tokens tokens(String name, Column column, Run run) {
    return switch (column) {
      case Column.Text c ->
          analyzer == Analyzer.WORD
              ? withoutStopWords(tokenize.tokens(c, run))
              : CharGrams.tokens(
                  c.values(), tokenize, analyzer == Analyzer.CHAR_WB, ngramMin, ngramMax, run);
      case Column.Tokens c when analyzer == Analyzer.WORD -> withoutStopWords(c);
      case Column.Tokens _ ->
          throw new DataException(
              "column '%s' is tokens, of which the analyzer %s cannot tell the text: give it the text, or choose the analyzer word"
                  .formatted(name, analyzer.name().toLowerCase(Locale.ROOT)));
      default ->
          throw new DataException(
              "column '%s' is %s, but must be text or tokens".formatted(name, column.kind()));
    };
  }

  private Column.Tokens withoutStopWords(Column.Tokens tokens) {
    var stop = stopWords.words();
    if (stop.isEmpty()) return tokens;
    var stops = new boolean[tokens.words().size()];
    for (int w = 0; w < stops.length; w++) stops[w] = stop.contains(tokens.words().name(w));
    var starts = new int[tokens.starts().length];
    var ids = new int[tokens.ids().length];
    int n = 0;
    for (int i = 0; i < tokens.size(); i++) {
      for (int k = tokens.starts()[i]; k < tokens.starts()[i + 1]; k++)
        if (!stops[tokens.ids()[k]]) ids[n++] = tokens.ids()[k];
      starts[i + 1] = n;
    }
    return new Column.Tokens(starts, Arrays.copyOf(ids, n), tokens.words());
  }

  /** The columns that are counted, and the terms of each. */
  public record Fitted(BagOfWords how, List<String> columns, List<Vocabulary> terms)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      terms = List.copyOf(terms);
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      for (int j = 0; j < columns.size(); j++) {
        var name = columns.get(j);
        frame = frame.with(name, how.sparse(how.count(frame, name, terms.get(j), run)));
      }
      return frame;
    }
  }
}

package millrace.nlp;

import java.util.List;
import millrace.data.Column;
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
 * Words weighed as search engines weigh them: every Text or Tokens column becomes a Sparse column
 * of the same name, as by {@link BagOfWords}, in which a term t that is tf times in a row of length
 * L (its number of terms, known or not) has the value
 *
 * <pre>
 * s = tf / (tf + k1 × (1 − b + b × L / mean L of the training rows))
 * LUCENE   ln(1 + (n − df + ½) / (df + ½)) × s
 * ATIRE    ln(n / df) × (k1 + 1) × s
 * PLUS     ln((n + 1) / df) × ((k1 + 1) × s + delta)
 * </pre>
 *
 * where n is the number of training rows and df in how many of them the term is. The sum of the
 * values of a query's terms is the row's score for the query: the product of this column with one
 * of counts. Values grow with tf, but not above a bound; long rows are not favoured.
 *
 * <p>The idf of Robertson and Spärck Jones, ln((n − df + ½) / (df + ½)), is not offered, since it
 * turns negative for terms that are in most rows. Cost: that of {@link BagOfWords}.
 *
 * @param tokenize how Text columns are cut: see {@link BagOfWords}, as for all up to maxFeatures
 * @param analyzer whether terms are made of words or of characters
 * @param stopWords whose stop words are left out (default none)
 * @param ngramMin the fewest words or characters of a term
 * @param ngramMax the most words or characters of a term
 * @param minDf terms in fewer documents are left out: a number, or a share if below 1
 * @param maxDf terms in more documents are left out: a share up to 1, else a number
 * @param maxFeatures only so many of the most frequent terms are kept; 0: all
 * @param k1 how much further occurrences count: 0 not at all (default 1.2)
 * @param b how much length matters: 0 not at all, 1 fully (default 0.75)
 * @param variant whose formula (default {@link Variant#LUCENE})
 * @param delta the least that an occurrence is worth in {@link Variant#PLUS} (default 1)
 * @see "S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009"
 * @see "C. Kamphuis, A. de Vries, L. Boytsov, J. Lin, Which BM25 Do You Mean? ECIR 2020"
 * @see "Y. Lv, C. Zhai, Lower-Bounding Term Frequency Normalization, CIKM 2011 (PLUS)"
 */
@About(
    value = "words weighed as search engines do (BM25)",
    cite = "S. Robertson, H. Zaragoza, BM25 and Beyond, 2009; Kamphuis et al., ECIR 2020")
public record Bm25(
    @Param("how text is cut into words") Tokenize tokenize,
    @Param("what terms are made of: word, char or char_wb") BagOfWords.Analyzer analyzer,
    @Param("whose stop words are left out") StopWords.Language stopWords,
    @Param(value = "the shortest n-grams", min = 1, max = BagOfWords.MOST_N) int ngramMin,
    @Param(
            value = "the longest n-grams",
            min = 1,
            max = BagOfWords.MOST_N,
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
    @Param(
            value = "how much further occurrences count",
            min = 0,
            max = 1e6,
            tune = {0.5, 2})
        double k1,
    @Param(
            value = "how much length matters",
            min = 0,
            max = 1,
            tune = {0, 1})
        double b,
    @Param("whose formula: lucene, atire or plus") Variant variant,
    @Param(value = "the least worth of an occurrence, for plus", min = 0, max = 1e6) double delta)
    implements Step<Bm25.Fitted> {
  /** Whose formula. */
  public enum Variant {
    /** Lucene's since its version 8: never negative. */
    LUCENE,
    /** That of the engine ATIRE. */
    ATIRE,
    /** BM25+: even in a very long row an occurrence is worth something. */
    PLUS
  }

  public Bm25 {
    Spec.check(
        Bm25.class,
        tokenize,
        analyzer,
        stopWords,
        ngramMin,
        ngramMax,
        minDf,
        maxDf,
        maxFeatures,
        k1,
        b,
        variant,
        delta);
    var _ =
        new BagOfWords(
            tokenize, analyzer, stopWords, ngramMin, ngramMax, minDf, maxDf, maxFeatures, false);
  }

  /** Single words, Lucene's formula with k1 = 1.2 and b = 0.75. */
  public Bm25() {
    this(
        new Tokenize(),
        BagOfWords.Analyzer.WORD,
        StopWords.Language.NONE,
        1,
        1,
        1,
        1,
        0,
        1.2,
        0.75,
        Variant.LUCENE,
        1);
  }

  public Bm25 tokenize(Tokenize tokenize) {
    return Spec.with(this, "tokenize", tokenize);
  }

  public Bm25 analyzer(BagOfWords.Analyzer analyzer) {
    return Spec.with(this, "analyzer", analyzer);
  }

  public Bm25 stopWords(StopWords.Language stopWords) {
    return Spec.with(this, "stopWords", stopWords);
  }

  /** Terms of {@code min} to {@code max} words or characters. */
  public Bm25 ngrams(int min, int max) {
    return ngramMin(1).ngramMax(max).ngramMin(min);
  }

  public Bm25 ngramMin(int ngramMin) {
    return Spec.with(this, "ngramMin", ngramMin);
  }

  public Bm25 ngramMax(int ngramMax) {
    return Spec.with(this, "ngramMax", ngramMax);
  }

  public Bm25 minDf(double minDf) {
    return Spec.with(this, "minDf", minDf);
  }

  public Bm25 maxDf(double maxDf) {
    return Spec.with(this, "maxDf", maxDf);
  }

  public Bm25 maxFeatures(int maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public Bm25 k1(double k1) {
    return Spec.with(this, "k1", k1);
  }

  public Bm25 b(double b) {
    return Spec.with(this, "b", b);
  }

  public Bm25 variant(Variant variant) {
    return Spec.with(this, "variant", variant);
  }

  public Bm25 delta(double delta) {
    return Spec.with(this, "delta", delta);
  }

  /** The counts that are weighed. */
  private BagOfWords bag() {
    return new BagOfWords(
        tokenize, analyzer, stopWords, ngramMin, ngramMax, minDf, maxDf, maxFeatures, false);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fitted(train, bag().learn(train, this, run));
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var counted = bag().learn(train, this, run);
    var fitted = fitted(train, counted);
    int at = 0;
    for (int j = 0; j < counted.size(); j++) {
      var sparse = sparse(counted.get(j), fitted.idf, at, fitted.meanLength[j]);
      train = train.with(fitted.columns.get(j), sparse);
      at += counted.get(j).terms().size();
    }
    return new Prepared<>(fitted, train);
  }

  private Fitted fitted(Frame train, List<Counted> counted) {
    int all = 0;
    for (var c : counted) all = Math.addExact(all, c.terms().size());
    var idf = new double[all];
    var mean = new double[counted.size()];
    int at = 0;
    for (int j = 0; j < mean.length; j++) {
      var c = counted.get(j);
      var df = c.documentFrequencies();
      for (int t = 0; t < df.length; t++) idf[at + t] = idf(train.size(), df[t]);
      at += df.length;
      for (int length : c.lengths()) mean[j] += length;
      mean[j] /= c.documents();
    }
    return new Fitted(
        this, BagOfWords.columns(train), counted.stream().map(Counted::terms).toList(), idf, mean);
  }

  private double idf(double n, double df) {
    return switch (variant) {
      case LUCENE -> Math.log(1 + (n - df + 0.5) / (df + 0.5));
      case ATIRE -> Math.log(n / df);
      case PLUS -> Math.log((n + 1) / df);
    };
  }

  private Column.Sparse sparse(Counted c, double[] idf, int offset, double meanLength) {
    var value = new double[c.counts().length];
    for (int i = 0; i < c.documents(); i++) {
      double length = k1 * (1 - b + b * c.lengths()[i] / meanLength);
      for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++) {
        double tf = c.counts()[k];
        double s = tf / (tf + length);
        double worth =
            switch (variant) {
              case LUCENE -> s;
              case ATIRE -> (k1 + 1) * s;
              case PLUS -> (k1 + 1) * s + delta;
            };
        value[k] = idf[offset + c.index()[k]] * worth;
      }
    }
    return new Column.Sparse(c.starts(), c.index(), value, c.terms());
  }

  /**
   * The columns that are weighed.
   *
   * @param terms the terms of each column
   * @param idf the weight of each term, column by column
   * @param meanLength the mean number of terms of a training row, for each column
   */
  public record Fitted(
      Bm25 how, List<String> columns, List<Vocabulary> terms, double[] idf, double[] meanLength)
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
      var bag = how.bag();
      int at = 0;
      for (int j = 0; j < columns.size(); j++) {
        var name = columns.get(j);
        var counted = bag.count(frame, name, terms.get(j), run);
        frame = frame.with(name, how.sparse(counted, idf, at, meanLength[j]));
        at += terms.get(j).size();
      }
      return frame;
    }
  }
}

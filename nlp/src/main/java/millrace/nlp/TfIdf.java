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
 * Words weighed by how telling they are: every Text or Tokens column becomes a Sparse column of the
 * same name, as by {@link BagOfWords}, in which a term t that is tf times in a row has the value
 *
 * <pre>tf × idf(t),  idf(t) = ln((1 + n) / (1 + df(t))) + 1,</pre>
 *
 * where n is the number of training rows and df(t) in how many of them the term is; then the row is
 * divided by its Euclidean length. Without {@code smoothIdf}, {@code idf(t) = ln(n / df(t)) + 1};
 * with {@code sublinearTf} there is {@code 1 + ln(tf)} in the place of tf. A row without a known
 * term is a row of zeros. Options, defaults and values are scikit-learn's.
 *
 * <p>Cost: that of {@link BagOfWords}, and O(entries).
 *
 * @param tokenize how Text columns are cut: see {@link BagOfWords}, as for all that follow
 * @param analyzer whether terms are made of words or of characters
 * @param stopWords whose stop words are left out (default none)
 * @param ngramMin the fewest words or characters of a term
 * @param ngramMax the most words or characters of a term
 * @param minDf terms in fewer documents are left out: a number, or a share if below 1
 * @param maxDf terms in more documents are left out: a share up to 1, else a number
 * @param maxFeatures only so many of the most frequent terms are kept; 0: all
 * @param binary whether a term counts once in a row: tf is 1
 * @param norm what each row is divided by (default its Euclidean length)
 * @param useIdf whether terms are weighed by idf; else idf is 1
 * @param smoothIdf whether df and n are counted as if one more document had every term
 * @param sublinearTf whether tf becomes 1 + ln(tf)
 * @see "scikit-learn 1.2, sklearn.feature_extraction.text.TfidfVectorizer"
 * @see "C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval, 2008, chapter
 *     6"
 */
@About(
    value = "words weighed by how telling they are (TF-IDF)",
    cite = "scikit-learn TfidfVectorizer")
public record TfIdf(
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
    @Param("whether a term counts once in a row") boolean binary,
    @Param("what each row is divided by: l2, l1 or none") RowNorm norm,
    @Param("whether terms are weighed by how rare they are") boolean useIdf,
    @Param("whether one more document with every term is counted") boolean smoothIdf,
    @Param("whether a term's count tf becomes 1 + ln(tf)") boolean sublinearTf)
    implements Step<TfIdf.Fitted> {
  public TfIdf {
    Spec.check(
        TfIdf.class,
        tokenize,
        analyzer,
        stopWords,
        ngramMin,
        ngramMax,
        minDf,
        maxDf,
        maxFeatures,
        binary,
        norm,
        useIdf,
        smoothIdf,
        sublinearTf);
    var _ =
        new BagOfWords(
            tokenize, analyzer, stopWords, ngramMin, ngramMax, minDf, maxDf, maxFeatures, binary);
  }

  /** Single words, all of them; rows of length 1. */
  public TfIdf() {
    this(
        new Tokenize(),
        BagOfWords.Analyzer.WORD,
        StopWords.Language.NONE,
        1,
        1,
        1,
        1,
        0,
        false,
        RowNorm.L2,
        true,
        true,
        false);
  }

  public TfIdf tokenize(Tokenize tokenize) {
    return Spec.with(this, "tokenize", tokenize);
  }

  public TfIdf analyzer(BagOfWords.Analyzer analyzer) {
    return Spec.with(this, "analyzer", analyzer);
  }

  public TfIdf stopWords(StopWords.Language stopWords) {
    return Spec.with(this, "stopWords", stopWords);
  }

  /** Terms of {@code min} to {@code max} words or characters. */
  public TfIdf ngrams(int min, int max) {
    return ngramMin(1).ngramMax(max).ngramMin(min);
  }

  public TfIdf ngramMin(int ngramMin) {
    return Spec.with(this, "ngramMin", ngramMin);
  }

  public TfIdf ngramMax(int ngramMax) {
    return Spec.with(this, "ngramMax", ngramMax);
  }

  public TfIdf minDf(double minDf) {
    return Spec.with(this, "minDf", minDf);
  }

  public TfIdf maxDf(double maxDf) {
    return Spec.with(this, "maxDf", maxDf);
  }

  public TfIdf maxFeatures(int maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public TfIdf binary(boolean binary) {
    return Spec.with(this, "binary", binary);
  }

  public TfIdf norm(RowNorm norm) {
    return Spec.with(this, "norm", norm);
  }

  public TfIdf useIdf(boolean useIdf) {
    return Spec.with(this, "useIdf", useIdf);
  }

  public TfIdf smoothIdf(boolean smoothIdf) {
    return Spec.with(this, "smoothIdf", smoothIdf);
  }

  public TfIdf sublinearTf(boolean sublinearTf) {
    return Spec.with(this, "sublinearTf", sublinearTf);
  }

  /** The counts that are weighed. */
  private BagOfWords bag() {
    return new BagOfWords(
        tokenize, analyzer, stopWords, ngramMin, ngramMax, minDf, maxDf, maxFeatures, binary);
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
      train = train.with(fitted.columns.get(j), sparse(counted.get(j), fitted.idf, at));
      at += counted.get(j).terms().size();
    }
    return new Prepared<>(fitted, train);
  }

  private Fitted fitted(Frame train, List<Counted> counted) {
    int all = 0;
    for (var c : counted) all = Math.addExact(all, c.terms().size());
    var idf = new double[all];
    int at = 0;
    double more = smoothIdf ? 1 : 0;
    for (var c : counted) {
      var df = c.documentFrequencies();
      for (int t = 0; t < df.length; t++) {
        idf[at + t] = useIdf ? Math.log((train.size() + more) / (df[t] + more)) + 1 : 1;
      }
      at += df.length;
    }
    return new Fitted(
        this, BagOfWords.columns(train), counted.stream().map(Counted::terms).toList(), idf);
  }

  /** Weighed counts of a column whose terms' idf begin at {@code offset}. */
  private Column.Sparse sparse(Counted c, double[] idf, int offset) {
    var value = new double[c.counts().length];
    for (int i = 0; i < c.documents(); i++) {
      int from = c.starts()[i];
      int to = c.starts()[i + 1];
      for (int k = from; k < to; k++) {
        double tf = binary ? 1 : c.counts()[k];
        if (sublinearTf) tf = Math.log(tf) + 1;
        value[k] = tf * idf[offset + c.index()[k]];
      }
      norm.divide(value, from, to);
    }
    return new Column.Sparse(c.starts(), c.index(), value, c.terms());
  }

  /**
   * The columns that are weighed.
   *
   * @param terms the terms of each column
   * @param idf the weight of each term, column by column
   */
  public record Fitted(TfIdf how, List<String> columns, List<Vocabulary> terms, double[] idf)
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
        frame = frame.with(name, how.sparse(counted, idf, at));
        at += terms.get(j).size();
      }
      return frame;
    }
  }
}

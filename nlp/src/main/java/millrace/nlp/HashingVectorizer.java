package millrace.nlp;

import java.util.Arrays;
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
 * Counts words without a vocabulary: every Text or Tokens column becomes a Sparse column of the
 * same name with {@code nFeatures} features, {@code hash0}, {@code hash1} and so on. A term with
 * the signed 32-bit MurmurHash3 h (of its UTF-8, seed 0) is the feature |h| mod nFeatures; with
 * {@code alternateSign} it counts −1 there if h is negative, so that terms that meet in a feature
 * cancel out on average instead of adding up. Learns nothing but which columns there are: needs no
 * memory for words, and knows those that were not in the training rows, but not what a feature
 * means.
 *
 * <p>Options, defaults and values are scikit-learn's. Multinomial naive Bayes and others that
 * refuse negative values want {@code alternateSign(false)}.
 *
 * <p>Cost: one pass over the text and n − 1 over the words.
 *
 * @param tokenize how Text columns are cut: see {@link BagOfWords}, as for all up to ngramMax
 * @param analyzer whether terms are made of words or of characters
 * @param stopWords whose stop words are left out (default none)
 * @param ngramMin the fewest words or characters of a term
 * @param ngramMax the most words or characters of a term
 * @param nFeatures how many features (default 1,048,576)
 * @param binary whether every feature that a row has counts 1
 * @param norm what each row is divided by (default its Euclidean length)
 * @param alternateSign whether half of the terms count negatively (default true)
 * @see "K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009"
 * @see "scikit-learn 1.2, sklearn.feature_extraction.text.HashingVectorizer"
 */
@About(
    value = "counts of words or n-grams, features by hash",
    cite = "K. Weinberger et al., ICML 2009; scikit-learn HashingVectorizer")
public record HashingVectorizer(
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
    @Param(value = "how many features", min = 1, max = 1 << 30) int nFeatures,
    @Param("whether every feature that is there counts 1") boolean binary,
    @Param("what each row is divided by: l2, l1 or none") RowNorm norm,
    @Param("whether half of the terms count negatively") boolean alternateSign)
    implements Step<HashingVectorizer.Fitted> {
  public HashingVectorizer {
    Spec.check(
        HashingVectorizer.class,
        tokenize,
        analyzer,
        stopWords,
        ngramMin,
        ngramMax,
        nFeatures,
        binary,
        norm,
        alternateSign);
    BagOfWords.checkSizes("HashingVectorizer", ngramMin, ngramMax);
  }

  /** Single words, a million features, rows of length 1. */
  public HashingVectorizer() {
    this(
        new Tokenize(),
        BagOfWords.Analyzer.WORD,
        StopWords.Language.NONE,
        1,
        1,
        1 << 20,
        false,
        RowNorm.L2,
        true);
  }

  public HashingVectorizer tokenize(Tokenize tokenize) {
    return Spec.with(this, "tokenize", tokenize);
  }

  public HashingVectorizer analyzer(BagOfWords.Analyzer analyzer) {
    return Spec.with(this, "analyzer", analyzer);
  }

  public HashingVectorizer stopWords(StopWords.Language stopWords) {
    return Spec.with(this, "stopWords", stopWords);
  }

  /** Terms of {@code min} to {@code max} words or characters. */
  public HashingVectorizer ngrams(int min, int max) {
    return ngramMin(1).ngramMax(max).ngramMin(min);
  }

  public HashingVectorizer ngramMin(int ngramMin) {
    return Spec.with(this, "ngramMin", ngramMin);
  }

  public HashingVectorizer ngramMax(int ngramMax) {
    return Spec.with(this, "ngramMax", ngramMax);
  }

  public HashingVectorizer nFeatures(int nFeatures) {
    return Spec.with(this, "nFeatures", nFeatures);
  }

  public HashingVectorizer binary(boolean binary) {
    return Spec.with(this, "binary", binary);
  }

  public HashingVectorizer norm(RowNorm norm) {
    return Spec.with(this, "norm", norm);
  }

  public HashingVectorizer alternateSign(boolean alternateSign) {
    return Spec.with(this, "alternateSign", alternateSign);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var columns = BagOfWords.columns(train);
    run.step("column", columns.size(), columns.size());
    return new Fitted(this, columns);
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    return new Prepared<>(fitted, fitted.apply(train, run));
  }

  private Column.Sparse sparse(String name, Column column, Run run) {
    var bag =
        new BagOfWords()
            .tokenize(tokenize)
            .analyzer(analyzer)
            .stopWords(stopWords)
            .ngramMax(ngramMax)
            .ngramMin(ngramMin);
    boolean words = analyzer == BagOfWords.Analyzer.WORD;
    var counted =
        Grams.hashed(
            bag.tokens(name, column, run),
            words ? ngramMin : 1,
            words ? ngramMax : 1,
            this::place,
            run);
    return signed(counted);
  }

  /** Twice the feature of a hash, and 1 more where it counts negatively. */
  private int place(int hash) {
    int feature =
        hash == Integer.MIN_VALUE
            ? (Integer.MAX_VALUE - (nFeatures - 1)) % nFeatures // as scikit-learn has it
            : Math.abs(hash) % nFeatures;
    return 2 * feature + (alternateSign && hash < 0 ? 1 : 0);
  }

  /** Counts of features less the counts that are negative; what adds up to 0 is left out. */
  private Column.Sparse signed(Counted c) {
    var starts = new int[c.starts().length];
    var index = new int[c.index().length];
    var value = new double[index.length];
    int n = 0;
    for (int i = 0; i < c.documents(); i++) {
      int end = c.starts()[i + 1];
      for (int k = c.starts()[i]; k < end; k++) {
        int feature = c.index()[k] >> 1;
        int sum = (c.index()[k] & 1) == 0 ? c.counts()[k] : -c.counts()[k];
        if (k + 1 < end && c.index()[k + 1] >> 1 == feature) sum -= c.counts()[++k];
        if (sum == 0 && !binary) continue;
        index[n] = feature;
        value[n++] = binary ? 1 : sum;
      }
      starts[i + 1] = n;
      norm.divide(value, starts[i], n);
    }
    return new Column.Sparse(
        starts,
        Arrays.copyOf(index, n),
        Arrays.copyOf(value, n),
        Vocabulary.numbered("hash", nFeatures));
  }

  /** The columns that are counted, and how. */
  public record Fitted(HashingVectorizer how, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      for (var name : columns) frame = frame.with(name, how.sparse(name, frame.column(name), run));
      return frame;
    }
  }
}

package millrace.embeddings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Sentences as vectors: text or tokens become the mean of the vectors of their words. The vectors
 * are read from a {@code file} of any format that {@link VectorFormat} knows, or else learned from
 * the training rows by {@code words}.
 *
 * <pre>{@code
 * var text = new SentenceVectors().file("glove.6B.100d.txt.gz").pooling(SentenceVectors.Pooling.SIF);
 * var model = Steps.of(text, new Standardize()).then(new Logistic()).fit(mails, run);
 * }</pre>
 *
 * <p>With {@link Pooling#SIF} (smooth inverse frequency) a word w counts with the weight a / (a +
 * p(w)), p being its share in the text that the vectors were learned from, or in the training rows
 * if the file has no counts; and what all sentences have in common, the first singular vector u of
 * the training rows' means, is taken out of each: v − u uᵀv.
 *
 * <p>A Text column is cut into words in lower case without punctuation; put a {@link
 * millrace.nlp.Tokenize} before for other words. Words without a vector are passed over, a sentence
 * without any becomes zeros.
 *
 * <p>Cost: that of learning the words; then O(words × width), and for SIF O(rows × width) a round
 * of power iteration, at most 100.
 *
 * @param words learns the vectors if there is no file: Word2Vec, GloVe or FastText (default
 *     Word2Vec with its defaults)
 * @param file a file of word vectors; empty: they are learned (default)
 * @param pooling MEAN or SIF (default MEAN)
 * @param smoothing a of SIF (default 0.001)
 * @param common whether SIF takes out what all sentences have in common (default true)
 * @param column what to read; empty: the first column of tokens, else of text (default)
 * @see "S. Arora, Y. Liang, T. Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings,
 *     ICLR 2017"
 */
@About(
    value = "sentences as means of word vectors, plain or SIF",
    cite =
        "S. Arora, Y. Liang, T. Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings,"
            + " ICLR 2017")
public record SentenceVectors(
    @Param("learns the vectors if there is no file") Step<?> words,
    @Param("a file of word vectors; empty: they are learned") String file,
    @Param("mean or sif") Pooling pooling,
    @Param(
            value = "a of SIF: of smaller a frequent words count less",
            min = 1e-12,
            max = 1e6,
            tune = {1e-4, 1e-2},
            log = true)
        double smoothing,
    @Param("whether SIF takes out what all sentences have in common") boolean common,
    @Param("the column to read; empty: the first of tokens, else of text") String column)
    implements Step<SentenceVectors.Fitted> {
  private static final int ROUNDS = 100;

  /** How words make a sentence. */
  public enum Pooling {
    /** The mean. */
    MEAN,
    /** Rare words count more, and what is common to all sentences is taken out. */
    SIF
  }

  public SentenceVectors {
    Spec.check(SentenceVectors.class, words, file, pooling, smoothing, common, column);
  }

  public SentenceVectors() {
    this(new Word2Vec(), "", Pooling.MEAN, 1e-3, true, "");
  }

  public SentenceVectors words(Step<?> words) {
    return Spec.with(this, "words", words);
  }

  public SentenceVectors file(String file) {
    return Spec.with(this, "file", file);
  }

  public SentenceVectors pooling(Pooling pooling) {
    return Spec.with(this, "pooling", pooling);
  }

  public SentenceVectors smoothing(double smoothing) {
    return Spec.with(this, "smoothing", smoothing);
  }

  public SentenceVectors common(boolean common) {
    return Spec.with(this, "common", common);
  }

  public SentenceVectors column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Averages.needs();
  }

  /**
   * @throws DataException if the file cannot be read, or {@code words} does not learn word vectors
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Averages.column(train, column, this);
    var empty = new float[0];
    if (name.isEmpty()) {
      run.step("sentence", train.size(), train.size());
      return new Fitted("", WordVectors.none(), empty, empty);
    }
    var tokens = Averages.tokens(train, name, run);
    var vectors = vectors(train, name, tokens, run);
    if (pooling == Pooling.MEAN) {
      run.step("sentence", train.size(), train.size());
      return new Fitted(name, vectors, empty, empty);
    }
    var weights = weights(vectors, tokens);
    var u = common ? first(new Averages(vectors, weights).of(tokens, run), vectors.width()) : empty;
    run.step("sentence", train.size(), train.size());
    return new Fitted(name, vectors, weights, u);
  }

  private WordVectors vectors(Frame train, String name, Column.Tokens tokens, Run run) {
    if (!file.isEmpty()) {
      var path = Path.of(file);
      return VectorFormat.of(path).read(path);
    }
    var learned = words.fit(train.select(List.of(name)).with(name, tokens), run);
    if (learned instanceof HasVectors v) return v.vectors();
    throw new DataException(
        "SentenceVectors' words must learn word vectors, as Word2Vec, GloVe and FastText do, but it is %s"
            .formatted(words.getClass().getSimpleName()));
  }

  /** a / (a + p(w)). */
  private float[] weights(WordVectors vectors, Column.Tokens tokens) {
    var counts = vectors.counts().length > 0 ? vectors.counts() : counts(vectors, tokens);
    double all = Math.max(1, Arrays.stream(counts).sum());
    var out = new float[counts.length];
    for (int i = 0; i < out.length; i++)
      out[i] = (float) (smoothing / (smoothing + counts[i] / all));
    return out;
  }

  private static long[] counts(WordVectors vectors, Column.Tokens tokens) {
    var out = new long[vectors.words().size()];
    var map = tokens.words().mapTo(vectors.words());
    for (int k = tokens.starts()[0]; k < tokens.starts()[tokens.size()]; k++) {
      int id = map[tokens.ids()[k]];
      if (id >= 0) out[id]++;
    }
    return out;
  }

  /**
   * The first right singular vector, by power iteration from the sum of the rows' absolute values;
   * empty if all rows are zeros.
   */
  private static float[] first(float[] rows, int width) {
    var u = new double[width];
    for (int i = 0; i < rows.length; i++) u[i % width] += Math.abs(rows[i]);
    if (!unit(u)) return new float[0];
    for (int round = 0; round < ROUNDS; round++) {
      var next = new double[width];
      for (int r = 0; r < rows.length; r += width) {
        double along = 0;
        for (int d = 0; d < width; d++) along += rows[r + d] * u[d];
        for (int d = 0; d < width; d++) next[d] += along * rows[r + d];
      }
      if (!unit(next)) break;
      double apart = 0;
      for (int d = 0; d < width; d++) apart = Math.max(apart, Math.abs(next[d] - u[d]));
      u = next;
      if (apart < 1e-9) break;
    }
    var out = new float[width];
    for (int d = 0; d < width; d++) out[d] = (float) u[d];
    return out;
  }

  /** Brings to unit length; says whether it could. */
  private static boolean unit(double[] x) {
    double squares = 0;
    for (double v : x) squares += v * v;
    if (!(squares > 0)) return false;
    double scale = 1 / Math.sqrt(squares);
    for (int i = 0; i < x.length; i++) x[i] *= scale;
    return true;
  }

  /**
   * What makes vectors of sentences.
   *
   * @param column empty: there was none
   * @param weights of the words that have vectors; empty: all count alike
   * @param common what is taken out of each sentence, of unit length; empty: nothing
   */
  public record Fitted(String column, WordVectors vectors, float[] weights, float[] common)
      implements HasVectors {
    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    /** The threads of the run share the rows. */
    @Override
    public Frame apply(Frame frame, Run run) {
      if (column.isEmpty()) return frame;
      int width = vectors.width();
      var rows = new Averages(vectors, weights).of(Averages.tokens(frame, column, run), run);
      if (common.length > 0) {
        for (int r = 0; r < rows.length; r += width) {
          double along = 0;
          for (int d = 0; d < width; d++) along += (double) common[d] * rows[r + d];
          for (int d = 0; d < width; d++) rows[r + d] -= (float) (along * common[d]);
        }
      }
      return Averages.replace(frame, column, Averages.dense(rows, width));
    }
  }
}

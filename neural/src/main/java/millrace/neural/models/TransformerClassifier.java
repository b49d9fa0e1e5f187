package millrace.neural.models;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.neural.train.Task;
import millrace.run.Run;

/**
 * A transformer that reads texts and tells a level of each: an encoder like BERT, whose states of
 * the tokens are pooled; a linear layer with a softmax gives a probability for each level. It
 * minimises the cross entropy by AdamW, in batches, gradients clipped to a norm of {@value #CLIP};
 * the learning rate rises first and then falls.
 *
 * <p><b>From nothing</b>, without a {@code model}: an encoder of {@code layers} blocks, each {@code
 * width} wide and four times as wide within, over words (a Text column is cut into words and
 * punctuation marks in lower case; those of fewer than {@code minCount} occurrences share a vector)
 * or over {@code subwords} pieces of words that byte-pair encoding learns from the training rows.
 *
 * <p><b>On a pretrained encoder</b>, its {@code model} as in {@link SentenceEncoder}. What {@code
 * freeze} names stays as it is; what the frozen beginning of the encoder makes of the training
 * texts is computed once. Names are those of {@code Layer.parameters}: {@code tokens}, {@code
 * positions}, {@code types}, {@code norm}, {@code blocks.0.attention.query.weight} ..; a name
 * stands for all that begin with it and a dot, and * for anything.
 *
 * <pre>{@code
 * var head = new TransformerClassifier().model("all-MiniLM-L6-v2");       // all frozen: the default
 * var tuned = head.freeze(List.of("tokens", "positions", "types", "norm", "blocks.0"));
 * var lora = head.freeze(List.of()).lora(8);                                     // changes of rank 8 in all blocks
 * }</pre>
 *
 * <p>With {@code lora}, pretrained weights stay as they are, and queries and values of the blocks
 * that are not frozen get a change of low rank. A fitted model holds what was trained, and of the
 * rest the paths and SHA-256, which are compared when it is read; or, if {@code whole}, all
 * weights, changes merged into them, and the files are not read any more.
 *
 * <p>Each Text or Tokens column has an encoder of its own. Other columns join what came out of the
 * texts, prepared as by {@link FeedForwardClassifier}.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · tokens · weights), of frozen blocks once.
 *
 * @param model a pretrained encoder: a folder, a file of weights (safetensors or ONNX), or {@code
 *     classpath:/} and a resource; empty: none (default)
 * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt}; empty: beside the weights
 *     (default)
 * @param heads of attention; 0: of a pretrained encoder as {@code config.json} says, of a new one
 *     one for every 32 numbers of its width (default)
 * @param layers blocks of a new encoder (default 2)
 * @param width how wide a new encoder is, a multiple of the heads (default 128)
 * @param subwords pieces of words that a new encoder learns; 0: whole words (default)
 * @param pooling how the tokens' states become one vector (default MEAN)
 * @param longest how many tokens of a text are read, from its beginning (default 128)
 * @param dropout with what probability a number is left out of a training step, where anything is
 *     trained (default 0.1)
 * @param freeze weights of the pretrained encoder that stay (default *, all)
 * @param lora rank of the change of queries and values; 0: none (default)
 * @param alpha the change is multiplied by alpha / rank (default 16)
 * @param whole whether the model holds all weights, changes merged; else what was trained, and the
 *     rest is read from the files (default false)
 * @param learningRate of what is new, at its greatest (default 0.001)
 * @param encoderRate of pretrained weights, at its greatest (default 0.00005)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 32)
 * @param epochs passes over the rows, at most (default 10)
 * @param warmup in which share of the steps the learning rate rises, before it falls along half a
 *     cosine (default 0.1)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 3)
 * @param classWeight how much the rows of each level count (default NONE)
 * @param minCount how often a word or level must occur in training to be told apart (default 2)
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017"
 * @see "J. Devlin et al., BERT: Pre-training of deep bidirectional transformers, NAACL 2019"
 * @see "E. J. Hu et al., LoRA: Low-rank adaptation of large language models, ICLR 2022"
 */
@About(
    value = "transformer over texts, new or on a pretrained encoder, for classes",
    cite = "J. Devlin et al., BERT: Pre-training of deep bidirectional transformers, NAACL 2019")
public record TransformerClassifier(
    @Param("a pretrained encoder: a folder, a file, or classpath:/ and a resource; empty: none")
        String model,
    @Param("of the pretrained encoder; empty: beside its weights") String tokenizer,
    @Param(
            value = "heads of attention; 0: as config.json says, or one for 32 numbers",
            min = 0,
            max = 1024)
        int heads,
    @Param(value = "blocks of a new encoder", min = 1, max = 100) int layers,
    @Param(value = "how wide a new encoder is", min = 1, max = 8192) int width,
    @Param(
            value = "pieces of words that a new encoder learns; 0: whole words",
            min = 0,
            max = 1000000)
        int subwords,
    @Param("how tokens become one vector: cls, mean, max, mean_max or attention")
        TokenPooling pooling,
    @Param(value = "tokens read of a text", min = 2) int longest,
    @Param(value = "probability that a number is left out of a step", min = 0, max = 0.95)
        double dropout,
    @Param("weights of the pretrained encoder that stay, by name or its beginning")
        List<String> freeze,
    @Param(value = "rank of the change of queries and values; 0: none", min = 0, max = 1024)
        int lora,
    @Param(value = "the change is multiplied by alpha / rank", min = 0, max = 10000) double alpha,
    @Param("whether the model holds all weights, changes merged") boolean whole,
    @Param(
            value = "learning rate of new weights at its greatest",
            min = 0,
            max = 10,
            tune = {1e-4, 1e-2},
            log = true)
        double learningRate,
    @Param(value = "that of pretrained weights", min = 0, max = 10) double encoderRate,
    @Param(value = "decay of the weights, times the learning rate", min = 0, max = 10)
        double weightDecay,
    @Param(value = "rows of a step", min = 1) int batchSize,
    @Param(value = "passes over the rows, at most", min = 1, max = 1000000) int epochs,
    @Param(value = "share of the steps in which the learning rate rises", min = 0, max = 0.9)
        double warmup,
    @Param(value = "share of the rows to stop early by", min = 0, max = 0.5) double validation,
    @Param(value = "epochs without a lower loss before training ends", min = 1) int patience,
    @Param("how much the rows of each level count: none or balanced") ClassWeight classWeight,
    @Param(value = "training occurrences that a word or level needs to be told apart", min = 1)
        int minCount)
    implements Trainer<TransformerClassifier.Fitted> {
  public TransformerClassifier {
    Spec.check(
        TransformerClassifier.class,
        model,
        tokenizer,
        heads,
        layers,
        width,
        subwords,
        pooling,
        longest,
        dropout,
        freeze,
        lora,
        alpha,
        whole,
        learningRate,
        encoderRate,
        weightDecay,
        batchSize,
        epochs,
        warmup,
        validation,
        patience,
        classWeight,
        minCount);
    freeze = List.copyOf(freeze);
    if (pooling == TokenPooling.CLS && model.isEmpty() && subwords == 0)
      throw new IllegalArgumentException(
          "TransformerClassifier pooling cls needs a first token that stands for the text: set"
              + " model or subwords");
    if (subwords > 0 && subwords < FEWEST_SUBWORDS)
      throw new IllegalArgumentException(
          "TransformerClassifier subwords must be 0 or at least %d, the bytes and special tokens, but is %d"
              .formatted(FEWEST_SUBWORDS, subwords));
  }

  public TransformerClassifier() {
    this(
        "",
        "",
        0,
        2,
        128,
        0,
        TokenPooling.MEAN,
        128,
        0.1,
        List.of("*"),
        0,
        16,
        false,
        0.001,
        0.00005,
        0.01,
        32,
        10,
        0.1,
        0.1,
        3,
        ClassWeight.NONE,
        2);
  }

  public TransformerClassifier model(String model) {
    return Spec.with(this, "model", model);
  }

  public TransformerClassifier tokenizer(String tokenizer) {
    return Spec.with(this, "tokenizer", tokenizer);
  }

  public TransformerClassifier heads(int heads) {
    return Spec.with(this, "heads", heads);
  }

  public TransformerClassifier layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public TransformerClassifier width(int width) {
    return Spec.with(this, "width", width);
  }

  public TransformerClassifier subwords(int subwords) {
    return Spec.with(this, "subwords", subwords);
  }

  public TransformerClassifier pooling(TokenPooling pooling) {
    return Spec.with(this, "pooling", pooling);
  }

  public TransformerClassifier longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public TransformerClassifier dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public TransformerClassifier freeze(List<String> freeze) {
    return Spec.with(this, "freeze", freeze);
  }

  public TransformerClassifier lora(int lora) {
    return Spec.with(this, "lora", lora);
  }

  public TransformerClassifier alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public TransformerClassifier whole(boolean whole) {
    return Spec.with(this, "whole", whole);
  }

  public TransformerClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public TransformerClassifier encoderRate(double encoderRate) {
    return Spec.with(this, "encoderRate", encoderRate);
  }

  public TransformerClassifier weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public TransformerClassifier batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public TransformerClassifier epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public TransformerClassifier warmup(double warmup) {
    return Spec.with(this, "warmup", warmup);
  }

  public TransformerClassifier validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public TransformerClassifier patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public TransformerClassifier classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  public TransformerClassifier minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  static final int CLIP = 1;
  private static final int FEWEST_SUBWORDS = 258;

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Text.class,
            Column.Tokens.class,
            Column.Dense.class,
            Column.Numeric.class,
            Column.Nominal.class,
            Column.Sparse.class)
        .target(Column.Nominal.class);
  }

  /**
   * @throws DataException if the columns are not what it needs, or a file of the pretrained encoder
   *     is missing or not what it should be
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = ClassTarget.of(train, classWeight, this);
    var files =
        model.isEmpty()
            ? List.<EncoderFiles>of()
            : List.of(EncoderFiles.of(model, tokenizer, heads));
    var net = TransformerNet.of(this, files, false);
    var inputs =
        SequenceNet.inputs(
            train,
            this,
            minCount,
            (column, name) -> column instanceof Column.Dense ? null : net.input(train, name, run));
    var data = net.still(inputs.read(train, run), inputs, run);
    var fit =
        net.fitting()
            .fit(
                train,
                this,
                run,
                (f, weights) -> {
                  var rows = net.build(weights, inputs, target.outputs());
                  return Task.of(
                          weights.trained(),
                          weights.buffers(),
                          train.size(),
                          (g, batch) -> target.loss(g, rows.forward(g, data, batch), batch))
                      .groups(net.groups(weights.named()))
                      .lengths(data.lengths());
                });
    var weights = whole ? net.merged(fit.weights(), inputs) : fit.weights();
    return new Fitted(this, inputs, files, target.levels(), weights, fit.epochs(), fit.loss());
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param inputs what was learned of the columns
   * @param files of the pretrained encoder, if it is on one; read only unless all weights are here
   * @param levels the levels of the target
   * @param weights what was trained, or all
   * @param epochs how many were made
   * @param loss that of the weights kept, on the rows set aside if there were some
   */
  public record Fitted(
      TransformerClassifier how,
      Inputs inputs,
      List<EncoderFiles> files,
      Vocabulary levels,
      List<Weight> weights,
      int epochs,
      double loss)
      implements Predictor<Labels> {
    /** Two rows are as good as any number of them: see {@link Encoding}. */
    private static final int FEWEST = 2;

    public Fitted {
      files = List.copyOf(files);
    }

    /**
     * @throws DataException if a column is not there or not as in training, a number is missing or
     *     infinite, or a file of the pretrained encoder is missing or another one than it was
     */
    @Override
    public Labels predict(Frame frame) {
      var net = TransformerNet.of(how, files, how.whole);
      return ClassTarget.labels(
          RowNet.outputs(net::build, inputs, weights, levels.size(), frame, FEWEST), levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}

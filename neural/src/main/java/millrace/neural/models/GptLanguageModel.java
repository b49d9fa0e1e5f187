package millrace.neural.models;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Cpu;
import millrace.neural.train.AdamW;
import millrace.neural.train.Schedule;
import millrace.neural.train.Training;
import millrace.neural.train.TrainingState;
import millrace.neural.train.Warmup;
import millrace.preprocess.Step;
import millrace.run.Run;
import millrace.store.Checkpoint;

/**
 * A language model: a GPT that learns to tell each token of a text from those before it, and then
 * says how probable a text is, or goes on with one.
 *
 * <pre>{@code
 * var model = new GptLanguageModel().fit("all of Shakespeare …", run);
 * model.perplexity("To be, or not to be");
 * var how = new Generation(500, Sampling.plain().temperature(.8).topK(40));
 * model.generate("ROMEO:", how, run, piece -> { System.out.print(piece); return true; });
 * }</pre>
 *
 * <p>The network is nanoGPT's: learned positions, layer norms before attention and feed-forward
 * layers, GELU, the scores being products with the tokens' own vectors. So are first weights,
 * training (AdamW without decay of vectors, a line up and half a cosine down, clipped gradients)
 * and defaults, which are those that it gives for Shakespeare's plays, by characters, on a CPU. It
 * differs in that validation is with the same windows each time, spread evenly, and that {@code
 * passes} bounds how often a short text is read.
 *
 * <p>All rows of the column are one text, an end of text between them; its last part is held out,
 * and the weights kept are those of the evaluation whose loss on it was least. Each step learns
 * from windows of {@code context} tokens that start where the seed says.
 *
 * <p>As a step it adds to each row the mean of log p(token | those before it), in nats, as the
 * column {@code …_log_likelihood}; the text stays, as how probable it is cannot stand for it. A
 * missing text has a missing figure.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: about 6 · parameters · batchSize · context · gradientAccumulation
 * operations an iteration.
 *
 * @param tokens characters, or pieces of words learned by byte-level BPE (default CHARACTERS)
 * @param pieces how many pieces there are, with the 256 bytes and the end of a text (default 4096)
 * @param layers n_layer: blocks (default 4)
 * @param heads n_head: of attention; divides the width (default 4)
 * @param width n_embd: numbers of a token's vector (default 128)
 * @param context block_size: tokens that the model looks back on at most (default 64)
 * @param bias whether linear layers and norms have biases (default false)
 * @param dropout of vectors, attention and what blocks add, in training (default 0)
 * @param batchSize windows of a batch (default 12)
 * @param gradientAccumulation gradient_accumulation_steps: batches of an iteration (default 1)
 * @param iterations max_iters and lr_decay_iters: steps (default 2000)
 * @param passes how many times as many tokens as the text has are read, at most, so that a short
 *     text is not read for hours; 0: no matter (default 10)
 * @param learningRate at its greatest (default 1e-3)
 * @param minLearningRate min_lr: the last one (default 1e-4)
 * @param warmupIterations warmup_iters: steps in which the rate rises, at most a tenth of all
 *     (default 100)
 * @param weightDecay of matrices, times the learning rate (default 0.1)
 * @param beta2 how much of the mean of squared gradients stays at each step (default 0.99)
 * @param gradClip the most that the norm of the gradients may be; 0: no matter (default 1)
 * @param validation share of the tokens that is held out, from the end; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param evalEvery eval_interval: iterations between two evaluations (default 250)
 * @param evalIterations eval_iters: batches of held-out windows; 0: all there are (default 20)
 * @param column the Text column; empty: the first (default)
 * @see "A. Radford et al., Language models are unsupervised multitask learners, OpenAI, 2019"
 * @see "A. Karpathy, nanoGPT, 2022, https://github.com/karpathy/nanoGPT"
 */
@About(
    value = "GPT: a language model of a text, by characters or byte-level BPE",
    cite = "A. Radford et al., Language models are unsupervised multitask learners, OpenAI, 2019")
public record GptLanguageModel(
    @Param("characters, or bpe: pieces of words") Tokens tokens,
    @Param(value = "pieces of bpe", min = PieceCode.FEWEST, max = 1_000_000) int pieces,
    @Param(value = "blocks", min = 1, max = 1000) int layers,
    @Param(value = "heads of attention; divides the width", min = 1, max = 1000) int heads,
    @Param(value = "numbers of a token's vector", min = 1, max = 65536) int width,
    @Param(value = "tokens that are looked back on", min = 2, max = 1_000_000) int context,
    @Param("whether linear layers and norms have biases") boolean bias,
    @Param(
            value = "probability that a number is left out of a step",
            min = 0,
            max = 0.95,
            tune = {0, 0.5})
        double dropout,
    @Param(
            value = "windows of a batch",
            min = 1,
            max = 1_000_000,
            tune = {8, 64},
            log = true)
        int batchSize,
    @Param(value = "batches of an iteration", min = 1, max = 1_000_000) int gradientAccumulation,
    @Param(value = "steps", min = 1, max = 1_000_000_000) int iterations,
    @Param(value = "how often the text is read, at most; 0: no matter", min = 0) double passes,
    @Param(
            value = "learning rate at its greatest",
            min = 1e-9,
            max = 10,
            tune = {1e-4, 3e-3},
            log = true)
        double learningRate,
    @Param(value = "the last learning rate", min = 0, max = 10) double minLearningRate,
    @Param(value = "steps in which the rate rises", min = 0) int warmupIterations,
    @Param(
            value = "decay of matrices, times the learning rate",
            min = 0,
            max = 10,
            tune = {1e-3, 1},
            log = true)
        double weightDecay,
    @Param(value = "how much of the mean of squares stays", min = 0, max = 0.99999999) double beta2,
    @Param(value = "the most that the norm of the gradients may be", min = 0) double gradClip,
    @Param(value = "share of the tokens that is held out", min = 0, max = 0.9) double validation,
    @Param(value = "iterations between two evaluations", min = 1) int evalEvery,
    @Param(value = "batches of an evaluation; 0: all", min = 0) int evalIterations,
    @Param("the column to read; empty: the first of text") String column)
    implements Step<GptModel> {
  private static final String NAME = "GptLanguageModel";

  /** What stands for an id. */
  public enum Tokens {
    /** A character (code point); those not in the training text share one. */
    CHARACTERS,
    /** A piece of a word, by byte-level byte-pair encoding learned from the text. */
    BPE
  }

  public GptLanguageModel {
    Spec.check(
        GptLanguageModel.class,
        tokens,
        pieces,
        layers,
        heads,
        width,
        context,
        bias,
        dropout,
        batchSize,
        gradientAccumulation,
        iterations,
        passes,
        learningRate,
        minLearningRate,
        warmupIterations,
        weightDecay,
        beta2,
        gradClip,
        validation,
        evalEvery,
        evalIterations,
        column);
  }

  public GptLanguageModel() {
    this(
        Tokens.CHARACTERS,
        4096,
        4,
        4,
        128,
        64,
        false,
        0,
        12,
        1,
        2000,
        10,
        1e-3,
        1e-4,
        100,
        0.1,
        0.99,
        1,
        0.1,
        250,
        20,
        "");
  }

  public GptLanguageModel tokens(Tokens tokens) {
    return Spec.with(this, "tokens", tokens);
  }

  public GptLanguageModel pieces(int pieces) {
    return Spec.with(this, "pieces", pieces);
  }

  public GptLanguageModel layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public GptLanguageModel heads(int heads) {
    return Spec.with(this, "heads", heads);
  }

  public GptLanguageModel width(int width) {
    return Spec.with(this, "width", width);
  }

  public GptLanguageModel context(int context) {
    return Spec.with(this, "context", context);
  }

  public GptLanguageModel bias(boolean bias) {
    return Spec.with(this, "bias", bias);
  }

  public GptLanguageModel dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public GptLanguageModel batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public GptLanguageModel gradientAccumulation(int gradientAccumulation) {
    return Spec.with(this, "gradientAccumulation", gradientAccumulation);
  }

  public GptLanguageModel iterations(int iterations) {
    return Spec.with(this, "iterations", iterations);
  }

  public GptLanguageModel passes(double passes) {
    return Spec.with(this, "passes", passes);
  }

  public GptLanguageModel learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public GptLanguageModel minLearningRate(double minLearningRate) {
    return Spec.with(this, "minLearningRate", minLearningRate);
  }

  public GptLanguageModel warmupIterations(int warmupIterations) {
    return Spec.with(this, "warmupIterations", warmupIterations);
  }

  public GptLanguageModel weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public GptLanguageModel beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public GptLanguageModel gradClip(double gradClip) {
    return Spec.with(this, "gradClip", gradClip);
  }

  public GptLanguageModel validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public GptLanguageModel evalEvery(int evalEvery) {
    return Spec.with(this, "evalEvery", evalEvery);
  }

  public GptLanguageModel evalIterations(int evalIterations) {
    return Spec.with(this, "evalIterations", evalIterations);
  }

  public GptLanguageModel column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class).missingAllowed();
  }

  /** Learns from one text. */
  public GptModel fit(String text, Run run) {
    return fit(Frame.text("text", List.of(text)), run);
  }

  /**
   * @throws DataException if the text is shorter than a window, heads do not divide the width, the
   *     last learning rate is above the first, or the loss is no number any more
   */
  @Override
  public GptModel fit(Frame train, Run run) {
    needs().check(train, this);
    check();
    var name = column(train);
    if (name.isEmpty()) {
      run.step("step", 1, 1);
      return new GptModel(this, "", CharacterCode.of(List.of()), List.of(), 0, 0);
    }
    var texts = train.column(name, Column.Text.class).values();
    var code = tokens == Tokens.BPE ? PieceCode.of(texts, pieces, run) : CharacterCode.of(texts);
    long most = (long) evalIterations * batchSize;
    var windows = TextWindows.of(texts, code, context, validation, most, NAME);
    try (var f = new Cpu(run.threads())) {
      var weights = new Weights.Fresh(f, run.random("weights"));
      var task = windows.task(weights, GptNet.of(f, weights, this, code.size()));
      var training = training(windows.trained());
      var checkpoint = Checkpoint.of(run, this, train, TrainingState.class);
      var history = training.fit(f, task, run, checkpoint);
      var kept = history.kept();
      double loss = windows.held() > 0 ? kept.figures()[0] : kept.loss();
      return new GptModel(this, name, code, weights.values(), history.epochs().size(), loss);
    } catch (ArithmeticException e) {
      throw new DataException(NAME + ": " + e.getMessage(), e);
    }
  }

  /** The column that is wished for, or the first of text; empty: none. */
  private String column(Frame train) {
    var x = train.features();
    if (!column.isEmpty()) {
      x.column(column, Column.Text.class);
      return column;
    }
    for (var name : x.names()) if (x.column(name) instanceof Column.Text) return name;
    return "";
  }

  /** An epoch is what lies between two evaluations. */
  Training training(int tokens) {
    double most =
        Math.ceil(passes * tokens / ((double) batchSize * context * gradientAccumulation));
    int steps = passes > 0 ? (int) Math.max(1, Math.min(iterations, most)) : iterations;
    int every = Math.min(evalEvery, steps);
    return new Training()
        .optimizer(new AdamW().lr(learningRate).beta2(beta2).weightDecay(weightDecay))
        .schedule(schedule(steps))
        .decayVectors(false)
        .clipNorm(gradClip)
        .batchSize(batchSize)
        .accumulate(gradientAccumulation)
        .drawn(Math.multiplyExact(every, Math.multiplyExact(batchSize, gradientAccumulation)))
        .epochs(Math.ceilDiv(steps, every))
        .mostSteps(steps);
  }

  private Schedule schedule(int steps) {
    int up = Math.min(warmupIterations, steps / 10);
    var down = new Schedule.Cosine(Math.max(1, steps - up), minLearningRate / learningRate);
    return up == 0 ? down : new Warmup(up, 1.0 / (up + 1), down);
  }

  private void check() {
    if (width % heads != 0)
      throw new DataException(
          "%s: heads must divide the width, but width is %d and heads %d"
              .formatted(NAME, width, heads));
    if (minLearningRate > learningRate)
      throw new DataException(
          "%s: minLearningRate must be at most learningRate, but these are %s and %s"
              .formatted(NAME, minLearningRate, learningRate));
  }
}

package millrace.neural.models;

import java.util.List;
import millrace.data.Column;
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
import millrace.run.Run;

/**
 * A convolutional network that tells a level of each text: windows of {@code narrowest} to {@code
 * widest} words go through feature maps with a RELU, of each map the greatest value over all
 * windows stays, and a linear layer with a softmax gives a probability for each level. It minimises
 * the cross entropy by AdamW, in batches.
 *
 * <p>Each Text or Tokens column has maps of its own. A Text column is cut into words and
 * punctuation marks in lower case; put {@code new Tokenize()} before to have it otherwise. Words of
 * fewer than {@code minCount} occurrences share a vector with those never seen. Other columns join
 * what came out of the texts, prepared as by {@link FeedForwardClassifier}.
 *
 * <p>Kim's network, but for what trains it (he had Adadelta and a bound on the norm of the last
 * weights) and vectors that are always learned from the training rows (his CNN-rand).
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · words · weights).
 *
 * @param narrowest words of the narrowest window (default 3)
 * @param widest words of the widest window (default 5)
 * @param maps feature maps of each window's width (default 100)
 * @param embedding how long a word's vector is (default 128)
 * @param longest how many words of a text are read, from its beginning (default 500)
 * @param dropout with what probability a pooled number is left out of a training step, and half as
 *     likely a number of a word's vector (default 0.5)
 * @param learningRate learning rate at its greatest (default 0.001)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 50)
 * @param epochs passes over the rows, at most (default 15)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 3)
 * @param classWeight how much the rows of each level count (default NONE)
 * @param minCount how often a word or level must occur in training to be told apart (default 2)
 * @see "Y. Kim, Convolutional neural networks for sentence classification, EMNLP 2014"
 */
@About(
    value = "convolutional network over texts",
    cite = "Y. Kim, Convolutional neural networks for sentence classification, EMNLP 2014")
public record TextCnn(
    @Param(value = "words of the narrowest window", min = 1, max = 20) int narrowest,
    @Param(value = "words of the widest window", min = 1, max = 20) int widest,
    @Param(
            value = "feature maps",
            min = 1,
            max = 4096,
            tune = {16, 256},
            log = true)
        int maps,
    @Param(
            value = "length of a word's vector",
            min = 1,
            max = 4096,
            tune = {16, 300},
            log = true)
        int embedding,
    @Param(value = "words read of a text", min = 1) int longest,
    @Param(
            value = "probability that a number is left out of a step",
            min = 0,
            max = 0.95,
            tune = {0, 0.7})
        double dropout,
    @Param(
            value = "learning rate at its greatest",
            min = 0,
            max = 10,
            tune = {1e-4, 1e-2},
            log = true)
        double learningRate,
    @Param(
            value = "decay of the weights, times the learning rate",
            min = 0,
            max = 10,
            tune = {1e-4, 1},
            log = true)
        double weightDecay,
    @Param(
            value = "rows of a step",
            min = 1,
            tune = {16, 512},
            log = true)
        int batchSize,
    @Param(value = "passes over the rows, at most", min = 1, max = 1000000) int epochs,
    @Param("how the learning rate goes on") Decay schedule,
    @Param(value = "share of the rows to stop early by", min = 0, max = 0.5) double validation,
    @Param(value = "epochs without a lower loss before training ends", min = 1) int patience,
    @Param("how much the rows of each level count: none or balanced") ClassWeight classWeight,
    @Param(value = "training occurrences that a word or level needs to be told apart", min = 1)
        int minCount)
    implements Trainer<TextCnn.Fitted> {
  public TextCnn {
    Spec.check(
        TextCnn.class,
        narrowest,
        widest,
        maps,
        embedding,
        longest,
        dropout,
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        classWeight,
        minCount);
    if (widest < narrowest) {
      throw new IllegalArgumentException(
          "TextCnn widest must be at least narrowest, %d, but is %d".formatted(narrowest, widest));
    }
  }

  public TextCnn() {
    this(3, 5, 100, 128, 500, 0.5, 0.001, 0.01, 50, 15, Decay.COSINE, 0.1, 3, ClassWeight.NONE, 2);
  }

  public TextCnn narrowest(int narrowest) {
    return Spec.with(this, "narrowest", narrowest);
  }

  public TextCnn widest(int widest) {
    return Spec.with(this, "widest", widest);
  }

  public TextCnn maps(int maps) {
    return Spec.with(this, "maps", maps);
  }

  public TextCnn embedding(int embedding) {
    return Spec.with(this, "embedding", embedding);
  }

  public TextCnn longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public TextCnn dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public TextCnn learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public TextCnn weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public TextCnn batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public TextCnn epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public TextCnn schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public TextCnn validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public TextCnn patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public TextCnn classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  public TextCnn minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

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

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = ClassTarget.of(train, classWeight, this);
    var inputs =
        SequenceNet.inputs(
            train,
            this,
            minCount,
            (column, name) ->
                column instanceof Column.Dense
                    ? null
                    : WordInput.of(train, name, minCount, longest, run));
    var fit = fitting().fit(train, this, inputs, target, this::network, run);
    return new Fitted(this, inputs, target.levels(), fit.weights(), fit.epochs(), fit.loss());
  }

  private RowNet network(Weights weights, Inputs inputs, int outputs) {
    return SequenceNet.of(
        weights,
        inputs,
        outputs,
        dropout,
        (at, sequence) -> {
          var cnn = WordCnn.of(at, (WordInput) sequence, embedding, narrowest, widest, maps);
          return new SequenceNet.Part(
              cnn.width(), (f, data, rows) -> cnn.forward(f, data, dropout / 2, rows));
        });
  }

  private Fitting fitting() {
    return new Fitting(
        learningRate, weightDecay, batchSize, epochs, schedule, validation, patience, 0);
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param inputs what was learned of the columns
   * @param levels the levels of the target
   * @param weights one of each layer
   * @param epochs how many were made
   * @param loss that of the weights kept, on the rows set aside if there were some
   */
  public record Fitted(
      TextCnn how, Inputs inputs, Vocabulary levels, List<Weight> weights, int epochs, double loss)
      implements Predictor<Labels> {
    /**
     * @throws millrace.data.DataException if a column is not there or not as in training, or a
     *     number is missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      return ClassTarget.labels(
          RowNet.outputs(how::network, inputs, weights, levels.size(), frame), levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}

package millrace.neural.models;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * An LSTM, a GRU or a simple recurrent network that reads sequences and tells a number of each: the
 * states at all steps are pooled, and a linear layer gives the standardized target. It minimises
 * the squared error, or what else is asked for, by AdamW, in batches, gradients clipped to a norm
 * of {@value #CLIP}.
 *
 * <p>Text, Tokens and Dense columns are sequences, each with a network of its own. A Text column is
 * cut into words and punctuation marks in lower case; put {@code new Tokenize()} before to have it
 * otherwise. Words of fewer than {@code minCount} occurrences share a vector with those never seen.
 * A Dense column is a sequence of numbers, {@code channels} a step. Numeric, Nominal and Sparse
 * columns join what came out of the sequences, prepared as by {@link FeedForwardClassifier}.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · steps · weights).
 *
 * @param cell which kind of network (default LSTM)
 * @param layers recurrent layers, one above the other (default 1)
 * @param width units of a layer and direction (default 100)
 * @param bidirectional whether sequences are read from both ends (default true)
 * @param pooling how the states at all steps become one vector (default LAST)
 * @param embedding how long a word's vector is (default 100)
 * @param channels how many numbers a step of a Dense column has (default 1)
 * @param longest how many words of a text are read, from its beginning (default 500)
 * @param dropout with what probability a number of a word's vector, between layers or of the pooled
 *     vector is left out of a training step (default 0.3)
 * @param learningRate learning rate at its greatest (default 0.002)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 32)
 * @param epochs passes over the rows, at most (default 20)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 4)
 * @param loss what is minimised (default SQUARED)
 * @param minCount how often a word or level must occur in training to be told apart (default 2)
 * @see "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997"
 * @see "K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014 (GRU)"
 */
@About(
    value = "LSTM, GRU or simple recurrent network over texts and sequences, for numbers",
    cite = "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997")
public record RecurrentRegressor(
    @Param("kind of recurrent network: lstm, gru or tanh") Cell cell,
    @Param(
            value = "recurrent layers, one above the other",
            min = 1,
            max = 10,
            tune = {1, 3})
        int layers,
    @Param(
            value = "units of a layer and direction",
            min = 1,
            max = 8192,
            tune = {16, 512},
            log = true)
        int width,
    @Param("whether sequences are read from both ends") boolean bidirectional,
    @Param("how all states become one vector: last, mean, max or attention") Pooling pooling,
    @Param(
            value = "length of a word's vector",
            min = 1,
            max = 4096,
            tune = {16, 300},
            log = true)
        int embedding,
    @Param(value = "numbers that a step of a Dense column has", min = 1) int channels,
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
    @Param("what is minimised: squared, absolute or huber errors") RegressionLoss loss,
    @Param(value = "training occurrences that a word or level needs to be told apart", min = 1)
        int minCount)
    implements Trainer<RecurrentRegressor.Fitted> {
  public RecurrentRegressor {
    Spec.check(
        RecurrentRegressor.class,
        cell,
        layers,
        width,
        bidirectional,
        pooling,
        embedding,
        channels,
        longest,
        dropout,
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        loss,
        minCount);
  }

  public RecurrentRegressor() {
    this(
        Cell.LSTM,
        1,
        100,
        true,
        Pooling.LAST,
        100,
        1,
        500,
        0.3,
        0.002,
        0.01,
        32,
        20,
        Decay.COSINE,
        0.1,
        4,
        RegressionLoss.SQUARED,
        2);
  }

  public RecurrentRegressor cell(Cell cell) {
    return Spec.with(this, "cell", cell);
  }

  public RecurrentRegressor layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public RecurrentRegressor width(int width) {
    return Spec.with(this, "width", width);
  }

  public RecurrentRegressor bidirectional(boolean bidirectional) {
    return Spec.with(this, "bidirectional", bidirectional);
  }

  public RecurrentRegressor pooling(Pooling pooling) {
    return Spec.with(this, "pooling", pooling);
  }

  public RecurrentRegressor embedding(int embedding) {
    return Spec.with(this, "embedding", embedding);
  }

  public RecurrentRegressor channels(int channels) {
    return Spec.with(this, "channels", channels);
  }

  public RecurrentRegressor longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public RecurrentRegressor dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public RecurrentRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public RecurrentRegressor weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public RecurrentRegressor batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public RecurrentRegressor epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public RecurrentRegressor schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public RecurrentRegressor validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public RecurrentRegressor patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public RecurrentRegressor loss(RegressionLoss loss) {
    return Spec.with(this, "loss", loss);
  }

  public RecurrentRegressor minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  static final int CLIP = 5;

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Text.class,
            Column.Tokens.class,
            Column.Dense.class,
            Column.Numeric.class,
            Column.Nominal.class,
            Column.Sparse.class)
        .target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = NumberTarget.of(train, loss);
    var inputs =
        SequenceNet.inputs(
            train,
            this,
            minCount,
            (column, name) ->
                column instanceof Column.Dense
                    ? NumberInput.of(train, name, channels)
                    : WordInput.of(train, name, minCount, longest, run));
    var fit = fitting().fit(train, this, inputs, target, this::network, run);
    return new Fitted(
        this, inputs, target.mean(), target.scale(), fit.weights(), fit.epochs(), fit.loss());
  }

  private RowNet network(Weights weights, Inputs inputs, int outputs) {
    return SequenceNet.of(
        weights,
        inputs,
        outputs,
        dropout,
        (at, sequence) -> {
          var encoder =
              RecurrentEncoder.of(
                  at,
                  sequence,
                  embedding,
                  cell.op(),
                  width,
                  layers,
                  bidirectional,
                  pooling,
                  dropout);
          return new SequenceNet.Part(encoder.width(), encoder::forward);
        });
  }

  private Fitting fitting() {
    return new Fitting(
        learningRate, weightDecay, batchSize, epochs, schedule, validation, patience, CLIP);
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param inputs what was learned of the columns
   * @param mean the mean of the target
   * @param scale its deviation
   * @param weights one of each layer
   * @param epochs how many were made
   * @param loss that of the weights kept, of the standardized target, on the rows set aside if
   *     there were some
   */
  public record Fitted(
      RecurrentRegressor how,
      Inputs inputs,
      double mean,
      double scale,
      List<Weight> weights,
      int epochs,
      double loss)
      implements Predictor<Numbers> {
    /**
     * @throws millrace.data.DataException if a column is not there or not as in training, or a
     *     number is missing or infinite
     */
    @Override
    public Numbers predict(Frame frame) {
      return NumberTarget.numbers(
          RowNet.outputs(how::network, inputs, weights, 1, frame), mean, scale);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}

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
 * An LSTM, a GRU or a simple recurrent network that reads the past of a series and forecasts what
 * comes. Its rows are made by {@link millrace.preprocess.Lags}: each stands by itself, with its
 * past as the only Dense column and the value to come as its target. What is learned is how far
 * that value is from one of the past, the {@code reference}; so without having learned anything it
 * gives the naive forecast ({@code reference} 1) or the seasonal one (12 with months).
 *
 * <p>{@code scaling} brings the windows of a series that grows to a common scale: LEVEL takes the
 * mean of its window away from each; RELATIVE also divides by it, for a series whose swings grow
 * with it. Targets are scaled in the same way.
 *
 * <p>With several series in the past ({@code Lags.also}) {@code channels} says how many; the first
 * is the one to forecast. Numeric, Nominal and Sparse columns known in advance, such as the
 * calendar, join the pooled states, prepared as by {@link FeedForwardRegressor}.
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
 * @param width units of a layer and direction (default 32)
 * @param bidirectional whether sequences are read from both ends (default false)
 * @param pooling how the states at all steps become one vector (default LAST)
 * @param channels how many numbers a step of a Dense column has (default 1)
 * @param reference which value of the past the forecast is a change from: 1 is the last, 12 with
 *     months that of a year before (default 1)
 * @param scaling how each window is brought to a common scale (default LEVEL)
 * @param dropout with what probability a number of a word's vector, between layers or of the pooled
 *     vector is left out of a training step (default 0)
 * @param learningRate learning rate at its greatest (default 0.005)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 32)
 * @param epochs passes over the rows, at most (default 60)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 10)
 * @param loss what is minimised (default SQUARED)
 * @param minCount how often a word or level must occur in training to be told apart (default 2)
 * @see "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997"
 * @see "K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014 (GRU)"
 * @see "S. Smyl, A hybrid method of exponential smoothing and recurrent neural networks for time
 *     series forecasting, International Journal of Forecasting 36, 2020 (scaling by window)"
 */
@About(
    value = "LSTM, GRU or simple recurrent network over the past of a series",
    cite = "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997")
public record RecurrentForecaster(
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
    @Param(value = "numbers that a step of a Dense column has", min = 1) int channels,
    @Param(value = "which value of the past the forecast is a change from: 1 is the last", min = 1)
        int reference,
    @Param("what each window is brought to a common scale by: level, relative or none")
        Scaling scaling,
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
    implements Trainer<RecurrentForecaster.Fitted> {
  public RecurrentForecaster {
    Spec.check(
        RecurrentForecaster.class,
        cell,
        layers,
        width,
        bidirectional,
        pooling,
        channels,
        reference,
        scaling,
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

  public RecurrentForecaster() {
    this(
        Cell.LSTM,
        1,
        32,
        false,
        Pooling.LAST,
        1,
        1,
        Scaling.LEVEL,
        0,
        0.005,
        0.01,
        32,
        60,
        Decay.COSINE,
        0.1,
        10,
        RegressionLoss.SQUARED,
        2);
  }

  public RecurrentForecaster cell(Cell cell) {
    return Spec.with(this, "cell", cell);
  }

  public RecurrentForecaster layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public RecurrentForecaster width(int width) {
    return Spec.with(this, "width", width);
  }

  public RecurrentForecaster bidirectional(boolean bidirectional) {
    return Spec.with(this, "bidirectional", bidirectional);
  }

  public RecurrentForecaster pooling(Pooling pooling) {
    return Spec.with(this, "pooling", pooling);
  }

  public RecurrentForecaster channels(int channels) {
    return Spec.with(this, "channels", channels);
  }

  public RecurrentForecaster reference(int reference) {
    return Spec.with(this, "reference", reference);
  }

  public RecurrentForecaster scaling(Scaling scaling) {
    return Spec.with(this, "scaling", scaling);
  }

  public RecurrentForecaster dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public RecurrentForecaster learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public RecurrentForecaster weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public RecurrentForecaster batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public RecurrentForecaster epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public RecurrentForecaster schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public RecurrentForecaster validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public RecurrentForecaster patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public RecurrentForecaster loss(RegressionLoss loss) {
    return Spec.with(this, "loss", loss);
  }

  public RecurrentForecaster minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Dense.class, Column.Numeric.class, Column.Nominal.class, Column.Sparse.class)
        .target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var past = Past.of(train, this, channels, reference, scaling);
    var scaled = past.scaled(train);
    var y = past.changes(train, ((Column.Numeric) train.targetColumn()).values());
    var target = NumberTarget.of(y, loss);
    var inputs =
        SequenceNet.inputs(
            scaled, this, minCount, (_, name) -> NumberInput.of(scaled, name, channels));
    var fit = fitting().fit(scaled, this, inputs, target, this::network, run);
    return new Fitted(
        this, past, inputs, target.mean(), target.scale(), fit.weights(), fit.epochs(), fit.loss());
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
                  at, sequence, 0, cell.op(), width, layers, bidirectional, pooling, dropout);
          return new SequenceNet.Part(encoder.width(), encoder::forward);
        });
  }

  private Fitting fitting() {
    return new Fitting(
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        RecurrentClassifier.CLIP);
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param past where the past is, and how it is scaled
   * @param inputs what was learned of the columns
   * @param mean the mean of the scaled changes
   * @param scale their deviation
   * @param weights one of each layer
   * @param epochs how many were made
   * @param loss that of the weights kept, of the standardized change, on the rows set aside if
   *     there were some
   */
  public record Fitted(
      RecurrentForecaster how,
      Past past,
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
      var changes =
          NumberTarget.numbers(
              RowNet.outputs(how::network, inputs, weights, 1, past.scaled(frame)), mean, scale);
      return new Numbers(past.values(frame, changes.values()));
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}

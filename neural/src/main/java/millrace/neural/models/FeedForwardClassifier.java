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
 * A feed-forward network for tables: hidden layers, and an output per level of the target, whose
 * softmax is its probability. It minimises the cross entropy by AdamW, in batches.
 *
 * <p>It reads columns as they are: neither scaling nor one-hot encoding goes before it. Numeric and
 * Dense features are standardized by the training rows and kept within ten deviations; Sparse ones
 * stay as they are. Each level of a Nominal column becomes a vector that is learned, of {@code
 * min(50, ⌈1.6 · levels^0.56⌉)} numbers. Levels of fewer than {@code minCount} training rows share
 * one with levels never seen. Missing numbers are refused ({@code new Impute()} before); missing
 * cells of Nominal columns are a level, if training rows have enough of them.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · rows · weights).
 *
 * @param layers hidden layers (default 2)
 * @param width units of each (default 128)
 * @param nonlinearity what units do with their sums (default RELU)
 * @param dropout with what probability a unit is left out of a training step (default 0.1)
 * @param batchNorm whether sums are normalized over the batch before the function (default false)
 * @param learningRate learning rate at its greatest (default 0.002)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 64)
 * @param epochs passes over the rows, at most (default 40)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 8)
 * @param classWeight how much the rows of each level count (default NONE)
 * @param minCount training rows that a level of a Nominal column needs to be told apart (default 3)
 * @see "C. Guo, F. Berkhahn, Entity embeddings of categorical variables, arXiv:1604.06737"
 * @see "I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019 (AdamW)"
 */
@About(
    value = "feed-forward network for tables, with embeddings of levels",
    cite = "C. Guo, F. Berkhahn, Entity embeddings of categorical variables, arXiv:1604.06737")
public record FeedForwardClassifier(
    @Param(
            value = "hidden layers",
            min = 0,
            max = 20,
            tune = {1, 4})
        int layers,
    @Param(
            value = "units of each hidden layer",
            min = 1,
            max = 65536,
            tune = {16, 512},
            log = true)
        int width,
    @Param("what units do with their sums") Nonlinearity nonlinearity,
    @Param(
            value = "probability that a unit is left out of a step",
            min = 0,
            max = 0.95,
            tune = {0, 0.5})
        double dropout,
    @Param("whether sums are normalized over the batch") boolean batchNorm,
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
    @Param(value = "training rows that a nominal level needs to be told apart", min = 1)
        int minCount)
    implements Trainer<FeedForwardClassifier.Fitted> {
  public FeedForwardClassifier {
    Spec.check(
        FeedForwardClassifier.class,
        layers,
        width,
        nonlinearity,
        dropout,
        batchNorm,
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        classWeight,
        minCount);
  }

  public FeedForwardClassifier() {
    this(
        2,
        128,
        Nonlinearity.RELU,
        0.1,
        false,
        0.002,
        0.01,
        64,
        40,
        Decay.COSINE,
        0.1,
        8,
        ClassWeight.NONE,
        3);
  }

  public FeedForwardClassifier layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public FeedForwardClassifier width(int width) {
    return Spec.with(this, "width", width);
  }

  public FeedForwardClassifier nonlinearity(Nonlinearity nonlinearity) {
    return Spec.with(this, "nonlinearity", nonlinearity);
  }

  public FeedForwardClassifier dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public FeedForwardClassifier batchNorm(boolean batchNorm) {
    return Spec.with(this, "batchNorm", batchNorm);
  }

  public FeedForwardClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public FeedForwardClassifier weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public FeedForwardClassifier batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public FeedForwardClassifier epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public FeedForwardClassifier schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public FeedForwardClassifier validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public FeedForwardClassifier patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public FeedForwardClassifier classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  public FeedForwardClassifier minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Numeric.class, Column.Nominal.class, Column.Dense.class, Column.Sparse.class)
        .target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = ClassTarget.of(train, classWeight, this);
    var columns = List.copyOf(train.features().names());
    var inputs = new Inputs(TableInput.of(train, columns, minCount), List.of());
    var fit = fitting().fit(train, this, inputs, target, this::network, run);
    return new Fitted(this, inputs, target.levels(), fit.weights(), fit.epochs(), fit.loss());
  }

  private RowNet network(Weights weights, Inputs inputs, int outputs) {
    var table = TableNet.of(weights, inputs.table());
    var hidden =
        HiddenLayers.of(
            weights, inputs.table().width(), layers, width, nonlinearity, batchNorm, dropout);
    var output =
        HiddenLayers.output(weights, layers == 0 ? inputs.table().width() : width, outputs);
    return (f, data, rows) ->
        output.forward(f, hidden.forward(f, table.forward(f, data.table(), rows)));
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
      FeedForwardClassifier how,
      Inputs inputs,
      Vocabulary levels,
      List<Weight> weights,
      int epochs,
      double loss)
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

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
 * A convolutional network for small images, which tells a level of each: {@code levels} times a
 * convolution of 3 × 3 pixels that keeps the size, a RELU and the greatest value of each 2 × 2
 * pixels (left out where a map has become smaller); then a hidden layer with a RELU, and an output
 * per level, whose softmax is its probability. It minimises the cross entropy by AdamW, in batches.
 *
 * <p>All Numeric and Dense columns together, in the order of the training frame, are the pixels of
 * one image: channel after channel, of each row after row. If neither {@code height} nor {@code
 * columns} is given, the image is as near to a square as the number of pixels allows. Pixels are
 * standardized by the mean and deviation of all of them in all training rows.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · images · pixels · weights of the convolutions).
 *
 * @param height how many rows an image has (default 0)
 * @param columns how many columns an image has (default 0)
 * @param channels how many channels an image has (default 1)
 * @param levels how many convolutions stand one above the other (default 2)
 * @param maps feature maps of the first convolution; each later one has twice as many as the one
 *     before (default 16)
 * @param width units of the hidden layer (default 128)
 * @param dropout with what probability a unit before and after the hidden layer is left out of a
 *     training step (default 0.4)
 * @param learningRate learning rate at its greatest (default 0.002)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 64)
 * @param epochs passes over the rows, at most (default 15)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 4)
 * @param classWeight how much the rows of each level count (default NONE)
 * @see "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document
 *     recognition, Proceedings of the IEEE 86, 1998"
 */
@About(
    value = "convolutional network for small images",
    cite =
        "Y. LeCun et al., Gradient-based learning applied to document recognition, Proc. IEEE 86,"
            + " 1998")
public record ImageCnn(
    @Param(value = "rows of an image; 0: from the number of features", min = 0, max = 65536)
        int height,
    @Param(value = "columns of an image; 0: from the number of features", min = 0, max = 65536)
        int columns,
    @Param(value = "channels of an image, such as red, green and blue", min = 1, max = 1024)
        int channels,
    @Param(
            value = "convolutions, one above the other",
            min = 1,
            max = 8,
            tune = {1, 3})
        int levels,
    @Param(
            value = "feature maps of the first convolution; each later has twice as many",
            min = 1,
            max = 4096,
            tune = {8, 64},
            log = true)
        int maps,
    @Param(
            value = "units of the hidden layer",
            min = 1,
            max = 65536,
            tune = {32, 512},
            log = true)
        int width,
    @Param(
            value = "probability that a unit is left out of a step",
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
    @Param("how much the rows of each level count: none or balanced") ClassWeight classWeight)
    implements Trainer<ImageCnn.Fitted> {
  public ImageCnn {
    Spec.check(
        ImageCnn.class,
        height,
        columns,
        channels,
        levels,
        maps,
        width,
        dropout,
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        classWeight);
  }

  public ImageCnn() {
    this(0, 0, 1, 2, 16, 128, 0.4, 0.002, 0.01, 64, 15, Decay.COSINE, 0.1, 4, ClassWeight.NONE);
  }

  public ImageCnn height(int height) {
    return Spec.with(this, "height", height);
  }

  public ImageCnn columns(int columns) {
    return Spec.with(this, "columns", columns);
  }

  public ImageCnn channels(int channels) {
    return Spec.with(this, "channels", channels);
  }

  public ImageCnn levels(int levels) {
    return Spec.with(this, "levels", levels);
  }

  public ImageCnn maps(int maps) {
    return Spec.with(this, "maps", maps);
  }

  public ImageCnn width(int width) {
    return Spec.with(this, "width", width);
  }

  public ImageCnn dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public ImageCnn learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public ImageCnn weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public ImageCnn batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public ImageCnn epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public ImageCnn schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public ImageCnn validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public ImageCnn patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public ImageCnn classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class).target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = ClassTarget.of(train, classWeight, this);
    var table = TableInput.pixels(train, List.copyOf(train.features().names()));
    var inputs = new Inputs(table, List.of());
    ImageNet.height(table.width(), height, columns, channels); // refuses what is no image
    var fit = fitting().fit(train, this, inputs, target, this::network, run);
    return new Fitted(this, inputs, target.levels(), fit.weights(), fit.epochs(), fit.loss());
  }

  private RowNet network(Weights weights, Inputs inputs, int outputs) {
    int pixels = inputs.table().width();
    int h = ImageNet.height(pixels, height, columns, channels);
    int w = pixels / channels / h;
    var images = ImageNet.of(weights, channels, levels, maps);
    var hidden =
        HiddenLayers.of(weights, images.outputs(h, w), 1, width, Nonlinearity.RELU, false, dropout);
    var output = HiddenLayers.output(weights, width, outputs);
    return (f, data, rows) -> {
      var x = f.tensor(data.table().numbers(rows), rows.length, channels, h, w);
      var flat = HiddenLayers.dropout(f, dropout, images.forward(f, x));
      return output.forward(f, hidden.forward(f, flat));
    };
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
      ImageCnn how, Inputs inputs, Vocabulary levels, List<Weight> weights, int epochs, double loss)
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

package millrace.jmh.neural;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A network to be trained, the same for all sides: batches, labels and first weights follow from a
 * fixed seed. Labels can be learnt, as they follow from the inputs.
 *
 * @param shape of a batch of inputs
 * @param inputs a batch each
 * @param labels of each batch, from 0 to 9
 * @param weights by the order in which the network uses them
 */
record Problem(int[] shape, float[][] inputs, int[][] labels, List<Weight> weights) {
  /** A parameter and its first values. */
  record Weight(float[] values, int... shape) {}

  private static final int CLASSES = 10;
  private static final int BATCH = 64;
  private static final int NOISE = 5;

  // of the convolutions
  static final int SIDE = 28;
  static final int FIRST = 16;
  static final int SECOND = 32;
  private static final int WINDOW = 3;

  // of the recurrent network
  static final int STEPS = 64;
  static final int ROWS = 32;
  static final int UNITS = 256;

  static Problem of(String kind) {
    return switch (kind) {
      case "mlp" -> mlp();
      case "lstm" -> lstm();
      case "cnn" -> cnn();
      default -> throw new IllegalArgumentException("there is no problem '%s'".formatted(kind));
    };
  }

  /** 784-128-10, ReLU, batches of 64. */
  private static Problem mlp() {
    var random = new Random(1);
    var weights =
        List.of(
            weight(random, 784, 128, 784),
            weight(random, 784, 128),
            weight(random, 128, CLASSES, 128),
            weight(random, 128, CLASSES));
    return drawn(random, 128, weights, BATCH, 0, BATCH, 784);
  }

  /** One layer of 256 units, 64 steps, batches of 32, 256 inputs; the last h decides. */
  private static Problem lstm() {
    var random = new Random(2);
    var weights =
        List.of(
            weight(random, UNITS, 4 * UNITS, UNITS),
            weight(random, UNITS, 4 * UNITS, UNITS),
            weight(random, UNITS, 4 * UNITS),
            weight(random, UNITS, 4 * UNITS),
            weight(random, UNITS, CLASSES, UNITS),
            weight(random, UNITS, CLASSES));
    int last = (STEPS - 1) * ROWS * UNITS;
    return drawn(random, 4, weights, ROWS, last, STEPS, ROWS, UNITS);
  }

  /** Two convolutions of 3 x 3 with 16 and 32 channels, each halved by a maximum; batches of 64. */
  private static Problem cnn() {
    var random = new Random(3);
    int places = SECOND * (SIDE / 4) * (SIDE / 4);
    var weights =
        List.of(
            weight(random, WINDOW * WINDOW, FIRST, 1, WINDOW, WINDOW),
            weight(random, WINDOW * WINDOW, FIRST),
            weight(random, FIRST * WINDOW * WINDOW, SECOND, FIRST, WINDOW, WINDOW),
            weight(random, FIRST * WINDOW * WINDOW, SECOND),
            weight(random, places, CLASSES, places),
            weight(random, places, CLASSES));
    return drawn(random, 8, weights, BATCH, 0, BATCH, 1, SIDE, SIDE);
  }

  /** Between ±1/√inputs, as PyTorch begins. */
  private static Weight weight(RandomGenerator random, int inputs, int... shape) {
    int size = 1;
    for (int d : shape) size *= d;
    var values = new float[size];
    double bound = 1 / Math.sqrt(inputs);
    for (int i = 0; i < size; i++) values[i] = (float) random.nextDouble(-bound, bound);
    return new Weight(values, shape);
  }

  /**
   * Normal inputs; the label of a row is the place of the largest of ten of its numbers, but for
   * one in five, which is drawn.
   *
   * @param rows as many as a batch has
   * @param from where the ten of the first row begin; those of the others follow evenly
   */
  private static Problem drawn(
      RandomGenerator random, int batches, List<Weight> weights, int rows, int from, int... shape) {
    int size = 1;
    for (int d : shape) size *= d;
    int stride = (size - from) / rows;
    var inputs = new float[batches][size];
    var labels = new int[batches][];
    for (int b = 0; b < batches; b++) {
      for (int i = 0; i < size; i++) inputs[b][i] = (float) random.nextGaussian();
      labels[b] = new int[rows];
      for (int r = 0; r < rows; r++) {
        boolean noise = random.nextInt(NOISE) == 0; // keeps losses from vanishing
        labels[b][r] = noise ? random.nextInt(CLASSES) : largest(inputs[b], from + r * stride);
      }
    }
    return new Problem(shape, inputs, labels, weights);
  }

  private static int largest(float[] values, int from) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) if (values[from + c] > values[from + best]) best = c;
    return best;
  }

  /** Normal numbers for what is no training. */
  static float[] numbers(int seed, int size) {
    var random = new Random(seed);
    var values = new float[size];
    for (int i = 0; i < size; i++) values[i] = (float) random.nextGaussian();
    return values;
  }
}

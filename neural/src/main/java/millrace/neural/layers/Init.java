package millrace.neural.layers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * What weights are before training. Shapes are as in PyTorch: [out, in] of a linear layer, [out,
 * in, ..] of a convolution; the fan-in is the number of inputs that a unit sums over (in · the size
 * of the window), the fan-out the number of units that an input goes to (out · the size of the
 * window).
 *
 * <p>Randomness comes from the run: {@code run.random("weights", layer)}, so that the same seed
 * gives the same weights on every backend, rounded to its precision.
 */
@FunctionalInterface
public interface Init {
  /** Numbers for a tensor of this shape, in its order. */
  double[] values(int[] shape, RandomGenerator random);

  /** A new tensor. */
  default Tensor of(Ops f, RandomGenerator random, int... shape) {
    return f.tensor(values(shape, random), shape);
  }

  /**
   * 0: right for biases, wrong for weights. Units of a layer that start alike stay alike: they
   * compute the same, so they get the same gradient, so a step of any optimizer changes them alike.
   * A hidden layer of any width then is worth one unit. This network starts symmetric and never
   * learns XOR; with {@link #glorotUniform} it does:
   *
   * <pre>{@code
   * record Net(Linear hidden, Linear out) {
   *   static Net of(Ops f, Init init, RandomGenerator random) {
   *     return new Net(
   *         Linear.of(f, 2, 8, init, random).then(Function.TANH),
   *         Linear.of(f, 8, 1, init, random));
   *   }
   * }
   * Net.of(f, Init.constant(.5), random);      // 8 hidden units that remain copies of one
   * Net.of(f, Init.zeros(), random);           // not even that: only the last bias ever moves
   * Net.of(f, Init.glorotUniform(1), random);  // learns
   * }</pre>
   */
  static Init zeros() {
    return constant(0);
  }

  /** The same number everywhere: for biases and gains; see {@link #zeros} for weights. */
  static Init constant(double value) {
    return (shape, random) -> {
      var out = new double[Tensor.sizeOf(shape)];
      Arrays.fill(out, value);
      return out;
    };
  }

  /** N(mean, deviation²). */
  static Init normal(double mean, double deviation) {
    if (!(deviation >= 0))
      throw new IllegalArgumentException("a deviation is at least 0 but is " + deviation);
    return (shape, random) -> {
      var out = new double[Tensor.sizeOf(shape)];
      for (int i = 0; i < out.length; i++) out[i] = mean + deviation * random.nextGaussian();
      return out;
    };
  }

  /** U(low, high). */
  static Init uniform(double low, double high) {
    if (!(low <= high))
      throw new IllegalArgumentException("no range from %s to %s".formatted(low, high));
    return (shape, random) -> {
      var out = new double[Tensor.sizeOf(shape)];
      for (int i = 0; i < out.length; i++) out[i] = low + (high - low) * random.nextDouble();
      return out;
    };
  }

  /**
   * U(−b, b), b = gain·√(6 / (fan-in + fan-out)): PyTorch's xavier_uniform_.
   *
   * @see "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural
   *     networks, AISTATS 2010"
   */
  static Init glorotUniform(double gain) {
    return scaled(gain, Fan.MEAN, false);
  }

  /** N(0, gain²·2 / (fan-in + fan-out)): PyTorch's xavier_normal_. */
  static Init glorotNormal(double gain) {
    return scaled(gain, Fan.MEAN, true);
  }

  /**
   * U(−b, b), b = gain·√(3 / fan-in), for units followed by this function: PyTorch's
   * kaiming_uniform_.
   *
   * @param a the parameter of LEAKY_RELU; else without meaning
   * @see "K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, ICCV 2015"
   */
  static Init heUniform(Function function, double a) {
    return scaled(gain(function, a), Fan.IN, false);
  }

  /** N(0, gain² / fan-in), for units followed by this function: PyTorch's kaiming_normal_. */
  static Init heNormal(Function function, double a) {
    return scaled(gain(function, a), Fan.IN, true);
  }

  /**
   * U(−b, b), b = √(3 / fan-in).
   *
   * @see "Y. LeCun, L. Bottou, G. Orr, K.-R. Mueller, Efficient BackProp, 1998"
   */
  static Init lecunUniform() {
    return scaled(1, Fan.IN, false);
  }

  /** N(0, 1 / fan-in), not truncated: for SELU networks. */
  static Init lecunNormal() {
    return scaled(1, Fan.IN, true);
  }

  /** Which number of connections {@link #scaled} looks at. */
  enum Fan {
    IN,
    OUT,
    /** (fan-in + fan-out) / 2. */
    MEAN
  }

  /** The family of the above: mean 0, variance gain² / fan, normal or uniform. */
  static Init scaled(double gain, Fan fan, boolean normal) {
    return (shape, random) -> {
      double n =
          switch (fan) {
            case IN -> fanIn(shape);
            case OUT -> fanOut(shape);
            case MEAN -> (fanIn(shape) + fanOut(shape)) / 2.0;
          };
      double deviation = n == 0 ? 0 : gain / Math.sqrt(n);
      double bound = Math.sqrt(3) * deviation;
      return (normal ? normal(0, deviation) : uniform(-bound, bound)).values(shape, random);
    };
  }

  /**
   * gain · Q, the rows (or, if there are fewer, the columns) of Q being orthonormal and evenly
   * distributed among all such; further axes belong to the columns. It keeps the length of what
   * runs through many steps, as in recurrent networks.
   *
   * @see "A. Saxe, J. McClelland, S. Ganguli, Exact solutions to the nonlinear dynamics of learning
   *     in deep linear neural networks, ICLR 2014"
   */
  static Init orthogonal(double gain) {
    return (shape, random) -> {
      fanIn(shape); // refuses what has no rows and columns
      int rows = shape[0];
      int columns = Tensor.sizeOf(shape) / Math.max(1, rows);
      var q = Orthogonal.rows(Math.min(rows, columns), Math.max(rows, columns), random);
      var out = new double[rows * columns];
      for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
          out[i * columns + j] = gain * (rows <= columns ? q[i][j] : q[j][i]);
      return out;
    };
  }

  /**
   * By how much a function shrinks what goes through it: the factor that weights before it need. √2
   * for RELU, √(2 / (1 + a²)) for LEAKY_RELU, 5/3 for TANH, 3/4 for SELU, else 1: PyTorch's
   * calculate_gain.
   */
  static double gain(Function function, double a) {
    return switch (function) {
      case RELU -> Math.sqrt(2);
      case LEAKY_RELU -> Math.sqrt(2 / (1 + a * a));
      case TANH -> 5.0 / 3;
      case SELU -> 3.0 / 4;
      default -> 1;
    };
  }

  /** How many inputs a unit sums over. */
  static int fanIn(int... shape) {
    return fan(shape, 0);
  }

  /** How many units an input goes to. */
  static int fanOut(int... shape) {
    return fan(shape, 1);
  }

  private static int fan(int[] shape, int without) {
    if (shape.length < 2)
      throw new IllegalArgumentException(
          "fan-in and fan-out need a shape [out, in, ..], but was given " + Tensor.text(shape));
    int n = 1;
    for (int i = 0; i < shape.length; i++) if (i != without) n *= shape[i];
    return n;
  }
}

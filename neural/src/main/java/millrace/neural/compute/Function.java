package millrace.neural.compute;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * Functions of one number, with PyTorch's definitions. {@code a} is the parameter of those that
 * have one.
 */
public enum Function {
  IDENTITY,
  ABS,
  SQUARE,
  SQRT,
  EXP,
  LOG,
  RECIPROCAL,
  /** max(0, x). */
  RELU,
  /** x, or a·x below 0 (PyTorch's default a: .01). */
  LEAKY_RELU,
  /** x, or a·(eˣ − 1) below 0 (PyTorch's default a: 1). */
  ELU,
  /** 1.0507·(x, or 1.6733·(eˣ − 1) below 0). @see "Klambauer et al. 2017" */
  SELU,
  /** x·Φ(x), Φ being the normal distribution function. @see "Hendrycks, Gimpel 2016" */
  GELU,
  /** GELU with Φ replaced by a formula with tanh, as GPT-2 has it. */
  GELU_TANH,
  /** x·σ(x), also called Swish. */
  SILU,
  /** ln(1 + eˣ). */
  SOFTPLUS,
  /** σ(x) = 1 / (1 + e⁻ˣ). */
  SIGMOID,
  TANH,
  /** x²/2 where |x| ≤ a, else a·(|x| − a/2). */
  HUBER;

  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double ROOT_2_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  /** Whether the slope follows from the value alone, so that the argument need not be kept. */
  public boolean slopeFromValue() {
    return switch (this) {
      case IDENTITY, EXP, RELU, LEAKY_RELU, ELU, SELU, SIGMOID, TANH, SQRT, RECIPROCAL -> true;
      default -> false;
    };
  }

  /** The value at x, in double: the definition. */
  public double at(double x, double a) {
    return switch (this) {
      case IDENTITY -> x;
      case ABS -> Math.abs(x);
      case SQUARE -> x * x;
      case SQRT -> Math.sqrt(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case RECIPROCAL -> 1 / x;
      case RELU -> x > 0 ? x : x < 0 ? 0 : x; // NaN stays NaN
      case LEAKY_RELU -> x >= 0 ? x : a * x;
      case ELU -> x > 0 ? x : a * Math.expm1(x);
      case SELU -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
      case GELU -> x * normal(x);
      case GELU_TANH -> x * sigmoid(2 * ROOT_2_PI * (x + CUBIC * x * x * x)); // (1 + tanh z) / 2
      case SILU -> x * sigmoid(x);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case SIGMOID -> sigmoid(x);
      case TANH -> Math.tanh(x);
      case HUBER -> Math.abs(x) <= a ? x * x / 2 : a * (Math.abs(x) - a / 2);
    };
  }

  /**
   * The slope at x, where the value is y. At kinks it is PyTorch's: at 0, 0 for RELU and ABS, a for
   * LEAKY_RELU.
   */
  public double slope(double x, double y, double a) {
    return switch (this) {
      case IDENTITY -> 1;
      case ABS -> Math.signum(x);
      case SQUARE -> 2 * x;
      case SQRT -> 0.5 / y;
      case EXP -> y;
      case LOG -> 1 / x;
      case RECIPROCAL -> -y * y;
      case RELU -> y > 0 ? 1 : 0;
      case LEAKY_RELU -> y > 0 ? 1 : a;
      case ELU -> y > 0 ? 1 : y + a;
      case SELU -> y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA;
      case GELU -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> {
        double t = Math.tanh(ROOT_2_PI * (x + CUBIC * x * x * x));
        yield 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT_2_PI * (1 + 3 * CUBIC * x * x);
      }
      case SILU -> {
        double s = sigmoid(x);
        yield s * (1 + x * (1 - s));
      }
      case SOFTPLUS -> sigmoid(x);
      case SIGMOID -> y * (1 - y);
      case TANH -> 1 - y * y;
      case HUBER -> Math.abs(x) <= a ? x : a * Math.signum(x);
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Φ, the distribution function of the standard normal, to about 1e-16. */
  private static double normal(double x) {
    return 0.5 * Erfc.value(-x / Math.sqrt(2));
  }
}

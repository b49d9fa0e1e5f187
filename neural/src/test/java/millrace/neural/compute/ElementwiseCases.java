package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.OpCase.Input;

/** Cases of {@link Elementwise}. */
final class ElementwiseCases {
  /** Around the borders of 4, 8 and 16 lanes and of unrolled loops; and nothing. */
  static final int[] SIZES = {0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 127, 1009};

  /** Enough for several threads, and no multiple of anything. */
  static final int LARGE = 100_003;

  /** Pairs of shapes of which one or both are repeated. */
  private static final int[][][] PAIRS = {
    {{5}, {5}},
    {{}, {}},
    {{}, {3}},
    {{3}, {}},
    {{1}, {7}},
    {{7}, {1}},
    {{3, 4}, {4}},
    {{4}, {3, 4}},
    {{3, 4}, {1, 4}},
    {{3, 4}, {3, 1}},
    {{3, 1}, {3, 4}},
    {{3, 1}, {1, 4}},
    {{1, 4}, {3, 1}},
    {{2, 3, 4}, {3, 1}},
    {{2, 1, 4}, {3, 1}},
    {{2, 3, 4}, {2, 1, 4}},
    {{2, 3, 17}, {2, 3, 1}},
    {{4, 1, 1}, {1}},
    {{1, 1, 1}, {2, 2}},
    {{2, 3, 4, 5}, {3, 1, 5}},
    {{2, 3, 4, 5}, {1, 3, 1, 1}},
    {{2, 1, 3, 1, 2}, {5, 1, 4, 1}},
    {{0}, {1}},
    {{3, 0}, {3, 1}},
    {{2, 0, 3}, {3}},
    {{64, 33}, {33}},
    {{33, 64}, {33, 1}},
    {{1, 31}, {63, 1}},
  };

  private ElementwiseCases() {}

  static void addTo(Cases c) {
    for (var f : Function.values()) function(c, f);
    numbers(c);
    combine(c);
    repeat(c);
    dropout(c);
  }

  private static void function(Cases c, Function f) {
    double[] parameters =
        switch (f) {
          case LEAKY_RELU -> new double[] {.01, .3};
          case ELU -> new double[] {1, .5};
          case HUBER -> new double[] {1, .7};
          default -> new double[] {0};
        };
    for (double a : parameters) {
      for (int n : SIZES) both(c, new Apply(f, a), numbers(c, f, n));
      both(c, new Apply(f, a), numbers(c, f, 3, 5, 7));
      special(c, new Apply(f, a));
    }
    var x = numbers(c, f, LARGE);
    var y = c.results(new Apply(f, parameters[0]), x)[0];
    c.large(new Apply(f, parameters[0]), x);
    c.large(new ApplyGrad(f, parameters[0]), x, y, c.normal(LARGE));
  }

  /** The op, and its gradient, both with x and, where the slope follows from y, with y for x. */
  private static void both(Cases c, Apply op, Input x) {
    var y = c.results(op, x)[0];
    var g = c.normal(x.shape());
    c.add(op, x);
    var gradient = new ApplyGrad(op.function(), op.a());
    c.add(gradient, x, y, g);
    if (op.function().slopeFromValue()) c.add(gradient, y, y, g);
  }

  /** Where the function is steep and where it is flat, but no kinks. */
  private static Input numbers(Cases c, Function f, int... shape) {
    return switch (f) {
      case SQRT, LOG, RECIPROCAL -> c.positive(shape);
      case SIGMOID, TANH, SOFTPLUS, EXP, SILU, GELU, GELU_TANH, ELU, SELU -> {
        var wide = c.uniform(20, shape).values();
        var narrow = c.normal(shape).values();
        for (int i = 0; i < wide.length; i += 2) wide[i] = narrow[i];
        yield new Input(shape, wide);
      }
      default -> c.spread(2, shape);
    };
  }

  /** NaN, zeros of both signs, tiny and huge numbers, and infinities where there is a limit. */
  private static void special(Cases c, Apply op) {
    float[] values =
        switch (op.function()) {
          // x · 0 for x = -infinity has no agreed value
          case GELU, GELU_TANH, SILU ->
              new float[] {Float.NaN, 0f, -0f, 1e-30f, -1e-30f, 1e-5f, 90, -90, 1e9f, -1e4f};
          case LOG, SQRT ->
              new float[] {
                Float.NaN, 0f, 1e-30f, 1, 1e30f, -1, Float.POSITIVE_INFINITY, 1 + 0x1p-23f
              };
          default ->
              new float[] {
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                0f,
                -0f,
                1e-30f,
                -1e-30f,
                1e-5f,
                88.5f,
                -88.5f,
                89.5f,
                -104,
                1e9f,
                -1e9f
              };
        };
    for (int times : new int[] {1, 3}) { // in whole vectors, and in what is left over
      var x = new float[values.length * times + 1];
      for (int i = 0; i < x.length; i++) x[i] = values[i % values.length];
      c.special(op, new Input(new int[] {x.length}, x));
    }
  }

  private static void numbers(Cases c) {
    for (int n : SIZES) {
      c.add(new Affine(1.5, -.25), c.normal(n));
      c.add(new Affine(-2, 0), c.normal(n));
    }
    c.add(new Affine(0, 3), c.normal(2, 3));
    c.add(new Affine(1, 0), c.normal(2, 3));
    c.large(new Affine(.5, 1), c.normal(LARGE));
  }

  private static void combine(Cases c) {
    for (var op : Arithmetic.values()) {
      for (int n : SIZES) c.add(new Combine(op), c.normal(n), divisor(c, op, n));
      for (var pair : PAIRS) c.add(new Combine(op), c.normal(pair[0]), divisor(c, op, pair[1]));
      var x = c.positive(3, 17);
      c.add(new Combine(op), x, x);
      c.large(new Combine(op), c.normal(LARGE), divisor(c, op, LARGE));
      c.large(new Combine(op), c.normal(1009, 301), divisor(c, op, 301));
      c.large(new Combine(op), c.normal(301, 1009), divisor(c, op, 301, 1));
      c.large(new Combine(op), c.normal(1), divisor(c, op, LARGE));
      c.large(new Combine(op), c.normal(67, 1, 71), divisor(c, op, 73, 1));
    }
    var zeros = c.constant(0, 4);
    var x = new Input(new int[] {4}, new float[] {1, -1, 0, Float.NaN});
    c.special(new Combine(Arithmetic.DIVIDE), x, zeros);
  }

  private static Input divisor(Cases c, Arithmetic op, int... shape) {
    return op == Arithmetic.DIVIDE ? c.positive(shape) : c.normal(shape);
  }

  private static void repeat(Cases c) {
    for (var pair : PAIRS) {
      var full = Broadcast.shape(pair[0], pair[1]);
      for (var shape : pair) {
        c.add(new Expand(full), c.normal(shape));
        c.add(new SumTo(shape), c.normal(full));
      }
    }
    for (int n : SIZES) {
      c.add(new SumTo(new int[] {n}), c.normal(5, n));
      c.add(new SumTo(new int[] {5, 1}), c.normal(5, n));
      c.add(new SumTo(new int[] {1}), c.normal(n));
    }
    c.large(new Expand(new int[] {1009, 301}), c.normal(301));
    c.large(new Expand(new int[] {1009, 301}), c.normal(1009, 1));
    c.large(new SumTo(new int[] {301}), c.normal(1009, 301));
    c.large(new SumTo(new int[] {1009, 1}), c.normal(1009, 301));
    c.large(new SumTo(new int[] {}), c.normal(1009, 301));
    c.large(new SumTo(new int[] {3, 1, 101}), c.normal(7, 3, 307, 101));
  }

  private static void dropout(Cases c) {
    for (double p : new double[] {0, .1, .5, .999})
      for (int n : new int[] {0, 1, 17, 1009})
        c.add(new Dropout(p, n % 2 == 0 ? 42 : -1234567890123456789L), c.normal(n));
    c.add(new Dropout(.5, 0), c.normal(3, 5, 7));
    c.large(new Dropout(.3, 1L << 40), c.normal(LARGE));
  }
}

package millrace.neural.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.OpCase.Input;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.Reduce;
import millrace.neural.compute.Reduction.SquaredNorm;
import org.jspecify.annotations.Nullable;

/**
 * Checks a backend against {@link Reference}, op by op.
 *
 * <p>How much may be lost depends on the op ({@link #exact}, {@link #linear}, {@link
 * #elementwise}); by units of the rounding of floats, 2⁻²⁴ = 6e-8:
 *
 * <ul>
 *   <li>ops that move numbers or choose between them: nothing;
 *   <li>sums and products: 1e-6 of the sum of the magnitudes of what is added;
 *   <li>a linear layer that applies a function: both this and the next, times 1 + |result|;
 *   <li>other functions of single elements, optimizers included: 2e-6 of 1 + |result|;
 *   <li>norms, softmax, recurrences, losses: 1e-5 of 1 + the largest result, or for the gradient of
 *       layer norm the largest 1/deviation.
 * </ul>
 */
public final class OpSuite {
  private static final double SUM = 1e-6;
  private static final double ELEMENT = 2e-6;
  private static final double COMPOUND = 1e-5;
  private static final int SHOWN = 4;

  private OpSuite() {}

  /**
   * Runs the cases twice each, the second time on storage that has been used, and compares results
   * and inputs with Reference's. Tolerances are multiplied by {@code slack}.
   *
   * @return how many cases there were
   * @throws AssertionError naming the first cases that failed, and how many did
   */
  public static int check(Ops backend, double slack, Predicate<OpCase> which) {
    return check(new Ops[][] {{backend}}, slack, which);
  }

  /** Checks the first backend of each group so, and that the others give the same bits as it. */
  public static int check(Ops[][] groups, double slack, Predicate<OpCase> which) {
    var failures = new ArrayList<String>();
    int count = 0;
    for (var c : OpCases.all()) {
      if (!which.test(c)) continue;
      count++;
      var expected = once(new Reference(), c);
      var bounds = bounds(c, expected);
      for (var group : groups) {
        double[] @Nullable [] bits = null;
        for (var f : group) {
          String failure = null;
          try {
            var found = twice(f, c);
            if (bits == null) failure = compare(found, expected, bounds, slack);
            else if (!Arrays.deepEquals(found, bits)) failure = "other bits than " + group[0];
            if (bits == null) bits = found;
          } catch (RuntimeException | LinkageError e) {
            failure = e.toString();
          }
          if (failure != null) failures.add("%s on %s: %s".formatted(c, f, failure));
        }
      }
    }
    report(failures, count);
    return count;
  }

  /** As {@link #once}, on arrays that have been used: they must not show what was in them. */
  private static double[][] twice(Ops backend, OpCase c) {
    try (var _ = backend.scope()) {
      for (var y : backend.run(c.op(), c.tensors(backend)))
        backend.run(new Update.Fill(Double.NaN), y);
    }
    return once(backend, c);
  }

  /** The results, and the inputs afterwards. */
  private static double[][] once(Ops backend, OpCase c) {
    try (var _ = backend.scope()) {
      var in = c.tensors(backend);
      var made = backend.run(c.op(), in);
      var shapes = c.op().shapes(shapes(in));
      if (shapes.length != made.length)
        throw new AssertionError("%d results, not %d".formatted(made.length, shapes.length));
      for (int i = 0; i < made.length; i++)
        if (!Arrays.equals(shapes[i], made[i].shape()))
          throw new AssertionError(
              "result %d is %s, not %s".formatted(i, made[i], Tensor.text(shapes[i])));
      var out = new double[made.length + in.length][];
      for (int i = 0; i < out.length; i++)
        out[i] = backend.doubles(i < made.length ? made[i] : in[i - made.length]);
      return out;
    }
  }

  private static @Nullable String compare(
      double[][] found, double[][] expected, double[][] bounds, double slack) {
    for (int k = 0; k < expected.length; k++) {
      if (found[k].length != expected[k].length) return "result %d has another size".formatted(k);
      int wrong = 0;
      int first = -1;
      for (int i = 0; i < expected[k].length; i++) {
        if (same(found[k][i], expected[k][i], slack * bounds[k][i])) continue;
        if (wrong++ == 0) first = i;
      }
      if (wrong > 0)
        return "result %d: %d of %d wrong, first [%d] %s instead of %s, tolerance %.3g"
            .formatted(
                k,
                wrong,
                expected[k].length,
                first,
                found[k][first],
                expected[k][first],
                slack * bounds[k][first]);
    }
    return null;
  }

  /** Within the bound; what a float cannot hold is infinite, and NaN is NaN. */
  private static boolean same(double found, double expected, double bound) {
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded))
      return Float.compare((float) found, rounded) == 0;
    // exact ops must give the nearest float, but the sign of zero is free
    return bound == 0 ? (float) found == rounded : Math.abs(found - expected) <= bound;
  }

  /** For each number of each result, and of each input afterwards, how far it may be off. */
  private static double[][] bounds(OpCase c, double[][] expected) {
    int results = expected.length - c.inputs().length;
    boolean update = c.op() instanceof Update;
    var magnitudes = linear(c) ? magnitudes(c) : null;
    var out = new double[expected.length][];
    for (int k = 0; k < out.length; k++) {
      out[k] = new double[expected[k].length];
      if (exact(c.op()) || (k >= results && !update)) continue;
      double largest = 0;
      for (double v : expected[k]) if (Double.isFinite(v)) largest = Math.max(largest, Math.abs(v));
      // what is divided by a small deviation has a rounding that is divided by it, too
      if (c.op() instanceof Normalization.LayerNormGrad)
        for (double v : c.inputs()[3].values()) largest = Math.max(largest, v);
      for (int i = 0; i < out[k].length; i++) {
        double relative = 1 + Math.abs(expected[k][i]);
        if (c.op() instanceof Linear && magnitudes != null && k < results)
          out[k][i] = (SUM * magnitudes[k][i] + ELEMENT) * relative;
        else if (magnitudes != null) out[k][i] = SUM * magnitudes[k][i];
        else if (elementwise(c.op())) out[k][i] = ELEMENT * relative;
        else out[k][i] = COMPOUND * (1 + largest);
      }
    }
    return out;
  }

  /** Ops that choose, move, or round once. */
  private static boolean exact(Op op) {
    return switch (op) {
      case Shaping.RowsGrad _ -> false;
      case Shaping _, Expand _, Reduction.MaxGrad _, Update.Fill _, Update.ClipValue _ -> true;
      case Reduce r -> r.kind() == Kind.MAX;
      case Convolution.Pool p -> p.pooling() == Convolution.Pooling.MAX;
      case Combine b -> b.arithmetic() != Arithmetic.DIVIDE;
      case Apply a ->
          switch (a.function()) {
            case IDENTITY, ABS, SQUARE, RELU -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /** Ops whose results are sums of products of inputs, so that magnitudes bound the error. */
  private static boolean linear(OpCase c) {
    return switch (c.op()) {
      case Affine _,
          SumTo _,
          MatMul _,
          Linear _,
          Product.Int8 _,
          Shaping.RowsGrad _,
          SquaredNorm _,
          Convolution _ ->
          true;
      case Reduce r -> r.kind() != Kind.MAX;
      default -> false;
    };
  }

  private static double[][] magnitudes(OpCase c) {
    // the gradient of a maximum chooses by equal numbers, whose signs matter
    if (c.op() instanceof Convolution.PoolGrad p && p.pooling() == Convolution.Pooling.MAX)
      return once(
          new Reference(),
          new OpCase("", p, false, false, c.inputs()[0], c.inputs()[1], c.inputs()[2].absolute()));
    var inputs = new Input[c.inputs().length];
    for (int i = 0; i < inputs.length; i++) inputs[i] = c.inputs()[i].absolute();
    var op =
        switch (c.op()) {
          case Affine(double scale, double shift) -> new Affine(Math.abs(scale), Math.abs(shift));
          case Linear _ -> new Linear(Function.IDENTITY, 0);
          case Product.Int8(var w) -> new Product.Int8(absolute(w));
          default -> c.op();
        };
    return once(new Reference(), new OpCase("", op, false, false, inputs));
  }

  private static Int8Matrix absolute(Int8Matrix w) {
    var values = w.values().clone();
    for (int i = 0; i < values.length; i++) values[i] = (byte) Math.abs(values[i]);
    return new Int8Matrix(values, w.scales(), w.width());
  }

  private static boolean elementwise(Op op) {
    return op instanceof Elementwise || op instanceof Update;
  }

  private static int[][] shapes(Tensor... in) {
    var out = new int[in.length][];
    for (int i = 0; i < out.length; i++) out[i] = in[i].shape();
    return out;
  }

  /** Throws if there are failures: a few of each op, so that one does not hide the others. */
  private static void report(List<String> failures, int count) {
    if (failures.isEmpty()) return;
    var shown = new TreeMap<String, List<String>>();
    for (var f : failures)
      shown.computeIfAbsent(f.replaceAll("^\\d+: |\\[.*", ""), _ -> new ArrayList<>()).add(f);
    var text = new StringBuilder("%d of %d cases failed".formatted(failures.size(), count));
    shown.forEach(
        (op, list) -> {
          text.append("\n%d of %s, as:".formatted(list.size(), op));
          for (var f : list.subList(0, Math.min(SHOWN, list.size()))) text.append("\n  ").append(f);
        });
    throw new AssertionError(text.toString());
  }
}

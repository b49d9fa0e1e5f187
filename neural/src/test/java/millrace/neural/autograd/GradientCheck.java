package millrace.neural.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.neural.compute.Normalization;
import millrace.neural.compute.OpCase;
import millrace.neural.compute.OpCases;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;

/**
 * Gradients of single ops by {@link Tape}, for the loss Σ w·y over all results y that have a
 * gradient, with random weights w.
 */
public final class GradientCheck {
  /** Small enough for the curvature, large enough for the rounding of doubles. */
  private static final double STEP = 1e-6;

  /** Up to so many numbers, the slope along each is checked; else along some directions. */
  private static final int EACH = 60;

  private static final int DIRECTIONS = 3;
  private static final int SHOWN = 4;

  private GradientCheck() {}

  /** Whether the gradient of a case can be checked at all. */
  public static boolean has(OpCase c) {
    return c.smooth() && Gradients.has(c.op());
  }

  /**
   * Checks the tape's gradients on these ops against central differences of {@link Reference}, to
   * 1e-6 of 1 + |slope|.
   *
   * @return how many slopes were checked
   */
  public static int differences(Ops f, Predicate<OpCase> which) {
    var failures = new ArrayList<String>();
    int slopes = 0;
    for (var c : OpCases.all()) {
      if (!has(c) || !which.test(c)) continue;
      var gradients = gradients(f, c);
      var random = new SplittableRandom(3);
      for (int k = 0; k < gradients.length; k++) {
        int n = gradients[k].length;
        for (int i = 0; i < (n <= EACH ? n : DIRECTIONS); i++, slopes++) {
          var direction = n <= EACH ? axis(n, i) : random(n, random);
          double found = 0;
          for (int j = 0; j < n; j++) found += gradients[k][j] * direction[j];
          double expected = slope(c, k, direction);
          if (!(Math.abs(found - expected) <= 1e-6 * (1 + Math.abs(expected))))
            failures.add(
                "%s: input %d, direction %d: %s instead of %s".formatted(c, k, i, found, expected));
        }
      }
    }
    report(failures);
    return slopes;
  }

  /**
   * Checks the tape's gradients on a backend against those on {@link Reference}, to {@code
   * tolerance} of 1 + the largest number of a gradient.
   *
   * @return how many gradients were checked
   */
  public static int agreement(Ops backend, double tolerance, Predicate<OpCase> which) {
    var failures = new ArrayList<String>();
    int count = 0;
    for (var c : OpCases.all()) {
      if (!Gradients.has(c.op()) || !(c.smooth() || c.large()) || !which.test(c)) continue;
      try {
        var found = gradients(backend, c);
        var expected = gradients(new Reference(), c);
        for (int k = 0; k < expected.length; k++, count++) {
          double largest = 1;
          for (double v : expected[k]) largest = Math.max(largest, Math.abs(v));
          for (int i = 0; i < expected[k].length; i++)
            if (!(Math.abs(found[k][i] - expected[k][i]) <= tolerance * (1 + largest))) {
              failures.add(
                  "%s: input %d [%d]: %s instead of %s, the largest being %s"
                      .formatted(c, k, i, found[k][i], expected[k][i], largest));
              break;
            }
        }
      } catch (RuntimeException e) {
        failures.add(c + ": " + e);
      }
    }
    report(failures);
    return count;
  }

  /** How many of the results are in the loss. */
  private static int results(OpCase c) {
    return c.op() instanceof Normalization.BatchNorm ? 1 : c.op().outputs();
  }

  /** By tape, for each input. */
  static double[][] gradients(Ops f, OpCase c) {
    try (var _ = f.scope()) {
      var in = c.tensors(f);
      var tape = new Tape(f, List.of(in), 1);
      var out = tape.run(c.op(), in);
      var loss = tape.zeros();
      for (int k = 0; k < results(c); k++) {
        var w = f.tensor(weights(k, out[k].size()), out[k].shape());
        loss = tape.add(loss, tape.sumTo(tape.multiply(out[k], w)));
      }
      tape.backward(loss);
      var gradients = new double[in.length][];
      for (int i = 0; i < in.length; i++) {
        gradients[i] = f.doubles(tape.gradient(in[i]));
        if (gradients[i].length != in[i].size())
          throw new AssertionError(c + ": gradient " + i + " has another size");
      }
      return gradients;
    }
  }

  private static double[] weights(int result, int n) {
    var random = new SplittableRandom(result + 77);
    var w = new double[n];
    for (int i = 0; i < n; i++) w[i] = (float) random.nextGaussian();
    return w;
  }

  private static double[] random(int n, SplittableRandom random) {
    var d = new double[n];
    for (int i = 0; i < n; i++) d[i] = random.nextGaussian();
    return d;
  }

  private static double[] axis(int n, int i) {
    var d = new double[n];
    d[i] = 1;
    return d;
  }

  /** The slope of the loss along a direction of an input, by a central difference. */
  private static double slope(OpCase c, int input, double[] direction) {
    var up = moved(c, input, direction, STEP);
    var down = moved(c, input, direction, -STEP);
    double sum = 0;
    for (int k = 0; k < up.length; k++) {
      var w = weights(k, up[k].length);
      // what did not change is 0, before its size can drown what did
      for (int i = 0; i < w.length; i++) sum += w[i] * (up[k][i] - down[k][i]);
    }
    return sum / (2 * STEP);
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private static double[][] moved(OpCase c, int input, double[] direction, double by) {
    var f = new Reference();
    var in = c.tensors(f);
    var x = f.doubles(in[input]);
    for (int i = 0; i < x.length; i++) x[i] += by * direction[i];
    var t = f.tensor(x, in[input].shape());
    var old = in[input];
    for (int i = 0; i < in.length; i++) if (in[i] == old) in[i] = t; // one tensor, given twice
    var made = f.run(c.op(), in);
    var out = new double[results(c)][];
    for (int k = 0; k < out.length; k++) out[k] = f.doubles(made[k]);
    return out;
  }

  private static void report(List<String> failures) {
    if (failures.isEmpty()) return;
    var shown = new TreeMap<String, List<String>>();
    for (var f : failures)
      shown.computeIfAbsent(f.replaceAll("^\\d+: |\\[.*", ""), _ -> new ArrayList<>()).add(f);
    var text = new StringBuilder(failures.size() + " gradients are wrong");
    shown.forEach(
        (op, list) -> {
          text.append("\n%d of %s, as:".formatted(list.size(), op));
          for (var f : list.subList(0, Math.min(SHOWN, list.size()))) text.append("\n  ").append(f);
        });
    throw new AssertionError(text.toString());
  }
}

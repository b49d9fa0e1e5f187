package millrace.neural.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Layer;

/**
 * What a network's activations and gradients are like on some rows, layer by layer, and what is
 * wrong with them. Copies everything to the host: for a look now and then, not for each step.
 *
 * <pre>{@code
 * System.out.println(Diagnosis.of(f, net, loss, 1, 0, 1, 2, 3));
 * }</pre>
 *
 * <p>A gradient of a matrix or kernel is said to vanish if a typical number of it ({@link
 * Statistics#typical}) is below {@value #VANISHING} of that of the largest such gradient of the
 * network, or if it is 0 altogether; and to explode if its norm is above {@value #EXPLODING} times
 * that of the parameter. These are rules of thumb.
 *
 * @param activations of each op that stands for a layer, in the order of the forward pass
 * @param parameters of each parameter
 * @param gradients of each parameter, in the same order
 * @param findings what is wrong, naming the layer; empty: nothing was found
 * @see "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural
 *     networks, AISTATS 2010"
 */
public record Diagnosis(
    List<Statistics> activations,
    List<Statistics> parameters,
    List<Statistics> gradients,
    List<String> findings) {
  static final double VANISHING = 1e-4;
  static final double EXPLODING = 1e3;

  /** A unit is saturated this near to the bounds of its function. */
  private static final double BOUND = 0.01;

  /** Findings about units need this share of them. */
  private static final double MANY = 0.9;

  public Diagnosis {
    activations = List.copyOf(activations);
    parameters = List.copyOf(parameters);
    gradients = List.copyOf(gradients);
    findings = List.copyOf(findings);
  }

  /** Of the network whose parameters {@link Layer#parameters} finds. */
  public static Diagnosis of(Ops f, Record net, Task.Loss loss, long seed, int... rows) {
    return of(f, Layer.parameters(net), loss, seed, rows);
  }

  /**
   * One pass forward and back. Running statistics move as in training.
   *
   * @param seed of dropout
   */
  public static Diagnosis of(
      Ops f, SequencedMap<String, Tensor> named, Task.Loss loss, long seed, int... rows) {
    var activations = new ArrayList<Statistics>();
    var parameters = new ArrayList<Statistics>();
    var gradients = new ArrayList<Statistics>();
    var findings = new ArrayList<String>();
    try (var _ = f.scope()) {
      var tape = new Tape(f, named.values(), seed);
      var observer = new Observer(tape);
      tape.backward(loss.of(observer, rows));
      for (var seen : observer.seen()) {
        var x = f.doubles(seen.result());
        activations.add(Statistics.of(seen.name(), x));
        judge(activations.getLast(), seen.function(), x, findings);
      }
      named.forEach(
          (name, p) -> {
            parameters.add(Statistics.of(name, f.doubles(p)));
            gradients.add(Statistics.of(name, f.doubles(tape.gradient(p))));
          });
      judge(List.copyOf(named.values()), parameters, gradients, findings);
    }
    return new Diagnosis(activations, parameters, gradients, findings);
  }

  private static void judge(Statistics s, Function function, double[] x, List<String> findings) {
    if (s.notFinite() > 0)
      findings.add(
          "%s: %d of %d activations are not finite".formatted(s.name(), s.notFinite(), s.size()));
    if (s.zeros() >= MANY)
      findings.add(text("%s: %.0f %% of the activations are 0", s.name(), 100 * s.zeros()));
    double saturated = saturated(function, x);
    if (saturated >= MANY)
      findings.add(text("%s: %.0f %% of the activations are saturated", s.name(), 100 * saturated));
  }

  /** The share of numbers where the slope of the function is next to nothing. */
  private static double saturated(Function function, double[] x) {
    if (function != Function.SIGMOID && function != Function.TANH) return 0;
    double low = function == Function.TANH ? -1 : 0;
    int n = 0;
    for (double v : x) if (v < low + BOUND || v > 1 - BOUND) n++;
    return x.length == 0 ? 0 : (double) n / x.length;
  }

  private static void judge(
      List<Tensor> tensors,
      List<Statistics> parameters,
      List<Statistics> gradients,
      List<String> findings) {
    double largest = 0;
    String largestName = "";
    for (int i = 0; i < gradients.size(); i++) {
      if (tensors.get(i).rank() > 1 && gradients.get(i).typical() > largest) {
        largest = gradients.get(i).typical();
        largestName = gradients.get(i).name();
      }
    }
    for (int i = 0; i < gradients.size(); i++) {
      var g = gradients.get(i);
      var p = parameters.get(i);
      if (g.notFinite() > 0)
        findings.add(
            "%s: the gradient explodes: %d of %d numbers are not finite"
                .formatted(g.name(), g.notFinite(), g.size()));
      if (tensors.get(i).rank() < 2) continue; // biases that start at 0 have no scale
      if (g.norm() > EXPLODING * p.norm())
        findings.add(
            text(
                "%s: the gradient explodes: its norm is %.2g, that of the parameter %.2g",
                g.name(), g.norm(), p.norm()));
      if (g.norm() == 0) findings.add("%s: the gradient vanishes: it is 0".formatted(g.name()));
      else if (g.typical() < VANISHING * largest)
        findings.add(
            text(
                "%s: the gradient vanishes: a typical number is %.2g, against %.2g of %s",
                g.name(), g.typical(), largest, largestName));
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Tables of activations and gradients, and the findings. */
  @Override
  public String toString() {
    var out = new StringBuilder();
    table(out, "activations", activations);
    table(out, "gradients", gradients);
    if (findings.isEmpty()) out.append("no findings\n");
    for (var finding : findings) out.append("! ").append(finding).append('\n');
    return out.toString();
  }

  private static void table(StringBuilder out, String title, List<Statistics> rows) {
    out.append(
        "%-32s %9s %10s %10s %10s %7s %10s%n"
            .formatted(title, "size", "mean", "deviation", "norm", "zeros", "max"));
    for (var s : rows)
      out.append(
          text(
              "%-32s %9d %10.2e %10.2e %10.2e %6.1f%% %10.2e%n",
              s.name(), s.size(), s.mean(), s.deviation(), s.norm(), 100 * s.zeros(), s.max()));
  }
}

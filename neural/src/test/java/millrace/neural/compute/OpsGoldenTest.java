package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Convolution.Conv2d;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Loss.Ctc;
import millrace.neural.compute.Normalization.BatchNorm;
import millrace.neural.compute.Normalization.LayerNorm;
import millrace.neural.compute.Normalization.RmsNorm;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.Reduce;
import millrace.neural.compute.Reduction.SquaredNorm;
import millrace.neural.compute.Shaping.Concat;
import millrace.neural.compute.Shaping.Permute;
import millrace.neural.compute.Shaping.Rows;
import millrace.neural.compute.Shaping.Slice;
import millrace.neural.compute.Shaping.Unslice;
import millrace.neural.compute.Update.ClipNorm;
import millrace.neural.layers.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Ops and their gradients against PyTorch ({@code golden/ops.py}), which computes in double. */
final class OpsGoldenTest {
  private static final double EPS = 1e-5;
  private static final int[] ALL = {};

  /** As ops.tsv says. */
  private static final int[] LONG = {
    4, 2, 1, 2, 4, 1, 3, 5, 2, 5, 4, 4, 5, 5, 5, 3, 1, 5, 5, 5, 3, 2, 1, 2, 1, 4, 3, 2, 5, 1, 1, 1,
    3, 1, 2, 1, 2, 1, 1, 5
  };

  @Test
  void referenceIsAsPyTorch() {
    try (var golden = Golden.reference("ops.tsv")) {
      check(golden);
    }
  }

  @Test
  void cpuIsAsPyTorch() {
    try (var golden = Golden.single("ops.tsv", new Cpu(2))) {
      check(golden);
    }
  }

  private static void check(Golden golden) {
    var ops = ops(golden);
    var names = new TreeSet<String>();
    for (var n : golden.names("")) names.add(n.substring(0, n.lastIndexOf('/')));
    assertEquals(new TreeSet<>(ops.keySet()), names);
    assertTrue(names.size() >= 125, () -> names.size() + " cases");
    var checks = new ArrayList<Executable>();
    ops.forEach((name, op) -> checks.add(() -> check(golden, name, op)));
    assertAll(checks);
  }

  private static void check(Golden golden, String name, Op op) {
    var f = golden.f;
    var in = tensors(golden, name + "/x");
    if (op instanceof ClipNorm) {
      f.run(op, in);
      golden.near(name + "/y0", in[1]);
      return;
    }
    var tape = new Tape(f, List.of(in), 1);
    var out = run(tape, name, op, in);
    int results = golden.names(name + "/y").size();
    for (int k = 0; k < results; k++) golden.near(name + "/y" + k, out[k]);
    if (golden.names(name + "/d").isEmpty()) return;
    var loss = f.zeros();
    for (int k = 0; k < results; k++)
      loss = tape.add(loss, tape.sumTo(tape.multiply(out[k], golden.tensor(name + "/g" + k))));
    tape.backward(loss);
    for (int k = 0; k < in.length; k++) golden.near(name + "/d" + k, tape.gradient(in[k]));
  }

  /** CTC is given log-probabilities that come from a softmax: so are its gradients. */
  private static Tensor[] run(Ops f, String name, Op op, Tensor... in) {
    return name.startsWith("ctc") ? f.run(op, f.logSoftmax(in[0])) : f.run(op, in);
  }

  private static Tensor[] tensors(Golden golden, String prefix) {
    var out = new Tensor[golden.names(prefix).size()];
    for (int i = 0; i < out.length; i++) out[i] = golden.tensor(prefix + i);
    return out;
  }

  private static Map<String, Op> ops(Golden golden) {
    var ops = new LinkedHashMap<String, Op>();
    elements(ops);
    products(ops);
    convolutions(golden, ops);
    normalizations(ops);
    losses(ops);
    for (var cell : Cell.values())
      for (boolean reverse : new boolean[] {false, true}) {
        var name = "recur %s %s".formatted(cell, reverse ? "reverse" : "forward");
        ops.put(name, new Recur(cell, reverse, ALL));
        ops.put(name + " 5,3,1", new Recur(cell, reverse, new int[] {3, 2, 2, 1, 1}));
        ops.put(name + " 4,4,2", new Recur(cell, reverse, new int[] {3, 3, 2, 2, 0}));
      }
    ops.put("clip norm 1.5", new ClipNorm(1.5));
    ops.put("clip norm 100", new ClipNorm(100));
    return ops;
  }

  private static void elements(Map<String, Op> ops) {
    for (var g : Function.values()) {
      double a =
          switch (g) {
            case LEAKY_RELU -> .01;
            case ELU, HUBER -> 1;
            default -> 0;
          };
      ops.put("function " + g, new Apply(g, a));
      switch (g) {
        case SQRT, LOG, RECIPROCAL -> {}
        default -> ops.put("kink " + g, new Apply(g, a));
      }
    }
    for (var at : List.of("function ", "kink ")) {
      ops.put(at + "LEAKY_RELU 0.3", new Apply(Function.LEAKY_RELU, .3));
      ops.put(at + "ELU 0.5", new Apply(Function.ELU, .5));
      ops.put(at + "HUBER 0.7", new Apply(Function.HUBER, .7));
    }
    for (var op : Arithmetic.values()) ops.put("combine " + op, new Combine(op));
    ops.put("expand", new Expand(new int[] {2, 3, 4}));
    ops.put("sum to", new SumTo(new int[] {3, 1}));
    ops.put("sum", new Reduce(Kind.SUM, 1));
    ops.put("mean", new Reduce(Kind.MEAN, -2));
    ops.put("max", new Reduce(Kind.MAX, 1));
    ops.put("squared norm", new SquaredNorm());
    ops.put("permute", new Permute(new int[] {2, 0, 1}));
    ops.put("slice", new Slice(1, 1, 3));
    ops.put("unslice", new Unslice(-2, 1, 5));
    ops.put("concat", new Concat(1));
    ops.put("rows", new Rows(new int[] {3, 0, 3, 1}));
  }

  private static void products(Map<String, Op> ops) {
    for (int ta = 0; ta < 2; ta++)
      for (int tb = 0; tb < 2; tb++)
        for (var kind : List.of("", "shared ", "batch "))
          ops.put("matmul %s%d%d".formatted(kind, ta, tb), new MatMul(ta == 1, tb == 1));
    ops.put("linear", new Linear(Function.IDENTITY, 0));
    ops.put("linear without bias", new Linear(Function.IDENTITY, 0));
    ops.put("linear TANH", new Linear(Function.TANH, 0));
    ops.put("linear SELU", new Linear(Function.SELU, 0));
  }

  /** Names end with the window. */
  private static void convolutions(Golden golden, Map<String, Op> ops) {
    for (var n : new ArrayList<>(golden.names(""))) {
      boolean window = n.startsWith("conv ") || n.startsWith("pool ");
      if (!window || !n.endsWith("/x0")) continue;
      var name = n.substring(0, n.length() - 3);
      var words = name.replace(" ties", "").split(" ");
      var w =
          Arrays.stream(words[words.length - 1].split(",")).mapToInt(Integer::parseInt).toArray();
      var seen = new Window(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]);
      var op =
          name.startsWith("conv") ? new Conv2d(seen) : new Pool(Pooling.valueOf(words[1]), seen);
      ops.put(name, op);
    }
  }

  private static void normalizations(Map<String, Op> ops) {
    ops.put("softmax", new Softmax(false));
    ops.put("softmax masked", new Softmax(false));
    ops.put("log softmax", new Softmax(true));
    ops.put("layer norm", new LayerNorm(EPS));
    ops.put("layer norm eps 0.1", new LayerNorm(.1));
    ops.put("rms norm", new RmsNorm(EPS));
    for (int rank = 2; rank <= 4; rank++) ops.put("batch norm " + rank, new BatchNorm(EPS));
  }

  private static void losses(Map<String, Op> ops) {
    int[] targets = {2, 0, 4, 2, 1};
    double[] weights = {.5, 2, 1, .1, 3};
    double[] none = {};
    int ignore = CrossEntropy.IGNORE;
    ops.put("cross entropy", CrossEntropy.of(targets));
    ops.put("cross entropy smoothed", new CrossEntropy(targets, .1, none, ignore));
    ops.put("cross entropy weighted", new CrossEntropy(targets, 0, weights, ignore));
    ops.put("cross entropy ignore 2", new CrossEntropy(targets, 0, none, 2));
    ops.put("cross entropy all", new CrossEntropy(targets, .3, weights, 2));
    ops.put("cross entropy of nothing", CrossEntropy.of(ignore, ignore));
    int[][] labels = {{1, 2}, {3, 3}, {}, {2}};
    ops.put("ctc all", new Ctc(labels, ALL, 0, false));
    ops.put("ctc lengths", new Ctc(labels, new int[] {6, 3, 4, 1}, 0, false));
    ops.put("ctc blank 3", new Ctc(new int[][] {{0, 0, 1}, {1, 0}}, ALL, 3, false));
    ops.put("ctc zero infinity", new Ctc(labels, new int[] {2, 2, 3, 3}, 0, true));
    ops.put("ctc infinity", new Ctc(labels, new int[] {2, 2, 3, 3}, 0, false));
    ops.put("ctc long", new Ctc(new int[][] {LONG}, ALL, 0, false));
  }
}

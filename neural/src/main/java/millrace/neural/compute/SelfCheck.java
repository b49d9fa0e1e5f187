package millrace.neural.compute;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Update.Rule;

/**
 * Finds vector loops that the compiler failed to compile as such. They are right all the same, but
 * twenty to a hundred times slower, because every vector becomes an object; so a loop is told by
 * what it allocates. Which loops these are may depend on the version of the JVM and its flags.
 */
public final class SelfCheck {
  private static final int ELEMENTS = 4096;

  /**
   * A loop whose vectors are objects allocates six bytes an element or more; others, next to none.
   */
  private static final int BYTES = 3;

  /** How often a loop is called before it is another's turn. */
  private static final int ROUND = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Kernels kernels;
  private final List<Loop> loops = new ArrayList<>();

  /** By how many elements rows are too short for whole vectors. */
  private int less;

  private final float[] x = new float[ELEMENTS];
  private final float[] y = new float[ELEMENTS];
  private final float[] z = new float[ELEMENTS];
  private final byte[] bytes = new byte[ELEMENTS];

  private record Loop(String name, Runnable work) {}

  /**
   * What was found of a loop.
   *
   * @param loop its name
   * @param vectors whether it runs without making objects
   * @param nanoseconds the shortest time it took, an element
   */
  public record Finding(String loop, boolean vectors, double nanoseconds) {}

  private SelfCheck(Kernels kernels) {
    this.kernels = kernels;
    for (int i = 0; i < ELEMENTS; i++) {
      x[i] = (i % 97 - 48) / 16f;
      y[i] = (i % 89 + 1) / 16f;
      bytes[i] = (byte) i;
    }
    for (int less : new int[] {0, 3}) {
      this.less = less;
      elements();
      sums();
      rows();
      cells();
      steps();
    }
  }

  /**
   * Warms all loops up and looks at each.
   *
   * @param calls after how many calls of each; the compiler may first do well, and badly when it
   *     comes to what calls the loop, some thousands of calls later
   * @param most the time after which loops are given up; a few seconds are needed
   */
  public static List<Finding> of(Kernels kernels, int calls, Duration most) {
    return new SelfCheck(kernels).run(calls, System.nanoTime() + most.toNanos());
  }

  private List<Finding> run(int calls, long end) {
    var found = new ArrayList<Finding>();
    var left = new ArrayList<>(loops);
    for (int done = ROUND; !left.isEmpty(); done += ROUND) {
      boolean last = System.nanoTime() > end;
      for (var loop : List.copyOf(left)) {
        for (int i = 0; i < ROUND; i++) loop.work().run();
        if (done < calls && !last) continue;
        long before = threads.getCurrentThreadAllocatedBytes();
        loop.work().run();
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        boolean vectors = bytes < (long) BYTES * ELEMENTS;
        if (!vectors && !last) continue;
        left.remove(loop);
        found.add(new Finding(loop.name(), vectors, time(loop.work())));
      }
    }
    return List.copyOf(found);
  }

  private static double time(Runnable work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return (double) best / ELEMENTS;
  }

  private void add(String name, Runnable work) {
    loops.add(new Loop(less == 0 ? name : name + ", ragged", work));
  }

  private void elements() {
    var k = kernels.elements();
    int n = ELEMENTS - less;
    for (var f : Function.values()) {
      add(f.toString(), () -> k.apply(f, 0.5f, x, 0, z, 0, n));
      add("slope of " + f, () -> k.slope(f, 0.5f, x, 0, y, 0, y, 0, z, 0, n));
    }
    for (var op : Arithmetic.values())
      add(op.toString(), () -> k.combine(op, x, 0, 1, y, 0, 1, z, 0, n));
    add("affine", () -> k.affine(0.5f, 1, x, 0, z, 0, n));
    add("mix", () -> k.mix(0.5f, x, 0, 0.5f, y, 0, 1, z, 0, n));
    add("max of two", () -> k.max(x, 0, z, 0, n));
    add("clip", () -> k.clip(1, z, 0, n));
    add("dropout", () -> k.dropout(new Dropout(0.5, 1), 0, x, 0, z, 0, n));
  }

  private void sums() {
    var k = kernels.sums();
    int n = ELEMENTS - less;
    add("sum", () -> z[0] = (float) k.sum(x, 0, n));
    add("dot", () -> z[0] = (float) k.dot(x, 0, y, 0, n));
    add("dots", () -> k.dots(x, 0, y, 0, 4, n / 4, z, 0));
    add("dots of bytes", () -> k.dots(x, 0, bytes, 0, 4, n / 4, z, 0));
    add("squares", () -> z[0] = (float) k.squares(1, x, 0, n));
    add("max", () -> z[0] = k.max(x, 0, n));
    add("sum of rows", () -> k.sumRows(x, 0, n / 4, 4, z, 0, n / 4));
  }

  private void rows() {
    var k = kernels.rows();
    int rows = ELEMENTS / 256;
    int n = 256 - less;
    var gain = new float[n];
    Arrays.fill(gain, 1);
    var bias = new float[n];
    var more = new float[n];
    var mean = new float[rows];
    var scale = new float[rows];
    for (boolean log : new boolean[] {false, true}) {
      String name = log ? "log softmax" : "softmax";
      add(name, () -> k.softmax(log, x, 0, z, 0, mean, 0, rows, n));
      add("gradient of " + name, () -> k.softmaxGrad(log, x, 0, y, 0, z, 0, rows, n));
    }
    add("layer norm", () -> k.layerNorm(1, x, 0, gain, bias, z, 0, mean, scale, 0, rows, n));
    add(
        "gradient of layer norm",
        () -> k.layerNormGrad(x, 0, gain, mean, scale, 0, y, 0, z, 0, more, bias, 0, rows, n));
    add("rms norm", () -> k.rmsNorm(1, x, 0, gain, z, 0, scale, 0, rows, n));
    add(
        "gradient of rms norm",
        () -> k.rmsNormGrad(x, 0, gain, scale, 0, y, 0, z, 0, more, 0, rows, n));
  }

  private void cells() {
    var k = kernels.cells();
    int n = ELEMENTS / 4 - less;
    var c = new float[n];
    var h = new float[n];
    var d = new float[ELEMENTS];
    add("lstm", () -> k.lstm(z, 0, x, c, 0, h, 0, n));
    add("gradient of lstm", () -> k.lstmGrad(y, 0, x, 0, x, n, x, c, 0, z, 0, n));
    add("gru", () -> k.gru(x, 0, y, 0, h, 0, z, 0, n));
    add("gradient of gru", () -> k.gruGrad(y, 0, x, 0, h, 0, z, 0, d, 0, n));
  }

  private void steps() {
    int n = ELEMENTS - less;
    for (var rule : Rule.values()) {
      var s = new double[rule.numbers()];
      Arrays.fill(s, 0.5);
      if (rule == Rule.FTRL) s[1] = -0.5;
      if (rule == Rule.RMSPROP) s[5] = 0; // centered has a plain loop
      var in = new float[2 + rule.states()][ELEMENTS];
      for (var a : in) Arrays.fill(a, 0.5f);
      add(
          "step of " + rule,
          () -> {
            in[0][0] = 1; // so that numbers stay as they may be
            kernels.elements().step(rule, s, in, 0, n);
          });
    }
  }
}

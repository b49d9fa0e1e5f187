package millrace.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Kernels;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.SelfCheck;
import millrace.neural.compute.Tensor;
import millrace.neural.opencl.OpenCl;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Doctor} says of neural networks: which vectors and devices there are, which are used
 * and why, and how fast each multiplies matrices.
 *
 * @param seconds that the self-test may take; 0: none
 */
record DoctorCompute(PrintWriter out, double seconds) {
  /** The matrices are squares of this size: big enough for all threads, small for one. */
  private static final int SIZE = 512;

  /** What is checked against double precision is smaller. */
  private static final int CHECKED = 96;

  private static final int WARM = 400;

  /** So many products that are no faster than this share of the best: all is compiled. */
  private static final int SAME = 20;

  private static final double FASTER = 0.95;

  private static final double TOLERANCE = 1e-4;

  void say() {
    var kernels = kernels();
    int threads = Runtime.getRuntime().availableProcessors();
    if (kernels == null) return;
    out.println(
        "Backend   Cpu with %s kernels on %s: trainers compute on it everywhere, as it gives the same bytes with any number of threads"
            .formatted(kernels.name(), count(threads)));
    out.println("OpenCL    " + OpenCl.why());
    for (var device : OpenCl.devices())
      out.println(
          "          %s; %s, driver %s".formatted(device, device.version(), device.driver()));
    if (seconds > 0) selfTest(kernels, threads);
  }

  /**
   * The kernels of this JVM; null, and a line that says why, if what was asked for is not there.
   */
  private @Nullable Kernels kernels() {
    var asked = System.getProperty("millrace.simd");
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    var why =
        (asked == null ? "millrace.simd is not set" : "millrace.simd=" + asked)
            + (module ? "" : "; this JVM was started without --add-modules jdk.incubator.vector");
    try {
      var kernels = Kernels.best();
      out.println("Vectors   %s (%s)".formatted(kernels.name(), why));
      return kernels;
    } catch (IllegalArgumentException | IllegalStateException | ExceptionInInitializerError e) {
      var cause = e.getCause() == null ? e : e.getCause();
      out.println("Vectors   none (%s): %s".formatted(why, cause.getMessage()));
      return null;
    }
  }

  private void selfTest(Kernels kernels, int threads) {
    boolean simd = kernels != Kernels.SCALAR;
    int backends =
        1 + (simd ? 2 : 0) + (simd && threads > 1 ? 1 : 0) + (OpenCl.available() ? 1 : 0);
    double each = seconds / backends; // vector loops twice: they take long to be compiled
    out.println(
        "Self-test products of %d x %d matrices, float; results against double precision:"
            .formatted(SIZE, SIZE));
    try (var f = new Cpu(Kernels.SCALAR, 1)) {
      test("Cpu scalar, 1 thread", f, each);
    }
    if (simd) {
      try (var f = new Cpu(kernels, 1)) {
        speed(f, each);
        test("Cpu %s, 1 thread".formatted(kernels.name()), f, each);
      }
    }
    if (simd && threads > 1) {
      try (var f = new Cpu(kernels, threads)) {
        test("Cpu %s, %s".formatted(kernels.name(), count(threads)), f, each);
      }
    }
    if (simd) loops(kernels);
    if (OpenCl.available()) {
      try (var f = new OpenCl()) {
        test("OpenCl", f, each);
      } catch (RuntimeException e) { // a driver that does not work is not ours to mend
        line("OpenCl", "does not work: " + e.getMessage());
      }
    }
  }

  /**
   * Whether the compiler makes vectors of the vector loops, which it is given twice the time for;
   * on a busy machine it may need longer.
   */
  private void loops(Kernels kernels) {
    var found = SelfCheck.of(kernels, 2000, Duration.ofMillis((long) (2000 * seconds)));
    var slow = found.stream().filter(f -> !f.vectors()).map(SelfCheck.Finding::loop).toList();
    line(
        "vector loops",
        slow.isEmpty()
            ? "all %d compiled to vectors".formatted(found.size())
            : "%d of %d not compiled to vectors after %.0f s: %s%s"
                .formatted(
                    slow.size(),
                    found.size(),
                    2 * seconds,
                    String.join(", ", slow.subList(0, Math.min(8, slow.size()))),
                    slow.size() > 8 ? ", …" : ""));
  }

  private void test(String backend, Ops f, double seconds) {
    double apart = apart(f);
    var speed = "%.1f GFLOP/s".formatted(speed(f, seconds));
    line(
        backend,
        apart <= TOLERANCE
            ? speed + ", results right"
            : "%s, but RESULTS ARE WRONG: %.1e apart".formatted(speed, apart));
  }

  private void line(String backend, String text) {
    out.println(String.format(Locale.ROOT, "          %-26s %s", backend, text));
  }

  /** How far products and functions are from those in double precision, at most. */
  private static double apart(Ops f) {
    var numbers = numbers(CHECKED * CHECKED);
    try (var exact = new Reference()) {
      var right = exact.doubles(computed(exact, numbers));
      var found = f.doubles(computed(f, numbers));
      double most = 0;
      for (int i = 0; i < right.length; i++) {
        double d = Math.abs(found[i] - right[i]);
        if (!(d <= most)) most = d; // NaN counts
      }
      return most;
    }
  }

  private static Tensor computed(Ops f, float[] numbers) {
    var x = f.tensor(numbers, CHECKED, CHECKED);
    return f.softmax(f.tanh(f.scale(f.matmul(x, false, x, true), 1.0 / CHECKED)));
  }

  /**
   * The best of many products. Small ones come first, for half of the time and at least {@link
   * #WARM} times: Java compiles what runs often, and a big one would take a second before that. The
   * big ones go on while they become faster, for three times as long at most.
   */
  private static double speed(Ops f, double seconds) {
    long begun = System.nanoTime();
    for (int i = 0; i < WARM || since(begun) < seconds / 2; i++) seconds(f, CHECKED);
    double best = seconds(f, SIZE);
    for (int same = 0; since(begun) < seconds || (same < SAME && since(begun) < 3 * seconds); ) {
      double now = seconds(f, SIZE);
      same = now < FASTER * best ? 0 : same + 1;
      best = Math.min(best, now);
    }
    return 2.0 * SIZE * SIZE * SIZE / best * 1e-9;
  }

  /** Of one product, on numbers that stay where they are. */
  private static double seconds(Ops f, int size) {
    try (var _ = f.scope()) {
      var a = f.tensor(numbers(size * size), size, size);
      long from = System.nanoTime();
      f.floats(f.slice(f.matmul(a, false, a, false), 0, 0, 1)); // a row, so that devices finish
      return since(from);
    }
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }

  private static float[] numbers(int n) {
    var random = new Random(1);
    var out = new float[n];
    for (int i = 0; i < n; i++) out[i] = random.nextFloat() - 0.5f;
    return out;
  }

  private static String count(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }
}

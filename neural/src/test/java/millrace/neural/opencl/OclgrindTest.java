package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.OpCase;
import millrace.neural.compute.OpCases;
import millrace.neural.compute.OpSuite;
import millrace.neural.compute.Product;
import millrace.neural.compute.Recurrence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernels on Oclgrind, which simulates a device and reports every access beyond a buffer's end
 * and every race: drivers let these pass in silence. Buffers have exactly the size they need here,
 * and none is used twice.
 *
 * @see "J. Price, S. McIntosh-Smith, Oclgrind: an extensible OpenCL device simulator, IWOCL 2015"
 */
@Tag("oclgrind")
final class OclgrindTest {
  private static final String DRIVER = "/usr/lib/oclgrind/liboclgrind-rt-icd.so";
  private static final Pattern REPORT =
      Pattern.compile("(?i)invalid (read|write)|race|out of bounds|oclgrind.*error");
  private static final Pattern COUNT = Pattern.compile("(?m)^cases (\\d+)$");

  /** Under Oclgrind: the suite, or one of the faults that must be reported. */
  static final class Child {
    private static final String BEYOND =
        "kernel void f(int n, global float* y) { y[get_global_id(0)] = n; }";
    private static final String BEFORE =
        "kernel void f(int n, global float* y) { y[0] = y[get_global_id(0) + n]; }";
    private static final String RACE =
        "kernel void f(int n, global float* y) { y[get_global_id(0) % n] = get_global_id(0); }";

    private Child() {}

    public static void main(String[] args) {
      switch (args[0]) {
        case "write" -> planted(BEYOND, 5);
        case "read" -> planted(BEFORE, 5);
        case "race" -> planted(RACE, 5);
        default -> suite();
      }
    }

    private static void planted(String source, int n) {
      try (var f = new OpenCl()) {
        var y = f.zeros(n);
        f.work().kernelOf(source, "f").arg(n).arg(f.work().buffer(y)).run(n + 1L);
        f.floats(y);
      }
    }

    @SuppressWarnings("ReferenceEquality") // the very same one is meant
    private static void suite() {
      var device = OpenCl.devices().getFirst();
      int count = 0;
      // A few cases of each op and size, and of the products of the other kind one of each.
      try (var f = new OpenCl(device, true)) {
        for (var c : some(6, 4_000)) count += OpSuite.check(f, 1, x -> x == c);
      }
      try (var f = new OpenCl(device, false)) {
        for (var c : some(1, 1_000)) if (multiplies(c)) count += OpSuite.check(f, 1, x -> x == c);
      }
      System.out.println("cases " + count);
    }

    private static boolean multiplies(OpCase c) {
      return c.op() instanceof Product
          || c.op() instanceof Convolution
          || c.op() instanceof Recurrence;
    }

    /** At most so many cases of each op by name, spread over the suite, with so few numbers. */
    private static List<OpCase> some(int each, int numbers) {
      var small =
          OpCases.all().stream()
              .filter(c -> !c.large())
              .filter(
                  c ->
                      List.of(c.inputs()).stream().mapToInt(i -> i.values().length).sum()
                          <= numbers)
              .toList();
      var all = new HashMap<String, Integer>();
      for (var c : small) all.merge(c.op().name(), 1, Integer::sum);
      var seen = new HashMap<String, Integer>();
      return small.stream()
          .filter(
              c -> {
                int n = all.get(c.op().name());
                int i = seen.merge(c.op().name(), 1, Integer::sum) - 1;
                return (long) (i + 1) * each / n > (long) i * each / n || n <= each;
              })
          .toList();
    }
  }

  private static String run(int seconds, String what) throws Exception {
    return new Jvm()
        .environment("OCL_ICD_VENDORS", DRIVER)
        .environment("OCLGRIND_DATA_RACES", "1")
        .property("millrace.opencl.pool", "0")
        .property("millrace.opencl.cache", "none")
        .run(seconds, Child.class, what);
  }

  @Test
  void noKernelReadsOrWritesWhereItMustNot() throws Exception {
    var said = run(300, "suite");
    assertTrue(!REPORT.matcher(said).find(), said);
    var count = COUNT.matcher(said);
    assertTrue(count.find(), said);
    assertTrue(Integer.parseInt(count.group(1)) >= 300, said);
  }

  /** That the check above can fail. */
  @Test
  void plantedFaultsAreReported() throws Exception {
    for (var what : List.of("write", "read", "race")) {
      var said = run(60, what);
      assertTrue(REPORT.matcher(said).find(), what + ": " + said);
      assertEquals(what.equals("race"), said.contains("race"), said);
    }
  }
}

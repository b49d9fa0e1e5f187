package millrace.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Several ways to do the same work, timed in turns: each repeat runs every way once, in rising and
 * falling order by turns, so that whatever else the machine does befalls all of them alike. What
 * counts is the ratio to the first way within a repeat; its median and quartiles are printed as a
 * table in Markdown.
 *
 * <p>Two clocks: elapsed time, which other work on the machine lengthens, and the processor time of
 * the whole process, collector and compiler included, which it hardly does.
 */
final class Turns {
  /** What work took: elapsed seconds, and seconds of processor time of all threads. */
  record Cost(double elapsed, double processor) {}

  /** Does the work and says what it took. */
  interface Way {
    Cost cost() throws Exception;
  }

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final int WARM = 2;

  private final List<String> names = new ArrayList<>();
  private final List<Way> ways = new ArrayList<>();

  @SuppressWarnings("UnusedVariable") // written only, so that results count as used
  private static volatile int seen;

  /** Adds work that is timed from here. */
  Turns add(String name, Callable<?> work) {
    return addTimed(name, () -> time(work));
  }

  /** Does the work and takes its time. */
  static Cost time(Callable<?> work) throws Exception {
    long processor = PROCESS.getProcessCpuTime();
    long start = System.nanoTime();
    var result = work.call();
    long end = System.nanoTime();
    var cost = new Cost((end - start) * 1e-9, (PROCESS.getProcessCpuTime() - processor) * 1e-9);
    seen = System.identityHashCode(result); // so that no compiler can leave the work out
    return cost;
  }

  /** Adds work that times itself. */
  Turns addTimed(String name, Way way) {
    names.add(name);
    ways.add(way);
    return this;
  }

  /**
   * Runs all ways, and prints a line for each.
   *
   * @param rows of the table, for the column rows/s
   */
  void print(String title, int repeats, long rows) throws Exception {
    int n = ways.size();
    var elapsed = new double[n][repeats];
    var processor = new double[n][repeats];
    for (int r = -WARM; r < repeats; r++) {
      for (int k = 0; k < n; k++) {
        int w = (r & 1) == 0 ? k : n - 1 - k;
        var cost = ways.get(w).cost();
        if (r < 0) continue;
        elapsed[w][r] = cost.elapsed();
        processor[w][r] = cost.processor();
      }
    }
    line("%n### %s%n%n", title);
    line("| way | seconds: median, least | million rows/s | ratio elapsed | ratio processor |%n");
    line("|---|---|---|---|---|%n");
    for (int w = 0; w < n; w++) {
      var s = elapsed[w].clone();
      Arrays.sort(s);
      double median = quantile(s, 0.5);
      line(
          "| %s | %.4f, %.4f | %.2f | %s | %s |%n",
          names.get(w),
          median,
          s[0],
          rows / median * 1e-6,
          ratio(elapsed[w], elapsed[0]),
          ratio(processor[w], processor[0]));
    }
    keep(title, elapsed);
    line("%n%,d rows; %d repeats after %d that do not count.%n", rows, repeats, WARM);
  }

  /** For {@code ./millrace bench all}: a line of JSON with the elapsed seconds of each round. */
  private void keep(String title, double[][] elapsed) throws IOException {
    var file = System.getProperty("millrace.bench.turns");
    if (file == null) return;
    var seconds = new LinkedHashMap<String, double[]>();
    for (int w = 0; w < elapsed.length; w++) seconds.put(names.get(w), elapsed[w]);
    var table = Map.of("title", title, "seconds", seconds);
    Files.writeString(
        Path.of(file),
        new ObjectMapper().writeValueAsString(table) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The median and the quartiles of the ratios, repeat by repeat. */
  private static String ratio(double[] a, double[] b) {
    if (a == b) return "1";
    var ratio = new double[a.length];
    for (int i = 0; i < ratio.length; i++) ratio[i] = a[i] / b[i];
    Arrays.sort(ratio);
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        quantile(ratio, 0.5),
        quantile(ratio, 0.25),
        quantile(ratio, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  @SuppressWarnings("AnnotateFormatMethod") // private: its callers stand above
  private static void line(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}

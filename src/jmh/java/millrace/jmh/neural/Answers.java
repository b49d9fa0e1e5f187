package millrace.jmh.neural;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A process that answers line by line, with one JSON object each. {@code open kind=… …} prepares
 * some {@link Work}, {@code run times=…} does it and answers with its seconds, those of them in
 * which this thread had the processor, and a value, {@code version} says who answers.
 */
final class Answers {
  /** One of the sides. */
  interface Side {
    /** What it is, with its version. */
    String version();

    Work open(Asked asked);
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Answers() {}

  /** Answers until standard input ends. */
  static void serve(Side side) throws IOException {
    var out = System.out;
    System.setOut(System.err); // whatever a library prints is no answer
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Work work = times -> () -> Double.NaN;
    for (String line; (line = in.readLine()) != null; ) {
      try {
        var asked = Asked.of(line);
        switch (asked.text("do")) {
          case "version" -> answer(out, Map.of("version", side.version()));
          case "open" -> {
            work.close();
            work = side.open(asked);
            answer(out, Map.of());
          }
          case "run" -> {
            int times = asked.number("times");
            long processor = THREADS.getCurrentThreadCpuTime();
            long begun = System.nanoTime();
            var value = work.run(times);
            double seconds = (System.nanoTime() - begun) * 1e-9;
            double own = (THREADS.getCurrentThreadCpuTime() - processor) * 1e-9;
            answer(out, Map.of("seconds", seconds, "processor", own, "value", value.getAsDouble()));
          }
          default -> throw new IllegalArgumentException("cannot do '%s'".formatted(line));
        }
      } catch (RuntimeException | LinkageError e) {
        e.printStackTrace();
        answer(out, Map.of("error", e.toString()));
      }
    }
    work.close();
  }

  private static void answer(PrintStream out, Map<String, ?> what) throws IOException {
    out.println(new ObjectMapper().writeValueAsString(what));
    out.flush();
  }
}

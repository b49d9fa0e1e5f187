package millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The most memory that a process and those it started have held at once, each for itself. Linux
 * keeps the peak of each process; it is asked while they run. Elsewhere nothing is known.
 */
final class BenchMemory {
  /** Main classes of the sides, and what reports call them. */
  private static final Map<String, String> SIDES =
      Map.of(
          "Millrace", "Millrace",
          "BenchLdaRun", "Millrace",
          "Torch", "PyTorch",
          "OpenBlas", "OpenBLAS",
          "Onnx", "ONNX Runtime",
          "MalletLda", "MALLET",
          "ForkedMain", "JMH's fork");

  private final SequencedMap<String, Long> peaks = new LinkedHashMap<>();

  static boolean known() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  /** Asks now. */
  void look(ProcessHandle job) {
    keep("the job", job.pid());
    job.descendants()
        .forEach(
            p -> {
              var name = name(p.pid());
              if (!name.isEmpty()) keep(name, p.pid());
            });
  }

  /** Bytes by process. */
  SequencedMap<String, Long> peaks() {
    return peaks;
  }

  private void keep(String name, long pid) {
    long bytes = peak(pid);
    if (bytes > 0) peaks.merge(name, bytes, Math::max);
  }

  /** Bytes; 0 if they are not known. */
  private static long peak(long pid) {
    try {
      for (var line : Files.readAllLines(proc(pid, "status"))) {
        if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    } catch (IOException e) {
      return 0; // it has ended
    }
    return 0;
  }

  /** What a side is called; nothing for a helper that is none. */
  private static String name(long pid) {
    try {
      var text = Files.readString(proc(pid, "cmdline"), StandardCharsets.ISO_8859_1);
      return name(List.of(text.split("\0")));
    } catch (IOException e) {
      return "";
    }
  }

  static String name(List<String> words) {
    int path = words.indexOf("-cp");
    if (path >= 0 && path + 2 < words.size()) {
      var main = words.get(path + 2);
      if (main.equals("millrace.cli.Main")) return ""; // about to become another
      var simple = main.substring(Math.max(main.lastIndexOf('.'), main.lastIndexOf('$')) + 1);
      return SIDES.getOrDefault(simple, simple);
    }
    for (var w : words)
      if (w.endsWith(".py")) return "Python, " + w.substring(w.lastIndexOf('/') + 1);
    return "";
  }

  private static Path proc(long pid, String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }
}

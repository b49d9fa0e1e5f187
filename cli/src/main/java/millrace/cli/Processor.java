package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processor is called. */
final class Processor {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Its model name where the system tells, else the architecture. */
  static String name() {
    var other = System.getProperty("os.arch");
    if (!Files.isReadable(LINUX)) return other;
    try {
      return Files.readAllLines(LINUX).stream()
          .filter(l -> l.startsWith("model name"))
          .findFirst()
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .orElse(other);
    } catch (IOException e) {
      return other;
    }
  }
}

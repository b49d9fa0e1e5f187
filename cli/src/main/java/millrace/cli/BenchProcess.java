package millrace.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts JVMs like this one, one after the other, for a job of {@code bench all}. What they say
 * goes into a log.
 */
final class BenchProcess implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What only this JVM has: its terminal. */
  private static final List<String> OWN = List.of("millrace.stderr", "millrace.columns");

  private final Path log;
  private final long deadline;
  private final Duration most;
  private final Set<String> hidden;
  private final BenchMemory memory;
  private final Thread hook = new Thread(this::end);
  private volatile @Nullable Process process;

  /**
   * @param most how long all of them together may take
   * @param hidden names of properties that they do not get
   */
  BenchProcess(Path log, Duration most, Set<String> hidden, BenchMemory memory) {
    this.log = log;
    this.most = most;
    this.hidden = hidden;
    this.memory = memory;
    deadline = System.nanoTime() + most.toNanos();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Runs a command of Millrace to its end, and gives what stood on standard output. */
  String millrace(List<String> words) throws IOException {
    var all = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
    all.add("millrace.cli.Main");
    all.addAll(words);
    return java(all);
  }

  /**
   * Runs a JVM to its end.
   *
   * @param words options, class path, main class and arguments
   * @throws IOException that says why, if it fails or takes too long
   */
  String java(List<String> words) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments())
      if (option.startsWith("-X") || option.startsWith("--")) line.add(option);
    line.add("-Djava.awt.headless=true");
    for (var name : System.getProperties().stringPropertyNames())
      if (name.startsWith("millrace.") && !OWN.contains(name) && !hidden.contains(name))
        line.add("-D" + name + "=" + System.getProperty(name));
    line.addAll(words);
    var out = Files.createTempFile(log.toAbsolutePath().getParent(), "said", ".txt");
    try {
      process =
          new ProcessBuilder(line)
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      int code = wait(process);
      if (code != 0) throw new IOException(reason(code));
      return Files.readString(out);
    } finally {
      process = null;
      Files.deleteIfExists(out);
    }
  }

  private int wait(Process started) throws IOException {
    try {
      while (!started.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        memory.look(started.toHandle());
        if (System.nanoTime() < deadline) continue;
        end();
        throw new IOException("it took longer than %d s and was ended".formatted(most.toSeconds()));
      }
      return started.exitValue();
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The line that tells, of what it said last. */
  private String reason(int code) throws IOException {
    var lines = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
    var told =
        lines.reversed().stream()
            .filter(l -> l.matches("(millrace: |Exception in|Error:|Caused by:).*"))
            .findFirst()
            .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
    return "it ended with code %d: %s".formatted(code, told.replaceFirst("^millrace: ", ""));
  }

  /** Ends what runs, with all it has started: its own hooks end its sides. */
  private void end() {
    var running = process;
    if (running == null || !running.isAlive()) return;
    var sides = running.descendants().toList();
    running.destroy();
    try {
      if (running.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.destroyForcibly();
    sides.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the JVM is ending, and the hook at work
    }
  }
}

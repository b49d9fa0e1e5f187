package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A Python process of its own, asked line by line: one JSON object there, one back; {@linkplain
 * Halt halted} in between.
 */
final class PythonPeer implements AutoCloseable {
  /** In place of a command: no peers of Python. */
  static final String NONE = "none";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final BufferedWriter ask;
  private final BufferedReader answer;
  private final Path errors;

  /**
   * @param script a resource beside this class; its one argument is the folder
   * @param threads for the libraries that Python may use
   * @throws IOException if there is no such Python
   */
  PythonPeer(String python, String script, int threads, Path folder) throws IOException {
    check(python);
    var file = folder.resolve(script);
    try (var in = PythonPeer.class.getResourceAsStream(script)) {
      Files.write(file, Objects.requireNonNull(in, script + " is in the jar").readAllBytes());
    }
    var builder = new ProcessBuilder(python, "-W", "ignore", file.toString(), folder.toString());
    for (var name : new String[] {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"})
      builder.environment().put(name, Integer.toString(threads));
    builder.environment().put("MILLRACE_THREADS", Integer.toString(threads));
    errors = folder.resolve(script.replaceFirst("\\.py$", ".err"));
    builder.redirectError(errors.toFile());
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end)); // what is halted does not end
    ask = process.outputWriter(StandardCharsets.UTF_8);
    answer = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @throws IOException if no Python is wanted: {@link #NONE}
   */
  static void check(String python) throws IOException {
    if (python.equals(NONE)) throw new IOException("no Python was asked for");
  }

  /**
   * @throws IOException with the last line it said, if it has ended: a library may be missing
   */
  JsonNode tell(Map<String, Object> request) throws IOException {
    Halt.resume(process);
    try {
      ask.write(MAPPER.writeValueAsString(request));
      ask.newLine();
      ask.flush();
    } catch (IOException e) {
      throw new IOException(ended(), e);
    }
    var line = answer.readLine();
    if (line == null) throw new IOException(ended());
    Halt.stop(process);
    return MAPPER.readTree(line);
  }

  private void end() {
    Halt.resume(process);
    process.destroy();
  }

  private String ended() throws IOException {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var said = Files.readAllLines(errors).stream().filter(l -> !l.isBlank()).toList();
    return "it has ended: " + (said.isEmpty() ? "it said nothing" : said.getLast());
  }

  @Override
  public void close() throws IOException {
    Halt.resume(process);
    try {
      ask.close(); // the end of its input ends it
    } catch (IOException e) {
      process.destroy(); // it had ended before
    }
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}

package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One side of {@code bench neural}: a Java process of its own that answers line by line. It is told
 * {@code open …} what to prepare, and {@code run times=…} to do that so often.
 *
 * <p>It is {@linkplain Halt halted} whenever it has nothing to answer.
 */
final class BenchSide implements AutoCloseable {
  /**
   * Seconds, those of them in which the calling thread had the processor, and a number by which the
   * sides are compared.
   */
  record Lap(double seconds, double processor, double value) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String name;
  private final Process process;
  private final BufferedWriter ask;
  private final BufferedReader answer;
  private final Path errors;

  /**
   * @param name what messages call it
   * @param words the options of the JVM, the class path, the main class and its arguments
   * @param threads for the libraries that the process may load
   * @param folder where what it says on standard error goes
   */
  BenchSide(String name, int threads, Path folder, List<String> words) throws IOException {
    this.name = name;
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(words);
    var builder = new ProcessBuilder(line);
    var environment = builder.environment();
    // each library chooses its kernels by itself, whatever this shell was told
    for (var set : List.of("OPENBLAS_CORETYPE", "ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS"))
      environment.remove(set);
    for (var set : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"))
      environment.put(set, Integer.toString(threads));
    environment.put("OPT_OUT_TRACKING", "true"); // DJL would tell its makers
    errors = Files.createTempFile(folder, "side", ".err");
    process = builder.redirectError(errors.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end)); // it may be in a long lap
    ask = process.outputWriter(StandardCharsets.UTF_8);
    answer = process.inputReader(StandardCharsets.UTF_8);
  }

  String version() throws IOException {
    return tell("version").path("version").asText();
  }

  void open(String what) throws IOException {
    tell("open " + what);
  }

  Lap run(int times) throws IOException {
    var said = tell("run times=" + times);
    return new Lap(number(said, "seconds"), number(said, "processor"), number(said, "value"));
  }

  private static double number(JsonNode said, String key) {
    return said.path(key).asDouble(Double.NaN);
  }

  private JsonNode tell(String line) throws IOException {
    Halt.resume(process);
    try {
      ask.write(line);
      ask.newLine();
      ask.flush();
    } catch (IOException e) {
      throw new IOException(ended(), e);
    }
    var said = answer.readLine();
    if (said == null) throw new IOException(ended());
    Halt.stop(process);
    var tree = MAPPER.readTree(said);
    if (tree.has("error"))
      throw new IOException(
          "%s could not '%s': %s".formatted(name, line, tree.get("error").asText()));
    return tree;
  }

  private void end() {
    Halt.resume(process); // what is halted does not end
    process.destroy();
  }

  private String ended() throws IOException {
    int code = waited();
    var said = Files.readAllLines(errors).stream().filter(l -> !l.isBlank()).toList();
    var told =
        said.stream()
            .filter(l -> l.matches("(Exception in|Error:).*"))
            .findFirst()
            .orElse(said.isEmpty() ? "it said nothing" : said.getLast());
    return "%s has ended with code %d: %s".formatted(name, code, told);
  }

  private int waited() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    Halt.resume(process);
    try {
      ask.close(); // the end of its input ends it
    } catch (IOException e) {
      process.destroy(); // it had ended before
    }
    waited();
  }

  @Override
  public String toString() {
    return name;
  }
}

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
 * scikit-learn in a Python process of its own, asked line by line: one JSON object there, one back.
 */
final class BenchPeer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Seconds of one round, or why there is none. */
  record Answer(double fit, double predict, String error) {}

  private final Process process;
  private final BufferedWriter ask;
  private final BufferedReader answer;
  private final String version;

  /**
   * @throws IOException if there is no such Python, or it has no scikit-learn
   */
  BenchPeer(String python, int threads, Path folder) throws IOException {
    var script = folder.resolve("bench_peer.py");
    try (var in = BenchPeer.class.getResourceAsStream("bench_peer.py")) {
      Files.write(script, Objects.requireNonNull(in, "bench_peer.py is in the jar").readAllBytes());
    }
    var builder = new ProcessBuilder(python, "-W", "ignore", script.toString(), folder.toString());
    for (var name : new String[] {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"})
      builder.environment().put(name, Integer.toString(threads));
    builder.environment().put("MILLRACE_THREADS", Integer.toString(threads));
    builder.redirectError(folder.resolve("bench_peer.err").toFile());
    process = builder.start();
    ask = process.outputWriter(StandardCharsets.UTF_8);
    answer = process.inputReader(StandardCharsets.UTF_8);
    version = tell(Map.of("do", "version")).path("version").asText();
  }

  String version() {
    return version;
  }

  /** Makes it read what {@link BenchData#write} wrote. */
  void load(BenchData data) throws IOException {
    tell(
        Map.of(
            "do", "load",
            "train", data.train().size(),
            "test", data.test().size(),
            "width", data.width(),
            "sparse", data.sparse()));
  }

  /** Fits and predicts once; the predictions stand in {@code peer.out} of the folder. */
  Answer run(String estimator, BenchPlan.Job job) throws IOException {
    var reply = tell(Map.of("do", "run", "estimator", estimator, "task", job.name()));
    return new Answer(
        reply.path("fit").asDouble(),
        reply.path("predict").asDouble(),
        reply.path("error").asText(""));
  }

  private JsonNode tell(Map<String, Object> request) throws IOException {
    try {
      ask.write(MAPPER.writeValueAsString(request));
      ask.newLine();
      ask.flush();
    } catch (IOException e) {
      throw new IOException("the peer has ended: see bench_peer.err", e);
    }
    var line = answer.readLine();
    if (line == null) throw new IOException("the peer has ended: has this Python scikit-learn?");
    return MAPPER.readTree(line);
  }

  @Override
  public void close() throws IOException {
    ask.close(); // the end of its input ends it
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}

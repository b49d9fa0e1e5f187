package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * scikit-learn in a Python process of its own, asked line by line: one JSON object there, one back.
 */
final class BenchPeer implements AutoCloseable {
  /** Seconds of one round, or why there is none. */
  record Answer(double fit, double predict, String error) {}

  private final PythonPeer python;
  private final String version;

  /**
   * @throws IOException if there is no such Python, or it has no scikit-learn
   */
  BenchPeer(String python, int threads, Path folder) throws IOException {
    this.python = new PythonPeer(python, "bench_peer.py", threads, folder);
    version = this.python.tell(Map.of("do", "version")).path("version").asText();
  }

  String version() {
    return version;
  }

  /** Makes it read what {@link BenchData#write} wrote. */
  void load(BenchData data) throws IOException {
    python.tell(
        Map.of(
            "do", "load",
            "train", data.train().size(),
            "test", data.test().size(),
            "width", data.width(),
            "sparse", data.sparse()));
  }

  /** Fits and predicts once; the predictions stand in {@code peer.out} of the folder. */
  Answer run(String estimator, BenchPlan.Job job) throws IOException {
    var reply = python.tell(Map.of("do", "run", "estimator", estimator, "task", job.name()));
    return new Answer(
        reply.path("fit").asDouble(),
        reply.path("predict").asDouble(),
        reply.path("error").asText(""));
  }

  @Override
  public void close() throws IOException {
    python.close();
  }
}

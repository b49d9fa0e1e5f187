package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of one job of {@code bench all}.
 *
 * @param reason why it failed or was left out; else empty
 * @param memory bytes at most, by process
 * @param versions of the sides, or why they were left out
 */
record BenchOutcome(
    String job,
    String title,
    Status status,
    String reason,
    double seconds,
    Map<String, Long> memory,
    Map<String, String> versions,
    List<BenchFigure> figures) {
  /** How it ended. */
  enum Status {
    RAN("ran"),
    FAILED("failed"),
    LEFT_OUT("left out");

    final String text;

    Status(String text) {
      this.text = text;
    }
  }

  static BenchOutcome leftOut(BenchJob job, String reason) {
    return new BenchOutcome(
        job.name(), job.title(), Status.LEFT_OUT, reason, 0, Map.of(), Map.of(), List.of());
  }

  /** The figures that have a peer. */
  List<BenchFigure> compared() {
    return figures.stream().filter(BenchFigure::compared).toList();
  }

  /** How many times better ours was, over all figures that have a peer; NaN without any. */
  double geometricMean() {
    return Math.exp(
        compared().stream()
            .mapToDouble(f -> Math.log(f.ratio().median()))
            .average()
            .orElse(Double.NaN));
  }

  SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("job", job);
    out.put("title", title);
    out.put("status", status.text);
    out.put("reason", reason.isEmpty() ? null : reason);
    out.put("seconds", seconds);
    out.put("memory", memory);
    out.put("versions", versions);
    out.put("figures", figures.stream().map(BenchFigure::tree).toList());
    return out;
  }

  /** The figures of a job in a file that was written before. */
  static SequencedMap<String, BenchFigure> read(JsonNode job) {
    var out = new LinkedHashMap<String, BenchFigure>();
    for (var tree : job.path("figures")) {
      var figure = BenchFigure.read(tree);
      out.put(figure.key(), figure);
    }
    return out;
  }

  /** "ours 640 MB, PyTorch 900 MB", or that it is not known. */
  String memoryText() {
    if (memory.isEmpty()) return "not known";
    var parts = new ArrayList<String>();
    memory.forEach((name, bytes) -> parts.add("%s %,d MB".formatted(name, bytes >> 20)));
    return String.join(", ", parts);
  }
}

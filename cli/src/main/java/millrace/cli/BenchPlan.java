package millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import millrace.learn.Catalog;
import millrace.learn.Trainer;

/**
 * Which learner is measured beside which of the peer's, and with what: {@code bench_learners.tsv}.
 */
final class BenchPlan {
  /** What is done, and so how it is scored. */
  enum Job {
    REGRESSION("R²"),
    CLASSIFICATION("accuracy"),
    /** Adjusted Rand index of the training rows' clusters with the classes. */
    CLUSTERING("adjusted Rand index"),
    /** Area under the ROC curve, the rarest class being the outliers. */
    OUTLIERS("area under the curve"),
    /** Not scored. */
    STEP("");

    final String score;

    Job(String score) {
      this.score = score;
    }
  }

  /**
   * @param estimator what the peer evaluates: {@code Ridge(alpha=1.0)}
   * @param most training rows at most
   * @param why a reason for a difference that is known, or nothing
   */
  record Row(
      Trainer<?> trainer,
      String name,
      String estimator,
      Job job,
      BenchData.Preparation preparation,
      int most,
      String why) {}

  private BenchPlan() {}

  /**
   * @param names learners wanted, in any case; empty: all
   */
  static List<Row> read(List<String> names) {
    var out = new ArrayList<Row>();
    try (var in =
            Objects.requireNonNull(
                BenchPlan.class.getResourceAsStream("bench_learners.tsv"), "it is in the jar");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) continue;
        var cells = line.split(" *\\| *", -1);
        if (cells.length != 7) throw new IllegalStateException("not 7 cells: " + line);
        var name = cells[0];
        if (!onClassPath(name)) continue; // Smile's, when it was not asked for
        if (names.isEmpty() || names.stream().anyMatch(name::equalsIgnoreCase)) out.add(row(cells));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var n : names) {
      if (out.stream().noneMatch(r -> r.name.startsWith(Catalog.name(Catalog.find(n).getClass()))))
        throw new IllegalArgumentException("'%s' is in no row of the plan".formatted(n));
    }
    return out;
  }

  private static boolean onClassPath(String name) {
    return Catalog.trainers().stream().anyMatch(t -> Catalog.name(t.getClass()).equals(name));
  }

  private static Row row(String[] cells) {
    var trainer = Catalog.find(cells[0]);
    if (!cells[1].isEmpty())
      for (var pair : cells[1].split(" *; *")) trainer = LineUp.parse(trainer, pair);
    return new Row(
        trainer,
        cells[0] + (cells[1].isEmpty() ? "" : "(" + cells[1].replace(";", ",") + ")"),
        cells[2],
        Job.valueOf(cells[3]),
        BenchData.Preparation.valueOf(cells[4]),
        Integer.parseInt(cells[5]),
        cells[6]);
  }
}

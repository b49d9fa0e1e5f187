package millrace.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A comparison to be read. Prints as a table:
 *
 * <pre>{@code
 * var report = Report.of(comparison);
 * System.out.println(report);
 * report.write(Path.of("out"));   // report.html, report.md, report.json, report.csv
 * }</pre>
 *
 * The HTML page is one file without scripts that loads nothing from anywhere, light or dark as the
 * reader's system is; below 2 MB whatever the number of rows.
 *
 * @param comparison what it shows
 */
public record Report(Comparison comparison) {
  public static Report of(Comparison comparison) {
    return new Report(comparison);
  }

  /** The table with its legend, as a console shows it. */
  public String text() {
    return TextTable.of(new Summary(comparison));
  }

  /** The winner in a sentence or two. */
  public String sentence() {
    var s = new Summary(comparison);
    return (s.headline() + " " + s.details()).strip();
  }

  /** A whole page. */
  public String html() {
    return Page.of(new Summary(comparison));
  }

  /** The table alone, as a piece of HTML for a page that has a style of its own. */
  public String table() {
    var cells = new Summary(comparison).narrowTable();
    return Html.table(cells.head(), cells.rows(), cells.right());
  }

  /** GitHub-flavoured Markdown. */
  public String markdown() {
    return Markdown.of(new Summary(comparison));
  }

  /**
   * The figures as an ordered tree of maps, lists, strings and numbers, for whoever writes JSON.
   * {@code metrics} are means over the folds, {@code fitSeconds} and {@code predictSeconds} means
   * per fold; a number that is none (NaN, infinity) is null.
   */
  public SequencedMap<String, @Nullable Object> tree() {
    var c = comparison;
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("task", c.task().name().toLowerCase(Locale.ROOT));
    out.put("rows", c.rows());
    out.put("features", c.features().size());
    out.put("seed", c.seed());
    out.put("target", c.target());
    out.put("split", c.split());
    out.put("folds", c.folds().size());
    out.put("models", c.entries().stream().map(this::model).toList());
    out.put(
        "failures",
        c.failures().stream()
            .map(f -> Map.of("name", f.name(), "where", f.where(), "message", f.message()))
            .map(LinkedHashMap::new)
            .toList());
    if (!c.leftOut().isEmpty()) {
      out.put(
          "leftOut",
          c.leftOut().stream()
              .map(l -> new LinkedHashMap<>(Map.of("name", l.name(), "why", l.why())))
              .toList());
    }
    out.put("featureNames", c.features());
    out.put("provenance", new LinkedHashMap<>(c.provenance()));
    return out;
  }

  private SequencedMap<String, @Nullable Object> model(Entry e) {
    var c = comparison;
    var metrics = new LinkedHashMap<String, @Nullable Object>();
    var half = new LinkedHashMap<String, @Nullable Object>();
    var folds = new LinkedHashMap<String, @Nullable Object>();
    for (int m = 0; m < c.metrics().size(); m++) {
      var key = c.metrics().get(m);
      metrics.put(key, finite(e.mean(m)));
      half.put(key, finite(c.halfWidth(e, m)));
      var scores = new ArrayList<@Nullable Double>();
      for (double v : e.scores()[m]) scores.add(finite(v));
      folds.put(key, scores);
    }
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("name", e.name());
    out.put("engine", e.engine());
    out.put("metrics", metrics);
    out.put("fitSeconds", finite(e.meanFitSeconds()));
    out.put("predictSeconds", finite(e.meanPredictSeconds()));
    if (e.fittedBytes() >= 0) out.put("bytes", e.fittedBytes());
    out.put("spec", e.spec());
    if (c.folds().size() > 1) out.put("halfWidth95", half);
    out.put("scores", folds);
    c.versusBest().stream()
        .filter(p -> p.name().equals(e.name()) && !Double.isNaN(p.correctedT()))
        .forEach(p -> out.put("pAgainstBest", finite(p.correctedT())));
    if (!e.importances().isEmpty()) {
      var importances = new LinkedHashMap<String, @Nullable Object>();
      e.importances().forEach((k, v) -> importances.put(k, finite(v)));
      out.put("importances", importances);
    }
    if (!e.chosen().isEmpty()) out.put("chosen", e.chosen());
    if (!e.learning().isEmpty()) {
      out.put(
          "learning",
          e.learning().stream()
              .map(
                  l -> {
                    var point = new LinkedHashMap<String, @Nullable Object>();
                    point.put("rows", l.rows());
                    point.put("train", finite(l.train()));
                    point.put("test", finite(l.test()));
                    return point;
                  })
              .toList());
    }
    return out;
  }

  static @Nullable Double finite(double v) {
    return Double.isFinite(v) ? v : null;
  }

  /** {@link #tree} as indented JSON. */
  public String json() {
    return json(tree());
  }

  static String json(SequencedMap<String, @Nullable Object> tree) {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** RFC 4180, a line per model and fold: model, engine, fold, its scores and seconds. */
  public String csv() {
    var c = comparison;
    var head = new ArrayList<>(List.of("model", "engine", "fold"));
    head.addAll(c.metrics());
    head.addAll(List.of("fit_seconds", "predict_seconds", "train_rows", "test_rows"));
    var out = new StringBuilder(line(head));
    for (var e : c.entries()) {
      for (int f = 0; f < c.folds().size(); f++) {
        int fold = f;
        var cells = new ArrayList<>(List.of(e.name(), e.engine(), Integer.toString(f + 1)));
        DoubleStream.concat(
                Arrays.stream(e.scores()).mapToDouble(s -> s[fold]),
                DoubleStream.of(e.fitSeconds()[f], e.predictSeconds()[f]))
            .forEach(v -> cells.add(Double.isNaN(v) ? "" : Double.toString(v)));
        cells.add(Integer.toString(c.folds().get(f).train()));
        cells.add(Integer.toString(c.folds().get(f).test()));
        out.append(line(cells));
      }
    }
    return out.toString();
  }

  static String line(List<String> cells) {
    return cells.stream().map(Report::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String s) {
    return s.matches("(?s).*[\",\r\n].*") ? '"' + s.replace("\"", "\"\"") + '"' : s;
  }

  /**
   * Writes report.html, report.md, report.json and report.csv into a folder, which is made if need
   * be. Each is written beside and then moved, so that none is ever half there.
   *
   * @return the path of report.html
   * @throws UncheckedIOException if a file cannot be written; it names the path
   */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      var page = put(folder.resolve("report.html"), html());
      put(folder.resolve("report.md"), markdown());
      put(folder.resolve("report.json"), json());
      put(folder.resolve("report.csv"), csv());
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report into " + folder + ": " + e, e);
    }
  }

  static Path put(Path file, String text) throws IOException {
    var beside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.writeString(beside, text);
      return Files.move(
          beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** {@link #text}. */
  @Override
  public String toString() {
    return text();
  }
}

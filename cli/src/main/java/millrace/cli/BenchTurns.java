package millrace.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table of a benchmark: a row per setting, whose cells are words, numbers, or seconds of many
 * rounds, which stand in the table as their median.
 *
 * @param figures the same in the shape that all benchmarks share
 * @param versions of the peers, or why they are left out
 */
record BenchTurns(
    String title,
    String note,
    List<SequencedMap<String, @Nullable Object>> rows,
    List<BenchFigure> figures,
    SequencedMap<String, String> versions) {
  BenchTurns(String title, String note) {
    this(title, note, new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
  }

  static double median(List<Double> rounds) {
    if (rounds.isEmpty()) return Double.NaN;
    var sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  String markdown() {
    var out = new StringBuilder("## ").append(title).append("\n\n").append(note).append("\n\n");
    if (rows.isEmpty()) return out.append("Nothing was measured.\n").toString();
    var head = List.copyOf(rows.getFirst().keySet());
    line(out, head);
    line(out, head.stream().map(h -> numeric(rows.getFirst().get(h)) ? "---:" : "---").toList());
    for (var row : rows) line(out, head.stream().map(h -> cell(row.get(h))).toList());
    return out.toString();
  }

  /** The row that was added last, for a terminal. */
  String last() {
    return rows.getLast().entrySet().stream()
        .map(e -> e.getKey() + " " + cell(e.getValue()))
        .collect(Collectors.joining("  "));
  }

  SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("title", title);
    out.put("note", note);
    out.put("rows", rows.stream().map(BenchTurns::plain).toList());
    return out;
  }

  /** JSON has no NaN. */
  private static SequencedMap<String, @Nullable Object> plain(
      SequencedMap<String, @Nullable Object> row) {
    var out = new LinkedHashMap<String, @Nullable Object>();
    row.forEach((k, v) -> out.put(k, v instanceof Double d && d.isNaN() ? null : v));
    return out;
  }

  private static boolean numeric(@Nullable Object cell) {
    return cell instanceof Number || cell instanceof List<?>;
  }

  private static String cell(@Nullable Object cell) {
    return switch (cell) {
      case null -> "–";
      case Double d -> number(d);
      case List<?> rounds ->
          number(median(rounds.stream().map(v -> ((Number) v).doubleValue()).toList()));
      case Integer i -> String.format(Locale.ROOT, "%,d", i);
      default -> cell.toString();
    };
  }

  private static String number(double v) {
    if (Double.isNaN(v)) return "–";
    double size = Math.abs(v);
    var format = size >= 10_000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, v);
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ")
        .append(cells.stream().map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}

package millrace.notebook;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.ClassificationReport;
import millrace.evaluation.Confusion;
import millrace.learn.Prediction;
import millrace.learn.Spec;

/** Views of what is a table, or nearly one. */
final class Tables {
  private static final int ROWS = 10;
  private static final int LONGEST = 80;
  private static final int DIGITS = 10;
  private static final int MOST_COLUMNS = 30;

  private Tables() {}

  /** The first rows, with the kind and the role of each column under its name. */
  static View of(Frame f) {
    var names = f.names().stream().limit(MOST_COLUMNS).toList();
    int rows = Math.min(ROWS, f.size());
    var shown = f.select(names).head(rows);
    var kinds = new ArrayList<String>();
    var numbers = new boolean[names.size()];
    for (int j = 0; j < numbers.length; j++) {
      var column = f.column(names.get(j));
      numbers[j] = column instanceof Column.Numeric;
      kinds.add(column.getClass().getSimpleName().toLowerCase(Locale.ROOT) + role(f, names.get(j)));
    }
    var cells = new ArrayList<List<String>>();
    for (int i = 0; i < rows; i++) {
      var row = shown.cells(i);
      cells.add(
          IntStream.range(0, numbers.length)
              .mapToObj(j -> numbers[j] ? digits(row.get(j)) : cut(row.get(j)))
              .toList());
    }
    var note = new StringBuilder("%,d rows, %d columns".formatted(f.size(), f.names().size()));
    if (rows < f.size()) note.append("; the first ").append(rows).append(" are shown");
    if (names.size() < f.names().size())
      note.append("; the first ").append(names.size()).append(" columns");
    return new View(
        f.toString(), Html.table(names, kinds, numbers, cells) + Html.note(note.toString()));
  }

  /** A number as it stands, or its first seven digits where it has many: to be looked at. */
  private static String digits(String number) {
    return number.length() <= DIGITS
        ? number
        : String.format(Locale.ROOT, "%.7g", Double.parseDouble(number));
  }

  private static String role(Frame f, String name) {
    if (f.targetName().filter(name::equals).isPresent()) return ", target";
    if (f.weightsName().filter(name::equals).isPresent()) return ", weights";
    return "";
  }

  static String cut(String s) {
    return s.length() <= LONGEST ? s : s.substring(0, LONGEST - 1) + "…";
  }

  /** Truth down, prediction across; the darker a cell, the larger its share of the row. */
  static View of(Confusion c) {
    int k = c.labels().size();
    var out = new StringBuilder("<table><thead><tr><th scope='col'>truth \\ predicted</th>");
    for (int p = 0; p < k; p++)
      out.append("<th scope='col'>").append(Html.escape(c.labels().name(p))).append("</th>");
    out.append("</tr></thead><tbody>");
    for (int t = 0; t < k; t++) {
      out.append("<tr><th scope='row'>").append(Html.escape(c.labels().name(t))).append("</th>");
      for (int p = 0; p < k; p++) {
        double share = c.support(t) == 0 ? 0 : (double) c.count(t, p) / c.support(t);
        out.append(
            String.format(
                Locale.ROOT,
                "<td style='text-align:right;background:rgba(%s,%.3f)'>%d</td>",
                t == p ? "47,128,223" : "220,100,49",
                share * .7,
                c.count(t, p)));
      }
      out.append("</tr>");
    }
    var note = String.format(Locale.ROOT, "accuracy %.4f of %,d rows", c.accuracy(), c.total());
    return new View(c.toString(), Html.wide(out + "</tbody></table>") + Html.note(note));
  }

  static View of(ClassificationReport r) {
    var lines = new ArrayList<>(r.levels());
    lines.add(r.macro());
    lines.add(r.weighted());
    var rows =
        lines.stream()
            .map(
                l ->
                    List.of(
                        l.name(),
                        number(l.precision()),
                        number(l.recall()),
                        number(l.f1()),
                        "" + l.support()))
            .toList();
    var head = List.of("", "precision", "recall", "f1", "support");
    var html = Html.table(head, List.of(), new boolean[] {false, true, true, true, true}, rows);
    return new View(r.toString(), html + Html.note("accuracy " + number(r.accuracy())));
  }

  static View of(Prediction.Numbers n) {
    var v = n.values();
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < Math.min(ROWS, v.length); i++) rows.add(List.of("" + i, number(v[i])));
    return predictions(List.of("row", "prediction"), rows, v.length);
  }

  static View of(Prediction.Labels l) {
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < Math.min(ROWS, l.size()); i++) rows.add(List.of("" + i, l.label(i)));
    return predictions(List.of("row", "prediction"), rows, l.size());
  }

  private static View predictions(List<String> head, List<List<String>> rows, int n) {
    var note =
        "%,d predictions".formatted(n)
            + (rows.size() < n ? "; the first " + rows.size() + " are shown" : "");
    return new View(
        text(head, rows) + note,
        Html.table(head, List.of(), new boolean[] {true, true}, rows) + Html.note(note));
  }

  static View of(Map<?, ?> m) {
    if (m.isEmpty()) return View.text("{}");
    var rows = new ArrayList<List<String>>();
    m.forEach((k, v) -> rows.add(List.of(cell(k), cell(v))));
    return table(List.of("key", "value"), rows);
  }

  /** Records become rows with a column for each component; anything else a line each. */
  static View of(Collection<?> c) {
    var first = c.isEmpty() ? null : c.iterator().next();
    boolean records =
        first instanceof Record
            && c.stream().allMatch(x -> x != null && x.getClass() == first.getClass());
    if (!records || first instanceof millrace.learn.Trainer<?>) {
      if (c.size() <= ROWS && c.stream().allMatch(x -> String.valueOf(x).length() <= 20))
        return View.text(c.toString());
      return table(List.of(""), c.stream().map(x -> List.of(cell(x))).toList());
    }
    var components = first.getClass().getRecordComponents();
    if (!Arrays.stream(components).allMatch(p -> p.getAccessor().trySetAccessible()))
      return View.text(c.toString());
    var rows =
        c.stream()
            .map(x -> Arrays.stream(components).map(p -> cell(Spec.get(p, x))).toList())
            .toList();
    return table(Arrays.stream(components).map(RecordComponent::getName).toList(), rows);
  }

  /** All rows if they are few, else the first thirty. */
  private static View table(List<String> head, List<List<String>> all) {
    var rows = all.stream().limit(3 * ROWS).toList();
    var numbers = new boolean[head.size()];
    for (int j = 0; j < numbers.length; j++) {
      int k = j;
      numbers[j] = rows.stream().allMatch(r -> r.get(k).matches("-?\\d[\\d.,]*(E-?\\d+)?|NaN"));
    }
    var note =
        rows.size() < all.size()
            ? "%,d rows; the first %d are shown".formatted(all.size(), rows.size())
            : "";
    return new View(
        text(head, rows) + note,
        Html.table(head, List.of(), numbers, rows) + (note.isEmpty() ? "" : Html.note(note)));
  }

  private static String cell(Object value) {
    return cut(
        switch (value) {
          case null -> "";
          case Double d -> number(d);
          case Float x -> number(x);
          case double[] a -> Arrays.toString(a);
          case float[] a -> Arrays.toString(a);
          case int[] a -> Arrays.toString(a);
          case Object[] a -> Arrays.toString(a);
          default -> value.toString();
        });
  }

  /** Five digits at most. */
  static String number(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e9) return Long.toString((long) v);
    return Double.isFinite(v) ? String.format(Locale.ROOT, "%.5g", v) : Double.toString(v);
  }

  private static String text(List<String> head, List<List<String>> rows) {
    var width = new int[head.size()];
    for (int j = 0; j < width.length; j++) {
      int k = j;
      width[j] =
          Math.max(
              head.get(j).length(), rows.stream().mapToInt(r -> r.get(k).length()).max().orElse(0));
    }
    var out = new StringBuilder();
    var all = new ArrayList<List<String>>();
    if (!head.equals(List.of(""))) all.add(head);
    all.addAll(rows);
    for (var row : all) {
      var line = new StringBuilder();
      for (int j = 0; j < width.length; j++)
        line.append(row.get(j)).append(" ".repeat(width[j] - row.get(j).length() + 2));
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}

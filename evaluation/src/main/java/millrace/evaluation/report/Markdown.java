package millrace.evaluation.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The comparison as GitHub-flavoured Markdown. */
final class Markdown {
  private Markdown() {}

  static String of(Summary s) {
    var c = s.c();
    var out = new StringBuilder();
    out.append("# ").append(escape(c.target())).append("\n\n");
    out.append("**")
        .append(escape(s.headline()))
        .append("** ")
        .append(escape(s.details()))
        .append("\n\n");
    out.append(escape(s.setting())).append("\n\n");
    var all = s.table();
    var rows = all.rows();
    var marked =
        IntStream.range(0, rows.size())
            .mapToObj(
                i -> {
                  var row = new java.util.ArrayList<>(rows.get(i));
                  row.set(0, (row.getFirst() + " " + s.mark(i)).strip());
                  return (List<String>) row;
                })
            .toList();
    table(out, all.head(), marked, all.right());
    out.append('\n').append(escape(s.legend())).append('\n');
    if (!c.best().importances().isEmpty()) {
      out.append("\n## What matters to ").append(escape(c.best().name())).append("\n\n");
      table(
          out,
          List.of("feature", "importance"),
          c.best().importances().entrySet().stream()
              .limit(20)
              .map(i -> List.of(i.getKey(), Format.number(i.getValue(), 4)))
              .toList(),
          new boolean[] {false, true});
    }
    for (var e : c.entries()) {
      if (e.chosen().isEmpty()) continue;
      out.append("\n## Chosen by ").append(escape(e.name())).append("\n\n");
      for (int f = 0; f < e.chosen().size(); f++)
        out.append("- fold %d: ".formatted(f + 1)).append(escape(e.chosen().get(f))).append('\n');
    }
    if (!c.failures().isEmpty()) {
      out.append("\n## Failed\n\n");
      for (var f : c.failures())
        out.append("- ")
            .append(escape(f.name() + ", " + f.where() + ": " + f.message()))
            .append('\n');
    }
    if (!c.leftOut().isEmpty()) {
      out.append("\n## Left out\n\n");
      for (var l : c.leftOut())
        out.append("- ").append(escape(l.name() + ": " + l.why())).append('\n');
    }
    out.append("\n## Models\n\n");
    for (var e : c.entries())
      out.append("- ")
          .append(escape(e.name()))
          .append(": `")
          .append(e.spec().replace('`', '\'').replaceAll("\\s+", " "))
          .append("`\n");
    out.append("\n## Provenance\n\n");
    c.provenance()
        .forEach(
            (k, v) ->
                out.append("- ").append(escape(k)).append(": ").append(escape(v)).append('\n'));
    return out.toString();
  }

  static void table(
      StringBuilder out, List<String> head, List<List<String>> rows, boolean[] right) {
    row(out, head);
    out.append('|');
    for (boolean r : right) out.append(r ? " ---: |" : " --- |");
    out.append('\n');
    rows.forEach(r -> row(out, r));
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append(
        cells.stream().map(Markdown::escape).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Text that Markdown shall not read as marks. */
  static String escape(String s) {
    return s.replaceAll("\\s+", " ").replaceAll("[\\\\`*_{}\\[\\]<>#|~&]", "\\\\$0");
  }
}

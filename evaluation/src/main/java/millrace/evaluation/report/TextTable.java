package millrace.evaluation.report;

import java.util.List;
import java.util.function.IntFunction;

/** The comparison as aligned text, as a console shows it. */
final class TextTable {
  private TextTable() {}

  static String of(Summary s) {
    var table = s.narrowTable();
    var out = new StringBuilder(s.setting()).append("\n\n");
    table(out, table, s::mark);
    out.append('\n').append(s.legend()).append('\n');
    if (!s.leftOut().isEmpty())
      out.append("Also measured: ").append(String.join(", ", s.leftOut())).append(".\n");
    for (var e : s.c().entries())
      for (int f = 0; f < e.chosen().size(); f++)
        out.append("fold %d of %s chose %s\n".formatted(f + 1, e.name(), e.chosen().get(f)));
    for (var f : s.c().failures())
      out.append("failed: ")
          .append(f.name())
          .append(", ")
          .append(f.where())
          .append(": ")
          .append(f.message())
          .append('\n');
    for (var l : s.c().leftOut())
      out.append("left out: ").append(l.name()).append(": ").append(l.why()).append('\n');
    return out.toString();
  }

  /** Aligned cells, each row with a mark before it. */
  static void table(StringBuilder out, Summary.Cells table, IntFunction<String> mark) {
    var head = table.head();
    var rows = table.rows();
    var width = new int[head.size()];
    for (int j = 0; j < width.length; j++) {
      int k = j;
      width[j] =
          Math.max(
              length(head.get(j)), rows.stream().mapToInt(r -> length(r.get(k))).max().orElse(0));
    }
    line(out, " ", head, width, table.right());
    for (int i = 0; i < rows.size(); i++)
      line(out, mark.apply(i), rows.get(i), width, table.right());
  }

  private static void line(
      StringBuilder out, String mark, List<String> cells, int[] width, boolean[] right) {
    var line = new StringBuilder(mark.isEmpty() ? " " : mark);
    for (int j = 0; j < width.length; j++) {
      var cell = cells.get(j);
      var space = " ".repeat(width[j] - length(cell));
      line.append(j == 0 ? " " : "  ").append(right[j] ? space + cell : cell + space);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String s) {
    return s.codePointCount(0, s.length());
  }
}

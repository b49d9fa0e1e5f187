package millrace.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Prints a frame: a heading, then a row per name, kind and missing count, then the first rows of
 * data.
 */
final class Table {
  private static final int WIDEST = 24;

  private Table() {}

  static String of(Frame frame, int rows) {
    var columns = new ArrayList<List<String>>();
    int shown = Math.min(rows, frame.size());
    for (var name : frame.names()) {
      var c = frame.column(name);
      var cells = new ArrayList<String>();
      cells.add(name + (name.equals(frame.targetName().orElse(null)) ? "*" : ""));
      cells.add(c.kind());
      int missing = c.missing();
      cells.add(missing == 0 ? "" : missing + " missing");
      for (int i = 0; i < shown; i++) cells.add(c.isMissing(i) ? "·" : cut(c.cell(i)));
      columns.add(cells);
    }
    var out = new StringBuilder();
    out.append(frame.size()).append(" rows, ").append(columns.size()).append(" columns");
    frame.targetName().ifPresent(t -> out.append(", target ").append(t).append('*'));
    for (int i = 0; i < shown + 3; i++) {
      out.append('\n');
      var line = new StringBuilder();
      for (int j = 0; j < columns.size(); j++) {
        var cells = columns.get(j);
        int width = cells.stream().mapToInt(String::length).max().orElse(0);
        boolean right = cells.get(1).equals("numeric");
        line.append(j == 0 ? "" : "  ")
            .append((right ? "%" + width + "s" : "%-" + width + "s").formatted(cells.get(i)));
      }
      out.append(line.toString().stripTrailing());
    }
    if (shown < frame.size()) out.append("\n… ").append(frame.size() - shown).append(" more rows");
    return out.toString();
  }

  /** On one line, and short. */
  static String cut(String s) {
    var line = s.replaceAll("\\s+", " ");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }
}

package millrace.notebook;

import java.util.List;

/** Pieces of HTML that look the same in Jupyter, in its exports and in a plain page. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * A table.
   *
   * @param kinds a second line of the head, small; empty: none
   * @param numbers which columns hold numbers: they are set flush right
   */
  static String table(
      List<String> head, List<String> kinds, boolean[] numbers, List<List<String>> rows) {
    var out = new StringBuilder("<div style='overflow-x:auto'><table><thead><tr>");
    for (int j = 0; j < head.size(); j++) {
      out.append("<th style='text-align:").append(side(numbers, j)).append("'>");
      out.append(escape(head.get(j)));
      if (!kinds.isEmpty())
        out.append("<br><small style='font-weight:normal;opacity:.65'>")
            .append(escape(kinds.get(j)))
            .append("</small>");
      out.append("</th>");
    }
    out.append("</tr></thead><tbody>");
    for (var row : rows) {
      out.append("<tr>");
      for (int j = 0; j < row.size(); j++)
        out.append("<td style='text-align:")
            .append(side(numbers, j))
            .append("'>")
            .append(escape(row.get(j)))
            .append("</td>");
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>").toString();
  }

  private static String side(boolean[] numbers, int j) {
    return j < numbers.length && numbers[j] ? "right" : "left";
  }

  /** A small line below or above a table. */
  static String note(String text) {
    return "<div style='font-size:90%;opacity:.75'>" + escape(text) + "</div>";
  }

  /**
   * A whole page in a frame of its own: its scripts see nothing of the notebook.
   *
   * @param height in pixels
   */
  static String page(String title, String html, int height) {
    return ("<iframe title='%s' sandbox='allow-scripts' loading='lazy'"
            + " style='width:100%%;height:%dpx;border:1px solid"
            + " rgba(128,128,128,.4);border-radius:6px' srcdoc=\"%s\"></iframe>")
        .formatted(escape(title), height, html.replace("&", "&amp;").replace("\"", "&quot;"));
  }

  /** What is shown only when asked for. */
  static String folded(String summary, String html) {
    return "<details><summary>%s</summary>%s</details>".formatted(escape(summary), html);
  }
}

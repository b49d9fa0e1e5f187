package millrace.evaluation.report;

import java.util.List;
import java.util.Map;

/** Pieces of the page. Everything that is given as text is escaped here. */
final class Html {
  private Html() {}

  /** A whole page around what {@code main} holds. */
  static String page(String title, String css, CharSequence main) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"
        + Svg.escape(title)
        + "</title>\n<style>\n"
        + css
        + "</style>\n</head>\n<body>\n<main>\n"
        + main
        + "</main>\n</body>\n</html>\n";
  }

  /** A chart under its title. */
  static String figure(String title, String note, String svg) {
    return "<figure><figcaption title=\"%s\">%s%s</figcaption>%s</figure>\n"
        .formatted(
            Svg.escape(title),
            Svg.escape(title),
            note.isEmpty() ? "" : " <small>" + Svg.escape(note) + "</small>",
            svg);
  }

  /** A heading, a sentence on how to read it, and the body. */
  static String section(String id, String title, String explanation, String body) {
    return "<section id=\"%s\">\n<h2>%s</h2>\n<p class=\"how\">%s</p>\n%s</section>\n"
        .formatted(id, Svg.escape(title), Svg.escape(explanation), body);
  }

  static String grid(String figures) {
    return "<div class=\"charts\">\n" + figures + "</div>\n";
  }

  /** A drawing for windows wider than 640 pixels, and one for those that are not. */
  static String fitting(String roomy, String tight) {
    return only("over-640", roomy) + only("under-640", tight);
  }

  /** A drawing that is shown in windows of some widths alone: classes of report.css. */
  static String only(String windows, String svg) {
    return "<div class=\"%s\">%s</div>".formatted(windows, svg);
  }

  /**
   * A table; its first column is a heading of each row, numbers are set to the right. What can be
   * moved aside can be reached by the keyboard.
   *
   * @param name what it shows, for those who do not see it
   */
  static String table(String name, List<String> head, List<List<String>> rows, boolean[] right) {
    var out = new StringBuilder("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    out.append(Svg.escape(name)).append("\"><table>\n<thead><tr>");
    for (int j = 0; j < head.size(); j++)
      out.append("<th scope=\"col\"%s>%s</th>".formatted(style(right[j]), Svg.escape(head.get(j))));
    out.append("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < rows.size(); i++) {
      out.append("<tr>");
      for (int j = 0; j < head.size(); j++) {
        var cell = Svg.escape(rows.get(i).get(j));
        int plusMinus = right[j] ? cell.indexOf(" ± ") : -1;
        if (plusMinus >= 0)
          cell = cell.substring(0, plusMinus) + "<small>" + cell.substring(plusMinus) + "</small>";
        out.append(
            j == 0
                ? "<th scope=\"row\">" + cell + "</th>"
                : "<td%s>%s</td>".formatted(style(right[j]), cell));
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  /** The same for pages that have a style of their own: its own stands in its attributes. */
  static String plainTable(List<String> head, List<List<String>> rows, boolean[] right) {
    // without a width of its own, so that the page around it does not grow with the table
    var out =
        new StringBuilder("<div style='overflow-x:auto;width:0;min-width:100%'><table><thead><tr>");
    for (int j = 0; j < head.size(); j++)
      out.append("<th scope='col'%s>%s</th>".formatted(side(right[j]), Svg.escape(head.get(j))));
    out.append("</tr></thead><tbody>");
    for (var row : rows) {
      out.append("<tr>");
      for (int j = 0; j < head.size(); j++) {
        var tag = j == 0 ? "th scope='row'" : "td";
        out.append(
            "<%s%s>%s</%s>"
                .formatted(tag, side(right[j]), Svg.escape(row.get(j)), tag.substring(0, 2)));
      }
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>").toString();
  }

  private static String side(boolean right) {
    return " style='text-align:%s'".formatted(right ? "right;white-space:nowrap" : "left");
  }

  private static String style(boolean right) {
    return right ? " class=\"n\"" : "";
  }

  /** Names and texts, one below the other. */
  static String facts(Iterable<Map.Entry<String, String>> facts) {
    var out = new StringBuilder("<dl>\n");
    for (var f : facts)
      out.append(
          "<dt>%s</dt><dd>%s</dd>\n".formatted(Svg.escape(f.getKey()), Svg.escape(f.getValue())));
    return out.append("</dl>\n").toString();
  }

  /** A key to the colours of a chart. */
  static String legend(List<String> names) {
    var out = new StringBuilder("<ul class=\"legend\">");
    for (int i = 0; i < names.size(); i++)
      out.append("<li class=\"k%d\">%s</li>".formatted(i, Svg.escape(names.get(i))));
    return out.append("</ul>\n").toString();
  }
}

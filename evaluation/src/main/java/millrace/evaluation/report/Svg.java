package millrace.evaluation.report;

import java.util.Locale;

/**
 * A drawing, written element by element. Colours and fonts come from the style sheet of the page,
 * through class names; all text is escaped. Coordinates are in pixels of the view box, y downwards.
 */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /**
   * @param label what the drawing shows, in words, for those who do not see it
   */
  Svg(double width, double height, String label) {
    out.append("<svg viewBox=\"0 0 ")
        .append(number(width))
        .append(' ')
        .append(number(height))
        .append("\" width=\"")
        .append(number(width))
        .append("\" height=\"")
        .append(number(height))
        .append("\" role=\"img\" aria-label=\"")
        .append(escape(label))
        .append("\">");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return path(style, "M" + point(x1, y1) + "L" + point(x2, y2));
  }

  Svg path(String style, CharSequence d) {
    out.append("<path class=\"").append(style).append("\" d=\"").append(d).append("\"/>");
    return this;
  }

  /** A path of which only what lies in this rectangle (and its border) is shown. */
  Svg clipped(String style, double left, double top, double width, double height, CharSequence d) {
    var x = number(left - 2);
    var y = number(top - 2);
    var w = number(width + 4);
    var h = number(height + 4);
    out.append("<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" ".formatted(x, y, w, h));
    out.append("viewBox=\"%s %s %s %s\">".formatted(x, y, w, h));
    return path(style, d).close("svg");
  }

  /** A filled path with a tooltip. */
  Svg path(String style, CharSequence d, String tip) {
    out.append("<path class=\"").append(style).append("\" d=\"").append(d).append("\">");
    return tip(tip).close("path");
  }

  Svg circle(String style, double x, double y, double r, String tip) {
    out.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\">"
            .formatted(style, number(x), number(y), number(r)));
    return tip(tip).close("circle");
  }

  Svg rect(String style, double x, double y, double width, double height, String tip) {
    return rect(style, x, y, width, height, 1, tip);
  }

  Svg rect(
      String style, double x, double y, double width, double height, double opacity, String tip) {
    out.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
            .formatted(style, number(x), number(y), number(width), number(height)));
    if (opacity < 1)
      out.append(" fill-opacity=\"")
          .append(String.format(Locale.ROOT, "%.3f", opacity))
          .append('"');
    out.append('>');
    return tip(tip).close("rect");
  }

  Svg text(String style, double x, double y, String text) {
    out.append("<text class=\"%s\" x=\"%s\" y=\"%s\">".formatted(style, number(x), number(y)))
        .append(escape(text));
    return close("text");
  }

  /** Text with its full form as a tooltip. */
  Svg text(String style, double x, double y, String text, String tip) {
    out.append("<text class=\"%s\" x=\"%s\" y=\"%s\">".formatted(style, number(x), number(y)))
        .append(escape(text));
    return tip(tip).close("text");
  }

  /** Text that reads upwards, centred at the point. */
  Svg upwards(String style, double x, double y, String text) {
    out.append(
            "<text class=\"%s\" transform=\"translate(%s %s) rotate(-90)\">"
                .formatted(style, number(x), number(y)))
        .append(escape(text));
    return close("text");
  }

  private Svg tip(String text) {
    if (!text.isEmpty()) out.append("<title>").append(escape(text)).append("</title>");
    return this;
  }

  private Svg close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  static String point(double x, double y) {
    return number(x) + " " + number(y);
  }

  /** To a tenth of a pixel, without needless zeros. */
  static String number(double v) {
    long tenths = Math.round(v * 10);
    if (tenths % 10 == 0) return Long.toString(tenths / 10);
    return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
  }

  /** Text made safe for HTML and SVG, between tags and in quoted attributes. */
  static String escape(String s) {
    var out = new StringBuilder(s.length() + 16);
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return out + "</svg>";
  }
}

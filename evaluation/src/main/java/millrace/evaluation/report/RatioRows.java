package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ratios as rows of a table whose middle column is a drawing. Places across are percentages, so
 * that the drawing is as wide as there is room and letters keep their size.
 */
final class RatioRows {
  private static final double MARGIN = 4;
  private static final double HEIGHT = 32;
  private static final int MOST_TICKS = 7;

  /** How many times a tick is the one before it: the smallest with which there are few. */
  private static final double[] STEPS = {1.25, 1.5, 2, 4, 10, 100, 1000};

  private final double low;
  private final double high;
  private final List<Double> ticks = new ArrayList<>();

  private RatioRows(List<Sheet.Ratio> rows) {
    double least = 1;
    double most = 1;
    for (var r : rows) {
      for (double v : new double[] {r.ratio(), r.low(), r.high()}) {
        if (!(v > 0) || Double.isInfinite(v)) continue;
        least = Math.min(least, v);
        most = Math.max(most, v);
      }
    }
    double step = STEPS[0];
    for (double s : STEPS) {
      step = s;
      if (up(most, s) + up(1 / least, s) < MOST_TICKS) break;
    }
    int below = up(1 / least, step);
    int above = Math.max(up(most, step), below == 0 ? 1 : 0);
    for (int k = -below; k <= above; k++) ticks.add(Math.pow(step, k));
    low = Math.log(ticks.getFirst());
    high = Math.log(ticks.getLast());
  }

  /** Steps from 1 to a number at least as large. */
  private static int up(double v, double step) {
    return (int) Math.ceil(Math.log(v) / Math.log(step) - 1e-9);
  }

  static String of(String name, List<Sheet.Ratio> rows) {
    return new RatioRows(rows).table(name, rows);
  }

  private String table(String name, List<Sheet.Ratio> rows) {
    var out = new StringBuilder("<table class=\"ratios\">\n<caption>");
    out.append(Svg.escape(name)).append("</caption>\n<thead><tr><th scope=\"col\">measured</th>");
    out.append("<th class=\"plot\" scope=\"col\"><svg class=\"across\" aria-hidden=\"true\">");
    for (double t : ticks)
      out.append(
          "<text class=\"tick mid\" x=\"%s\" y=\"14\">%s</text>".formatted(percent(t), label(t)));
    out.append("</svg></th><th scope=\"col\" class=\"n\">ratio</th></tr></thead>\n<tbody>\n");
    for (var r : rows) out.append(row(r));
    return out.append("</tbody></table>\n").toString();
  }

  private String row(Sheet.Ratio r) {
    var style = r.mark().name().toLowerCase(Locale.ROOT);
    var out = new StringBuilder();
    out.append("<tr class=\"%s\"><th scope=\"row\">%s".formatted(style, Svg.escape(r.name())));
    if (!r.note().isEmpty()) out.append(" <small>").append(Svg.escape(r.note())).append("</small>");
    out.append("</th><td class=\"plot\"><svg class=\"across\" aria-hidden=\"true\">");
    for (double t : ticks) vertical(out, Math.abs(t - 1) < 1e-9 ? "zero" : "grid", t);
    if (r.low() > 0 && r.high() > 0)
      out.append(
          "<line class=\"interval\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>"
              .formatted(
                  percent(r.low()),
                  percent(r.high()),
                  Svg.number(HEIGHT / 2),
                  Svg.number(HEIGHT / 2)));
    if (r.ratio() > 0)
      out.append(
          "<circle class=\"mean %s\" cx=\"%s\" cy=\"%s\" r=\"5\"/>"
              .formatted(
                  r.ratio() >= 1 ? "ahead" : "behind", percent(r.ratio()), Svg.number(HEIGHT / 2)));
    out.append("</svg></td><td class=\"n\">").append(Svg.escape(r.text()));
    if (r.mark() != Sheet.Mark.NONE)
      out.append(
          " <strong class=\"mark\">%s</strong>"
              .formatted(r.mark() == Sheet.Mark.WORSE ? "▼ worse" : "▲ better"));
    return out.append("</td></tr>\n").toString();
  }

  private void vertical(StringBuilder out, String style, double at) {
    var x = percent(at);
    out.append(
        "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"100%%\"/>".formatted(style, x, x));
  }

  private String percent(double v) {
    double share = (Math.log(v) - low) / (high - low);
    double inside = MARGIN + Math.clamp(share, 0, 1) * (100 - 2 * MARGIN);
    return String.format(Locale.ROOT, "%.2f%%", inside);
  }

  private static String label(double t) {
    if (t >= 1e5 || t < 0.001)
      return String.format(Locale.ROOT, "%.0e", t).replaceFirst("e\\+?(-?)0*", "e$1");
    var s = String.format(Locale.ROOT, t >= 10 ? "%.0f" : t >= 1 ? "%.2f" : "%.3f", t);
    return s.contains(".") ? s.replaceFirst("\\.?0+$", "") : s;
  }
}

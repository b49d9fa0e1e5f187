package millrace.evaluation.report;

import java.util.List;

/** Horizontal bars with a name on the left and a value at the end; negative ones reach left. */
final class Bars {
  private static final double ROW = 24;
  private static final double WIDTH =
      330; // of a column of charts; not more, so that letters keep their size
  private static final double LEAST = 90;
  private static final double MOST = 170;
  private static final double VALUES = 74;
  private static final int LONGEST = 22;

  /** One bar. */
  record Bar(String name, double value, String text) {}

  private Bars() {}

  static String of(List<Bar> bars, String label) {
    double names =
        14 + 6.9 * bars.stream().mapToInt(b -> Math.min(LONGEST, b.name.length())).max().orElse(0);
    double chart = Math.clamp(WIDTH - names - VALUES, LEAST, MOST);
    var svg = new Svg(names + chart + VALUES, ROW * bars.size() + 4, label);
    double most = bars.stream().mapToDouble(b -> finite(b.value)).max().orElse(0);
    double least = Math.min(0, bars.stream().mapToDouble(b -> finite(b.value)).min().orElse(0));
    var x = new Scale(least, Math.max(most, least == 0 ? 1e-300 : 0), names, names + chart);
    double zero = x.at(0);
    for (int i = 0; i < bars.size(); i++) {
      var b = bars.get(i);
      double y = ROW * i + 2;
      double end = x.at(finite(b.value));
      var tip = b.name + ": " + b.text;
      svg.text("label end", names - 8, y + 15, Format.cut(b.name, LONGEST), b.name);
      if (Math.abs(end - zero) >= 0.5)
        svg.path(b.value < 0 ? "bar negative" : "bar", shape(zero, end, y + 3, ROW - 8), tip);
      svg.text("value", Math.max(end, zero) + 6, y + 15, b.text);
    }
    svg.line("zero", zero, 0, zero, ROW * bars.size() + 4);
    return svg.toString();
  }

  private static double finite(double v) {
    return Double.isFinite(v) ? v : 0;
  }

  /** Square at the zero line, rounded at its end. */
  private static String shape(double zero, double end, double y, double height) {
    double r = Math.min(3, Math.abs(end - zero)) * Math.signum(end - zero);
    double ry = Math.abs(r);
    return "M%sH%sQ%s %sV%sQ%s %sH%sz"
        .formatted(
            Svg.point(zero, y),
            Svg.number(end - r),
            Svg.point(end, y),
            Svg.point(end, y + ry),
            Svg.number(y + height - ry),
            Svg.point(end, y + height),
            Svg.point(end - r, y + height),
            Svg.number(zero));
  }
}

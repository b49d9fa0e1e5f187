package millrace.evaluation.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** A drawing with two axes: grid, ticks, labels, and marks given in values. */
final class Plot {
  static final double WIDTH = 340;
  static final double HEIGHT = 290;
  private static final double LEFT = 52;
  private static final double RIGHT = 12;
  private static final double TOP = 10;
  private static final double BOTTOM = 44;

  /** Above so many, points are gathered in hexagons. */
  private static final int MOST_POINTS = 1500;

  private static final double HEX = 4.5;
  private static final int SHADES = 6;

  final Svg svg;
  final Scale x;
  final Scale y;

  /** A label below the horizontal axis. */
  record Tick(double at, String label) {}

  /** Axes over these ranges. */
  Plot(
      double xLow,
      double xHigh,
      double yLow,
      double yHigh,
      String xName,
      String yName,
      String label) {
    this(xLow, xHigh, ticks(xLow, xHigh), yLow, yHigh, xName, yName, label);
  }

  /** The same with ticks of the caller's below: powers of ten, or names. */
  Plot(
      double xLow,
      double xHigh,
      List<Tick> ticks,
      double yLow,
      double yHigh,
      String xName,
      String yName,
      String label) {
    svg = new Svg(WIDTH, HEIGHT, label);
    x = across(xLow, xHigh);
    y = new Scale(yLow, yHigh, HEIGHT - BOTTOM, TOP);
    for (var t : ticks) {
      svg.line("grid", x.at(t.at), TOP, x.at(t.at), HEIGHT - BOTTOM);
      svg.text("tick mid", x.at(t.at), HEIGHT - BOTTOM + 15, t.label);
    }
    double yStep = y.step(5);
    for (double t : y.ticks(5)) {
      svg.line("grid", LEFT, y.at(t), WIDTH - RIGHT, y.at(t));
      svg.text("tick end", LEFT - 6, y.at(t) + 4, Format.tick(t, yStep));
    }
    svg.text("axis mid", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, Format.cut(xName, 44));
    svg.upwards("axis mid", 12, (TOP + HEIGHT - BOTTOM) / 2, Format.cut(yName, 36));
  }

  private static Scale across(double low, double high) {
    return new Scale(low, high, LEFT, WIDTH - RIGHT);
  }

  private static List<Tick> ticks(double low, double high) {
    var x = across(low, high);
    int count = x.fitting(6);
    double step = x.step(count);
    return x.ticks(count).stream().map(t -> new Tick(t, Format.tick(t, step))).toList();
  }

  /**
   * A line through the points that are numbers, cut off at the axes; what is nearer than half a
   * pixel is left out.
   */
  Plot line(String style, double[] xs, double[] ys) {
    var wideX = x.widened(5);
    var wideY = y.widened(5);
    var d = new StringBuilder();
    boolean pen = false;
    double px = 0;
    double py = 0;
    for (int i = 0; i < xs.length; i++) {
      if (!Double.isFinite(xs[i]) || !Double.isFinite(ys[i])) {
        pen = false;
        continue;
      }
      double nx = x.at(wideX.clamp(xs[i]));
      double ny = y.at(wideY.clamp(ys[i]));
      boolean last = i == xs.length - 1;
      if (pen && !last && Math.abs(nx - px) < 0.5 && Math.abs(ny - py) < 0.5) continue;
      d.append(pen ? 'L' : 'M').append(Svg.point(nx, ny));
      pen = true;
      px = nx;
      py = ny;
    }
    svg.clipped(style, LEFT, TOP, WIDTH - RIGHT - LEFT, HEIGHT - BOTTOM - TOP, d);
    return this;
  }

  /** A dot with a tooltip. */
  Plot mark(String style, double vx, double vy, double radius, String tip) {
    if (x.shows(vx) && y.shows(vy)) svg.circle(style, x.at(vx), y.at(vy), radius, tip);
    return this;
  }

  /** The diagonal y = x where both axes show it. */
  Plot diagonal() {
    double low = Math.max(x.low(), y.low());
    double high = Math.min(x.high(), y.high());
    if (low < high) svg.line("reference", x.at(low), y.at(low), x.at(high), y.at(high));
    return this;
  }

  Plot horizontal(double v) {
    if (y.shows(v)) svg.line("reference", x.from(), y.at(v), x.to(), y.at(v));
    return this;
  }

  /**
   * A point per pair; many points become hexagons, the darker the more points. Bounded size
   * whatever the number of points.
   *
   * @return how many lie outside the axes
   */
  int cloud(double[] xs, double[] ys) {
    int shown = 0;
    for (int i = 0; i < xs.length; i++) if (x.shows(xs[i]) && y.shows(ys[i])) shown++;
    if (shown <= MOST_POINTS) dots(xs, ys);
    else hexagons(xs, ys);
    return xs.length - shown;
  }

  /** A path of lines without length: its round caps are the dots. Far smaller than circles. */
  private void dots(double[] xs, double[] ys) {
    var d = new StringBuilder();
    for (int i = 0; i < xs.length; i++)
      if (x.shows(xs[i]) && y.shows(ys[i])) d.append('M').append(at(xs[i], ys[i])).append("h0");
    svg.path(xs.length > 400 ? "dots small" : "dots", d);
  }

  private void hexagons(double[] xs, double[] ys) {
    double wide = HEX * Math.sqrt(3);
    var count = new HashMap<Long, int[]>();
    for (int i = 0; i < xs.length; i++) {
      if (!x.shows(xs[i]) || !y.shows(ys[i])) continue;
      count.computeIfAbsent(hexagon(x.at(xs[i]), y.at(ys[i])), _ -> new int[1])[0]++;
    }
    double most = Math.log1p(count.values().stream().mapToInt(c -> c[0]).max().orElse(1));
    var shades = new StringBuilder[SHADES];
    Arrays.setAll(shades, _ -> new StringBuilder());
    var shape =
        "l%s %sv%sl%s %sl%s %sv%sz"
            .formatted(
                Svg.number(wide / 2),
                Svg.number(HEX / 2),
                Svg.number(HEX),
                Svg.number(-wide / 2),
                Svg.number(HEX / 2),
                Svg.number(-wide / 2),
                Svg.number(-HEX / 2),
                Svg.number(-HEX));
    count.keySet().stream()
        .sorted()
        .forEach(
            cell -> {
              long row = cell >> 32;
              long column = (int) (long) cell;
              double cx = (column + ((row & 1) == 0 ? 0 : 0.5)) * wide;
              double cy = row * HEX * 1.5;
              double share = Math.log1p(count.get(cell)[0]) / most;
              int shade = Math.min(SHADES - 1, (int) (share * SHADES));
              shades[shade].append('M').append(Svg.point(cx, cy - HEX)).append(shape);
            });
    for (int s = 0; s < SHADES; s++) if (!shades[s].isEmpty()) svg.path("hex h" + s, shades[s]);
  }

  /** The hexagon whose centre is nearest: row and column in one number. */
  private static long hexagon(double px, double py) {
    double wide = HEX * Math.sqrt(3);
    long best = 0;
    double least = Double.POSITIVE_INFINITY;
    long near = (long) Math.floor(py / (HEX * 1.5));
    for (long row = near; row <= near + 1; row++) {
      double shift = (row & 1) == 0 ? 0 : 0.5;
      long column = Math.round(px / wide - shift);
      double dx = (column + shift) * wide - px;
      double dy = row * HEX * 1.5 - py;
      double distance = dx * dx + dy * dy;
      if (distance < least) {
        least = distance;
        best = (row << 32) | (column & 0xFFFFFFFFL);
      }
    }
    return best;
  }

  private String at(double vx, double vy) {
    return Svg.point(x.at(vx), y.at(vy));
  }

  @Override
  public String toString() {
    return svg.toString();
  }
}

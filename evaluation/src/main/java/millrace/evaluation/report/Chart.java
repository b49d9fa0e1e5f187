package millrace.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A drawing with two axes for notebooks and pages: lines, points, named points, bars. An SVG
 * without scripts whose ink is the colour of the text around it, so that it suits light and dark
 * pages.
 *
 * <pre>{@code
 * Chart.of("loss").x("epoch").y("cross-entropy")
 *     .line("training", epochs, losses).line("validation", epochs, held)
 * }</pre>
 *
 * <p>Each method gives a new chart. Values that are no numbers leave a gap. Six colours, which then
 * begin again.
 *
 * @param title above the drawing
 * @param x the name of the horizontal axis
 * @param y the name of the vertical axis
 * @param series what is drawn, in this order
 */
public record Chart(String title, String x, String y, List<Series> series) {
  private static final int COLOURS = 6;
  private static final int MOST_MARKS = 60;

  /** How a series is drawn. */
  public enum Form {
    /** A line through the points, in their order. */
    LINE,
    /** A dot for each. */
    POINTS,
    /** A dot for each with its label beside it, if there is room. */
    WORDS,
    /** A horizontal bar for each label; a chart of bars has no other series. */
    BARS
  }

  /**
   * One series.
   *
   * @param name in the key of the chart; empty: not there
   * @param labels of the points; empty: none
   */
  public record Series(Form form, String name, List<String> labels, double[] xs, double[] ys) {
    public Series {
      labels = List.copyOf(labels);
      if (xs.length != ys.length || (!labels.isEmpty() && labels.size() != xs.length))
        throw new IllegalArgumentException(
            "series '%s' has %d x, %d y and %d labels: they must be as many"
                .formatted(name, xs.length, ys.length, labels.size()));
    }
  }

  public Chart {
    series = List.copyOf(series);
    boolean bars = series.stream().anyMatch(s -> s.form == Form.BARS);
    if (bars && series.size() > 1)
      throw new IllegalArgumentException("a chart of bars has one series, not " + series.size());
  }

  /** A chart without data yet. */
  public static Chart of(String title) {
    return new Chart(title, "", "", List.of());
  }

  /** Names the horizontal axis. */
  public Chart x(String name) {
    return new Chart(title, name, y, series);
  }

  /** Names the vertical axis. */
  public Chart y(String name) {
    return new Chart(title, x, name, series);
  }

  /** Adds a line through these points. */
  public Chart line(String name, double[] xs, double[] ys) {
    return with(new Series(Form.LINE, name, List.of(), xs.clone(), ys.clone()));
  }

  /** Adds a line over 1, 2, 3 … */
  public Chart line(String name, double... ys) {
    return line(name, IntStream.rangeClosed(1, ys.length).asDoubleStream().toArray(), ys);
  }

  /** Adds a dot for each pair of numbers. */
  public Chart points(String name, double[] xs, double[] ys) {
    return with(new Series(Form.POINTS, name, List.of(), xs.clone(), ys.clone()));
  }

  /** Adds named dots. Where they stand close, names that would cover others are left out. */
  public Chart words(String name, List<String> labels, double[] xs, double[] ys) {
    return with(new Series(Form.WORDS, name, labels, xs.clone(), ys.clone()));
  }

  /** Adds a bar for each name; negative ones reach left. */
  public Chart bars(List<String> labels, double... values) {
    return with(new Series(Form.BARS, "", labels, values.clone(), new double[values.length]));
  }

  /** How often values fall into each of so many equal ranges, as a stepped line. */
  public Chart histogram(String name, double[] values, int ranges) {
    if (ranges < 1) throw new IllegalArgumentException("ranges must be at least 1, not " + ranges);
    var all = DoubleStream.of(values).filter(Double::isFinite).summaryStatistics();
    double low = all.getCount() == 0 ? 0 : all.getMin();
    double width = all.getCount() == 0 || all.getMax() == low ? 1 : (all.getMax() - low) / ranges;
    var xs = new double[2 * ranges + 2];
    var ys = new double[xs.length];
    for (double v : values) {
      if (!Double.isFinite(v)) continue;
      int bin = Math.clamp((long) ((v - low) / width), 0, ranges - 1);
      ys[2 * bin + 1]++;
      ys[2 * bin + 2]++;
    }
    for (int edge = 0; edge <= ranges; edge++) {
      xs[2 * edge] = low + width * edge;
      xs[2 * edge + 1] = xs[2 * edge];
    }
    return line(name, xs, ys);
  }

  private Chart with(Series more) {
    var all = new ArrayList<>(series);
    all.add(more);
    return new Chart(title, x, y, all);
  }

  /** The chart with its title and key, as a piece of HTML that carries its style. */
  public String html() {
    var named = series.stream().filter(s -> !s.name.isEmpty()).toList();
    var key = new StringBuilder();
    for (int i = 0; i < series.size() && named.size() > 1; i++)
      if (!series.get(i).name.isEmpty())
        key.append(
            "<li class=\"k%d\">%s</li>".formatted(i % COLOURS, Svg.escape(series.get(i).name)));
    return "<div class=\"millrace-chart%s\"><style>".formatted(ofBars() ? " bars" : "")
        + Style.CSS
        + "</style>"
        + Html.figure(title, "", svg())
        + (key.isEmpty() ? "" : "<ul class=\"legend\">" + key + "</ul>")
        + "</div>";
  }

  /** The drawing alone; its classes are those of {@link #html}'s style. */
  public String svg() {
    if (ofBars()) return bars();
    var a = range(series.stream().map(Series::xs).toList(), words() ? .12 : .02);
    var b = range(series.stream().map(Series::ys).toList(), .06);
    var plot = new Plot(a.low(), a.high(), b.low(), b.high(), x, y, label());
    for (int i = 0; i < series.size(); i++) draw(plot, series.get(i), i % COLOURS);
    names(plot);
    return plot.toString();
  }

  private boolean ofBars() {
    return !series.isEmpty() && series.getFirst().form == Form.BARS;
  }

  private boolean words() {
    return series.stream().anyMatch(s -> s.form == Form.WORDS);
  }

  private void draw(Plot plot, Series s, int colour) {
    if (s.form == Form.LINE) plot.line("curve c" + colour, s.xs, s.ys);
    if (s.form == Form.LINE && s.xs.length > MOST_MARKS) return;
    if (s.form == Form.POINTS && series.size() == 1 && s.xs.length > MOST_MARKS) {
      plot.cloud(s.xs, s.ys);
      return;
    }
    for (int i = 0; i < s.xs.length; i++) {
      var at = "%s %s, %s %s".formatted(x, Format.number(s.xs[i]), y, Format.number(s.ys[i]));
      var tip = (s.labels.isEmpty() ? s.name : s.labels.get(i)) + ": " + at;
      plot.mark("point c" + colour, s.xs[i], s.ys[i], s.form == Form.LINE ? 2.5 : 3, tip);
    }
  }

  /** After all dots, as no name may cover one. */
  private void names(Plot plot) {
    var labels = new Labels(plot);
    var words = series.stream().filter(s -> s.form == Form.WORDS).toList();
    for (var s : words)
      for (int i = 0; i < s.xs.length; i++) if (shows(plot, s, i)) labels.dot(s.xs[i], s.ys[i]);
    for (var s : words)
      for (int i = 0; i < s.xs.length; i++)
        if (shows(plot, s, i)) labels.write(s.xs[i], s.ys[i], s.labels.get(i));
  }

  private static boolean shows(Plot plot, Series s, int i) {
    return plot.x.shows(s.xs[i]) && plot.y.shows(s.ys[i]);
  }

  private String bars() {
    var s = series.getFirst();
    var bars =
        IntStream.range(0, s.xs.length)
            .mapToObj(i -> new Bars.Bar(s.labels.get(i), s.xs[i], Format.number(s.xs[i])))
            .toList();
    return Bars.of(bars, label());
  }

  private String label() {
    return title.isEmpty() ? "a chart" : title;
  }

  private static Scale range(List<double[]> values, double room) {
    var all =
        values.stream()
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .summaryStatistics();
    if (all.getCount() == 0) return new Scale(0, 1, 0, 1);
    return new Scale(all.getMin(), all.getMax(), 0, 1).widened(room);
  }

  /** Title, and how many values each series has: for those who do not see the drawing. */
  @Override
  public String toString() {
    var out = new StringBuilder("chart of ").append(label());
    for (var s : series)
      out.append("\n  ")
          .append(s.name.isEmpty() ? s.form.name() : s.name)
          .append(": ")
          .append(s.xs.length)
          .append(" values");
    return out.toString();
  }

  /** Read at the first use. */
  private static final class Style {
    static final String CSS = read();

    private static String read() {
      try (var in = Chart.class.getResourceAsStream("chart.css")) {
        if (in == null) throw new IllegalStateException("no chart.css beside Chart");
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

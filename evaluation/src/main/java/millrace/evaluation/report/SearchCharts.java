package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import millrace.evaluation.Setting;
import millrace.evaluation.Tried;
import millrace.evaluation.Tried.Trial;

/** Drawings of what a search tried. */
final class SearchCharts {
  /** More values than this are no grid: no line is drawn through them. */
  private static final int MOST_IN_LINE = 15;

  /** So few candidates are all shown, however bad. */
  private static final int FEW = 12;

  private static final int MOST_NAMES = 7;
  private static final int SHADES = 6;

  private final Tried tried;
  private final List<Trial> ranked;
  private final String metric;
  private final Scale y;

  SearchCharts(Tried tried) {
    this.tried = tried;
    ranked = tried.ranked().stream().filter(t -> !t.failed()).toList();
    metric = Format.metric(tried.metric());
    y = scores(ranked);
  }

  /** Room for the scores; hopeless candidates shall not squash the others. */
  private Scale scores(List<Trial> trials) {
    double sign = tried.higherIsBetter() ? 1 : -1;
    var values =
        trials.stream()
            .mapToDouble(t -> sign * tried.mean(t))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (values.length == 0) return new Scale(0, 1, 0, 1);
    double best = values[values.length - 1];
    double limit = values.length <= FEW ? values[0] : best - 2 * (best - values[values.length / 4]);
    double least = Arrays.stream(values).filter(v -> v >= limit).min().orElse(best);
    double most =
        Math.max(
            best,
            trials.stream()
                .filter(t -> tried.mean(t) * sign >= least)
                .mapToDouble(t -> sign * tried.trainMean(t))
                .filter(Double::isFinite)
                .max()
                .orElse(best));
    double a = sign * least;
    double b = sign * most;
    return new Scale(Math.min(a, b), Math.max(a, b), 0, 1).widened(0.06);
  }

  /** The names of what was varied, in order. */
  static List<String> parameters(Tried tried) {
    var out = new LinkedHashSet<String>();
    for (var t : tried.trials()) for (var s : t.settings()) out.add(s.name());
    return List.copyOf(out);
  }

  static Optional<Setting> setting(Trial trial, String name) {
    return trial.settings().stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** Where a parameter's values stand on an axis. */
  private record Axis(String name, double low, double high, List<Plot.Tick> ticks, Place place) {
    interface Place {
      double of(Setting s);
    }
  }

  private Axis axis(String name) {
    var all = tried.trials().stream().flatMap(t -> setting(t, name).stream()).toList();
    if (all.stream().allMatch(s -> Double.isFinite(s.number()))) {
      boolean log = all.stream().allMatch(s -> s.log() && s.number() > 0);
      Axis.Place place = s -> log ? Math.log10(s.number()) : s.number();
      var range = all.stream().mapToDouble(place::of).summaryStatistics();
      double more = Math.max(range.getMax() - range.getMin(), 1e-12) * 0.05;
      double low = range.getMin() - more;
      double high = range.getMax() + more;
      return new Axis(name, low, high, log ? powers(low, high) : List.of(), place);
    }
    var names = all.stream().map(Setting::text).distinct().toList();
    int every = (names.size() + MOST_NAMES - 1) / MOST_NAMES;
    int longest = Math.max(3, 42 / Math.min(names.size(), MOST_NAMES));
    var ticks =
        IntStream.range(0, names.size())
            .filter(i -> i % every == 0)
            .mapToObj(i -> new Plot.Tick(i, Format.cut(names.get(i), longest)))
            .toList();
    return new Axis(name, -0.5, names.size() - 0.5, ticks, s -> names.indexOf(s.text()));
  }

  /** Powers of ten, or 1, 2 and 5 times them where there are few, or else the ends. */
  private static List<Plot.Tick> powers(double low, double high) {
    for (var factors : List.of(new double[] {1}, new double[] {1, 2, 5})) {
      var out = new ArrayList<Plot.Tick>();
      for (int p = (int) Math.floor(low); p <= high; p++) {
        for (double f : factors) {
          double at = p + Math.log10(f);
          if (at >= low && at <= high) out.add(new Plot.Tick(at, power(f, p)));
        }
      }
      if (out.size() < 2) continue;
      int every = (out.size() + 5) / 6;
      return IntStream.range(0, out.size()).filter(i -> i % every == 0).mapToObj(out::get).toList();
    }
    return List.of();
  }

  private static String power(double factor, int p) {
    if (p < -3 || p > 4) return "%.0fe%d".formatted(factor, p).replace('-', '−');
    double v = factor * Math.pow(10, p);
    return Format.tick(v, Math.pow(10, Math.min(0, p)));
  }

  /** Score against one parameter, a dot per candidate; lines where a grid has few values. */
  String parameter(String name) {
    var axis = axis(name);
    var label = "%s against %s".formatted(metric, name);
    var plot =
        axis.ticks.isEmpty()
            ? new Plot(axis.low, axis.high, y.low(), y.high(), name, metric, label)
            : new Plot(axis.low, axis.high, axis.ticks, y.low(), y.high(), name, metric, label);
    lines(plot, axis);
    int beyond = 0;
    for (int i = ranked.size() - 1; i >= 0; i--) {
      var t = ranked.get(i);
      var s = setting(t, name);
      if (s.isEmpty()) continue;
      double at = axis.place.of(s.get());
      double score = tried.mean(t);
      var tip = t.name() + ": " + Format.number(score);
      if (!y.shows(score)) beyond++;
      double own = tried.trainMean(t);
      plot.mark("own", at, own, 3, t.name() + ", training rows: " + Format.number(own));
      boolean early = tried.reached(t) < tried.rungs().size();
      plot.mark(i == 0 ? "won" : early ? "early" : "tried", at, score, i == 0 ? 5.5 : 4, tip);
    }
    return Html.figure(name, beyond == 0 ? "" : beyond + " beyond the axes", plot.toString());
  }

  /** The best candidate at each value, on test and on training rows. */
  private void lines(Plot plot, Axis axis) {
    var best = new TreeMap<Double, Trial>();
    for (var t : ranked) {
      if (tried.reached(t) < tried.rungs().size()) continue;
      setting(t, axis.name).ifPresent(s -> best.putIfAbsent(axis.place.of(s), t));
    }
    boolean named =
        ranked.stream()
            .flatMap(t -> setting(t, axis.name).stream())
            .anyMatch(s -> Double.isNaN(s.number()));
    if (named || best.size() < 2 || best.size() > MOST_IN_LINE) return;
    var xs = best.keySet().stream().mapToDouble(v -> v).toArray();
    plot.line("curve c1", xs, best.values().stream().mapToDouble(tried::trainMean).toArray());
    plot.line("curve c0", xs, best.values().stream().mapToDouble(tried::mean).toArray());
  }

  private static final double TOP = 40;
  private static final double BOTTOM = 26;
  private static final double HIGH = 300;
  private static final double APART = 150;
  private static final double SIDE = 70;

  /** Every candidate as a line over all parameters to its score; the better the stronger. */
  String parallel() {
    var names = parameters(tried);
    var axes = names.stream().map(this::axis).toList();
    double width = 2 * SIDE + APART * names.size();
    var svg = new Svg(width, HIGH, "every candidate over all parameters");
    var scales = new LinkedHashMap<Axis, Scale>();
    for (var a : axes) scales.put(a, new Scale(a.low, a.high, HIGH - BOTTOM, TOP));
    var score = new Scale(y.low(), y.high(), HIGH - BOTTOM, TOP);
    for (int k = 0; k < axes.size(); k++) upright(svg, axes.get(k), scales.get(axes.get(k)), at(k));
    svg.line("zero", at(axes.size()), TOP, at(axes.size()), HIGH - BOTTOM);
    svg.text("label mid", at(axes.size()), TOP - 20, metric);
    double step = score.step(5);
    for (double t : score.ticks(5))
      svg.text("tick", at(axes.size()) + 6, score.at(t) + 4, Format.tick(t, step));
    for (int i = ranked.size() - 1; i >= 0; i--) {
      var t = ranked.get(i);
      var d = new StringBuilder();
      for (int k = 0; k < axes.size(); k++) {
        var s = setting(t, names.get(k));
        if (s.isEmpty()) continue;
        double v = axes.get(k).place.of(s.get());
        d.append(d.isEmpty() ? 'M' : 'L').append(Svg.point(at(k), scales.get(axes.get(k)).at(v)));
      }
      if (d.isEmpty() || Double.isNaN(tried.mean(t))) continue;
      d.append('L').append(Svg.point(at(axes.size()), score.at(score.clamp(tried.mean(t)))));
      int shade = SHADES - 1 - Math.min(SHADES - 1, i * SHADES / ranked.size());
      svg.path(i == 0 ? "winner" : "p" + shade, d, t.name() + ": " + Format.number(tried.mean(t)));
    }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"All parameters"
        + " together\">"
        + svg
        + "</div>\n";
  }

  private static double at(int axis) {
    return SIDE + APART * axis;
  }

  private static void upright(Svg svg, Axis axis, Scale scale, double x) {
    svg.line("zero", x, TOP, x, HIGH - BOTTOM);
    svg.text("label mid", x, TOP - 20, Format.cut(axis.name, 20), axis.name);
    var ticks = axis.ticks;
    if (ticks.isEmpty()) {
      double step = scale.step(4);
      ticks = scale.ticks(4).stream().map(t -> new Plot.Tick(t, Format.tick(t, step))).toList();
    }
    for (var t : ticks) svg.text("tick end", x - 6, scale.at(t.at()) + 4, t.label());
  }

  /** Mean scores by rung, a line per candidate. */
  String rungs() {
    int n = tried.rungs().size();
    var ticks =
        IntStream.range(0, n)
            .mapToObj(r -> new Plot.Tick(r, Format.count(tried.rungs().get(r).rows())))
            .toList();
    var means = new ArrayList<Double>();
    for (var t : ranked) for (int r = 0; r < tried.reached(t); r++) means.add(tried.mean(t, r));
    var sorted = means.stream().filter(Double::isFinite).mapToDouble(v -> v).sorted().toArray();
    if (sorted.length == 0) return "";
    // The worse half of the first rung may lie far off: what survives shall be told apart.
    int cut = sorted.length / 10;
    double low = tried.higherIsBetter() ? sorted[cut] : sorted[0];
    double high =
        tried.higherIsBetter() ? sorted[sorted.length - 1] : sorted[sorted.length - 1 - cut];
    var range = new Scale(low, high, 0, 1).widened(0.06);
    var plot =
        new Plot(
            -0.25,
            n - 0.75,
            ticks,
            range.low(),
            range.high(),
            "rows of the rung",
            metric,
            "scores by rung of halving");
    for (int i = ranked.size() - 1; i >= 0; i--) {
      var t = ranked.get(i);
      int reached = tried.reached(t);
      var xs = IntStream.range(0, reached).mapToDouble(r -> r).toArray();
      var ys = IntStream.range(0, reached).mapToDouble(r -> tried.mean(t, r)).toArray();
      plot.line(i == 0 ? "winner" : reached == n ? "p4" : "faint", xs, ys);
      for (int r = 0; r < reached; r++)
        plot.mark(
            i == 0 ? "won" : reached == n ? "tried" : "early",
            r,
            ys[r],
            i == 0 ? 4.5 : 3,
            t.name() + ": " + Format.number(ys[r]));
    }
    return Html.figure("Halving", "", plot.toString());
  }
}

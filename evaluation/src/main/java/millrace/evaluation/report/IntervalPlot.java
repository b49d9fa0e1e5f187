package millrace.evaluation.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;

/**
 * The scores of all models by one metric: a row per model with its mean, its 95 % interval and a
 * faint dot per fold. A model far behind the others (an exploding fit, a baseline) stands at the
 * edge as an arrow, so that the others can still be told apart.
 */
final class IntervalPlot {
  private static final double ROW = 30;
  private static final double LINE = 18;
  private static final double TOP = 8;
  private static final double BOTTOM = 42;
  private static final double CHARACTER = 7;

  private IntervalPlot() {}

  /** Over the whole width of the page, for the metric that ranks. */
  static String wide(Comparison c, int metric) {
    return of(c, metric, 1080, 48, false);
  }

  /** Half as wide. */
  static String narrow(Comparison c, int metric) {
    return of(c, metric, 530, 22, false);
  }

  /** For telephones: name and value stand above their interval, which has the whole width. */
  static String small(Comparison c, int metric) {
    return of(c, metric, 320, 48, true);
  }

  private static String of(Comparison c, int metric, double width, int longest, boolean above) {
    var entries = c.entries();
    int decimals = Format.decimals(entries.stream().mapToDouble(e -> e.mean(metric)).toArray());
    var values =
        entries.stream()
            .map(e -> Format.interval(e.mean(metric), c.halfWidth(e, metric), decimals))
            .toList();
    double texts = CHARACTER * longest(values, 40);
    int letters = above ? (int) Math.max(12, (width - texts) / CHARACTER - 2) : longest;
    double names =
        above ? 8 : 20 + CHARACTER * longest(entries.stream().map(Entry::name).toList(), longest);
    double chart = above ? width - 2 * names : Math.max(120, width - names - 24 - texts);
    double row = above ? ROW + LINE : ROW;
    double bottom = TOP + row * entries.size();
    var key = Format.metric(c.metrics().get(metric));
    var svg =
        new Svg(width, bottom + BOTTOM, key + " of each model with its interval over the folds");
    var x = range(c, metric, names, names + chart).widened(0.04);
    int count = x.fitting(above ? 5 : 8);
    double step = x.step(count);
    for (double t : x.ticks(count)) {
      svg.line("grid", x.at(t), TOP, x.at(t), bottom);
      svg.text("tick mid", x.at(t), bottom + 17, Format.tick(t, step));
    }
    boolean higher = c.higherIsBetter().get(metric);
    svg.text(
        "axis mid",
        names + chart / 2,
        bottom + 36,
        higher ? key + ", higher is better →" : "← " + key + ", lower is better");
    for (int i = 0; i < entries.size(); i++) {
      var e = entries.get(i);
      double y = TOP + row * (i + 1) - ROW / 2;
      var mark = i == 0 ? " best" : "";
      var name = Format.cut(e.name(), letters);
      if (above) {
        svg.text("label" + mark, 0, y - LINE, name, e.name());
        svg.text("value end" + mark, width, y - LINE, values.get(i));
      } else {
        svg.text("label end" + mark, names - 12, y + 4, name, e.name());
        svg.text("value" + mark, names + chart + 14, y + 4, values.get(i));
      }
      marks(svg, x, y, e, metric, c.halfWidth(e, metric), mark, e.name() + ": " + values.get(i));
    }
    return svg.toString();
  }

  private static int longest(List<String> texts, int most) {
    return texts.stream().mapToInt(t -> Math.min(most, t.length())).max().orElse(0);
  }

  private static void marks(
      Svg svg, Scale x, double y, Entry e, int metric, double half, String mark, String tip) {
    double mean = e.mean(metric);
    if (Double.isNaN(mean)) return;
    if (!x.shows(mean)) {
      boolean left = mean < x.low();
      double at = left ? x.from() + 2 : x.to() - 2;
      double back = left ? 8 : -8;
      svg.path(
          "arrow",
          "M%sl%s -5v10z".formatted(Svg.point(at, y), Svg.number(back)),
          tip + ", beyond the axis");
      return;
    }
    if (e.scores()[metric].length > 1 && e.scores()[metric].length <= 100) {
      for (double v : e.scores()[metric]) if (x.shows(v)) svg.circle("fold", x.at(v), y, 2.5, "");
    }
    if (!Double.isNaN(half)) {
      double low = x.at(x.clamp(mean - half));
      double high = x.at(x.clamp(mean + half));
      svg.line("interval" + mark, low, y, high, y);
    }
    svg.circle("mean" + mark, x.at(mean), y, 5.5, tip);
  }

  /** Everything, unless some are so far behind that the rest would be one blot. */
  private static Scale range(Comparison c, int metric, double from, double to) {
    var means =
        Format.finite(c.entries().stream().mapToDouble(e -> e.mean(metric)).toArray()).toArray();
    if (means.length == 0) return new Scale(0, 1, from, to);
    double sign = c.higherIsBetter().get(metric) ? 1 : -1;
    var better = Arrays.stream(means).map(v -> sign * v).sorted().toArray();
    double best = better[better.length - 1];
    double spread = best - better[better.length / 3];
    double limit = spread > 0 ? best - 4 * spread : Double.NEGATIVE_INFINITY;
    // The same on the good side: a wild interval of another model is cut off there.
    var first = c.best();
    double half = c.halfWidth(first, metric);
    double most =
        DoubleStream.concat(
                DoubleStream.of(best + 2 * spread, sign * first.mean(metric) + half),
                Arrays.stream(first.scores()[metric]).map(v -> sign * v))
            .filter(Double::isFinite)
            .max()
            .orElse(best);
    var shown =
        c.entries().stream()
            .filter(e -> Double.isFinite(e.mean(metric)) && sign * e.mean(metric) >= limit)
            .flatMapToDouble(
                e -> {
                  double own = c.halfWidth(e, metric);
                  double h = Double.isFinite(own) ? own : 0;
                  return DoubleStream.concat(
                      DoubleStream.of(e.mean(metric) - h, e.mean(metric) + h),
                      Format.finite(e.scores()[metric]));
                })
            .filter(v -> sign * v >= limit - 2 * spread && sign * v <= most)
            .summaryStatistics();
    return new Scale(shown.getMin(), shown.getMax(), from, to);
  }
}

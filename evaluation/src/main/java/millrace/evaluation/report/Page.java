package millrace.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;

/** The comparison as one HTML page that needs nothing else: style and drawings are in it. */
final class Page {
  /** Of so many models, best first, predictions are drawn one by one. */
  private static final int MOST_DETAILED = 12;

  private static final int MOST_FEATURES = 15;

  private final Summary s;
  private final Comparison c;
  private final List<Entry> detailed;

  private Page(Summary s) {
    this.s = s;
    c = s.c();
    detailed = c.entries().stream().limit(MOST_DETAILED).toList();
  }

  static String of(Summary s) {
    return new Page(s).html();
  }

  private String html() {
    var out = new StringBuilder();
    header(out);
    scores(out);
    differences(out);
    switch (c.task()) {
      case REGRESSION -> regression(out);
      case CLASSIFICATION -> classification(out);
      case CLUSTERING, OUTLIERS, SEQUENCES, TEXTS -> {} // the table of scores says it all
    }
    importances(out);
    learning(out);
    costs(out);
    chosen(out);
    failures(out);
    leftOut(out);
    provenance(out);
    return Html.page(c.target() + ": " + models(), css(), out);
  }

  private String models() {
    int n = c.entries().size();
    return n == 1 ? "one model" : n + " models compared";
  }

  static String css() {
    try (var in = Page.class.getResourceAsStream("report.css")) {
      return new String(
          Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header(StringBuilder out) {
    out.append(
        "<header>\n<p class=\"kind\">%s · %s</p>\n<h1>%s</h1>\n<p class=\"lead\">%s</p>\n"
            .formatted(
                switch (c.task()) {
                  case REGRESSION -> "Regression";
                  case CLASSIFICATION -> "Classification";
                  case CLUSTERING -> "Clustering";
                  case OUTLIERS -> "Outlier detection";
                  case SEQUENCES -> "Sequence labelling";
                  case TEXTS -> "Text to text";
                },
                models(),
                Svg.escape(s.headline()),
                Svg.escape(s.details())));
    out.append("<ul class=\"tiles\">");
    tile(out, c.target(), "target");
    tile(out, Format.count(c.rows()), "rows");
    tile(out, Format.count(c.features().size()), c.features().size() == 1 ? "feature" : "features");
    tile(out, c.split(), "split");
    tile(out, Long.toString(c.seed()), "seed");
    out.append("</ul>\n</header>\n");
  }

  static void tile(StringBuilder out, String value, String name) {
    out.append("<li><b>%s</b><span>%s</span></li>".formatted(Svg.escape(value), Svg.escape(name)));
  }

  private void scores(StringBuilder out) {
    var rows = new ArrayList<List<String>>();
    var table = s.table();
    var texts = table.rows();
    for (int i = 0; i < texts.size(); i++) {
      var row = new ArrayList<>(texts.get(i));
      row.set(0, (s.mark(i) + " " + row.getFirst()).strip());
      rows.add(row);
    }
    var body = new StringBuilder(Html.table("Scores", table.head(), rows, table.right()));
    body.append("<p class=\"how\">").append(Svg.escape(s.legend())).append("</p>\n");
    var first =
        Html.only("over-1000", IntervalPlot.wide(c, 0))
            + Html.only("over-640 under-1000", IntervalPlot.narrow(c, 0))
            + Html.only("under-640", IntervalPlot.small(c, 0));
    body.append(Html.figure(Format.metric(c.metrics().getFirst()), "", first));
    body.append("<div class=\"charts broad\">\n");
    for (int m = 1; m < c.metrics().size(); m++)
      body.append(
          Html.figure(
              Format.metric(c.metrics().get(m)),
              "",
              Html.fitting(IntervalPlot.narrow(c, m), IntervalPlot.small(c, m))));
    body.append("</div>\n");
    out.append(
        Html.section(
            "scores",
            "Scores",
            s.oneSplit()
                ? "Each model was fitted once, on the training rows, and scored on rows it had not"
                    + " seen."
                : "Each model was fitted anew on every fold and scored on rows it had not seen. A"
                    + " dot is the mean, a bar its 95 % interval (variance corrected for"
                    + " overlapping training sets), a faint dot one fold, an arrow a model far"
                    + " outside.",
            body.toString()));
  }

  private void differences(StringBuilder out) {
    if (s.oneSplit() || c.entries().size() == 1) return;
    int decimals = s.decimals(0);
    var rows =
        c.versusBest().stream()
            .map(
                p ->
                    List.of(
                        p.name(),
                        Format.number(p.difference(), decimals),
                        "%s to %s"
                            .formatted(
                                Format.number(p.low(), decimals),
                                Format.number(p.high(), decimals)),
                        Format.p(p.correctedT()),
                        Format.p(p.wilcoxon()),
                        p.significant() ? "behind" : "not to be told apart"))
            .toList();
    var key = Format.metric(c.metrics().getFirst());
    out.append(
        Html.section(
            "differences",
            "Differences to " + c.best().name(),
            "Pairwise over the same folds, in %s. The corrected resampled t-test (Nadeau and Bengio 2003) decides; Wilcoxon's signed-rank test stands beside it. p-values are not adjusted for the number of models."
                .formatted(key),
            Html.table(
                "Differences to " + c.best().name(),
                List.of(
                    "model",
                    "difference",
                    "95 % interval",
                    "p, corrected t",
                    "p, Wilcoxon",
                    "verdict"),
                rows,
                new boolean[] {false, true, true, true, true, false})));
  }

  private String each(Function<Entry, String> figure) {
    var out = new StringBuilder();
    detailed.forEach(e -> out.append(figure.apply(e)));
    var left = c.entries().size() - detailed.size();
    return Html.grid(out.toString())
        + (left > 0
            ? "<p class=\"how\">The best %d models are drawn; %d more are left out.</p>\n"
                .formatted(MOST_DETAILED, left)
            : "");
  }

  private void regression(StringBuilder out) {
    var charts = new RegressionCharts(c);
    out.append(
        Html.section(
            "predictions",
            "Predicted against actual",
            "Every tested row, predicted by a model that had not seen it. On the line the"
                + " prediction is right. Many rows are gathered in hexagons, stronger where there"
                + " are more.",
            each(charts::actual)));
    out.append(
        Html.section(
            "residuals",
            "Residuals",
            "What is left over: above the line the model said too little, below it too much. A"
                + " trend or a funnel is something the model has not learned.",
            each(charts::residual)));
  }

  private void classification(StringBuilder out) {
    var charts = new ClassificationCharts(c);
    var left = c.entries().size() - charts.names().size();
    out.append(
        Html.section(
            "curves",
            "Curves",
            ClassificationCharts.judged(c)
                + " ROC: the more to the upper left the better."
                + (left > 0
                    ? " The best %d models are drawn.".formatted(charts.names().size())
                    : ""),
            Html.legend(charts.names()) + Html.grid(charts.roc() + charts.precisionRecall())));
    out.append(
        Html.section(
            "reliability",
            "Reliability",
            "On the line, what is said to be 70 % likely is so in 70 % of the rows; above it the"
                + " model is too careful, below it too sure. Ten bins of equal width; the larger a"
                + " dot, the more rows. The expected calibration error is the mean gap, weighted by"
                + " rows, and the mean over the levels drawn.",
            new ReliabilityCharts(c).section()));
    out.append(
        Html.section(
            "confusion",
            "Confusion",
            "A row is what was there, a column what was said; the shade is the share of the row.",
            each(ClassificationCharts::confusion)));
    out.append(
        Html.section(
            "levels",
            "Levels, by " + c.best().name(),
            "Precision: how many of those said to be it are it. Recall: how many of those that are"
                + " it were found.",
            ClassificationCharts.levels(c.best())));
  }

  private void importances(StringBuilder out) {
    var some = detailed.stream().filter(e -> !e.importances().isEmpty()).toList();
    if (some.isEmpty()) return;
    var figures = new StringBuilder();
    for (var e : some) {
      var values = e.importances().values().stream().mapToDouble(v -> v).toArray();
      int decimals = Format.decimals(values.length == 0 ? 0 : values[0]);
      var bars =
          e.importances().entrySet().stream()
              .limit(MOST_FEATURES)
              .map(
                  i ->
                      new Bars.Bar(i.getKey(), i.getValue(), Format.number(i.getValue(), decimals)))
              .toList();
      var note =
          values.length > MOST_FEATURES
              ? "%d of %d features".formatted(MOST_FEATURES, values.length)
              : "";
      figures.append(
          Html.figure(e.name(), note, Bars.of(bars, e.name() + ": importance of features")));
    }
    out.append(
        Html.section(
            "importance",
            "What matters",
            "How much worse %s gets on unseen rows when one raw column is shuffled (permutation importance). Columns that say the same share their importance; below 0 is chance."
                .formatted(Format.metric(c.metrics().getFirst())),
            Html.grid(figures.toString())));
  }

  private void learning(StringBuilder out) {
    var some = detailed.stream().filter(e -> !e.learning().isEmpty()).toList();
    if (some.isEmpty()) return;
    var chart = new LearningChart(c, some);
    var figures = new StringBuilder();
    some.forEach(e -> figures.append(chart.of(e)));
    out.append(
        Html.section(
            "learning",
            "Learning curves",
            "Scores by the number of training rows. A gap between the lines: more rows would help,"
                + " or a simpler model. Both low and together: a richer model, or better features.",
            Html.legend(List.of("test rows", "training rows")) + Html.grid(figures.toString())));
  }

  private void costs(StringBuilder out) {
    out.append(
        Html.section(
            "costs",
            "Time and size",
            "Mean seconds per fold to fit and to predict the test rows, as measured while models"
                + " shared the processors; size of a fitted model as a file where it was measured.",
            Html.grid(
                bars("Fit", Entry::meanFitSeconds, Format::seconds)
                    + bars("Predict", Entry::meanPredictSeconds, Format::seconds)
                    + (c.entries().stream().anyMatch(e -> e.fittedBytes() >= 0)
                        ? bars(
                            "Size", e -> (double) e.fittedBytes(), v -> Format.bytes(v.longValue()))
                        : ""))));
  }

  private String bars(String title, Function<Entry, Double> value, Function<Double, String> text) {
    var bars =
        c.entries().stream()
            .map(
                e ->
                    new Bars.Bar(e.name(), Math.max(0, value.apply(e)), text.apply(value.apply(e))))
            .toList();
    return Html.figure(title, "", Bars.of(bars, title + " of each model"));
  }

  private void chosen(StringBuilder out) {
    var searches = c.entries().stream().filter(e -> !e.chosen().isEmpty()).toList();
    if (searches.isEmpty()) return;
    out.append(
        Html.section(
            "chosen",
            "Chosen",
            "What a search chose among the training rows of each fold. Choices that differ much say"
                + " that the data do not decide; the scores hold for the search as a whole.",
            searches.stream().map(e -> chosen(c, e)).collect(Collectors.joining())));
  }

  /** A row per fold: what was chosen, and its score on rows that had no say. */
  static String chosen(Comparison c, Entry e) {
    int decimals = Format.decimals(e.scores()[0]);
    var rows =
        IntStream.range(0, e.chosen().size())
            .mapToObj(
                f ->
                    List.of(
                        "fold " + (f + 1),
                        e.chosen().get(f),
                        Format.number(e.scores()[0][f], decimals)))
            .toList();
    var head = List.of(e.name(), "chosen", Format.metric(c.metrics().getFirst()));
    return Html.table("Chosen for " + e.name(), head, rows, new boolean[] {false, false, true});
  }

  private void failures(StringBuilder out) {
    if (c.failures().isEmpty()) return;
    out.append(
        Html.section(
            "failures",
            "Failed",
            "These candidates are not in the comparison above.",
            Html.table(
                "Failed",
                List.of("candidate", "where", "why"),
                c.failures().stream().map(f -> List.of(f.name(), f.where(), f.message())).toList(),
                new boolean[3])));
  }

  private void leftOut(StringBuilder out) {
    if (c.leftOut().isEmpty()) return;
    out.append(
        Html.section(
            "left-out",
            "Left out",
            "These candidates were not compared.",
            Html.table(
                "Left out",
                List.of("candidate", "why"),
                c.leftOut().stream().map(l -> List.of(l.name(), l.why())).toList(),
                new boolean[2])));
  }

  private void provenance(StringBuilder out) {
    var specs = c.entries().stream().map(e -> Map.entry(e.name(), e.spec())).toList();
    out.append(
        Html.section(
            "provenance",
            "Provenance",
            "What it takes to do this again.",
            Html.facts(c.provenance().entrySet())
                + "<h3>Models with their parameters</h3>\n"
                + Html.facts(specs)
                + "<h3>Features</h3>\n<p>"
                + Svg.escape(String.join(", ", c.features()))
                + "</p>\n"));
  }
}

package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import millrace.evaluation.Tried;
import millrace.evaluation.Tried.Trial;

/** What a search tried as one HTML page that needs nothing else. */
final class SearchPage {
  /** So many candidates stand in tables; JSON and CSV have all. */
  static final int MOST_ROWS = 100;

  private final SearchReport report;
  private final Tried tried;
  private final SearchCharts charts;

  SearchPage(SearchReport report) {
    this.report = report;
    tried = report.tried();
    charts = new SearchCharts(tried);
  }

  String html() {
    var out = new StringBuilder();
    header(out);
    nested(out);
    table(out);
    parameters(out);
    together(out);
    rungs(out);
    learning(out);
    failures(out);
    provenance(out);
    var title = "%s: %d candidates".formatted(tried.target(), tried.trials().size());
    return Html.page(title, Page.css(), out);
  }

  private void header(StringBuilder out) {
    out.append(
        "<header>\n<p class=\"kind\">%s</p>\n<h1>%s</h1>\n<p class=\"lead\">%s</p>\n"
            .formatted(
                Svg.escape(tried.what()),
                Svg.escape(report.headline()),
                Svg.escape(report.details())));
    out.append("<ul class=\"tiles\">");
    Page.tile(out, tried.target(), "target");
    Page.tile(out, Format.count(tried.rows()), "rows");
    Page.tile(out, tried.split(), "split");
    Page.tile(out, Long.toString(tried.seed()), "seed");
    out.append("</ul>\n</header>\n");
  }

  private void nested(StringBuilder out) {
    if (report.nested().isEmpty()) return;
    var c = report.nested().get();
    out.append(
        Html.section(
            "nested",
            "Nested cross-validation",
            "Every outer fold (%s) searched anew among its own training rows and was scored on rows that had no say in the choice: the honest score of searching. Choices that differ much say that the data do not decide."
                .formatted(c.split()),
            Page.chosen(c, c.best())));
  }

  private void table(StringBuilder out) {
    var cells = report.table(MOST_ROWS);
    var rows = new ArrayList<List<String>>();
    for (var r : cells.rows()) {
      var row = new ArrayList<>(r);
      if (rows.isEmpty()) row.set(0, "★ " + row.getFirst());
      rows.add(row);
    }
    long scored = tried.trials().stream().filter(t -> !t.failed()).count();
    out.append(
        Html.section(
            "scores",
            "Candidates",
            "Best first; ± is half of a 95 % interval over the folds. Neighbours in the table can"
                + " seldom be told apart."
                + (scored > MOST_ROWS
                    ? " The best %d of %s are shown.".formatted(MOST_ROWS, Format.count(scored))
                    : ""),
            Html.table("Candidates", cells.head(), rows, cells.right())));
  }

  private void parameters(StringBuilder out) {
    var names = varied();
    if (names.isEmpty()) return;
    boolean own = tried.trials().stream().anyMatch(t -> t.train().length > 0);
    var figures = names.stream().map(charts::parameter).collect(Collectors.joining());
    out.append(
        Html.section(
            "parameters",
            own ? "Validation curves" : "Score against each parameter",
            "A dot is a candidate, the orange one the best"
                + (tried.rungs().size() > 1 ? ", a grey one was dropped on an earlier rung" : "")
                + ". Where there are few values, the line joins the best candidate at each."
                + (own
                    ? " The other line and the rings are scores on the training rows: a wide gap"
                        + " means that the model learns its rows by heart."
                    : ""),
            (own ? Html.legend(List.of("test rows", "training rows")) : "") + Html.grid(figures)));
  }

  /** The parameters that have more than one value. */
  private List<String> varied() {
    return SearchCharts.parameters(tried).stream()
        .filter(
            n ->
                tried.trials().stream()
                        .flatMap(t -> SearchCharts.setting(t, n).stream())
                        .map(s -> s.text())
                        .distinct()
                        .limit(2)
                        .count()
                    > 1)
        .toList();
  }

  private void together(StringBuilder out) {
    if (varied().size() < 2) return;
    out.append(
        Html.section(
            "together",
            "All parameters together",
            "A line is a candidate, from its parameters to its score: the stronger the better, the"
                + " best in orange.",
            charts.parallel()));
  }

  private void rungs(StringBuilder out) {
    if (tried.rungs().size() < 2) return;
    var steps =
        tried.rungs().stream()
            .map(
                r ->
                    "%s with %s rows"
                        .formatted(Format.count(r.candidates()), Format.count(r.rows())))
            .collect(Collectors.joining(", "));
    out.append(
        Html.section(
            "rungs",
            "Successive halving",
            "Candidates by rung: %s. A line is a candidate; grey ones were dropped."
                .formatted(steps),
            Html.grid(charts.rungs())));
  }

  private void learning(StringBuilder out) {
    if (report.learning().isEmpty()) return;
    var c = report.learning().get();
    var some = c.entries().stream().filter(e -> !e.learning().isEmpty()).toList();
    if (some.isEmpty()) return;
    var chart = new LearningChart(c, some);
    out.append(
        Html.section(
            "learning",
            "Learning curve of the best",
            "Scores by the number of training rows. A gap between the lines: more rows would help,"
                + " or a simpler model.",
            Html.legend(List.of("test rows", "training rows"))
                + Html.grid(some.stream().map(chart::of).collect(Collectors.joining()))));
  }

  private void failures(StringBuilder out) {
    var failed = tried.trials().stream().filter(Trial::failed).toList();
    if (failed.isEmpty()) return;
    out.append(
        Html.section(
            "failures",
            "Failed",
            "These candidates have no score.",
            Html.table(
                "Failed",
                List.of("candidate", "why"),
                failed.stream().map(t -> List.of(t.name(), t.failure())).toList(),
                new boolean[2])));
  }

  private void provenance(StringBuilder out) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("chosen", tried.chosen().name());
    facts.put("best", tried.chosen().spec());
    facts.putAll(report.facts());
    out.append(
        Html.section(
            "provenance",
            "Provenance",
            "What it takes to do this again.",
            Html.facts(facts.entrySet())));
  }
}

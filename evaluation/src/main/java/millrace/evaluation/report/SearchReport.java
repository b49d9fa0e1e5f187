package millrace.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import millrace.evaluation.Comparison;
import millrace.evaluation.Tried;
import millrace.evaluation.Tried.Trial;
import org.jspecify.annotations.Nullable;

/**
 * What a search tried, to be read: a table, and drawings of the score against each parameter
 * (validation curves, where training rows were scored too), of all parameters together and of the
 * rungs of halving.
 *
 * <pre>{@code
 * var model = search.fit(train, run);
 * System.out.println(SearchReport.of(model.tried()));
 * SearchReport.of(model.tried()).write(Path.of("out"));   // search.html, .md, .json, .csv
 * }</pre>
 *
 * @param tried what it shows
 * @param nested a nested cross-validation of the search, of which it is the best entry
 * @param learning a comparison with learning curves, such as one of the best candidate alone
 * @param facts ordered facts for those who want to do it again
 */
public record SearchReport(
    Tried tried,
    Optional<Comparison> nested,
    Optional<Comparison> learning,
    SequencedMap<String, String> facts) {
  private static final int MOST_IN_TEXT = 20;
  private static final int MOST_IN_HEADLINE = 3;

  public static SearchReport of(Tried tried) {
    return new SearchReport(tried, Optional.empty(), Optional.empty(), new LinkedHashMap<>());
  }

  /** The same with the honest score beside that of the best of many. */
  public SearchReport nested(Comparison nested) {
    return new SearchReport(tried, Optional.of(nested), learning, facts);
  }

  /** The same with learning curves. */
  public SearchReport learning(Comparison learning) {
    return new SearchReport(tried, nested, Optional.of(learning), facts);
  }

  /** The same with further facts. */
  public SearchReport with(Map<String, String> further) {
    var all = new LinkedHashMap<>(facts);
    all.putAll(further);
    return new SearchReport(tried, nested, learning, all);
  }

  /** The winner in a sentence. */
  public String headline() {
    if (tried.chosen().settings().size() > MOST_IN_HEADLINE) {
      return "The best of %s for %s: %s %s."
          .formatted(
              Format.count(tried.trials().size()),
              tried.target(),
              Format.metric(tried.metric()),
              Format.interval(
                  tried.mean(tried.chosen()), tried.halfWidth(tried.chosen()), decimals()));
    }
    return "%s is best for %s: %s %s."
        .formatted(
            tried.chosen().name(),
            tried.target(),
            Format.metric(tried.metric()),
            Format.interval(
                tried.mean(tried.chosen()), tried.halfWidth(tried.chosen()), decimals()));
  }

  /** How much was tried, and how far the score can be trusted. */
  public String details() {
    long failed = tried.trials().stream().filter(Trial::failed).count();
    var counts =
        "%s %s, %s fits.%s "
            .formatted(
                Format.count(tried.trials().size()),
                tried.trials().size() == 1 ? "candidate" : "candidates",
                Format.count(tried.fits()),
                failed == 0 ? "" : " " + Format.count(failed) + " failed.");
    if (nested.isEmpty()) {
      return counts
          + (tried.trials().size() == 1
              ? ""
              : "It won on the very folds that it is scored by, so the score is somewhat too good:"
                  + " a nested cross-validation (--nested) gives an honest one.");
    }
    var c = nested.get();
    return counts
        + "Nested cross-validation, in which every outer fold searches anew: %s %s."
            .formatted(
                Format.metric(c.metrics().getFirst()),
                Format.interval(c.best().mean(0), c.halfWidth(c.best(), 0), decimals()));
  }

  int decimals() {
    return Format.decimals(
        tried.trials().stream().filter(t -> !t.failed()).mapToDouble(tried::mean).toArray());
  }

  /** "price · 804 rows · 5-fold · seed 42". */
  String setting() {
    return "%s · %s rows · %s · seed %d"
        .formatted(tried.target(), Format.count(tried.rows()), tried.split(), tried.seed());
  }

  /** A row per candidate that has a score, best first. */
  Summary.Cells table(int most) {
    var names = SearchCharts.parameters(tried);
    boolean own = tried.trials().stream().anyMatch(t -> t.train().length > 0);
    boolean timed = tried.trials().stream().anyMatch(t -> t.seconds().length > 0);
    boolean named =
        names.isEmpty() || tried.trials().stream().anyMatch(t -> t.settings().isEmpty());
    var head = new ArrayList<String>();
    if (named) head.add("candidate");
    head.addAll(names);
    int texts = head.size();
    head.add(Format.metric(tried.metric()) + (tried.higherIsBetter() ? " ↑" : " ↓"));
    if (own) head.add("training rows");
    if (tried.rungs().size() > 1) head.add("learned from");
    if (timed) head.add("fit");
    var right = new boolean[head.size()];
    Arrays.fill(right, texts, right.length, true);
    int decimals = decimals();
    var rows = new ArrayList<List<String>>();
    for (var t : tried.ranked().stream().filter(t -> !t.failed()).limit(most).toList()) {
      var row = new ArrayList<String>();
      if (named) row.add(t.name());
      for (var n : names)
        row.add(SearchCharts.setting(t, n).map(s -> s.text()).orElse(Format.NONE));
      row.add(Format.interval(tried.mean(t), tried.halfWidth(t), decimals));
      if (own) row.add(Format.number(tried.trainMean(t), decimals));
      if (tried.rungs().size() > 1)
        row.add(Format.count(tried.rungs().get(tried.reached(t) - 1).rows()) + " rows");
      if (timed) row.add(Format.seconds(tried.meanSeconds(t)));
      rows.add(row);
    }
    return new Summary.Cells(head, rows, right);
  }

  /** The table, as a console shows it. */
  public String text() {
    var out = new StringBuilder(setting()).append("\n\n");
    TextTable.table(out, table(MOST_IN_TEXT), i -> i == 0 ? "★" : "");
    long scored = tried.trials().stream().filter(t -> !t.failed()).count();
    if (scored > MOST_IN_TEXT)
      out.append("… and %s more\n".formatted(Format.count(scored - MOST_IN_TEXT)));
    out.append('\n').append(headline()).append('\n').append(details()).append('\n');
    nested.ifPresent(
        c -> {
          var chosen = c.best().chosen();
          for (int f = 0; f < chosen.size(); f++)
            out.append(
                "outer fold %d chose %s: %s\n"
                    .formatted(
                        f + 1, chosen.get(f), Format.number(c.best().scores()[0][f], decimals())));
        });
    for (var t : tried.trials())
      if (t.failed())
        out.append("failed: ").append(t.name()).append(", ").append(t.failure()).append('\n');
    return out.toString();
  }

  /** A whole page that loads nothing from anywhere. */
  public String html() {
    return new SearchPage(this).html();
  }

  /** GitHub-flavoured Markdown. */
  public String markdown() {
    var out = new StringBuilder("# ").append(Markdown.escape(tried.target())).append("\n\n**");
    out.append(Markdown.escape(headline())).append("** ");
    out.append(Markdown.escape(details())).append("\n\n");
    out.append(Markdown.escape(setting())).append("\n\n");
    var all = table(SearchPage.MOST_ROWS);
    Markdown.table(out, all.head(), all.rows(), all.right());
    nested.ifPresent(
        c -> {
          out.append("\n## Nested cross-validation\n\n");
          Markdown.table(
              out,
              List.of("outer fold", "chosen", Format.metric(c.metrics().getFirst())),
              IntStream.range(0, c.best().chosen().size())
                  .mapToObj(
                      f ->
                          List.of(
                              Integer.toString(f + 1),
                              c.best().chosen().get(f),
                              Format.number(c.best().scores()[0][f], decimals())))
                  .toList(),
              new boolean[] {true, false, true});
        });
    var failed = tried.trials().stream().filter(Trial::failed).toList();
    if (!failed.isEmpty()) out.append("\n## Failed\n\n");
    for (var t : failed)
      out.append("- ").append(Markdown.escape(t.name() + ", " + t.failure())).append('\n');
    out.append("\n## Provenance\n\n");
    out.append("- chosen: ").append(Markdown.escape(tried.chosen().name())).append('\n');
    out.append("- best: ").append(Markdown.escape(tried.chosen().spec())).append('\n');
    facts.forEach(
        (k, v) ->
            out.append("- ")
                .append(Markdown.escape(k))
                .append(": ")
                .append(Markdown.escape(v))
                .append('\n'));
    return out.toString();
  }

  /** The figures as an ordered tree, for whoever writes JSON; best first. */
  public SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("search", tried.what());
    out.put("target", tried.target());
    out.put("metric", tried.metric());
    out.put("higherIsBetter", tried.higherIsBetter());
    out.put("rows", tried.rows());
    out.put("split", tried.split());
    out.put("folds", tried.folds());
    out.put("seed", tried.seed());
    out.put("fits", tried.fits());
    out.put("best", candidate(tried.chosen()));
    nested.ifPresent(c -> out.put("nested", Report.of(c).tree()));
    learning.ifPresent(c -> out.put("learning", Report.of(c).tree()));
    out.put(
        "rungs",
        tried.rungs().stream()
            .map(r -> new LinkedHashMap<>(Map.of("rows", r.rows(), "candidates", r.candidates())))
            .toList());
    out.put("candidates", tried.ranked().stream().map(this::candidate).toList());
    out.put("provenance", new LinkedHashMap<>(facts));
    return out;
  }

  private SequencedMap<String, @Nullable Object> candidate(Trial t) {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("name", t.name());
    var settings = new LinkedHashMap<String, @Nullable Object>();
    for (var s : t.settings())
      settings.put(s.name(), Double.isFinite(s.number()) ? (Object) s.number() : s.text());
    out.put("settings", settings);
    out.put("spec", t.spec());
    if (t.failed()) {
      out.put("failure", t.failure());
      return out;
    }
    out.put("score", Report.finite(tried.mean(t)));
    out.put("halfWidth95", Report.finite(tried.halfWidth(t)));
    if (t.train().length > 0) out.put("trainScore", Report.finite(tried.trainMean(t)));
    if (t.seconds().length > 0) out.put("fitSeconds", Report.finite(tried.meanSeconds(t)));
    out.put("rungs", tried.reached(t));
    var scores = new ArrayList<@Nullable Double>();
    for (double v : tried.scores(t, tried.reached(t) - 1)) scores.add(Report.finite(v));
    out.put("scores", scores);
    return out;
  }

  /** {@link #tree} as indented JSON. */
  public String json() {
    return Report.json(tree());
  }

  /** RFC 4180, a line per candidate, rung and fold. */
  public String csv() {
    var names = SearchCharts.parameters(tried);
    var head = new ArrayList<>(List.of("candidate"));
    head.addAll(names);
    head.addAll(
        List.of("rung", "rows", "fold", tried.metric(), "train_" + tried.metric(), "fit_seconds"));
    var out = new StringBuilder(Report.line(head));
    for (var t : tried.ranked()) {
      for (int i = 0; i < t.test().length; i++) {
        var cells = new ArrayList<>(List.of(t.name()));
        for (var n : names) cells.add(SearchCharts.setting(t, n).map(s -> s.text()).orElse(""));
        int rung = i / tried.folds();
        cells.add(Integer.toString(rung + 1));
        cells.add(Integer.toString(tried.rungs().get(rung).rows()));
        cells.add(Integer.toString(i % tried.folds() + 1));
        for (var v : List.of(t.test(), t.train(), t.seconds()))
          cells.add(v.length == 0 || Double.isNaN(v[i]) ? "" : Double.toString(v[i]));
        out.append(Report.line(cells));
      }
    }
    return out.toString();
  }

  /**
   * Writes search.html, search.md, search.json and search.csv into a folder, which is made if need
   * be.
   *
   * @return the path of search.html
   * @throws UncheckedIOException if a file cannot be written; it names the folder
   */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      var page = Report.put(folder.resolve("search.html"), html());
      Report.put(folder.resolve("search.md"), markdown());
      Report.put(folder.resolve("search.json"), json());
      Report.put(folder.resolve("search.csv"), csv());
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report into " + folder + ": " + e, e);
    }
  }

  /** {@link #text}. */
  @Override
  public String toString() {
    return text();
  }
}

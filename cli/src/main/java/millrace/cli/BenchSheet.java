package millrace.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.evaluation.report.Sheet;
import millrace.evaluation.report.Sheet.Mark;
import millrace.evaluation.report.Sheet.Ratio;

/** The report of {@code bench all} as a page. */
record BenchSheet(BenchReport report) {
  static final String HOW =
      "A ratio says how many times better Millrace was than the peer, round by round of turns in"
          + " one run: above 1 is better, whatever the unit. Figures are medians, with the"
          + " quartiles of the rounds.";
  static final String AGAINST =
      "Worse or better is what lies with its whole interval on one side of the earlier interval,"
          + " and whose median differs by more than 5 %: the ratio where there is a peer, else ours"
          + " alone; scores have no interval. What had fewer than 3 rounds is not judged.";
  static final String MEMORY =
      "The most that each process has held at once (Linux's VmHWM, asked twice a second while it"
          + " ran). A JVM takes what it may have before it clears up, so this is no measure of"
          + " need.";

  /** Of so many figures at most, each has a row of the drawing. */
  private static final int MOST_ROWS = 40;

  /** So many without a drawing are shown at once. */
  private static final int FEW_ROWS = 20;

  Sheet sheet() {
    var r = report;
    var machine = BenchReport.machine();
    var tiles = new LinkedHashMap<String, String>();
    tiles.put("processor", machine.get("processor"));
    tiles.put("cores", machine.get("cores"));
    tiles.put("Java", machine.get("Java"));
    tiles.put("Millrace", machine.get("Millrace"));
    tiles.put("date", r.date());
    tiles.put("all jobs", "%.0f min".formatted(Math.ceil(r.seconds() / 60)));
    var sheet = new Sheet("Benchmarks", "Millrace beside others", r.summary(), tiles);
    overview(sheet);
    if (r.earlier() != null) {
      sheet.section("against", "Against the earlier run", AGAINST).text(r.againstText());
      if (r.changes().isEmpty()) sheet.text("Nothing is clearly worse or better.");
      else table(sheet, "What has changed", r.changed());
    }
    var verdicts = verdicts();
    for (var job : r.jobs()) if (!job.figures().isEmpty()) job(sheet, job, verdicts);
    sheet.section("memory", "Memory", MEMORY);
    if (r.memory().rows().isEmpty()) sheet.text("Left out: this system does not tell.");
    else table(sheet, "Memory of each process", r.memory());
    sheet.section("run", "This run", "What it takes to do this again.");
    var facts = new LinkedHashMap<String, String>();
    facts.put("command", r.called());
    facts.put("date", r.date());
    facts.putAll(machine);
    facts.put("peers asked for", String.join(", ", r.peers()));
    facts.putAll(r.versions());
    sheet.facts(facts);
    return sheet;
  }

  private void overview(Sheet sheet) {
    sheet.section("overview", "All jobs", HOW);
    var rows = new ArrayList<Ratio>();
    for (var j : report.jobs()) {
      if (j.compared().isEmpty()) continue;
      double least = Double.MAX_VALUE;
      double most = 0;
      for (var f : j.compared()) {
        least = Math.min(least, f.ratio().median());
        most = Math.max(most, f.ratio().median());
      }
      rows.add(row(j.job(), j.title(), j.geometricMean(), least, most, Mark.NONE));
    }
    sheet.ratios("Geometric mean of each job, with its least and largest ratio", rows);
    table(sheet, "All jobs", report.overview());
  }

  /** Of a figure: whether something of it is worse, else better. */
  private Map<String, Mark> verdicts() {
    var out = new HashMap<String, Mark>();
    for (var c : report.changes())
      out.merge(
          c.job() + "|" + c.figure().key(),
          c.worse() ? Mark.WORSE : Mark.BETTER,
          (a, b) -> a == Mark.WORSE ? a : b);
    return out;
  }

  private void job(Sheet sheet, BenchOutcome job, Map<String, Mark> verdicts) {
    sheet.section(
        "job-" + job.job(),
        job.title(),
        "./millrace bench all --jobs %s; %.0f s. Memory at most: %s."
            .formatted(job.job(), job.seconds(), job.memoryText()));
    var compared = job.compared();
    if (compared.size() > MOST_ROWS) {
      sheet.ratios(
          "Geometric means over the data, with the least and largest ratio",
          grouped(job, verdicts));
    } else if (!compared.isEmpty()) {
      var rows = new ArrayList<Ratio>();
      for (var f : compared) {
        var note = f.threads() == 0 ? f.peer() : "%s; threads: %d".formatted(f.peer(), f.threads());
        var i = f.ratio();
        var mark = verdicts.getOrDefault(job.job() + "|" + f.key(), Mark.NONE);
        rows.add(row(f.name(), "beside " + note, i.median(), i.low(), i.high(), mark));
      }
      sheet.ratios("How many times better than the peer", rows);
    }
    var all = report.figures(job);
    int n = all.rows().size();
    if (compared.isEmpty() && n <= FEW_ROWS) table(sheet, "All figures", all);
    else
      sheet.folded(
          n == 1 ? "The figures" : "All %d figures".formatted(n),
          all.head(),
          all.rows(),
          all.right());
  }

  /** Those of one kind of work together. */
  private static List<Ratio> grouped(BenchOutcome job, Map<String, Mark> verdicts) {
    SequencedMap<String, List<BenchFigure>> groups = new LinkedHashMap<>();
    for (var f : job.compared()) groups.computeIfAbsent(f.what(), _ -> new ArrayList<>()).add(f);
    var rows = new ArrayList<Ratio>();
    groups.forEach(
        (what, figures) -> {
          double logs = 0;
          double least = Double.MAX_VALUE;
          double most = 0;
          var mark = Mark.NONE;
          for (var f : figures) {
            double v = f.ratio().median();
            logs += Math.log(v);
            least = Math.min(least, v);
            most = Math.max(most, v);
            var of = verdicts.getOrDefault(job.job() + "|" + f.key(), Mark.NONE);
            if (mark != Mark.WORSE && of != Mark.NONE) mark = of;
          }
          double mean = Math.exp(logs / figures.size());
          rows.add(row(what, "on %d".formatted(figures.size()), mean, least, most, mark));
        });
    return rows;
  }

  private static Ratio row(
      String name, String note, double ratio, double low, double high, Mark mark) {
    var text = BenchReport.interval(new BenchFigure.Interval(ratio, low, high));
    return new Ratio(name, note, ratio, low, high, text, mark);
  }

  private static void table(Sheet sheet, String name, BenchReport.Table table) {
    sheet.table(name, table.head(), table.rows(), table.right());
  }
}

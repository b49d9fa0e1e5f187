package millrace.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import millrace.store.WholeFile;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code bench all} has measured, as JSON, Markdown and HTML.
 *
 * @param date when it began
 * @param called the command line
 * @param seconds of all jobs
 * @param peers whose libraries were asked for
 * @param earlier what it is held against
 */
record BenchReport(
    String date,
    String called,
    double seconds,
    List<String> peers,
    List<BenchOutcome> jobs,
    @Nullable BenchAgainst earlier) {
  /** By what of the machine figures depend most. */
  private static final List<String> DECISIVE = List.of("processor", "cores", "Java");

  /** Writes bench.json, bench.md and bench.html, each whole or not at all. */
  void write(Path folder) {
    WholeFile.write(folder.resolve("bench.json"), Json.write(tree()));
    WholeFile.write(folder.resolve("bench.md"), new BenchMarkdown(this).text());
    new BenchSheet(this).sheet().write(folder.resolve("bench.html"));
  }

  /** Where this runs. */
  static SequencedMap<String, String> machine() {
    var out = new LinkedHashMap<String, String>();
    out.put("processor", Processor.name());
    out.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    out.put("architecture", System.getProperty("os.arch").toLowerCase(Locale.ROOT));
    out.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    out.put("memory", "%,d MB".formatted(system.getTotalMemorySize() >> 20));
    out.put("Java", Runtime.version().toString());
    out.put("Millrace", Main.Version.millrace());
    return out;
  }

  boolean failed() {
    return !of(BenchOutcome.Status.FAILED).isEmpty();
  }

  List<BenchOutcome> of(BenchOutcome.Status status) {
    return jobs.stream().filter(j -> j.status() == status).toList();
  }

  List<BenchAgainst.Change> changes() {
    return earlier == null ? List.of() : earlier.changes(jobs);
  }

  /** What of the machine was different in the earlier run. */
  List<String> differences() {
    if (earlier == null) return List.of();
    var decisive = new LinkedHashMap<>(machine());
    decisive.keySet().retainAll(DECISIVE);
    return earlier.differences(decisive);
  }

  long worse() {
    return changes().stream().filter(BenchAgainst.Change::worse).count();
  }

  /** The peers' versions, and which were left out and why; as every job said it. */
  SequencedMap<String, String> versions() {
    var out = new LinkedHashMap<String, String>();
    for (var job : jobs) out.putAll(job.versions());
    out.remove("Millrace");
    return out;
  }

  /** One or two lines for a terminal. */
  String summary() {
    var out = new StringBuilder();
    out.append(
        "%d jobs ran, %d failed, %d were left out, in %.0f s."
            .formatted(
                of(BenchOutcome.Status.RAN).size(),
                of(BenchOutcome.Status.FAILED).size(),
                of(BenchOutcome.Status.LEFT_OUT).size(),
                seconds));
    if (earlier != null) out.append("\n").append(againstText());
    return out.toString();
  }

  /** "Against … of …: 3 worse, 2 better of 120 figures." */
  String againstText() {
    if (earlier == null) return "";
    long worse = worse();
    var out =
        "Against %s of %s: %d worse, %d better, of %d figures that both have."
            .formatted(
                earlier.file(),
                earlier.date(),
                worse,
                changes().size() - worse,
                earlier.known(jobs));
    var other = differences();
    return other.isEmpty()
        ? out
        : out + " The machine was another (" + String.join("; ", other) + ").";
  }

  private SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("format", BenchAgainst.FORMAT);
    out.put("date", date);
    out.put("command", called);
    out.put("seconds", seconds);
    out.put("machine", machine());
    out.put("peers", peers);
    out.put("jobs", jobs.stream().map(BenchOutcome::tree).toList());
    if (earlier != null) {
      var against = new LinkedHashMap<String, @Nullable Object>();
      against.put("file", earlier.file().toString());
      against.put("date", earlier.date());
      against.put("figures", earlier.known(jobs));
      against.put("machine", differences());
      against.put("changes", changes().stream().map(BenchAgainst.Change::tree).toList());
      out.put("against", against);
    }
    return out;
  }

  // Tables that Markdown and HTML have in common.

  /** Rows of text under their heads; columns of numbers are set to the right. */
  record Table(List<String> head, boolean[] right, List<List<String>> rows) {}

  Table overview() {
    var rows = new ArrayList<List<String>>();
    for (var j : jobs) {
      rows.add(
          List.of(
              j.job(),
              j.title(),
              j.status() == BenchOutcome.Status.RAN
                  ? j.status().text
                  : j.status().text + ": " + j.reason(),
              "%.0f".formatted(j.seconds()),
              Integer.toString(j.figures().size()),
              number(j.geometricMean())));
    }
    return new Table(
        List.of("job", "what", "how it ended", "s", "figures", "ratio, geometric mean"),
        new boolean[] {false, false, false, true, true, true},
        rows);
  }

  Table memory() {
    var rows = new ArrayList<List<String>>();
    for (var j : jobs)
      j.memory()
          .forEach((name, bytes) -> rows.add(List.of(j.job(), name, "%,d".formatted(bytes >> 20))));
    return new Table(
        List.of("job", "process", "MB at most"), new boolean[] {false, false, true}, rows);
  }

  Table figures(BenchOutcome job) {
    var rows = new ArrayList<List<String>>();
    for (var f : job.figures()) {
      var scores = new ArrayList<String>();
      for (var s : f.scores()) {
        var theirs = Double.isNaN(s.theirs()) ? "" : " (" + number(s.theirs()) + ")";
        scores.add("%s %s%s".formatted(s.name(), number(s.ours()), theirs));
      }
      rows.add(
          List.of(
              f.name(),
              f.threads() == 0 ? "–" : Integer.toString(f.threads()),
              f.unit(),
              interval(f.ours()),
              f.peer().isEmpty() ? "–" : f.peer(),
              interval(f.theirs()),
              interval(f.ratio()),
              Integer.toString(f.rounds()),
              String.join(", ", scores)));
    }
    return new Table(
        List.of(
            "measured",
            "threads",
            "unit",
            "ours",
            "peer",
            "peer's",
            "ratio",
            "rounds",
            "quality (peer's)"),
        new boolean[] {false, true, false, true, false, true, true, true, false},
        rows);
  }

  Table changed() {
    var rows = new ArrayList<List<String>>();
    for (var c : changes())
      rows.add(
          List.of(
              c.worse() ? "worse" : "better",
              c.job(),
              c.figure().name(),
              c.figure().threads() == 0 ? "–" : Integer.toString(c.figure().threads()),
              c.measure().equals("ratio") ? "ratio to " + c.figure().peer() : c.measure(),
              interval(c.before()),
              interval(c.now())));
    return new Table(
        List.of("verdict", "job", "measured", "threads", "by", "before", "now"),
        new boolean[] {false, false, false, true, false, true, true},
        rows);
  }

  static String interval(BenchFigure.Interval i) {
    if (!i.known()) return "–";
    if (i.low() == i.high()) return number(i.median());
    return "%s (%s–%s)".formatted(number(i.median()), number(i.low()), number(i.high()));
  }

  /** Three figures or so. */
  static String number(double v) {
    if (Double.isNaN(v)) return "–";
    double size = Math.abs(v);
    var format =
        size >= 1000
            ? "%,.0f"
            : size >= 100
                ? "%.0f"
                : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : size >= 0.01 ? "%.3f" : "%.3g";
    return String.format(Locale.ROOT, format, v);
  }
}

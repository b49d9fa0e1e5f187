package millrace.cli;

import java.util.List;
import java.util.stream.Collectors;

/** The report of {@code bench all} as Markdown. */
record BenchMarkdown(BenchReport report) {
  String text() {
    var r = report;
    var out = new StringBuilder("# Benchmarks\n\n");
    out.append("`").append(r.called()).append("`, ").append(r.date()).append(". ");
    out.append(r.summary().replace("\n", " ")).append("\n\n");
    out.append(
        BenchReport.machine().entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining("; ")));
    out.append(".\n\n").append(BenchSheet.HOW).append("\n\n");
    table(out, r.overview());
    if (r.earlier() != null) {
      out.append("\n## Against the earlier run\n\n").append(r.againstText()).append("\n\n");
      out.append(BenchSheet.AGAINST).append("\n\n");
      if (r.changes().isEmpty()) out.append("Nothing is clearly worse or better.\n");
      else table(out, r.changed());
    }
    for (var job : r.jobs()) {
      if (job.figures().isEmpty()) continue;
      out.append("\n## ").append(job.title()).append(" (`").append(job.job()).append("`)\n\n");
      table(out, r.figures(job));
    }
    out.append("\n## Memory\n\n").append(BenchSheet.MEMORY).append("\n\n");
    if (r.memory().rows().isEmpty()) out.append("Left out: this system does not tell.\n");
    else table(out, r.memory());
    out.append("\n## Peers\n\n");
    if (r.versions().isEmpty()) out.append("None.\n");
    r.versions().forEach((name, version) -> out.append("- %s: %s\n".formatted(name, version)));
    return out.toString();
  }

  private static void table(StringBuilder out, BenchReport.Table table) {
    row(out, table.head());
    out.append('|');
    for (boolean right : table.right()) out.append(right ? " ---: |" : " --- |");
    out.append('\n');
    for (var cells : table.rows()) row(out, cells);
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append("| ")
        .append(
            cells.stream()
                .map(c -> c.replace("|", "\\|").replace("\n", " "))
                .collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}

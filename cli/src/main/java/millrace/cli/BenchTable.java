package millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured, as Markdown and as a tree for JSON. */
record BenchTable(List<Result> results, String peer, int threads) {
  private static final double LESS = 0.01;

  /** Seconds below which a ratio says more of the clock than of the learner. */
  private static final double SHORTEST = 1e-4;

  /**
   * @param ours and theirs a round each; the first does not count where there are others, and of
   *     many the first half
   */
  record Result(
      String set,
      String shape,
      BenchPlan.Row row,
      double our,
      double their,
      List<BenchPeer.Answer> ours,
      List<BenchPeer.Answer> theirs) {
    double fit() {
      return BenchTurns.median(counted(ours, BenchPeer.Answer::fit));
    }

    double predict() {
      return BenchTurns.median(counted(ours, BenchPeer.Answer::predict));
    }

    double peerFit() {
      return BenchTurns.median(counted(theirs, BenchPeer.Answer::fit));
    }

    double peerPredict() {
      return BenchTurns.median(counted(theirs, BenchPeer.Answer::predict));
    }

    boolean compared() {
      return error().isEmpty() && !theirs.isEmpty();
    }

    String error() {
      if (!ours.getLast().error().isEmpty()) return "ours: " + ours.getLast().error();
      if (!theirs.isEmpty() && !theirs.getLast().error().isEmpty())
        return "peer: " + theirs.getLast().error();
      return "";
    }

    boolean worse() {
      return compared() && our < their - LESS;
    }

    double fitRatio() {
      return ratio(BenchPeer.Answer::fit).median();
    }

    double predictRatio() {
      return ratio(BenchPeer.Answer::predict).median();
    }

    /** Our seconds over the peer's, round by round. */
    private BenchFigure.Interval ratio(ToDoubleFunction<BenchPeer.Answer> of) {
      return BenchFigure.Interval.of(
          BenchFigure.ratios(true, measurable(counted(ours, of)), measurable(counted(theirs, of))));
    }

    /** What both did, in the shape that all benchmarks share. */
    List<BenchFigure> figures(int threads) {
      if (!error().isEmpty()) return List.of();
      var out = new ArrayList<BenchFigure>();
      var score =
          Double.isNaN(our)
              ? new BenchFigure.Score[0]
              : new BenchFigure.Score[] {new BenchFigure.Score(row.job().score, true, our, their)};
      out.add(figure(", fit", threads, BenchPeer.Answer::fit, score));
      // clusters of the peer come with its fit
      if (theirs.isEmpty() || peerPredict() > 0)
        out.add(figure(", predict", threads, BenchPeer.Answer::predict));
      return out;
    }

    private BenchFigure figure(
        String what,
        int threads,
        ToDoubleFunction<BenchPeer.Answer> of,
        BenchFigure.Score... scores) {
      return BenchFigure.of(
          row.name() + what,
          set,
          threads,
          "s",
          false,
          measurable(counted(ours, of)),
          "scikit-learn",
          measurable(counted(theirs, of)),
          scores);
    }

    String line() {
      return "%-14s %-40s %s".formatted(set, row.name(), String.join("  ", cells()));
    }

    List<String> cells() {
      if (!error().isEmpty()) return List.of(error());
      return List.of(
          score(our) + (worse() ? " **" : ""),
          score(their),
          seconds(fit()),
          theirs.isEmpty() ? "–" : seconds(peerFit()),
          theirs.isEmpty() ? "–" : times(ratio(BenchPeer.Answer::fit)),
          seconds(predict()),
          theirs.isEmpty() ? "–" : seconds(peerPredict()),
          theirs.isEmpty() || peerPredict() == 0 ? "–" : times(ratio(BenchPeer.Answer::predict)));
    }

    private static List<Double> counted(
        List<BenchPeer.Answer> rounds, ToDoubleFunction<BenchPeer.Answer> of) {
      int n = rounds.size();
      int warm = n > 8 ? n / 2 : Math.clamp(n - 1, 0, 1);
      return rounds.subList(warm, n).stream().map(of::applyAsDouble).toList();
    }

    private static List<Double> measurable(List<Double> seconds) {
      return seconds.stream().map(s -> Math.max(s, SHORTEST)).toList();
    }
  }

  private static String score(double v) {
    return Double.isNaN(v) ? "–" : String.format(Locale.ROOT, "%.4f", v);
  }

  private static String seconds(double v) {
    return String.format(Locale.ROOT, v < 0.01 ? "%.4f" : v < 1 ? "%.3f" : "%.2f", v);
  }

  private static String times(BenchFigure.Interval ratio) {
    return "%s (%s–%s)".formatted(times(ratio.median()), times(ratio.low()), times(ratio.high()));
  }

  private static String times(double v) {
    return String.format(Locale.ROOT, v < 10 ? "%.2f" : "%.0f", v);
  }

  String markdown() {
    var out = new StringBuilder();
    out.append("Peer: ").append(peer).append("; ").append(threads).append(" threads. ");
    out.append(
        "A ratio is our seconds over the peer's, its median with the quartiles of the rounds: below"
            + " 1 we are faster. ** marks a score that is lower by more than .01.\n\n");
    out.append("## By learner\n\n");
    out.append("Geometric means over the tables on which both ran.\n\n");
    row(out, List.of("learner", "tables", "fit ratio", "predict ratio", "lower by > .01", "why"));
    row(out, List.of("---", "---:", "---:", "---:", "---", "---"));
    for (var e : byLearner().entrySet()) {
      var compared = e.getValue().stream().filter(Result::compared).toList();
      var timed = compared.stream().filter(r -> r.peerPredict() > 0).toList();
      row(
          out,
          List.of(
              e.getKey(),
              Integer.toString(compared.size()),
              mean(compared.stream().mapToDouble(Result::fitRatio).toArray()),
              mean(timed.stream().mapToDouble(Result::predictRatio).toArray()),
              compared.stream()
                  .filter(Result::worse)
                  .map(Result::set)
                  .collect(Collectors.joining(", ")),
              e.getValue().getFirst().row().why()));
    }
    out.append("\n## All\n");
    for (var e : byLearner().entrySet()) {
      var first = e.getValue().getFirst().row();
      out.append("\n### ").append(e.getKey()).append("\n\n");
      if (!first.estimator().isEmpty()) out.append('`').append(first.estimator()).append("`\n\n");
      row(
          out,
          List.of(
              "table",
              "training rows × features",
              "score",
              "peer's",
              "fit s",
              "peer's",
              "ratio",
              "predict s",
              "peer's",
              "ratio"));
      row(
          out,
          List.of("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:"));
      for (var r : e.getValue()) {
        var cells = new ArrayList<>(List.of(r.set, r.shape));
        cells.addAll(r.cells());
        row(out, cells);
      }
    }
    return out.toString();
  }

  private SequencedMap<String, List<Result>> byLearner() {
    var out = new LinkedHashMap<String, List<Result>>();
    for (var r : results) out.computeIfAbsent(r.row.name(), _ -> new ArrayList<>()).add(r);
    return out;
  }

  private static String mean(double[] ratios) {
    return ratios.length == 0
        ? "–"
        : times(Math.exp(Arrays.stream(ratios).map(Math::log).average().orElseThrow()));
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append("| ")
        .append(cells.stream().map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | ")))
        .append(" |\n");
  }

  SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("peer", peer);
    out.put("threads", threads);
    var rows = new ArrayList<SequencedMap<String, @Nullable Object>>();
    for (var r : results) {
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("table", r.set);
      row.put("shape", r.shape);
      row.put("learner", r.row.name());
      row.put("estimator", r.row.estimator());
      row.put("score", number(r.our));
      row.put("peerScore", number(r.their));
      row.put("fit", r.ours.stream().map(BenchPeer.Answer::fit).toList());
      row.put("predict", r.ours.stream().map(BenchPeer.Answer::predict).toList());
      row.put("peerFit", r.theirs.stream().map(BenchPeer.Answer::fit).toList());
      row.put("peerPredict", r.theirs.stream().map(BenchPeer.Answer::predict).toList());
      row.put("error", r.error());
      rows.add(row);
    }
    out.put("results", rows);
    out.put(
        "figures",
        results.stream().flatMap(r -> r.figures(threads).stream()).map(BenchFigure::tree).toList());
    return out;
  }

  private static @Nullable Object number(double v) {
    return Double.isNaN(v) ? null : v;
  }
}

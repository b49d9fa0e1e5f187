package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was measured, in the shape that all benchmarks share: ours, beside one peer's or
 * alone. Intervals are the quartiles of the rounds.
 *
 * @param what was done: {@code Ridge, fit}
 * @param on which data or setting; may be empty
 * @param threads of ours; 0: it is no matter of threads
 * @param higher whether higher is better
 * @param peer its name; empty: measured alone
 * @param ratio how many times better ours was than the peer's, round by round: above 1 is better,
 *     whatever the unit
 * @param scores quality beside speed
 */
record BenchFigure(
    String what,
    String on,
    int threads,
    String unit,
    boolean higher,
    Interval ours,
    String peer,
    Interval theirs,
    Interval ratio,
    int rounds,
    List<Score> scores) {
  /** A median and the quartiles around it. */
  record Interval(double median, double low, double high) {
    static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    static Interval of(List<Double> rounds) {
      var values = rounds.stream().mapToDouble(Double::doubleValue).toArray();
      if (values.length == 0) return NONE;
      return new Interval(
          BenchRace.quantile(values, 0.5),
          BenchRace.quantile(values, 0.25),
          BenchRace.quantile(values, 0.75));
    }

    boolean known() {
      return !Double.isNaN(median);
    }

    /** "1.24–1.31". */
    String quartiles() {
      return known() ? "%.2f–%.2f".formatted(low, high) : "–";
    }
  }

  /** A score of the models of both sides; NaN: not known. */
  record Score(String name, boolean higher, double ours, double theirs) {}

  /** Ours beside a peer's, turn by turn: the ratio is of each round. */
  static BenchFigure of(
      String what,
      String on,
      int threads,
      String unit,
      boolean higher,
      List<Double> ours,
      String peer,
      List<Double> theirs,
      Score... scores) {
    return new BenchFigure(
        what,
        on,
        threads,
        unit,
        higher,
        Interval.of(ours),
        theirs.isEmpty() ? "" : peer,
        Interval.of(theirs),
        Interval.of(ratios(higher, ours, theirs)),
        ours.size(),
        List.of(scores));
  }

  /** Measured without a peer. */
  static BenchFigure alone(
      String what,
      String on,
      int threads,
      String unit,
      boolean higher,
      List<Double> ours,
      Score... scores) {
    return of(what, on, threads, unit, higher, ours, "", List.of(), scores);
  }

  /** How many times better ours was in each round that both ran. */
  static List<Double> ratios(boolean higher, List<Double> ours, List<Double> theirs) {
    var out = new ArrayList<Double>();
    for (int r = 0; r < Math.min(ours.size(), theirs.size()); r++)
      out.add(higher ? ours.get(r) / theirs.get(r) : theirs.get(r) / ours.get(r));
    return out;
  }

  boolean compared() {
    return ratio.known();
  }

  /** What it is, for people: {@code Ridge, fit: adult}. */
  String name() {
    return on.isEmpty() ? what : what + ": " + on;
  }

  /** What the same figure has in another run. */
  String key() {
    return String.join("|", what, on, Integer.toString(threads), unit, peer);
  }

  SequencedMap<String, @Nullable Object> tree() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("what", what);
    out.put("on", on);
    out.put("threads", threads);
    out.put("unit", unit);
    out.put("better", better(higher));
    out.put("ours", tree(ours));
    out.put("peer", peer.isEmpty() ? null : peer);
    out.put("theirs", tree(theirs));
    out.put("ratio", tree(ratio));
    out.put("rounds", rounds);
    var quality = new ArrayList<SequencedMap<String, @Nullable Object>>();
    for (var s : scores) {
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("name", s.name);
      one.put("better", better(s.higher));
      one.put("ours", number(s.ours));
      one.put("theirs", number(s.theirs));
      quality.add(one);
    }
    out.put("quality", quality);
    return out;
  }

  static BenchFigure read(JsonNode tree) {
    var scores = new ArrayList<Score>();
    for (var s : tree.path("quality"))
      scores.add(
          new Score(
              s.path("name").asText(),
              s.path("better").asText().equals("higher"),
              s.path("ours").asDouble(Double.NaN),
              s.path("theirs").asDouble(Double.NaN)));
    return new BenchFigure(
        tree.path("what").asText(),
        tree.path("on").asText(),
        tree.path("threads").asInt(),
        tree.path("unit").asText(),
        tree.path("better").asText().equals("higher"),
        interval(tree.path("ours")),
        tree.path("peer").asText(""),
        interval(tree.path("theirs")),
        interval(tree.path("ratio")),
        tree.path("rounds").asInt(),
        scores);
  }

  private static Interval interval(JsonNode tree) {
    return new Interval(
        tree.path("median").asDouble(Double.NaN),
        tree.path("low").asDouble(Double.NaN),
        tree.path("high").asDouble(Double.NaN));
  }

  private static @Nullable SequencedMap<String, @Nullable Object> tree(Interval interval) {
    if (!interval.known()) return null;
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("median", number(interval.median));
    out.put("low", number(interval.low));
    out.put("high", number(interval.high));
    return out;
  }

  private static String better(boolean higher) {
    return higher ? "higher" : "lower";
  }

  /** JSON has neither NaN nor infinity. */
  private static @Nullable Object number(double v) {
    return Double.isFinite(v) ? v : null;
  }
}

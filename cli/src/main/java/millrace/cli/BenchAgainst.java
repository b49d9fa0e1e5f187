package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * An earlier {@code bench.json}, and what has become better or worse since. What has a peer is
 * judged by what it is beside the peer's, which the machine matters least to; the rest by itself.
 */
final class BenchAgainst {
  /** The form of bench.json that this can read. */
  static final int FORMAT = 1;

  /** A median must differ by more than this share. */
  private static final double LEAST = 0.05;

  /** An interval of fewer rounds says nothing. */
  private static final int ROUNDS = 3;

  /**
   * A figure that has changed.
   *
   * @param measure ratio, ours, or the name of a score
   */
  record Change(
      String job,
      BenchFigure figure,
      String measure,
      BenchFigure.Interval before,
      BenchFigure.Interval now,
      boolean worse) {
    SequencedMap<String, @Nullable Object> tree() {
      var out = new LinkedHashMap<String, @Nullable Object>();
      out.put("job", job);
      out.put("figure", figure.name());
      out.put("threads", figure.threads());
      out.put("peer", figure.peer().isEmpty() ? null : figure.peer());
      out.put("measure", measure);
      out.put("verdict", worse ? "worse" : "better");
      out.put("before", before.median());
      out.put("now", now.median());
      return out;
    }
  }

  private final Path file;
  private final JsonNode tree;
  private final Map<String, Map<String, BenchFigure>> jobs = new LinkedHashMap<>();

  private BenchAgainst(Path file, JsonNode tree) {
    this.file = file;
    this.tree = tree;
    for (var job : tree.path("jobs")) jobs.put(job.path("job").asText(), BenchOutcome.read(job));
  }

  /**
   * @throws DataException if it is no such file
   */
  static BenchAgainst read(Path file) throws IOException {
    if (!Files.isRegularFile(file))
      throw new DataException("--against: there is no file '%s'".formatted(file));
    JsonNode tree;
    try {
      tree = new ObjectMapper().readTree(file.toFile());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new DataException(
          "--against: '%s' is not JSON: expected a bench.json of ./millrace bench all"
              .formatted(file),
          e);
    }
    if (tree.path("format").asInt() != FORMAT || !tree.path("jobs").isArray())
      throw new DataException(
          "--against: '%s' is not a bench.json of ./millrace bench all (format %d)"
              .formatted(file, FORMAT));
    return new BenchAgainst(file, tree);
  }

  Path file() {
    return file;
  }

  String date() {
    return tree.path("date").asText("unknown");
  }

  /** What of the machine was different: its name, then and now. */
  List<String> differences(Map<String, String> machine) {
    var out = new ArrayList<String>();
    machine.forEach(
        (name, now) -> {
          var then = tree.path("machine").path(name).asText("unknown");
          if (!then.equals(now)) out.add("%s: %s before, %s now".formatted(name, then, now));
        });
    return out;
  }

  /** All that is clearly better or worse, in the order of the jobs. */
  List<Change> changes(List<BenchOutcome> now) {
    var out = new ArrayList<Change>();
    for (var job : now) {
      var before = jobs.getOrDefault(job.job(), Map.of());
      for (var figure : job.figures()) {
        var then = before.get(figure.key());
        if (then != null) compare(out, job.job(), then, figure);
      }
    }
    return out;
  }

  /** How many figures of these jobs the earlier run had, too. */
  int known(List<BenchOutcome> now) {
    int n = 0;
    for (var job : now)
      for (var f : job.figures())
        if (jobs.getOrDefault(job.job(), Map.of()).containsKey(f.key())) n++;
    return n;
  }

  private static void compare(List<Change> out, String job, BenchFigure then, BenchFigure now) {
    if (Math.min(then.rounds(), now.rounds()) < ROUNDS) return;
    if (then.compared() && now.compared())
      add(out, new Change(job, now, "ratio", then.ratio(), now.ratio(), false), true);
    else add(out, new Change(job, now, "ours", then.ours(), now.ours(), false), now.higher());
    for (var s : now.scores()) {
      for (var t : then.scores()) {
        if (!t.name().equals(s.name())) continue;
        boolean beside = positive(s) && positive(t);
        var before = point(beside ? t.ours() / t.theirs() : t.ours());
        var after = point(beside ? s.ours() / s.theirs() : s.ours());
        var measure = s.name() + (beside ? " over the peer's" : "");
        add(out, new Change(job, now, measure, before, after, false), s.higher());
      }
    }
  }

  /** Whether a share of the peer's says something. */
  private static boolean positive(BenchFigure.Score score) {
    return score.ours() > 0 && score.theirs() > 0;
  }

  private static BenchFigure.Interval point(double v) {
    return new BenchFigure.Interval(v, v, v);
  }

  /** Only where the intervals lie apart and the medians differ enough. */
  private static void add(List<Change> out, Change c, boolean higher) {
    if (!c.before.known() || !c.now.known()) return;
    boolean below = c.now.high() < c.before.low();
    boolean above = c.now.low() > c.before.high();
    double apart = Math.abs(c.now.median() - c.before.median());
    if (!(below || above) || !(apart > LEAST * Math.abs(c.before.median()))) return;
    out.add(new Change(c.job, c.figure, c.measure, c.before, c.now, below == higher));
  }
}

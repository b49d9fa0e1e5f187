package millrace.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Journal.Line;
import millrace.evaluation.Tried.Rung;
import millrace.evaluation.Tried.Trial;
import millrace.learn.Prediction;
import millrace.run.Run;

/** The work of a {@link Search}: rung after rung, the folds of a rung spread over the threads. */
final class Searching<Y extends Prediction> {
  private final Search<Y> search;
  private final Frame data;
  private final Run run;
  private final Optional<Journal> journal;
  private final List<Folds.Split> splits;
  private final List<Rung> plan;
  private final List<State> states;

  /** Causes of failures of this process; those from a journal have only their message. */
  private final Map<Integer, RuntimeException> causes = new ConcurrentHashMap<>();

  /** What has become of a candidate. */
  private static final class State {
    final List<Line> lines = new ArrayList<>();
    String failure = "";
  }

  Searching(Search<Y> search, Frame data, Run run, Optional<Journal> journal) {
    this.search = search;
    this.data = data;
    this.run = run;
    this.journal = journal;
    search.needs().check(data, search);
    splits = search.folds().splits(data, run);
    int n = search.candidates().size();
    plan =
        search.method() == Search.Method.ALL
            ? List.of(new Rung(data.size(), n))
            : Halving.plan(
                n, data.size(), splits.size(), classes(data), search.factor(), search.minRows());
    states = search.candidates().stream().map(_ -> new State()).toList();
  }

  private static int classes(Frame data) {
    return data.targetColumn() instanceof Column.Nominal y ? y.present().size() : 1;
  }

  static <Y extends Prediction> Tried journaled(Search<Y> search, Frame data, Run run, Path file) {
    var identity = new Searching<>(search, data, run, Optional.empty()).identity();
    try (var journal = Journal.open(file, identity)) {
      return new Searching<>(search, data, run, Optional.of(journal)).tried();
    }
  }

  /** What tells this search from others. */
  private SequencedMap<String, String> identity() {
    var out = new LinkedHashMap<String, String>();
    out.put("data", data.fingerprint());
    var tried = new ArrayList<String>();
    search.candidates().forEach(c -> tried.add(Names.print(c.trainer()) + "\n" + c.settings()));
    out.put("candidates", "%d, %s".formatted(tried.size(), sha256(String.join("\n\n", tried))));
    out.put(
        "method",
        search.method() == Search.Method.ALL
            ? "all"
            : "halving by %d from %d rows".formatted(search.factor(), search.minRows()));
    out.put("folds", search.folds().describe() + ", " + sha256(splits));
    out.put("metric", search.metric().key());
    out.put("training scores", Boolean.toString(search.trainScores()));
    out.put("seed", Long.toString(run.seed()));
    return out;
  }

  /** Of {@link #identity}, in hexadecimal. */
  String digest() {
    return sha256(identity().toString());
  }

  private static String sha256(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(List<Folds.Split> splits) {
    int numbers = splits.stream().mapToInt(s -> s.train().length + s.test().length + 2).sum();
    var bytes = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, numbers));
    for (var s : splits) {
      for (var rows : List.of(s.train(), s.test())) {
        bytes.putInt(rows.length);
        for (int r : rows) bytes.putInt(r);
      }
    }
    return hex(bytes.array());
  }

  private static String hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java has SHA-256", e);
    }
  }

  Tried tried() {
    var rungs = new ArrayList<Rung>();
    var alive = IntStream.range(0, states.size()).boxed().toList();
    for (int r = 0; r < plan.size() && !alive.isEmpty(); r++) {
      score(r, alive);
      rungs.add(new Rung(plan.get(r).rows(), alive.size()));
      var good = new ArrayList<>(alive);
      int rung = r;
      good.removeIf(c -> states.get(c).lines.size() < (rung + 1) * splits.size());
      if (good.isEmpty() && r == 0) throw allFailed();
      if (r + 1 == plan.size()) break;
      alive =
          good.stream()
              .sorted(Comparator.comparingDouble(c -> worth(c, rung))) // stable: ties to the first
              .limit(plan.get(r + 1).candidates())
              .sorted()
              .toList();
    }
    return result(rungs);
  }

  /** Its mean on a rung, the less the better; NaN is worst. */
  private double worth(int candidate, int rung) {
    int n = splits.size();
    double mean =
        states.get(candidate).lines.subList(rung * n, (rung + 1) * n).stream()
                .mapToDouble(Line::test)
                .sum()
            / n;
    if (Double.isNaN(mean)) return Double.POSITIVE_INFINITY;
    return search.metric().higherIsBetter() ? -mean : mean;
  }

  /** Fills in the lines of a rung for those that finish it, and the failures of the others. */
  private void score(int rung, List<Integer> alive) {
    int n = splits.size();
    int jobs = alive.size() * n;
    var phase = plan.size() == 1 ? "search" : "rung %d of %d".formatted(rung + 1, plan.size());
    var lines = run.map(phase, jobs, j -> line(rung, alive.get(j / n), j % n, jobs));
    for (int a = 0; a < alive.size(); a++) {
      var mine = lines.subList(a * n, (a + 1) * n);
      var state = states.get(alive.get(a));
      if (mine.stream().anyMatch(Optional::isEmpty)) {
        if (rung == 0) state.failure = "not tried: the search was told to finish";
        continue;
      }
      var scored = mine.stream().map(Optional::orElseThrow).toList();
      var failed = scored.stream().filter(l -> !l.failure().isEmpty()).findFirst();
      if (failed.isPresent()) {
        state.failure = failed.get().failure();
      } else {
        state.lines.addAll(scored);
      }
    }
  }

  /** A fold, scored or looked up; empty if the search is to finish. */
  private Optional<Line> line(int rung, int candidate, int fold, int jobs) {
    var known = journal.flatMap(j -> j.find(rung, candidate, fold));
    if (known.isPresent()) return known;
    if (run.signal().get() == Run.Signal.FINISH) return Optional.empty();
    Line line;
    try {
      line = scored(rung, candidate, fold, jobs);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      var where = splits.size() == 1 ? "" : "fold %d of %d: ".formatted(fold + 1, splits.size());
      causes.put(candidate * splits.size() + fold, e);
      line = new Line(rung, candidate, fold, Double.NaN, Double.NaN, Double.NaN, where + why);
    }
    var done = line;
    journal.ifPresent(j -> j.add(done));
    return Optional.of(done);
  }

  private Line scored(int rung, int candidate, int fold, int jobs) {
    var split = splits.get(fold);
    var train = data.rows(rows(rung, fold));
    var test = data.rows(split.test());
    // Randomness depends on the fold alone; threads that no job needs go to the fits.
    var quiet =
        run.seed(run.seedFor("fold", fold)).threads(Math.max(1, run.threads() / jobs)).silent();
    long start = System.nanoTime();
    var model = search.candidates().get(candidate).trainer().fit(train, quiet);
    double seconds = (System.nanoTime() - start) * 1e-9;
    var metric = search.metric();
    double score = metric.score(test.targetColumn(), model.predict(test.features()));
    double own =
        search.trainScores()
            ? metric.score(train.targetColumn(), model.predict(train.features()))
            : Double.NaN;
    return new Line(rung, candidate, fold, score, own, seconds, "");
  }

  /** What this fold learns from: its share of the rung's rows, rising. */
  private int[] rows(int rung, int fold) {
    var all = splits.get(fold).train();
    int rows = plan.get(rung).rows();
    if (rows >= data.size()) return all;
    int some = (int) Math.max(1, (long) rows * all.length / data.size());
    var mixed = Strata.mixed(data, all, run.random("halving", fold));
    var out = Arrays.copyOf(mixed, some);
    Arrays.sort(out);
    return out;
  }

  private RuntimeException allFailed() {
    var first = search.candidates().getFirst().name();
    var message =
        states.size() == 1
            ? "%s, %s".formatted(first, states.getFirst().failure)
            : "all %d candidates failed; the first, %s, %s"
                .formatted(states.size(), first, states.getFirst().failure);
    for (int f = 0; f < splits.size(); f++) {
      var cause = causes.get(f);
      if (cause != null) return Jobs.named(message, cause);
    }
    return new DataException(message);
  }

  private Tried result(List<Rung> rungs) {
    var trials = new ArrayList<Trial>();
    for (int c = 0; c < states.size(); c++) {
      var candidate = search.candidates().get(c);
      var s = states.get(c);
      trials.add(
          new Trial(
              candidate.name(),
              candidate.trainer().toString(),
              candidate.settings(),
              s.lines.stream().mapToDouble(Line::test).toArray(),
              (search.trainScores() ? s.lines.stream().mapToDouble(Line::train) : DoubleStream.of())
                  .toArray(),
              s.lines.stream().mapToDouble(Line::seconds).toArray(),
              s.failure));
    }
    var tried =
        new Tried(
            search.toString(),
            search.metric().key(),
            search.metric().higherIsBetter(),
            data.targetName().orElseThrow(),
            search.folds().describe(),
            splits.size(),
            data.size(),
            run.seed(),
            rungs,
            trials,
            0);
    int best = tried.order().getFirst();
    if (Double.isNaN(tried.mean(trials.get(best)))) {
      throw new DataException(
          "no candidate has a %s that is a number: choose by another metric or by other folds"
              .formatted(tried.metric()));
    }
    return tried.best(best);
  }
}

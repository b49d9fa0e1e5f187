package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Tried.Rung;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  @TempDir Path dir;

  /** A line of which the slope is kept small, as ridge regression does; it can fail and be slow. */
  public record Shrunk(
      @Param(
              value = "factor",
              min = 0,
              max = 2,
              tune = {0, 1})
          double by,
      @Param(
              value = "copies",
              min = 1,
              tune = {1, 64},
              log = true)
          int copies,
      @Param("not searched") boolean fails)
      implements Trainer<Toys.Line.Fitted> {
    public Shrunk {
      Spec.check(Shrunk.class, by, copies, fails);
    }

    public Shrunk() {
      this(1, 1, false);
    }

    public Shrunk by(double by) {
      return Spec.with(this, "by", by);
    }

    public Shrunk copies(int copies) {
      return Spec.with(this, "copies", copies);
    }

    @Override
    public Needs needs() {
      return new Toys.Line().needs();
    }

    @Override
    public Toys.Line.Fitted fit(Frame train, Run run) {
      if (fails || by == 0.5) throw new DataException("half is no number");
      var line = new Toys.Line().fit(train, run);
      return new Toys.Line.Fitted("x", line.a(), line.b() * by);
    }
  }

  private static final List<Double> FACTORS = List.of(0., .25, .75, 1., 1.25);

  private static Space<Shrunk> space() {
    return Space.of(new Shrunk()).vary("by", FACTORS, Shrunk::by);
  }

  private static Search<Numbers> grid() {
    return Search.grid(space(), Folds.k(4), Regression.RMSE);
  }

  @Test
  void gridFindsTheBestAndFitsItOnAllRows() {
    var data = Toys.line(80);
    var model = grid().fit(data, Run.seeded(3));
    assertEquals("by=1", model.tried().chosen().name());
    assertEquals(new Toys.Line().fit(data, Run.seeded(3)), model.best());
    assertEquals(20, model.tried().fits());
    // The score of a candidate is that of a plain cross-validation.
    var plain =
        CrossValidation.compare(
            data, Folds.k(4), Run.seeded(3), List.of(new Shrunk().by(.75)), Regression.RMSE);
    assertArrayEquals(plain.best().scores()[0], model.tried().trials().get(2).test());
    assertTrue(model.toString().startsWith("rmse "), model.toString());
  }

  @Test
  void doesNotDependOnThreads() {
    var data = Toys.line(80);
    for (var search : List.of(grid(), grid().halving(), random(9), grid().trainScores(true))) {
      var one = search.fit(data, Run.seeded(3).threads(1));
      var three = search.fit(data, Run.seeded(3).threads(3));
      assertEquals(text(one.tried()), text(three.tried()));
      assertEquals(one.best(), three.best());
    }
  }

  /** Arrays as text; without times. */
  private static String text(Tried tried) {
    var out = new StringBuilder(tried.rungs() + " " + tried.best());
    for (var t : tried.trials()) {
      out.append('\n').append(t.name()).append(t.failure());
      for (double v : t.test()) out.append(' ').append(v);
      for (double v : t.train()) out.append(' ').append(v);
    }
    return out.toString();
  }

  private static Search<Numbers> random(int n) {
    return Search.random(
        Space.auto(new Shrunk()).logUniform("noise", .01, 10, (s, _) -> s),
        n,
        5,
        Folds.k(4),
        Regression.RMSE);
  }

  @Test
  void randomDrawsWithinTheDeclaredRangesAndAgainTheSame() {
    var candidates = random(200).candidates();
    assertEquals(random(200), random(200));
    assertEquals(candidates.subList(0, 50), random(50).candidates());
    int below = 0;
    for (var c : candidates) {
      assertEquals(
          List.of("by", "copies", "noise"), c.settings().stream().map(Setting::name).toList());
      double by = c.settings().get(0).number();
      double copies = c.settings().get(1).number();
      double noise = c.settings().get(2).number();
      assertTrue(by >= 0 && by <= 1 && copies >= 1 && copies <= 64 && noise >= .01 && noise <= 10);
      assertEquals(new Shrunk(by, (int) copies, false), c.trainer());
      assertEquals(by, Double.parseDouble(c.settings().get(0).text()));
      assertTrue(c.settings().get(0).text().length() <= 9, c.name());
      if (copies < 8) below++;
    }
    assertEquals(100, below, 30, "half of the logarithms of 1 to 64 lie below that of 8");
  }

  @Test
  void randomTakesNoCombinationTwice() {
    var small = space().vary("copies", List.of(1, 2), Shrunk::copies);
    var drawn = Search.random(small, 7, 1, Folds.k(3), Regression.RMSE).candidates();
    assertEquals(7, drawn.stream().distinct().count());
    var all = Search.random(small, 50, 1, Folds.k(3), Regression.RMSE).candidates();
    assertEquals(Search.grid(small, Folds.k(3), Regression.RMSE).candidates(), all);
    assertEquals(10, all.size());
    assertEquals("by=0 copies=1", all.get(0).name());
    assertEquals("by=0 copies=2", all.get(1).name());
  }

  @Test
  void gridsOfRangesHaveTheirPoints() {
    var names =
        Search.grid(
                Space.of(new Shrunk()).logInts("copies", 1, 64, Shrunk::copies).points(4),
                Folds.k(3),
                Regression.RMSE)
            .candidates()
            .stream()
            .map(Search.Candidate::name)
            .toList();
    assertEquals(List.of("copies=1", "copies=4", "copies=16", "copies=64"), names);
    var few = Space.of(new Shrunk()).ints("copies", 1, 3, Shrunk::copies).points(9);
    assertEquals(3, few.size());
    assertEquals(List.of("by", "copies"), Space.auto(new Shrunk()).names());
    assertEquals(4, Space.auto(new Shrunk()).points(2).size());
  }

  @Test
  void aSpaceGoesThroughWhatIsMadeAround() {
    var outer = Search.grid(space().map(s -> new Around(s)), Folds.k(4), Regression.RMSE);
    assertEquals(new Around(new Shrunk().by(.25)), outer.candidates().get(1).trainer());
    var lens =
        Space.of(new Around(new Shrunk())).auto(a -> a.inner(), (_, inner) -> new Around(inner));
    assertEquals(List.of("by", "copies"), lens.names());
  }

  /** A trainer around another, such as a pipeline. */
  public record Around(Shrunk inner) implements Trainer<Toys.Line.Fitted> {
    @Override
    public Needs needs() {
      return inner.needs();
    }

    @Override
    public Toys.Line.Fitted fit(Frame train, Run run) {
      return inner.fit(train, run);
    }
  }

  @Test
  void theFirstOfEqualsWins() {
    var same = Space.of(new Shrunk()).vary("copies", List.of(9, 3, 5), Shrunk::copies);
    var search = Search.grid(same, Folds.k(4), Regression.R2);
    assertEquals("copies=9", search.fit(Toys.line(40)).tried().chosen().name());
    assertEquals("copies=9", search.halving().fit(Toys.line(40)).tried().chosen().name());
    assertEquals(
        List.of("copies=9", "copies=3", "copies=5"),
        search.fit(Toys.line(40)).tried().ranked().stream().map(Tried.Trial::name).toList());
  }

  @Test
  void failuresAreListedAndCannotWin() {
    var some = Space.of(new Shrunk()).vary("by", List.of(.5, .75), Shrunk::by);
    var tried = Search.grid(some, Folds.k(4), Regression.RMSE).fit(Toys.line(40)).tried();
    assertEquals("by=0.75", tried.chosen().name());
    assertEquals("fold 1 of 4: half is no number", tried.trials().getFirst().failure());
    assertTrue(tried.ranked().getLast().failed());
    var none =
        Search.grid(
            Space.of(new Shrunk(.5, 1, true)).vary("copies", List.of(1, 2), Shrunk::copies),
            Folds.k(4),
            Regression.RMSE);
    var e = assertThrows(DataException.class, () -> none.fit(Toys.line(40)));
    assertEquals(
        "all 2 candidates failed; the first, copies=1, fold 1 of 4: half is no number",
        e.getMessage());
  }

  @Test
  void scoresThatAreNoNumbersCannotWin() {
    var nan = Search.<Numbers>of(Folds.leaveOneOut(), Regression.R2, List.of(new Toys.Line()));
    var e = assertThrows(DataException.class, () -> nan.fit(Toys.line(12)));
    assertTrue(e.getMessage().contains("r2 that is a number"), e.getMessage());
  }

  @Test
  void halvingHasTheRungsOfScikitLearn() {
    for (var c : Golden.read("halving.json").get("cases")) {
      var rungs =
          Halving.plan(
              c.get("candidates").asInt(),
              c.get("rows").asInt(),
              c.get("folds").asInt(),
              c.get("classes").asInt(),
              c.get("factor").asInt(),
              c.get("least").asInt());
      var expected = new ArrayList<Rung>();
      for (int i = 0; i < c.get("rung_rows").size(); i++)
        expected.add(
            new Rung(c.get("rung_rows").get(i).asInt(), c.get("rung_candidates").get(i).asInt()));
      assertEquals(expected, rungs, c.toString());
    }
    // Here scikit-learn's logarithm is a hair too small.
    assertEquals(6, Halving.plan(243, 100_000, 5, 1, 3, 0).size());
    var e = assertThrows(DataException.class, () -> Halving.plan(4, 20, 5, 3, 3, 0));
    assertTrue(e.getMessage().contains("30 rows") && e.getMessage().contains("20"), e.getMessage());
  }

  @Test
  void halvingLearnsFromMoreAndMoreRows() {
    var seen = Collections.synchronizedList(new ArrayList<Integer>());
    var space =
        Space.of(new Around2(new Shrunk(), seen))
            .vary("by", FACTORS, (a, by) -> new Around2(a.inner.by(by), a.seen));
    var tried =
        Search.grid(space, Folds.k(4), Regression.RMSE).halving().fit(Toys.line(80)).tried();
    assertEquals(List.of(new Rung(26, 5), new Rung(78, 2)), tried.rungs());
    var sizes = seen.stream().sorted().toList();
    assertEquals(Collections.nCopies(20, 19), sizes.subList(0, 20));
    assertEquals(Collections.nCopies(8, 58), sizes.subList(20, 28));
    assertEquals(List.of(80), sizes.subList(28, 29));
    assertEquals("by=1", tried.chosen().name());
    assertEquals(2, tried.reached(tried.chosen()));
    assertEquals(28, tried.fits());
  }

  /** Notes how many rows it learned from. */
  public record Around2(Shrunk inner, List<Integer> seen) implements Trainer<Toys.Line.Fitted> {
    @Override
    public Needs needs() {
      return inner.needs();
    }

    @Override
    public Toys.Line.Fitted fit(Frame train, Run run) {
      seen.add(train.size());
      return inner.fit(train, run);
    }
  }

  @Test
  void nestedIsFairToNoise() {
    // Thirty columns of which none says anything: the best of them on the folds that chose it looks
    // better than it is on rows that had no say.
    var trainers = IntStream.range(0, 30).mapToObj(i -> new Toys.Line("x" + i, 0)).toList();
    var search = Search.<Numbers>of(Folds.k(5), Regression.R2, trainers);
    double optimistic = 0;
    double honest = 0;
    int sets = 8;
    for (int s = 0; s < sets; s++) {
      var data = Toys.noise(60, 30, s);
      var chosen = search.explore(data, Run.seeded(1));
      var nested =
          CrossValidation.compare(data, Folds.k(5), Run.seeded(1), List.of(search), Regression.R2);
      optimistic += chosen.mean(chosen.chosen()) / sets;
      honest += nested.best().mean(0) / sets;
    }
    assertTrue(optimistic > honest + 0.1, optimistic + " against " + honest);
    assertTrue(honest < 0, "noise predicts nothing, but R² is " + honest);
  }

  @Test
  void nestedSaysWhatEachFoldChose() {
    var nested =
        CrossValidation.compare(
            Toys.line(60), Folds.k(3), Run.seeded(1), List.of(grid(), new Mean()), Regression.R2);
    var best = nested.best();
    assertEquals("search of 5 Shrunk by by", best.name().replaceAll("Test\\.|SearchTest", ""));
    assertEquals(List.of("by=1", "by=1", "by=1"), best.chosen());
    assertEquals(List.of(), nested.entries().getLast().chosen());
  }

  @Test
  void trainScoresMakeAValidationCurve() {
    var tried = grid().trainScores(true).explore(Toys.line(80), Run.seeded(3));
    for (var t : tried.trials()) assertFalse(Double.isNaN(tried.trainMean(t)));
    var without = grid().explore(Toys.line(80), Run.seeded(3));
    assertTrue(Double.isNaN(without.trainMean(without.chosen())));
    assertEquals(0, without.trials().getFirst().train().length);
    assertEquals(4, without.trials().getFirst().seconds().length);
  }

  @Test
  void aCancelledSearchEnds() {
    var run = Run.seeded(1).threads(2);
    var cancelling = run.listen(_ -> run.cancel());
    assertThrows(Run.CancelledException.class, () -> grid().fit(Toys.line(40), cancelling));
  }

  @Test
  void aFinishedSearchKeepsWhatItHas() {
    var run = Run.seeded(1).threads(1);
    var finishing =
        run.listen(
            p -> {
              if (p.done() == 9) run.finish();
            });
    var tried = grid().explore(Toys.line(40), finishing);
    assertEquals(2, tried.trials().stream().filter(t -> !t.failed()).count());
    assertEquals("by=0.25", tried.chosen().name());
    assertTrue(tried.trials().getLast().failure().contains("told to finish"));
  }

  @Test
  void aJournalSavesTheWork() throws Exception {
    var data = Toys.line(80);
    for (var search : List.of(grid(), grid().halving(), grid().trainScores(true))) {
      var file = Files.createTempDirectory(dir, "j").resolve("search.jsonl");
      var plain = search.fit(data, Run.seeded(3));
      var first = search.fit(data, Run.seeded(3).threads(2), file);
      assertEquals(text(plain.tried()), text(first.tried()));
      var lines = Files.readAllLines(file);
      assertEquals(plain.tried().fits() + 1, lines.size());
      // Cut in the middle of a line: that fold alone and those after it are scored again.
      var bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      int kept = Files.readString(file).split("\n", -1).length - 2;
      var again = search.explore(data, Run.seeded(3), file);
      assertEquals(text(plain.tried()), text(again));
      assertTrue(kept > 2 && kept < lines.size() - 2);
      assertEquals(lines.size(), Files.readAllLines(file).size());
      assertEquals(lines.subList(0, kept), Files.readAllLines(file).subList(0, kept));
    }
  }

  @Test
  void aJournalOfAnotherSearchIsRefused() throws Exception {
    var file = dir.resolve("search.jsonl");
    var data = Toys.line(40);
    grid().explore(data, Run.seeded(1), file);
    var kept = Files.readString(file);
    refused(
        file, "differs in: data, folds;", () -> grid().explore(Toys.line(50), Run.seeded(1), file));
    refused(file, "differs in: folds, seed;", () -> grid().explore(data, Run.seeded(2), file));
    refused(
        file,
        "differs in: metric;",
        () -> grid().metric(Regression.MAE).explore(data, Run.seeded(1), file));
    refused(file, "differs in: method;", () -> grid().halving().explore(data, Run.seeded(1), file));
    refused(file, "differs in: candidates;", () -> random(5).explore(data, Run.seeded(1), file));
    assertEquals(kept, Files.readString(file));
    Files.writeString(file, "name,price\nford,3\n");
    refused(file, "is no journal of a search", () -> grid().explore(data, Run.seeded(1), file));
    Files.writeString(file, "not a line");
    refused(file, "is no journal of a search", () -> grid().explore(data, Run.seeded(1), file));
    assertEquals("not a line", Files.readString(file));
    Files.writeString(file, kept.replaceFirst("\"fold\":\\d", "\"fold\":x"));
    refused(file, "is damaged in line", () -> grid().explore(data, Run.seeded(1), file));
    Files.writeString(file, kept.substring(0, 25)); // killed while it wrote the first line
    assertEquals("by=1", grid().explore(data, Run.seeded(1), file).chosen().name());
    assertEquals(kept.length(), Files.readString(file).length(), 200);
  }

  private static void refused(
      Path file, String message, org.junit.jupiter.api.function.Executable run) {
    var e = assertThrows(DataException.class, run);
    assertTrue(
        e.getMessage().contains(file.toString()) && e.getMessage().contains(message),
        e.getMessage());
  }

  @Test
  void aJournalInUseIsRefused() throws Exception {
    var file = dir.resolve("search.jsonl");
    var data = Toys.line(40);
    var message = new AtomicReference<>("");
    var run =
        Run.seeded(1)
            .listen(
                _ -> {
                  try {
                    grid().explore(data, Run.seeded(1), file);
                  } catch (DataException e) {
                    message.set(e.getMessage());
                  }
                });
    grid().explore(data, run, file);
    assertTrue(message.get().contains("in use"), message.get());
  }

  @Test
  void aKilledSearchGoesOn() throws Exception {
    var file = dir.resolve("killed.jsonl");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledSearch.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("child.log").toFile())
            .start();
    try {
      long end = System.nanoTime() + 30_000_000_000L;
      while (lines(file) < 6 && process.isAlive() && System.nanoTime() < end) Thread.sleep(5);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    int done = lines(file) - 1;
    assertTrue(done >= 5, () -> "the child scored no folds: " + log());
    assertTrue(done < KilledSearch.FITS, "the child was not killed in the middle");
    KilledSearch.COUNT.set(0);
    var resumed = KilledSearch.search().explore(KilledSearch.data(), KilledSearch.run(), file);
    assertEquals(KilledSearch.FITS - done, KilledSearch.COUNT.get(), "finished folds ran again");
    var whole = KilledSearch.search().explore(KilledSearch.data(), KilledSearch.run());
    assertEquals(text(whole), text(resumed));
    assertNotEquals(0, done);
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("child.log"));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  /** Whole lines. */
  private static int lines(Path file) throws java.io.IOException {
    if (!Files.exists(file)) return 0;
    return (int)
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .chars()
            .filter(c -> c == '\n')
            .count();
  }

  @Test
  void refusesWhatCannotBe() {
    says(
        "'by' has no value",
        () -> Space.of(new Shrunk()).vary("by", List.<Double>of(), Shrunk::by));
    says("a value twice", () -> Space.of(new Shrunk()).vary("by", List.of(1., 1.), Shrunk::by));
    says("varied twice", () -> space().vary("by", FACTORS, Shrunk::by));
    says("low below high", () -> space().uniform("z", 2, 1, (s, _) -> s));
    says("above 0", () -> space().logUniform("z", 0, 1, (s, _) -> s));
    says("points", () -> space().points(0));
    says("n must be", () -> random(0));
    says("Mean declares no range", () -> Space.auto(new Mean()));
    says("candidates", () -> grid().candidates(List.of()));
    says("factor must be in [2, 100] but is 1", () -> grid().factor(1));
    says("10,000,000", () -> Search.grid(huge(), Folds.k(3), Regression.RMSE));
  }

  private static Space<Shrunk> huge() {
    var many = IntStream.range(1, 1001).boxed().toList();
    return space()
        .vary("a", many, (s, _) -> s)
        .vary("b", many, (s, _) -> s)
        .vary("c", List.of(1, 2), (s, _) -> s)
        .map(s -> s);
  }

  private static void says(String part, org.junit.jupiter.api.function.Executable run) {
    var e = assertThrows(IllegalArgumentException.class, run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}

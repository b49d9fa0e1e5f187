package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Comparison.Task;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  private static final Toys.Squared MSE = new Toys.Squared(false);
  private static final Toys.Squared NEGATIVE = new Toys.Squared(true);

  private static Comparison lines(int threads) {
    return new CrossValidation(Folds.k(5))
        .importance(2)
        .learningCurve(0.05, 0.6, 1)
        .compare(
            Toys.line(100),
            Run.seeded(3).threads(threads),
            List.of(new Mean(), new Toys.Line().noise(0.5), new Toys.Line()),
            MSE,
            NEGATIVE);
  }

  @Test
  void theSameOnOneAndThreeThreads() {
    var one = lines(1);
    var three = lines(3);
    assertEquals(one.metrics(), three.metrics());
    assertEquals(one.folds(), three.folds());
    for (int e = 0; e < 3; e++) {
      var a = one.entries().get(e);
      var b = three.entries().get(e);
      assertEquals(a.name(), b.name());
      assertTrue(Arrays.deepEquals(a.scores(), b.scores()), a.name());
      assertArrayEquals(((Numbers) a.predicted()).values(), ((Numbers) b.predicted()).values());
      assertEquals(a.importances(), b.importances());
      assertEquals(a.learning(), b.learning());
    }
  }

  @Test
  void bestFirstAndScoresAreThoseOfTheFolds() {
    var c = lines(2);
    assertEquals(
        List.of("Line", "Line(noise=0.5)", "Mean"),
        c.entries().stream().map(Comparison.Entry::name).toList());
    assertEquals(
        List.of("Toy", "Toy", "Millrace"),
        c.entries().stream().map(Comparison.Entry::engine).toList());
    assertEquals(Task.REGRESSION, c.task());
    assertEquals("y", c.target());
    assertEquals(List.of("x", "id"), c.features());
    assertEquals(3, c.seed());
    assertEquals(5, c.folds().size());
    assertEquals(0.25, c.testToTrain());

    // By hand, without the machinery.
    var data = Toys.line(100);
    var splits = Folds.k(5).splits(data, Run.seeded(3));
    var best = c.best();
    var out = new double[100];
    for (int f = 0; f < 5; f++) {
      var test = data.rows(splits.get(f).test());
      var p = new Toys.Line().fit(data.rows(splits.get(f).train())).predict(test);
      for (int i = 0; i < p.size(); i++) out[splits.get(f).test()[i]] = p.values()[i];
      assertEquals(MSE.score(test.targetColumn(), p), best.scores()[0][f]);
      assertEquals(-best.scores()[0][f], best.scores()[1][f]);
    }
    assertArrayEquals(out, ((Numbers) best.predicted()).values());
    assertArrayEquals(IntStream.range(0, 100).toArray(), best.testRows());
    assertArrayEquals(
        ((Column.Numeric) data.targetColumn()).values(), ((Column.Numeric) best.truth()).values());
  }

  @Test
  void aScoreThatIsNoNumberStandsLast() {
    var nan =
        new Metric<Numbers>() {
          @Override
          public String key() {
            return "odd";
          }

          @Override
          public boolean higherIsBetter() {
            return true;
          }

          @Override
          public double score(Column truth, Numbers p) {
            return Arrays.stream(p.values()).distinct().count() == 1 ? Double.NaN : 0;
          }
        };
    var c =
        CrossValidation.compare(
            Toys.line(20), Folds.k(2), Run.quiet(), List.of(new Mean(), new Toys.Line()), nan);
    assertEquals("Line", c.best().name());
  }

  @Test
  void theFeatureThatMattersIsImportant() {
    var best = lines(1).best();
    assertEquals("x", best.importances().firstEntry().getKey());
    assertTrue(best.importances().get("x") > 50, best.importances().toString());
    assertEquals(0, best.importances().get("id"));
  }

  @Test
  void learningCurvesGrow() {
    var c = lines(1);
    var curve = c.best().learning();
    assertEquals(List.of(4, 48, 80), curve.stream().map(Comparison.Learned::rows).toList());
    // On all rows the model is the one that was scored, whatever the order of its rows.
    assertEquals(c.best().mean(0), curve.getLast().test(), 1e-9);
    assertTrue(curve.getFirst().test() > curve.getLast().test());
  }

  @Test
  void learningCurvesKeepTheSharesOfClasses() {
    var shares = new ArrayList<Double>();
    Spy<Labels> counting =
        new Spy<>(
            (train, run) -> {
              var y = (Column.Nominal) train.targetColumn();
              shares.add(Arrays.stream(y.codes()).filter(k -> k == 2).count() / (double) y.size());
              return new Majority().fit(train, run);
            },
            Column.Nominal.class);
    new CrossValidation(Folds.every(2))
        .learningCurve(0.2, 0.4)
        .compare(
            Toys.classes(200).rows(IntStream.range(0, 200).map(i -> (i * 7) % 200).toArray()),
            Run.quiet().threads(1),
            List.of(counting),
            new Toys.Hits());
    double all = shares.getFirst();
    assertEquals(3, shares.size());
    assertEquals(all, shares.get(1), 0.05);
    assertEquals(all, shares.get(2), 0.025);
  }

  @Test
  void noTestRowIsEverSeenInFit() {
    var data = Toys.line(60);
    var splits = Folds.k(4).splits(data, Run.seeded(3));
    var fits = Collections.synchronizedList(new ArrayList<Set<Integer>>());
    var spy =
        new Spy<Numbers>(
            (train, run) -> {
              var ids = new HashSet<Integer>();
              for (double id : train.column("id", Column.Numeric.class).values()) ids.add((int) id);
              fits.add(ids);
              var mean = new Mean().fit(train, run);
              return test -> {
                assertTrue(test.targetName().isEmpty() && !test.has("y"), "target in predict");
                for (double id : test.column("id", Column.Numeric.class).values())
                  assertTrue(!ids.contains((int) id), "row " + id + " was learned from");
                return mean.predict(test);
              };
            },
            Column.Numeric.class);
    CrossValidation.compare(data, Folds.k(4), Run.seeded(3).threads(3), List.of(spy), MSE);
    assertEquals(4, fits.size());
    for (var split : splits) {
      var train = new HashSet<>(Arrays.stream(split.train()).boxed().toList());
      assertTrue(fits.contains(train), "each fit gets exactly the training rows of its fold");
    }
  }

  @Test
  void allCandidatesGetTheSameRandomnessPerFoldAndSpareThreads() {
    var seeds = Collections.synchronizedList(new ArrayList<Long>());
    var threads = Collections.synchronizedSet(new HashSet<Integer>());
    Spy.Fit<Numbers> fit =
        (train, run) -> {
          seeds.add(run.seed());
          threads.add(run.threads());
          return new Mean().fit(train, run);
        };
    var a = new Spy<>(fit, Column.Numeric.class);
    CrossValidation.compare(
        Toys.line(30), Folds.k(3), Run.seeded(1).threads(2), List.of(a, a), MSE);
    assertEquals(6, seeds.size());
    assertEquals(3, new HashSet<>(seeds).size());
    assertEquals(Set.of(1), threads);
    threads.clear();
    CrossValidation.compare(
        Toys.line(30), Folds.every(5), Run.seeded(1).threads(6), List.of(a, a), MSE);
    assertEquals(Set.of(3), threads);
  }

  @Test
  void aFailureNamesCandidateAndFold() {
    var e =
        assertThrows(
            DataException.class,
            () ->
                CrossValidation.compare(
                    Toys.line(30),
                    Folds.k(3),
                    Run.quiet().threads(1),
                    List.of(new Mean(), broken(new DataException("bad cell"))),
                    MSE));
    assertEquals("Spy, fold 1 of 3: bad cell", e.getMessage());
    assertEquals("bad cell", e.getCause().getMessage());
    var once =
        assertThrows(
            IllegalStateException.class,
            () ->
                CrossValidation.compare(
                    Toys.line(30),
                    Folds.holdout(.2),
                    Run.quiet(),
                    List.of(broken(new ArithmeticException())),
                    MSE));
    assertEquals("Spy, the only split: java.lang.ArithmeticException", once.getMessage());
  }

  @Test
  void keepGoingListsFailures() {
    var calls = new AtomicInteger();
    var sometimes =
        new Spy<Numbers>(
            (train, run) -> {
              if (calls.incrementAndGet() == 2) throw new DataException("singular");
              return new Mean().fit(train, run);
            },
            Column.Numeric.class);
    var how = new CrossValidation(Folds.k(3)).keepGoing(true);
    var c = how.compare(Toys.line(30), Run.quiet().threads(1), List.of(sometimes, new Mean()), MSE);
    assertEquals(List.of("Mean"), c.entries().stream().map(Comparison.Entry::name).toList());
    assertEquals(List.of(new Comparison.Failure("Spy", "fold 2 of 3", "singular")), c.failures());
    var all =
        assertThrows(
            DataException.class,
            () ->
                how.compare(
                    Toys.line(30), Run.quiet(), List.of(broken(new DataException("none"))), MSE));
    assertEquals("Spy, fold 1 of 3: none", all.getMessage());
    calls.set(0); // the only candidate fails, but not on its first fold
    var late =
        assertThrows(
            DataException.class,
            () -> how.compare(Toys.line(30), Run.quiet().threads(1), List.of(sometimes), MSE));
    assertEquals("Spy, fold 2 of 3: singular", late.getMessage());
  }

  @Test
  void aLearningCurveThatFailsLeavesTheScores() {
    var choosy =
        new Spy<Numbers>(
            (train, run) -> {
              if (train.size() < 10) throw new DataException("too few rows");
              return new Mean().fit(train, run);
            },
            Column.Numeric.class);
    var c =
        new CrossValidation(Folds.k(3))
            .keepGoing(true)
            .learningCurve(0.2, 1)
            .compare(Toys.line(30), Run.quiet(), List.of(choosy), MSE);
    assertEquals(1, c.entries().size());
    assertEquals(List.of(), c.best().learning());
    assertEquals(3, c.failures().size());
    assertEquals(
        new Comparison.Failure("Spy", "fold 1 of 3, learning from 4 rows", "too few rows"),
        c.failures().getFirst());
  }

  @Test
  void refusesWhatCannotBeCompared() {
    var data = Toys.line(9);
    var mean = List.of(new Mean());
    assertThrows(
        IllegalArgumentException.class,
        () -> CrossValidation.compare(data, Folds.k(3), Run.quiet(), List.<Mean>of(), MSE));
    assertThrows(
        IllegalArgumentException.class,
        () -> CrossValidation.<Numbers>compare(data, Folds.k(3), Run.quiet(), mean));
    assertThrows(
        IllegalArgumentException.class,
        () -> CrossValidation.compare(data, Folds.k(3), Run.quiet(), mean, MSE, MSE));
    var holes = data.with("y", Column.Numeric.of(1, 2, Double.NaN, 4, 5, 6, 7, 8, Double.NaN));
    var e =
        assertThrows(
            DataException.class,
            () -> CrossValidation.compare(holes, Folds.k(3), Run.quiet(), mean, MSE));
    assertTrue(e.getMessage().contains("'y' is missing in 2 of 9"), e.getMessage());
    var cv = new CrossValidation(Folds.k(3));
    assertThrows(IllegalArgumentException.class, () -> cv.importance(-1));
    assertThrows(IllegalArgumentException.class, () -> cv.learningCurve(0));
    assertThrows(IllegalArgumentException.class, () -> cv.learningCurve(.5, 1.5));
    assertThrows(IllegalArgumentException.class, () -> cv.learningCurve(1, .5));
  }

  @Test
  void progressReachesItsTotalAndCancelStops() {
    var last = new AtomicReference<Run.Progress>();
    var run = Run.seeded(1).threads(3).listen(last::set);
    CrossValidation.compare(
        Toys.line(30), Folds.k(3), run, List.of(new Mean(), new Toys.Line()), MSE);
    assertEquals("fit 6/6", last.get().toString());

    var fits = new AtomicInteger();
    var cancelling = Run.seeded(1).threads(1);
    var spy =
        new Spy<Numbers>(
            (train, r) -> {
              if (fits.incrementAndGet() == 2) cancelling.cancel();
              return new Mean().fit(train, r);
            },
            Column.Numeric.class);
    assertThrows(
        Run.CancelledException.class,
        () ->
            new CrossValidation(Folds.k(5))
                .keepGoing(true)
                .compare(Toys.line(30), cancelling, List.of(spy), MSE));
    assertEquals(2, fits.get());
  }

  @Test
  void labelsAreAlignedOverFolds() {
    // The only "c" of the first ten rows is tested in one fold, whose model does not know it.
    var data = Toys.classes(10);
    var c =
        CrossValidation.compare(
            data, Folds.k(5), Run.seeded(1), List.of(new Majority()), new Toys.Hits());
    assertEquals(Task.CLASSIFICATION, c.task());
    var p = (Labels) c.best().predicted();
    assertEquals(Vocabulary.of("a", "b", "c"), p.levels());
    assertEquals(10, p.size());
    for (int i = 0; i < 10; i++)
      assertEquals(1, p.probability(i, 0) + p.probability(i, 1) + p.probability(i, 2), 1e-12);
    assertEquals(0, p.probability(0, 2));
    assertTrue(p.probability(1, 2) > 0 || p.probability(2, 2) > 0);
  }

  @Test
  void repetitionsAreAllKept() {
    var c =
        CrossValidation.compare(
            Toys.line(12), Folds.repeated(Folds.k(3), 2), Run.quiet(), List.of(new Mean()), MSE);
    assertArrayEquals(IntStream.range(0, 24).map(i -> i / 2).toArray(), c.best().testRows());
    assertEquals(24, c.best().predicted().size());
    assertEquals(6, c.best().scores()[0].length);
  }

  @Test
  void aWrongNumberOfPredictionsIsAnError() {
    var spy = new Spy<Numbers>((_, _) -> _ -> new Numbers(new double[1]), Column.Numeric.class);
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                CrossValidation.compare(
                    Toys.line(30), Folds.k(3), Run.quiet().threads(1), List.of(spy), MSE));
    assertEquals("Spy, fold 1 of 3: predicted 1 rows where 10 were asked", e.getMessage());
  }

  @Test
  void callersMayNameCandidates() {
    var named = new LinkedHashMap<String, Trainer<? extends Predictor<Numbers>>>();
    named.put("plain", new Toys.Line());
    named.put("mean", new Mean());
    var c = CrossValidation.compare(Toys.line(30), Folds.k(3), Run.quiet(), named, MSE);
    assertEquals(
        List.of("plain", "mean"), c.entries().stream().map(Comparison.Entry::name).toList());
    assertSame(c.best(), c.entries().getFirst());
    assertInstanceOf(Numbers.class, c.best().predicted());
  }

  @Test
  void namesAreUniqueAndSayWhatDiffers() {
    var prep = new Toys.Chain(List.of(), new Toys.Line());
    assertEquals(
        List.of("Mean", "Mean #2", "Line", "Line +Shift(by=2.0)", "Line(noise=1.0)"),
        List.copyOf(
            Names.of(
                    List.of(
                        new Mean(),
                        new Mean(),
                        prep,
                        new Toys.Chain(List.of(new Toys.Shift(2)), new Toys.Line()),
                        new Toys.Line().noise(1)))
                .sequencedKeySet()));
    assertEquals("Toy", Names.engine(prep));
    // A trainer inside another is printed as it would be alone.
    assertEquals(
        "Line(noise=2.0)", Spec.diff(List.of(new Mean()), List.of(new Toys.Line().noise(2))));
    assertEquals("custom", Names.engine(broken(new DataException(""))));
  }

  private static Spy<Numbers> broken(RuntimeException e) {
    return new Spy<>(
        (_, _) -> {
          throw e;
        },
        Column.Numeric.class);
  }

  /** Does what it is told to. */
  private record Spy<Y extends Prediction>(
      @Param("what to do") Fit<Y> fit, Class<? extends Column> target)
      implements Trainer<Predictor<Y>> {
    interface Fit<Y extends Prediction> {
      Predictor<Y> fit(Frame train, Run run);
    }

    @Override
    public Needs needs() {
      return Needs.features(Column.class).target(target);
    }

    @Override
    public Predictor<Y> fit(Frame train, Run run) {
      return fit.fit(train, run);
    }

    @Override
    public String toString() {
      return "Spy";
    }
  }
}

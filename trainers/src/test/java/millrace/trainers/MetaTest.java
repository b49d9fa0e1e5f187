package millrace.trainers;

import static millrace.trainers.MetaToys.golden;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.learn.Needs;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.KeptFeatures;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Golden values: golden/meta.json, by golden/meta.py with scikit-learn 1.2.1. Boosting of stumps
 * and what is made of ridge regressions is closed form: 1e-9 relative to at least 1, for sums of
 * many exponentials. Logistic members: 1e-6, as both stop by a gradient. Where chance is in it, the
 * mean score of several seeds lies within the stated margin of scikit-learn's over 20 seeds.
 */
class MetaTest {
  private static final Frame X = MetaToys.frame("x", 6);
  private static final Frame XT = MetaToys.frame("xt", 6);
  private static final Frame THREE = MetaToys.labelled(X, "y", "a", "b", "c");
  private static final Frame TWO = MetaToys.labelled(X, "y2", "no", "yes");
  private static final Logistic EXACT = new Logistic().tol(1e-11).maxIter(10_000);

  private static Frame weighted(Frame frame) {
    return frame.with("w", new Column.Numeric(golden("w"))).weights("w");
  }

  private static void near(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i]) && Double.isNaN(actual[i])) continue;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= tolerance * Math.max(1, Math.abs(expected[i])),
          "%s [%d]: expected %s but was %s".formatted(what, i, expected[i], actual[i]));
    }
  }

  private static Run run() {
    return Run.seeded(3);
  }

  private static double[] codes(Labels p) {
    return IntStream.range(0, p.size()).mapToDouble(p::code).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void boostedStumps(AdaBoostClassifier.Algorithm algorithm) {
    var name = algorithm == AdaBoostClassifier.Algorithm.SAMME ? "SAMME" : "SAMME.R";
    for (double rate : new double[] {1, 0.5}) {
      for (int k = 2; k <= 3; k++) {
        var key = "ada.%d.%s.%s".formatted(k, name, rate);
        List<Trainer<? extends Predictor<Labels>>> stumps =
            List.of(new MetaToys.Stump(), new AdaBoostClassifier().base());
        for (var stump : stumps) {
          var m =
              new AdaBoostClassifier()
                  .base(stump)
                  .nEstimators(12)
                  .learningRate(rate)
                  .algorithm(algorithm)
                  .fit(weighted(k == 2 ? TWO : THREE), run());
          near(golden(key + ".e"), m.errors(), 1e-9, key + " errors");
          near(golden(key + ".d"), m.decision(XT), 1e-9, key + " decision");
          near(golden(key + ".p"), m.predict(XT).probability(), 1e-9, key + " probability");
        }
      }
    }
  }

  @Test
  void boostingOfABaseWithoutWeightsDrawsRows() {
    var m = new AdaBoostClassifier().base(new Plain()).nEstimators(40).fit(TWO, run());
    assertEquals(40, m.members().size());
    long alone = right(new MetaToys.Stump().fit(TWO, run()).predict(X));
    long boosted = right(m.predict(X));
    assertTrue(boosted >= alone + 5, boosted + " right, a stump alone " + alone);
  }

  @Test
  void rowsAreDrawnAsOftenAsTheirWeightsSay() {
    var count = new int[4];
    for (int i : Members.draw(new double[] {0, 1, 3, 0}, 40_000, run().random("rows"))) count[i]++;
    assertEquals(0, count[0]);
    assertEquals(0, count[3]);
    assertEquals(10_000, count[1], 5 * Math.sqrt(40_000 * 0.25 * 0.75));
  }

  private static long right(Labels p) {
    var y = ((Column.Nominal) TWO.targetColumn()).codes();
    return IntStream.range(0, y.length).filter(i -> p.code(i) == y[i]).count();
  }

  /** A stump that will not hear of weights. */
  record Plain() implements Trainer<MetaToys.StumpModel> {
    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class).target(Column.Nominal.class);
    }

    @Override
    public MetaToys.StumpModel fit(Frame train, Run run) {
      return new MetaToys.Stump().fit(train, run);
    }
  }

  @Test
  void aPerfectMemberEndsTheBoosting() {
    var y = Column.Nominal.of("a", "a", "b", "b");
    var easy = Frame.of("x", Column.Numeric.of(1, 2, 3, 4)).with("y", y).target("y");
    for (var a : AdaBoostClassifier.Algorithm.values()) {
      var m = new AdaBoostClassifier().base(new MetaToys.Stump()).algorithm(a).fit(easy, run());
      assertEquals(1, m.members().size());
      assertEquals("b", m.predict(easy).label(3));
    }
  }

  @Test
  void aMemberThatGuessesIsRefusedBySamme() {
    var y = Column.Nominal.of("a", "b", "a", "b");
    var hopeless = Frame.of("x", Column.Numeric.of(1, 1, 2, 2)).with("y", y).target("y");
    var e =
        assertThrows(
            DataException.class,
            () ->
                new AdaBoostClassifier()
                    .base(new MetaToys.Stump())
                    .algorithm(AdaBoostClassifier.Algorithm.SAMME)
                    .fit(hopeless, run()));
    assertTrue(e.getMessage().contains("no better than guessing"), e.getMessage());
  }

  @Test
  void oneAgainstTheRest() {
    near(
        golden("ovr.p"),
        new OneVsRest(EXACT).fit(THREE, run()).predict(XT).probability(),
        1e-6,
        "three levels");
    var two = new OneVsRest(EXACT).fit(TWO, run());
    assertEquals(1, two.members().size());
    near(golden("ovr2.p"), two.predict(XT).probability(), 1e-6, "two levels");
  }

  @Test
  void oneAgainstOne() {
    var m = new OneVsOne(EXACT).fit(THREE, run());
    assertEquals(3, m.members().size());
    assertArrayEquals(golden("ovo.code"), codes(m.predict(XT)));
    near(golden("ovo.d"), m.decision(XT), 1e-5, "votes and decision values");
  }

  @Test
  void voting() {
    var v = VotingClassifier.of(EXACT, EXACT.c(0.01), EXACT.c(0.001));
    near(
        golden("voting.soft"),
        v.voting(VotingClassifier.Vote.SOFT)
            .weights(List.of(2.0, 1.0, 0.5))
            .fit(THREE, run())
            .predict(XT)
            .probability(),
        1e-6,
        "soft");
    var hard = v.weights(List.of(2.0, 1.0, 1.5)).fit(THREE, run()).predict(XT);
    assertArrayEquals(golden("voting.hard"), codes(hard));
    var regressor = VotingRegressor.of(new Ridge(), new Ridge().alpha(50));
    near(
        golden("votingr"),
        regressor.weights(List.of(3.0, 1.0)).fit(friedman(), run()).predict(test()).values(),
        1e-10,
        "regressor");
    for (var bad : List.of(List.of(1.0), List.of(1.0, -1.0), List.of(0.0, 0.0)))
      assertThrows(IllegalArgumentException.class, () -> regressor.weights(bad));
    assertThrows(IllegalArgumentException.class, () -> regressor.bases(List.of()));
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aMemberOfTheWrongKindIsNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BaggingClassifier().base((Trainer) new Ridge()));
    assertTrue(e.getMessage().contains("base must be a classifier, but Ridge"), e.getMessage());
  }

  private static Frame friedman() {
    return MetaToys.frame("xr", 10).with("y", new Column.Numeric(golden("yr"))).target("y");
  }

  private static Frame test() {
    return MetaToys.frame("xrt", 10);
  }

  /** The mean R² of ten seeds against scikit-learn's mean and standard deviation over 20. */
  private static void scores(String key, LongFunction<Predictor<Numbers>> fit) {
    var truth = new Column.Numeric(golden("yrt"));
    double mean =
        LongStream.range(0, 10)
            .mapToDouble(seed -> Regression.R2.score(truth, fit.apply(seed).predict(test())))
            .average()
            .orElseThrow();
    double expected = golden(key)[0];
    // the means of 10 and of 20 differ by .39 sd; five times that
    double margin = 2 * golden(key)[1] + 0.002;
    assertTrue(
        Math.abs(mean - expected) <= margin,
        "%s: %s, scikit-learn %s ± %s".formatted(key, mean, expected, margin));
  }

  @Test
  void boostedAndBaggedRegressorsScoreAsThoseOfScikitLearn() {
    var train = friedman();
    scores("adar", s -> new AdaBoostRegressor().fit(train, Run.seeded(s)));
    scores(
        "adar.square",
        s ->
            new AdaBoostRegressor()
                .loss(AdaBoostRegressor.Loss.SQUARE)
                .learningRate(0.5)
                .fit(train, Run.seeded(s)));
    scores(
        "bagr",
        s ->
            new BaggingRegressor()
                .nEstimators(30)
                .maxSamples(0.7)
                .maxFeatures(0.6)
                .fit(train, Run.seeded(s)));
    scores(
        "stackr",
        s ->
            StackingRegressor.of(new Ridge(), new DecisionTreeRegressor().maxDepth(4))
                .fit(train, Run.seeded(s)));
  }

  @Test
  void theMedianIsWeighted() {
    var level = new ArrayList<Predictor<Numbers>>();
    for (double v : new double[] {5, 1, 3}) level.add(new Mean.Fitted(v));
    var x = Frame.of("x", Column.Numeric.of(0));
    var m = new AdaBoostRegressor.Fitted(level, new double[] {1, 1, 1});
    assertArrayEquals(new double[] {3}, m.predict(x).values());
    m = new AdaBoostRegressor.Fitted(level, new double[] {3, 1, 1});
    assertArrayEquals(new double[] {5}, m.predict(x).values());
  }

  private static Frame numbered(int n) {
    var codes = IntStream.range(0, n).map(i -> (i * 7 + i / 3) % 2).toArray();
    return Frame.of("id", new Column.Numeric(IntStream.range(0, n).asDoubleStream().toArray()))
        .with("y", new Column.Nominal(codes, Vocabulary.of("no", "yes")))
        .target("y");
  }

  @Test
  void stackingLearnsFromRowsThatItsMembersHaveNotSeen() {
    var heard = Collections.synchronizedList(new ArrayList<String>());
    var m = StackingClassifier.of(new MetaToys.Parrot(heard)).fit(numbered(60), run());
    // Out of fold the parrot is even about every row, so nothing can be learned from it ...
    var weight = ((Logistic.Fitted) m.last()).weights()[0];
    assertEquals(0, weight, 1e-6);
    // ... and it was trained on all rows and on four fifths, each time with another seed.
    assertEquals(6, heard.size());
    assertEquals(6, heard.stream().distinct().count());
    assertEquals(1, heard.stream().filter(h -> h.startsWith("60 rows")).count());
    assertEquals(5, heard.stream().filter(h -> h.startsWith("48 rows")).count());
  }

  @Test
  void stackingPassesFeaturesThrough() {
    var m = StackingClassifier.of(EXACT, new MetaToys.Stump()).passthrough(true).fit(THREE, run());
    assertEquals(6, m.names().size());
    assertEquals(Vocabulary.of("0: a", "0: b", "0: c", "1: a", "1: b", "1: c"), m.names());
    assertEquals(12, ((Logistic.Fitted) m.last()).features().size());
    assertEquals(50, m.predict(XT).size());
  }

  @Test
  void bagsWithoutReplacementHaveEachRowOnce() {
    var heard = Collections.synchronizedList(new ArrayList<String>());
    new BaggingClassifier()
        .base(new MetaToys.Parrot(heard))
        .bootstrap(false)
        .maxSamples(0.5)
        .nEstimators(4)
        .fit(numbered(60), run());
    assertEquals(4, heard.stream().filter(h -> h.startsWith("30 rows")).distinct().count());
  }

  @Test
  void bagsOfFeatures() {
    var m = new BaggingClassifier().maxFeatures(0.5).nEstimators(20).fit(THREE, run());
    for (var member : m.members()) assertEquals(3, member.features().columns().size());
    assertTrue(m.members().stream().map(b -> b.features().columns()).distinct().count() > 5);
  }

  @Test
  void plattAndIsotonicCurves() {
    var s = golden("s");
    var t = golden("t");
    var ones = new double[s.length];
    Arrays.fill(ones, 1);
    for (var key : List.of("", ".w")) {
      var w = key.isEmpty() ? ones : golden("g");
      var p = Platt.fit(s, t, w);
      // scikit-learn's BFGS stops at a gradient of 1e-5
      near(golden("platt" + key), new double[] {p.a(), p.b()}, 1e-5, "Platt" + key);
      var y = new double[s.length];
      for (int i = 0; i < y.length; i++) y[i] = t[i] + 0.3 * s[i];
      for (boolean rising : new boolean[] {true, false}) {
        var curve = Isotonic.fit(s, y, w, rising);
        near(
            golden("isotonic.%s%s".formatted(rising ? "True" : "False", key)),
            at(curve::at),
            1e-10,
            "isotonic " + rising + key);
      }
    }
  }

  private static double[] at(DoubleUnaryOperator f) {
    return Arrays.stream(golden("q")).map(f).toArray();
  }

  @Test
  void plattOfEqualScoresIsTheShare() {
    var t = new double[] {1, 1, 0, 1};
    var p = Platt.fit(new double[4], t, new double[] {1, 1, 1, 1});
    double share = (3 * 4 / 5.0 + 1 / 3.0) / 4; // the mean of the corrected targets
    assertEquals(share, 1 / (1 + Math.exp(p.b())), 1e-9);
  }

  @Test
  void isotonicRegression() {
    var s = golden("s");
    var minus = Frame.of("s", new Column.Numeric(Arrays.stream(s).map(v -> -v).toArray()));
    var train = minus.with("y", new Column.Numeric(golden("t"))).target("y");
    var query = Frame.of("s", new Column.Numeric(golden("q")));
    var auto =
        new IsotonicRegression()
            .direction(IsotonicRegression.Direction.AUTO)
            .yMin(0.2)
            .yMax(0.7)
            .fit(train, run());
    assertFalse(auto.rising());
    near(golden("isotonic.auto"), auto.predict(query).values(), 1e-10, "auto");
    var plus = Frame.of("s", new Column.Numeric(s)).with("y", train.column("y")).target("y");
    var nan = new IsotonicRegression().outOfBounds(IsotonicRegression.Outside.NAN);
    near(golden("isotonic.nan"), nan.fit(plus, run()).predict(query).values(), 1e-10, "nan");
    var raise = nan.outOfBounds(IsotonicRegression.Outside.RAISE).fit(plus, run());
    var e = assertThrows(DataException.class, () -> raise.predict(query));
    assertTrue(e.getMessage().contains("'s' is -3.2 in row 0"), e.getMessage());
  }

  private static Frame scored(String scores) {
    var codes = Arrays.stream(golden("t")).mapToInt(v -> (int) v).toArray();
    return Frame.of("s", new Column.Numeric(golden(scores)))
        .with("y", new Column.Nominal(codes, Vocabulary.of("no", "yes")))
        .target("y");
  }

  @Test
  void thresholdsReachTheBestScore() {
    var metrics =
        List.of(
            ThresholdClassifier.Metric.BALANCED_ACCURACY,
            ThresholdClassifier.Metric.F1,
            ThresholdClassifier.Metric.MCC,
            ThresholdClassifier.Metric.COST);
    var train = scored("threshold.p");
    for (int m = 0; m < 4; m++) {
      var t = new ThresholdClassifier().base(new MetaToys.Given(false)).metric(metrics.get(m));
      var fitted = t.cost(3).fit(train, run());
      assertEquals(golden("threshold.best")[m], fitted.score(), 1e-12, metrics.get(m).name());
      var said = fitted.predict(train);
      var p = golden("threshold.p");
      for (int i = 0; i < p.length; i++)
        assertEquals(p[i] > fitted.threshold() ? "yes" : "no", said.label(i));
    }
  }

  @Test
  void thresholdsAreForTwoLevels() {
    var e = assertThrows(DataException.class, () -> new ThresholdClassifier().fit(THREE, run()));
    assertTrue(e.getMessage().contains("'y' has 3"), e.getMessage());
    var no = new ThresholdClassifier().positive("maybe");
    assertThrows(DataException.class, () -> no.fit(TWO, run()));
  }

  @Test
  void calibrationUsesDecisionValuesAndKeepsTheOrder() {
    var train = scored("s");
    for (var method : CalibratedClassifier.Method.values()) {
      var m = new CalibratedClassifier().base(new MetaToys.Given(true)).method(method);
      var p = m.fit(train, run()).predict(Frame.of("s", new Column.Numeric(golden("q"))));
      for (int i = 1; i < p.size(); i++)
        assertTrue(p.probability(i, 1) >= p.probability(i - 1, 1), method + " at " + i);
      for (int i = 0; i < p.size(); i++)
        assertEquals(1, p.probability(i, 0) + p.probability(i, 1), 1e-12);
    }
  }

  /** Each fold's sigmoid is that of its held rows, and the mean of all is predicted. */
  @Test
  void calibrationIsTheMeanOfTheFoldsCurves() {
    var train = scored("s");
    var m = new CalibratedClassifier().base(new MetaToys.Given(true)).cv(4).fit(train, run());
    assertEquals(4, m.members().size());
    var mean =
        at(
            q ->
                m.members().stream()
                    .map(c -> c.curves().getFirst())
                    .mapToDouble(c -> 1 / (1 + Math.exp(c.slope() * q + c.intercept())))
                    .average()
                    .orElseThrow());
    var p = m.predict(Frame.of("s", new Column.Numeric(golden("q"))));
    for (int i = 0; i < mean.length; i++) assertEquals(mean[i], p.probability(i, 1), 1e-12);
    assertEquals(
        4, m.members().stream().map(c -> c.curves().getFirst().slope()).distinct().count());
  }

  @Test
  void calibrationOfManyLevelsAddsUpToOne() {
    var m = new CalibratedClassifier().base(EXACT).fit(THREE, run());
    var p = m.predict(XT);
    for (int i = 0; i < p.size(); i++) {
      double sum = p.probability(i, 0) + p.probability(i, 1) + p.probability(i, 2);
      assertEquals(1, sum, 1e-12);
    }
  }

  @Test
  void calibrationRefusesALevelOfTooFewRows() {
    var e =
        assertThrows(
            DataException.class, () -> new CalibratedClassifier().cv(40).fit(THREE, run()));
    assertTrue(e.getMessage().contains("40 folds need as many rows"), e.getMessage());
  }

  private static double[] kept(List<KeptFeatures> kept) {
    return kept.stream().mapToDouble(k -> k.kept().length).toArray();
  }

  @Test
  void eliminationByRidge() {
    var t = RecursiveElimination.of(new MetaToys.Coefficients());
    var train = friedman();
    rank("rfe.3.1", t.nFeatures(3).fit(train, run()));
    rank("rfe.4.3", t.nFeatures(4).step(3).fit(train, run()));
    rank("rfe.None.0.25", t.step(0.25).fit(train, run()));
    var chosen = t.cv(5).fit(train, run());
    assertEquals(10, chosen.scores().length);
    int best = (int) Arrays.stream(chosen.ranking()).filter(r -> r == 1).count();
    double score = chosen.scores()[10 - best];
    for (double s : chosen.scores()) assertTrue(s <= score);
    assertTrue(best >= 4, "the function has five features, one of which is not linear");
    assertThrows(IllegalArgumentException.class, () -> t.cv(1));
  }

  private static void rank(String key, RecursiveElimination.Fitted m) {
    var ranking = Arrays.stream(m.ranking()).asDoubleStream().toArray();
    assertArrayEquals(golden(key), ranking, key);
    assertArrayEquals(
        Arrays.stream(golden(key)).map(r -> r == 1 ? 1 : 0).toArray(), kept(m.kept()));
  }

  @Test
  void selectionByRidge() {
    var t = SelectFromModel.of(new MetaToys.Coefficients());
    var train = friedman();
    assertArrayEquals(golden("sfm.mean"), kept(t.factor(0.75).fit(train, run()).kept()));
    assertArrayEquals(
        golden("sfm.median"),
        kept(t.threshold(SelectFromModel.Threshold.MEDIAN).fit(train, run()).kept()));
    var two = t.threshold(SelectFromModel.Threshold.NONE).maxFeatures(2);
    assertArrayEquals(golden("sfm.max"), kept(two.fit(train, run()).kept()));
    var apply = two.fit(train, run()).apply(train);
    assertEquals(3, apply.names().size());
    var e =
        assertThrows(DataException.class, () -> SelectFromModel.of(new Mean()).fit(train, run()));
    assertTrue(e.getMessage().contains("does not say how much"), e.getMessage());
  }

  @Test
  void sequentialSelectionFindsWhatTheFunctionIsMadeOf() {
    var train = friedman();
    var forward = SequentialSelection.of(new Ridge()).nFeatures(4).fit(train, run());
    // y = 10 sin(π x0 x1) + 20 (x2 − ½)² + 10 x3 + 5 x4: x2 has no linear part
    assertArrayEquals(new double[] {1, 1, 0, 1, 1, 0, 0, 0, 0, 0}, kept(forward.kept()));
    var backward =
        SequentialSelection.of(new Ridge())
            .nFeatures(4)
            .direction(SequentialSelection.Direction.BACKWARD)
            .fit(train, run());
    assertArrayEquals(kept(forward.kept()), kept(backward.kept()));
  }
}

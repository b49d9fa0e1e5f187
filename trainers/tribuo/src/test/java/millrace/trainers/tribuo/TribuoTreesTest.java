package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.tribuo.TribuoTrees.Cut;
import millrace.trainers.tribuo.TribuoTrees.Growth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * The other implementation is Tribuo's own {@code predict} of a tree it grew from the same rows.
 */
class TribuoTreesTest {
  private static final Run RUN = Run.seeded(5).threads(2);

  private static double[] y(Frame f) {
    return f.column("y", Column.Numeric.class).values();
  }

  private static int[] codes(Frame f) {
    var y = f.column("y", Column.Nominal.class);
    return y.codes(y.present());
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void regressionTreePredictsWhatTribuoPredicts(Cut cut) {
    var train = Frames.numbers(300, 1, false);
    var test = Features.of(Frames.numbers(400, 2, false));
    var x = Features.of(train);
    double centre = Arrays.stream(y(train)).sum() / 300;
    var rows = TribuoTrees.rows(x, y(train), centre);
    var growth = new Growth(1, false, 9, 4, 0.7, cut);
    float share = growth.share(rows.getFeatureMap().size());
    var tribuo =
        new CARTRegressionTrainer(
                9,
                4,
                0,
                share,
                cut != Cut.BEST,
                cut == Cut.BEST ? new MeanSquaredError() : new RandomCutError(),
                RUN.seedFor("tree", 0))
            .train(rows);
    var trees = TribuoTrees.numbers(x, y(train), growth, RUN);
    assertTrue(trees.feature().length > 9, "nodes " + trees.feature().length);
    var ours = TribuoTrees.mean(trees, test);
    var theirs = TribuoTrees.rows(test, new double[400], 0);
    for (int i = 0; i < 400; i++) {
      double their = tribuo.predict(theirs.getExample(i)).getOutput().getValues()[0];
      assertEquals(centre + their, ours[i], "row " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void classificationTreePredictsWhatTribuoPredicts(Cut cut) {
    var train = Frames.levels(300, 3, 1, false);
    var test = Features.of(Frames.levels(400, 3, 2, false));
    var x = Features.of(train);
    var rows = TribuoTrees.rows(x, codes(train));
    var growth = new Growth(1, false, 0, 6, 0, cut);
    float share = growth.share(rows.getFeatureMap().size());
    var tribuo =
        new CARTClassificationTrainer(
                Integer.MAX_VALUE,
                6,
                0,
                share,
                cut != Cut.BEST,
                new GiniIndex(),
                RUN.seedFor("tree", 0))
            .train(rows);
    var trees = TribuoTrees.levels(x, codes(train), 3, growth, RUN);
    assertTrue(trees.feature().length > 9, "nodes " + trees.feature().length);
    var ours = TribuoTrees.mean(trees, test);
    var theirs = TribuoTrees.rows(test, new int[400]);
    for (int i = 0; i < 400; i++) {
      var scores = tribuo.predict(theirs.getExample(i)).getOutputScores();
      double sum = scores.values().stream().mapToDouble(s -> s.getScore()).sum();
      for (int c = 0; c < 3; c++) {
        double their = scores.get(Integer.toString(c)).getScore() / sum;
        assertEquals(their, ours[3 * i + c], 1e-15, "row " + i);
      }
    }
  }

  /** Without RandomCutError the leaves would hold means of other rows than those they predict. */
  @Test
  void leavesOfRandomCutsAreTheMeansOfTheirRows() {
    var train = Frames.numbers(300, 11, false);
    var growth = new Growth(1, false, 6, 2, 1, Cut.AT_RANDOM);
    var predicted =
        TribuoTrees.mean(
            TribuoTrees.numbers(Features.of(train), y(train), growth, RUN), Features.of(train));
    var y = y(train);
    var leaves = Arrays.stream(predicted).distinct().toArray();
    assertTrue(leaves.length > 10, "leaves " + leaves.length);
    for (double leaf : leaves) {
      double mean =
          IntStream.range(0, 300)
              .filter(i -> predicted[i] == leaf)
              .mapToDouble(i -> y[i])
              .average()
              .orElseThrow();
      assertEquals(mean, leaf, 1e-6 * Math.abs(mean));
    }
  }

  private static Trees trees(Trainer<?> trainer, Frame train, Run run) {
    return switch (trainer.fit(train, run)) {
      case RandomForestRegressor.Fitted f -> f.trees();
      case RandomForestClassifier.Fitted f -> f.trees();
      case ExtraTreesRegressor.Fitted f -> f.trees();
      case ExtraTreesClassifier.Fitted f -> f.trees();
      default -> throw new AssertionError(trainer.toString());
    };
  }

  private static final List<Trainer<?>> NUMBERS =
      List.of(new RandomForestRegressor().nEstimators(7), new ExtraTreesRegressor().nEstimators(7));
  private static final List<Trainer<?>> LEVELS =
      List.of(
          new RandomForestClassifier().nEstimators(7), new ExtraTreesClassifier().nEstimators(7));

  @Test
  void sameForestOnAnyNumberOfThreadsAndAnotherForAnotherSeed() {
    var all = new ArrayList<Trainer<?>>(NUMBERS);
    all.addAll(LEVELS);
    for (var trainer : all) {
      var train =
          NUMBERS.contains(trainer)
              ? Frames.numbers(200, 3, false)
              : Frames.levels(200, 4, 3, false);
      var one = trees(trainer, train, Run.seeded(1).threads(1));
      var three = trees(trainer, train, Run.seeded(1).threads(3));
      assertArrayEquals(one.feature(), three.feature());
      assertArrayEquals(one.threshold(), three.threshold());
      assertArrayEquals(one.value(), three.value());
      var other = trees(trainer, train, Run.seeded(2).threads(1));
      assertFalse(Arrays.equals(one.threshold(), other.threshold()), "the seed must matter");
    }
  }

  @Test
  void treesOfAForestDiffer() {
    var forest = trees(NUMBERS.getFirst(), Frames.numbers(200, 3, false), RUN);
    var first = new ArrayList<Double>();
    for (int root : forest.root()) first.add(forest.threshold()[root]);
    assertTrue(first.stream().distinct().count() > 2, "thresholds of the roots " + first);
  }

  @Test
  void theyLearn() {
    var train = Frames.numbers(600, 4, false);
    var test = Frames.numbers(300, 5, false);
    assertTrue(r2(test, new DecisionTreeRegressor().fit(train).predict(test).values()) > 0.7);
    assertTrue(r2(test, new RandomForestRegressor().fit(train).predict(test).values()) > 0.87);
    assertTrue(r2(test, new ExtraTreesRegressor().fit(train).predict(test).values()) > 0.87);
    var named = Frames.levels(600, 4, 4, false);
    var unseen = Frames.levels(300, 4, 5, false);
    for (var labels :
        List.of(
            new DecisionTreeClassifier().fit(named).predict(unseen),
            new RandomForestClassifier().fit(named).predict(unseen),
            new ExtraTreesClassifier().fit(named).predict(unseen))) {
      int right = 0;
      for (int i = 0; i < 300; i++) {
        if (labels.label(i).equals(unseen.targetColumn().cell(i))) right++;
      }
      assertTrue(right > 210, "right " + right);
    }
  }

  private static double r2(Frame test, double[] p) {
    var y = y(test);
    double mean = Arrays.stream(y).sum() / y.length;
    double e = 0;
    double v = 0;
    for (int i = 0; i < y.length; i++) {
      e += (y[i] - p[i]) * (y[i] - p[i]);
      v += (y[i] - mean) * (y[i] - mean);
    }
    return 1 - e / v;
  }

  @Test
  void depthAndSmallestSplitAreKept() {
    var train = Frames.numbers(100, 6, false);
    assertEquals(
        1, new DecisionTreeRegressor().minSamplesSplit(101).fit(train).trees().feature().length);
    assertEquals(
        3, new DecisionTreeRegressor().minSamplesSplit(100).fit(train).trees().feature().length);
    assertEquals(3, new DecisionTreeRegressor().maxDepth(1).fit(train).trees().feature().length);
    assertEquals(7, new DecisionTreeRegressor().maxDepth(2).fit(train).trees().feature().length);
    var named = Frames.levels(100, 2, 6, false);
    assertEquals(
        1, new DecisionTreeClassifier().minSamplesSplit(101).fit(named).trees().feature().length);
    assertEquals(
        3, new DecisionTreeClassifier().minSamplesSplit(100).fit(named).trees().feature().length);
    assertEquals(3, new DecisionTreeClassifier().maxDepth(1).fit(named).trees().feature().length);
  }

  /** Tribuo's sums are floats; without centring it sees no difference between these targets. */
  @Test
  void targetsFarFromZero() {
    var a = new double[64];
    var y = new double[64];
    for (int i = 0; i < 64; i++) {
      a[i] = i;
      y[i] = 1e9 + Math.floorDiv(i, 8);
    }
    var train = Frame.of("a", Column.Numeric.of(a)).with("y", Column.Numeric.of(y)).target("y");
    assertArrayEquals(y, new DecisionTreeRegressor().fit(train).predict(train).values());
  }

  /** The mean of these two neighbours is the smaller one, as a double. */
  @Test
  void neighbouringValuesAreOneValue() {
    var a = new double[] {0.3, 0.3, 0.1 + 0.2, 0.1 + 0.2, 1, 1};
    var y = Column.Nominal.of("p", "p", "q", "q", "r", "r");
    var train = Frame.of("a", Column.Numeric.of(a)).with("y", y).target("y");
    var p = new DecisionTreeClassifier().fit(train).predict(train);
    for (int i = 0; i < 4; i++) assertEquals(0.5, p.probability(i, 0));
    assertEquals(1, p.probability(4, 2));
  }

  @Test
  void rowsOfZerosOnlyAndFeaturesNeverSeen() {
    var features = Vocabulary.of("s=0", "s=1", "s=2");
    var s =
        new Column.Sparse(
            new int[] {0, 1, 1, 2, 2}, new int[] {2, 2}, new double[] {1, 1}, features);
    var y = Column.Numeric.of(5, 1, 5, 1);
    var train = Frame.of("s", s).with("y", y).target("y");
    assertArrayEquals(
        new double[] {5, 1, 5, 1}, new DecisionTreeRegressor().fit(train).predict(train).values());
    var nothing = new Column.Sparse(new int[5], new int[0], new double[0], features);
    var none = Frame.of("s", nothing).with("y", y).target("y");
    assertArrayEquals(
        new double[] {3, 3, 3, 3}, new DecisionTreeRegressor().fit(none).predict(none).values());
  }

  @Test
  void oneRowOneLevelAndConstantTarget() {
    var one = Frames.numbers(1, 7, false);
    assertEquals(y(one)[0], new DecisionTreeRegressor().fit(one).predict(one).values()[0]);
    var level = Frames.levels(30, 1, 7, false);
    assertEquals(1, new RandomForestClassifier().fit(level).predict(level).probability(3, 0));
    assertEquals(1, new ExtraTreesClassifier().fit(level).predict(level).probability(3, 0));
  }

  @Test
  void reportsEachTreeAndCanBeCancelled() {
    var train = Frames.numbers(60, 8, false);
    var done = new ArrayList<Long>();
    new RandomForestRegressor().nEstimators(4).fit(train, RUN.listen(p -> done.add(p.done())));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), done);
    var run = Run.seeded(1).threads(2);
    assertThrows(
        CancellationException.class,
        () ->
            new RandomForestRegressor()
                .fit(
                    train,
                    run.listen(
                        p -> {
                          if (p.done() == 3) run.cancel();
                        })));
  }

  @Test
  void infinityIsRefusedByName() {
    var train = Frames.numbers(20, 9, false);
    var a = train.column("a", Column.Numeric.class).values().clone();
    a[3] = 1e39;
    var e =
        assertThrows(
            DataException.class,
            () -> new DecisionTreeRegressor().fit(train.with("a", Column.Numeric.of(a)), RUN));
    assertEquals(
        "feature 'a' is 1.0E39 in row 4: Tribuo needs numbers that are finite as floats",
        e.getMessage());
  }
}

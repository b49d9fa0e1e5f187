// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.base.cart.SplitRule;
import smile.classification.DecisionTree;
import smile.classification.GradientTreeBoost;
import smile.data.formula.Formula;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.vector.ValueVector;
import smile.regression.RegressionTree;

/** The other implementation is Smile's own prediction. */
class SmileTest {
  private static Frame numbers(int n, long seed) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = r.nextGaussian();
      b[i] = r.nextInt(7) - 3;
      y[i] = Math.sin(3 * a[i]) + a[i] * b[i] + r.nextGaussian() / 10;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(a));
    m.put("b", Column.Numeric.of(b));
    m.put("y", Column.Numeric.of(y));
    return Frame.of(m).target("y");
  }

  private static Frame levels(int n, long seed, int k) {
    var f = numbers(n, seed);
    var y = f.column("y", Column.Numeric.class).values();
    var names = new String[n];
    for (int i = 0; i < n; i++) names[i] = "l" + Math.clamp((int) (y[i] + k / 2.0), 0, k - 1);
    return f.with("y", Column.Nominal.of(names)).target("y");
  }

  private static Frame levels(int n, long seed) {
    var f = numbers(n, seed);
    var y = f.column("y", Column.Numeric.class).values();
    var names = new String[n];
    for (int i = 0; i < n; i++) names[i] = y[i] < -1 ? "low" : y[i] > 1 ? "high" : "mid";
    return f.with("y", Column.Nominal.of(names)).target("y");
  }

  @Test
  void copiedRegressionTreePredictsWhatSmilePredicts() {
    var train = numbers(500, 1);
    var y = train.column("y", Column.Numeric.class).values();
    var rows = SmileTrees.frame(Features.of(train));
    var tree =
        new RegressionTree(
            rows, Loss.ls(y.clone()), SmileTrees.NUMBER, 30, 1000, 1, 2, null, CART.order(rows));
    var copy = new TreesBuilder(Trees.Question.AT_MOST, 1, 1);
    SmileTrees.copy(tree.root(), copy, 1);
    var trees = copy.build();
    assertTrue(trees.value().length > 100);
    var test = Features.of(numbers(2000, 2));
    var ours = new double[2000];
    trees.addTo(test, 0, ours);
    var theirs = SmileTrees.frame(test);
    for (int i = 0; i < 2000; i++) assertEquals(tree.predict(theirs.get(i)), ours[i]);
  }

  @Test
  void copiedClassificationTreePredictsWhatSmilePredicts() {
    var train = levels(500, 1);
    var y = train.column("y", Column.Nominal.class);
    var rows = SmileTrees.frame(Features.of(train));
    var tree =
        new DecisionTree(
            rows,
            y.codes().clone(),
            new StructField("y", DataTypes.IntType),
            3,
            SplitRule.GINI,
            30,
            1000,
            1,
            2,
            null,
            CART.order(rows));
    var copy = new TreesBuilder(Trees.Question.AT_MOST, 3, 3);
    SmileTrees.copy(tree.root(), copy, 1);
    var test = Features.of(levels(1000, 2));
    var ours = new double[3000];
    copy.build().addTo(test, 0, ours);
    var theirs = SmileTrees.frame(test);
    var p = new double[3];
    for (int i = 0; i < 1000; i++) {
      tree.predict(theirs.get(i), p);
      for (int c = 0; c < 3; c++) assertEquals(p[c], ours[3 * i + c], 1e-15);
    }
  }

  /** Smile's own boosting, which draws no random number where all rows and features are taken. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void boostedClassifierIsSmilesOwn(int k) {
    var train = levels(300, 1, k);
    var test = levels(400, 2, k);
    var y = train.column("y", Column.Nominal.class);
    var x = SmileTrees.frame(Features.of(train)).add(ValueVector.of("y", y.codes(y.present())));
    var smile =
        GradientTreeBoost.fit(
            Formula.lhs("y"), x, new GradientTreeBoost.Options(12, 4, 1000, 3, 0.2, 1, null, null));
    var ours =
        new GradientBoostingClassifier()
            .nEstimators(12)
            .maxDepth(3)
            .minSamplesLeaf(3)
            .learningRate(0.2)
            .subsample(1)
            .fit(train)
            .predict(test);
    var rows = SmileTrees.frame(Features.of(test));
    var p = new double[k];
    for (int i = 0; i < 400; i++) {
      smile.predict(rows.get(i), p);
      for (int c = 0; c < k; c++) assertEquals(p[c], ours.probability(i, c), 1e-13, "row " + i);
    }
  }

  @Test
  void oneLevelIsCertain() {
    var names = new String[20];
    Arrays.fill(names, "only");
    var level = numbers(20, 1).with("y", Column.Nominal.of(names)).target("y");
    var boosted = new GradientBoostingClassifier().fit(level).predict(level);
    assertEquals(1, boosted.probability(7, 0));
    var forest = new RandomForestClassifier().fit(level).predict(level);
    assertEquals(1, forest.probability(7, 0));
  }

  @Test
  void samplesAreDrawnLevelByLevel() {
    var codes = new int[100];
    for (int i = 0; i < 10; i++) codes[10 * i] = 1;
    var count = Samples.stratified(codes, 2, 0.7, Run.seeded(1).random("x"));
    int rare = 0;
    int all = 0;
    for (int i = 0; i < 100; i++) {
      all += count[i];
      rare += codes[i] * count[i];
    }
    assertEquals(7, rare);
    assertEquals(70, all);
    var one = Samples.stratified(codes, 2, 0.001, Run.seeded(1).random("x"));
    assertEquals(1, Arrays.stream(one).sum());
  }

  @Test
  void depthAndSmallestLeafAreKept() {
    var train = numbers(100, 6);
    var tree = new GradientBoostingRegressor().nEstimators(1).subsample(1);
    var stump = tree.maxDepth(1).minSamplesLeaf(1).fit(train).trees();
    var two = tree.maxDepth(2).minSamplesLeaf(1).fit(train).trees();
    assertEquals(3, stump.feature().length);
    assertEquals(7, two.feature().length);
    assertEquals(1, tree.minSamplesLeaf(51).fit(train).trees().feature().length);
    assertEquals(3, tree.minSamplesLeaf(50).fit(train).trees().feature().length);
  }

  @Test
  void sameForestOnAnyNumberOfThreads() {
    var train = numbers(300, 3);
    var levels = levels(300, 3);
    var one = Run.seeded(1).threads(1);
    var three = Run.seeded(1).threads(3);
    var forest = new RandomForestRegressor().nEstimators(9);
    assertArrayEquals(
        forest.fit(train, one).predict(train).values(),
        forest.fit(train, three).predict(train).values());
    var classes = new RandomForestClassifier().nEstimators(9);
    assertArrayEquals(
        classes.fit(levels, one).predict(levels).probability(),
        classes.fit(levels, three).predict(levels).probability());
    var boosted = new GradientBoostingClassifier().nEstimators(5);
    assertArrayEquals(
        boosted.fit(levels, one).predict(levels).probability(),
        boosted.fit(levels, three).predict(levels).probability());
    var boosting = new GradientBoostingRegressor().nEstimators(9);
    assertArrayEquals(
        boosting.fit(train, one).predict(train).values(),
        boosting.fit(train, three).predict(train).values());
  }

  @Test
  void theyLearn() {
    var train = numbers(800, 4);
    var test = numbers(400, 5);
    var y = test.column("y", Column.Numeric.class).values();
    for (var p :
        new double[][] {
          new RandomForestRegressor().maxFeatures(1).fit(train).predict(test).values(),
          new GradientBoostingRegressor().fit(train).predict(test).values()
        }) {
      double e = 0;
      double v = 0;
      for (int i = 0; i < y.length; i++) {
        e += (y[i] - p[i]) * (y[i] - p[i]);
        v += y[i] * y[i];
      }
      assertTrue(1 - e / v > 0.9, "R2 " + (1 - e / v));
    }
    var names = levels(400, 5);
    for (var labels :
        List.of(
            new RandomForestClassifier().fit(levels(800, 4)).predict(names),
            new GradientBoostingClassifier().fit(levels(800, 4)).predict(names))) {
      int right = 0;
      for (int i = 0; i < 400; i++) {
        if (labels.label(i).equals(names.targetColumn().cell(i))) right++;
      }
      assertTrue(right > 320, "right " + right);
    }
  }
}

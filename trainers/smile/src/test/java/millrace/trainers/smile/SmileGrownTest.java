// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Labels;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The other implementations are Smile's own prediction and our own learners of the same kind. */
class SmileGrownTest {
  private static Frame numbers(int n, long seed) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = r.nextGaussian();
      b[i] = 2 * r.nextGaussian(); // no ties: see DecisionTreeClassifier
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
    for (int i = 0; i < n; i++) {
      names[i] = "l" + Math.clamp((int) Math.floor(y[i] / 2 + k / 2.0), 0, k - 1);
    }
    return f.with("y", Column.Nominal.of(names)).target("y");
  }

  private static double accuracy(Labels said, Frame truth) {
    int right = 0;
    for (int i = 0; i < said.size(); i++)
      if (said.label(i).equals(truth.targetColumn().cell(i))) right++;
    return (double) right / said.size();
  }

  /** Of fewer than 200 rows both try every cut, so the tree is one and the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 12})
  void regressionTreeIsOurs(int depth) {
    var train = numbers(199, 1);
    var own = new millrace.trainers.DecisionTreeRegressor().maxDepth(depth).minSamplesLeaf(5);
    var ours = own.fit(train);
    var theirs = new DecisionTreeRegressor().maxDepth(depth).minSamplesLeaf(5).fit(train);
    assertArrayEquals(ours.predict(train).values(), theirs.predict(train).values(), 1e-9);
    assertArrayEquals(ours.importances(), theirs.importances(), 1e-6); // kept as floats
    assertEquals(ours.text(0).lines().count(), theirs.text(0).lines().count());
  }

  /** Margin: equally good cuts, and leaves of one level, which Smile joins. */
  @ParameterizedTest
  @EnumSource(value = DecisionTreeClassifier.Criterion.class)
  void classificationTreeIsAsGoodAsOurs(DecisionTreeClassifier.Criterion criterion) {
    var train = levels(500, 1, 3);
    var test = levels(500, 2, 3);
    var ours =
        new millrace.trainers.DecisionTreeClassifier()
            .maxDepth(8)
            .minSamplesLeaf(3)
            .fit(train)
            .predict(test);
    var theirs =
        new DecisionTreeClassifier().criterion(criterion).maxDepth(8).minSamplesLeaf(3).fit(train);
    assertEquals(accuracy(ours, test), accuracy(theirs.predict(test), test), 0.04);
    assertEquals(1, Arrays.stream(theirs.importances()).sum(), 1e-6);
  }

  @Test
  void leavesDepthAndRowsAreKept() {
    var train = numbers(200, 3);
    var tree = new DecisionTreeRegressor();
    assertEquals(3, tree.maxDepth(1).fit(train).trees().feature().length);
    assertEquals(9, tree.maxLeafNodes(5).fit(train).trees().feature().length);
    assertEquals(1, tree.minSamplesLeaf(101).fit(train).trees().feature().length);
    assertThrows(IllegalArgumentException.class, () -> tree.maxLeafNodes(1));
  }

  /** Smile's own vote. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void boostedVoteIsSmiles(int k) {
    var train = levels(200, 1, k);
    var test = levels(150, 2, k);
    var run = Run.seeded(3);
    var trainer = new AdaBoostClassifier().nEstimators(15).maxDepth(2);
    var ours = trainer.fit(train, run).decision(test);
    var y = train.column("y", Column.Nominal.class);
    var rows =
        SmileTrees.frame(Features.of(train))
            .add(smile.data.vector.ValueVector.of("y", y.codes(y.present())));
    try (var control = new AdaBoostClassifier.Control(Run.quiet(), 15)) {
      var theirs = Smile.alone(run.seedFor("smile"), () -> trainer.boost(rows, control));
      var x =
          SmileTrees.frame(Features.of(test))
              .add(smile.data.vector.ValueVector.of("y", new int[150]));
      var p = new double[k];
      for (int i = 0; i < 150; i++) {
        theirs.predict(x.get(i), p);
        if (k == 2) assertEquals(p[1] - p[0], ours[i], 1e-12, "row " + i);
        else for (int c = 0; c < k; c++) assertEquals(p[c], ours[k * i + c], 1e-12, "row " + i);
      }
    }
  }

  /** Resampling draws: the margin is that of two samples. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void boostedIsAsGoodAsOurs(int k) {
    var train = levels(600, 1, k);
    var test = levels(600, 2, k);
    var ours =
        new millrace.trainers.AdaBoostClassifier()
            .algorithm(millrace.trainers.AdaBoostClassifier.Algorithm.SAMME)
            .base(new millrace.trainers.DecisionTreeClassifier().maxDepth(3))
            .fit(train)
            .predict(test);
    var theirs = new AdaBoostClassifier().maxDepth(3).fit(train).predict(test);
    assertEquals(accuracy(ours, test), accuracy(theirs, test), 0.04);
  }

  @Test
  void sameTreesOnAnyNumberOfThreads() {
    var train = levels(200, 4, 3);
    var boosted = new AdaBoostClassifier().nEstimators(8);
    assertArrayEquals(
        boosted.fit(train, Run.seeded(1).threads(1)).decision(train),
        boosted.fit(train, Run.seeded(1).threads(3)).decision(train));
  }

  @Test
  void boostingEndsEarlyOrNotAtAll() {
    var train = levels(200, 4, 3);
    var self = new AtomicReference<Run>();
    var finish =
        Run.seeded(1)
            .listen(
                p -> {
                  if (p.done() == 4) self.get().finish();
                });
    self.set(finish);
    int members = new AdaBoostClassifier().maxDepth(3).fit(train, finish).members().size();
    assertTrue(members >= 1 && members <= 4, "members " + members);
    var cancel =
        Run.seeded(1)
            .listen(
                p -> {
                  if (p.done() == 4) self.get().cancel();
                });
    self.set(cancel);
    assertThrows(Run.CancelledException.class, () -> new AdaBoostClassifier().fit(train, cancel));
  }
}

package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees against scikit-learn 1.2.1 (golden/cart.py), and what every forest must do. */
class ForestTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  private static double[][] golden() {
    try (var in = ForestTest.class.getResourceAsStream("/golden/cart.csv")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .skip(1)
          .map(l -> Arrays.stream(l.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toArray(double[][]::new);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Column.Numeric numeric(double[][] rows, int j) {
    return Column.Numeric.of(Arrays.stream(rows).mapToDouble(r -> r[j]).toArray());
  }

  private static Frame features(double[][] rows) {
    var m = new LinkedHashMap<String, Column>();
    for (int j = 0; j < 3; j++) m.put("x" + j, numeric(rows, j));
    return Frame.of(m);
  }

  private static final int[] TRAIN = IntStream.range(0, 300).toArray();

  private static Frame numbers() {
    var g = golden();
    return features(g).with("y", numeric(g, 3)).target("y");
  }

  private static Frame levels() {
    var g = golden();
    var codes = Arrays.stream(g).mapToInt(r -> (int) r[4]).toArray();
    var column = new Column.Nominal(codes, Vocabulary.of("p0", "p1", "p2", "p3"));
    return features(g).with("y", column).target("y");
  }

  static List<DecisionTreeRegressor> regressors() {
    var t = new DecisionTreeRegressor();
    return List.of(t.maxDepth(3), t.minSamplesLeaf(9), t.minSamplesSplit(40));
  }

  @ParameterizedTest
  @MethodSource("regressors")
  void treeIsScikitLearns(DecisionTreeRegressor trainer) {
    var g = golden();
    int column = 5 + regressors().indexOf(trainer);
    var ours = trainer.fit(numbers().rows(TRAIN), RUN).predict(features(g)).values();
    for (int i = 0; i < ours.length; i++) {
      assertEquals(g[i][column], ours[i], 1e-12 * Math.max(1, Math.abs(ours[i])), "row " + i);
    }
  }

  @Test
  void classificationTreeIsScikitLearns() {
    var g = golden();
    var p =
        new DecisionTreeClassifier()
            .maxDepth(3)
            .minSamplesLeaf(12)
            .fit(levels().rows(TRAIN), RUN)
            .predict(features(g));
    for (int i = 0; i < g.length; i++) {
      for (int c = 0; c < 4; c++) assertEquals(g[i][8 + c], p.probability(i, c), 1e-12);
    }
  }

  static List<Trainer<?>> all() {
    return List.of(
        new DecisionTreeRegressor(),
        new RandomForestRegressor().nEstimators(12),
        new ExtraTreesRegressor().nEstimators(12),
        new RandomForestRegressor().nEstimators(12).maxFeatures(0.4).minSamplesLeaf(3),
        new DecisionTreeClassifier(),
        new RandomForestClassifier().nEstimators(12),
        new ExtraTreesClassifier().nEstimators(12));
  }

  private static Frame frameFor(Trainer<?> trainer) {
    return trainer.needs().target().orElseThrow() == Column.Numeric.class ? numbers() : levels();
  }

  private static double[] predict(Object model, Frame frame) {
    return switch (((Predictor<?>) model).predict(frame)) {
      case Numbers n -> n.values();
      case Labels l -> l.probability();
      default -> throw new AssertionError(model);
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void sameForestOnAnyNumberOfThreadsAndRowByRow(Trainer<?> trainer) {
    var frame = frameFor(trainer);
    var one = trainer.fit(frame.rows(TRAIN), Run.seeded(1).threads(1));
    var three = trainer.fit(frame.rows(TRAIN), Run.seeded(1).threads(3));
    var test = frame.features();
    var all = predict(one, test);
    assertArrayEquals(all, predict(three, test));
    int k = all.length / test.size();
    for (int i = 295; i < 310; i++) {
      assertArrayEquals(Arrays.copyOfRange(all, i * k, (i + 1) * k), predict(one, test.rows(i)));
    }
  }

  /**
   * The same one-hot features as one Sparse column and as many Numeric ones give the same forest.
   */
  @ParameterizedTest
  @MethodSource("all")
  void sparseIsDense(Trainer<?> trainer) {
    var frame = frameFor(trainer);
    int n = frame.size();
    var starts = new int[n + 1];
    var index = new int[n];
    var value = new double[n];
    var dense = new double[9][n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      int code = (int) Math.abs(frame.column("x0", Column.Numeric.class).values()[i] * 64) % 10;
      if (code < 9) {
        index[at] = code;
        value[at++] = code == 4 ? (i % 3) - 1 : 1; // also -1, and a stored 0
        dense[code][i] = value[at - 1];
      }
      starts[i + 1] = at;
    }
    var names = IntStream.range(0, 9).mapToObj(j -> "s" + j).toList();
    var sparse =
        frame.with(
            "s",
            new Column.Sparse(
                starts, Arrays.copyOf(index, at), Arrays.copyOf(value, at), Vocabulary.of(names)));
    var wide = frame;
    for (int j = 0; j < 9; j++) wide = wide.with(names.get(j), Column.Numeric.of(dense[j]));
    var a = trainer.fit(sparse.rows(TRAIN), RUN);
    var b = trainer.fit(wide.rows(TRAIN), RUN);
    assertArrayEquals(predict(b, wide), predict(a, sparse));
    assertArrayEquals(predict(b, wide), predict(b, wide.features()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void oneRowAndConstantTarget(Trainer<?> trainer) {
    var frame = frameFor(trainer);
    var one = frame.rows(5);
    double target =
        frame.targetColumn() instanceof Column.Numeric y ? y.values()[5] : 1; // its only level
    assertArrayEquals(new double[] {target}, predict(trainer.fit(one, RUN), one));
    int[] same = {5, 5, 5, 5};
    var x = frame.features().rows(1, 2, 3, 4).with("y", frame.targetColumn().rows(same));
    var p = predict(trainer.fit(x.target("y"), RUN), x);
    for (double v : p) assertEquals(target, v, 1e-15 * Math.abs(target));
  }

  @ParameterizedTest
  @MethodSource("all")
  void missingCellsAreRefusedWithAdvice(Trainer<?> trainer) {
    var frame = frameFor(trainer);
    var x = frame.column("x1", Column.Numeric.class).values().clone();
    x[7] = Double.NaN;
    var e =
        assertThrows(
            DataException.class, () -> trainer.fit(frame.with("x1", Column.Numeric.of(x)), RUN));
    assertTrue(e.getMessage().contains("x1") && e.getMessage().contains("Impute"), e.getMessage());
  }

  @Test
  void aFullTreeLearnsItsRowsByHeart() {
    var frame = numbers();
    var y = frame.column("y", Column.Numeric.class).values();
    assertArrayEquals(y, new DecisionTreeRegressor().fit(frame, RUN).predict(frame).values());
    assertArrayEquals(y, new ExtraTreesRegressor().fit(frame, RUN).predict(frame).values(), 1e-12);
  }

  @Test
  void levelsThatDoNotOccurAreNotPredicted() {
    var frame = levels();
    var codes = frame.column("y", Column.Nominal.class).codes();
    var rows = IntStream.range(0, frame.size()).filter(i -> codes[i] != 2).toArray();
    var p = new RandomForestClassifier().nEstimators(5).fit(frame.rows(rows), RUN).predict(frame);
    assertEquals(List.of("p0", "p1", "p3"), p.levels().names());
  }

  @Test
  void theSeedMattersAndCancelStops() {
    var frame = numbers();
    var trainer = new RandomForestRegressor().nEstimators(3);
    assertFalse(
        Arrays.equals(
            trainer.fit(frame, Run.seeded(1)).predict(frame).values(),
            trainer.fit(frame, Run.seeded(2)).predict(frame).values()));
    var run = Run.seeded(1).threads(2);
    assertThrows(
        CancellationException.class,
        () ->
            trainer
                .nEstimators(1000)
                .fit(
                    frame,
                    run.listen(
                        p -> {
                          if (p.done() == 4) run.cancel();
                        })));
  }
}

package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other implementation is XGBoost's own {@code Booster.predict}. */
class XgboostTest {
  private static final Run RUN = Run.seeded(5).threads(1);

  /** XGBoost called directly, with what the trainer gives it. */
  private static Booster direct(Frame train, float[] label, Map<String, Object> params, int rounds)
      throws Exception {
    var all = new HashMap<>(params);
    all.put("tree_method", "hist");
    all.put("nthread", 1);
    all.put("seed", (int) (RUN.seedFor("xgboost") & Integer.MAX_VALUE));
    var rows = Xgboost.matrix(Features.of(train));
    rows.setLabel(label);
    return XGBoost.train(rows, all, rounds, Map.of(), null, null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void regressorPredictsWhatXgboostPredicts(boolean missing) throws Exception {
    var train = Frames.numbers(2000, 1, missing);
    var test = Frames.numbers(500, 2, missing);
    var trainer = new XGBRegressor().nEstimators(60);
    var y = train.column("y", Column.Numeric.class).values();
    var label = new float[y.length];
    for (int i = 0; i < y.length; i++) label[i] = (float) y[i];
    var theirs =
        direct(train, label, trainer.parameters(), 60).predict(Xgboost.matrix(Features.of(test)));
    var ours = trainer.fit(train, RUN).predict(test).values();
    for (int i = 0; i < ours.length; i++) {
      assertEquals(theirs[i][0], ours[i], 4e-6 * Math.max(1, Math.abs(ours[i])), "row " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void classifierPredictsWhatXgboostPredicts(int k) throws Exception {
    var train = Frames.levels(2000, k, 1, true);
    var test = Frames.levels(500, k, 2, true);
    var trainer = new XGBClassifier().nEstimators(20);
    var codes = train.column("y", Column.Nominal.class).codes();
    var label = new float[codes.length];
    for (int i = 0; i < codes.length; i++) label[i] = codes[i] - 1;
    var theirs =
        direct(train, label, trainer.parameters(k), 20).predict(Xgboost.matrix(Features.of(test)));
    var ours = trainer.fit(train, RUN).predict(test);
    assertEquals(k, ours.levels().size());
    for (int i = 0; i < ours.size(); i++) {
      for (int c = 0; c < k; c++) {
        double their = k > 2 ? theirs[i][c] : c == 1 ? theirs[i][0] : 1 - (double) theirs[i][0];
        assertEquals(their, ours.probability(i, c), 2e-6);
      }
    }
  }

  @Test
  void sameBytesOnAnyNumberOfThreads() {
    var train = Frames.numbers(3000, 3, true);
    var one = new XGBRegressor().nEstimators(30).fit(train, Run.seeded(1).threads(1));
    var three = new XGBRegressor().nEstimators(30).fit(train, Run.seeded(1).threads(3));
    assertArrayEquals(one.trees().threshold(), three.trees().threshold());
    assertArrayEquals(one.trees().value(), three.trees().value());
    assertArrayEquals(one.trees().feature(), three.trees().feature());
    var other = new XGBRegressor().nEstimators(30).fit(train, Run.seeded(2).threads(1));
    assertTrue(
        other.trees().value().length != one.trees().value().length
            || other.trees().value()[0] != one.trees().value()[0],
        "the seed must matter");
  }

  @Test
  void rowByRowIsAllAtOnceAndTheTargetIsNotNeeded() {
    var fitted = new XGBRegressor().nEstimators(10).fit(Frames.numbers(500, 4, true), RUN);
    var test = Frames.numbers(40, 5, true);
    var all = fitted.predict(test).values();
    for (int i = 0; i < all.length; i++) {
      assertEquals(all[i], fitted.predict(test.features().rows(i)).values()[0]);
    }
  }

  @Test
  void constantTarget() {
    var train = Frames.numbers(50, 6, false);
    var y = new double[50];
    Arrays.fill(y, 7.5);
    var fitted = new XGBRegressor().fit(train.with("y", Column.Numeric.of(y)), RUN);
    for (double v : fitted.predict(train).values()) assertEquals(7.5, v, 1e-5);
  }

  @Test
  void oneRowAndOneLevel() {
    var one = Frames.numbers(1, 7, false);
    var y = one.column("y", Column.Numeric.class).values()[0];
    assertEquals(y, new XGBRegressor().fit(one, RUN).predict(one).values()[0], 1e-3);
    var level = Frames.levels(30, 1, 7, false);
    var labels = new XGBClassifier().fit(level, RUN).predict(level);
    assertEquals("level0", labels.label(3));
    assertEquals(1, labels.probability(3, 0));
  }

  @Test
  void reportsEachRoundAndCanBeCancelledAndFinished() {
    var train = Frames.numbers(100, 8, false);
    var done = new ArrayList<Long>();
    var run = Run.seeded(1).listen(p -> done.add(p.done()));
    new XGBRegressor().nEstimators(5).fit(train, run);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), done);
    var cancelled = Run.seeded(1);
    assertThrows(
        CancellationException.class,
        () ->
            new XGBRegressor()
                .fit(
                    train,
                    cancelled.listen(
                        p -> {
                          if (p.done() == 3) cancelled.cancel();
                        })));
    var finished = Run.seeded(1);
    var fitted =
        new XGBRegressor()
            .fit(
                train,
                finished.listen(
                    p -> {
                      if (p.done() == 3) finished.finish();
                    }));
    assertEquals(3, fitted.trees().size());
  }

  @Test
  void infinityIsRefusedWithItsReason() {
    var train = Frames.numbers(20, 9, false);
    var a = train.column("a", Column.Numeric.class).values().clone();
    a[3] = Double.POSITIVE_INFINITY;
    var e =
        assertThrows(
            DataException.class,
            () -> new XGBRegressor().fit(train.with("a", Column.Numeric.of(a)), RUN));
    assertTrue(e.getMessage().contains("inf"), e.getMessage());
  }

  @Test
  void nativeLibraryIsHere() {
    assertTrue(XGBRegressor.available());
  }
}

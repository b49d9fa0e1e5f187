// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.preprocess.Standardize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other implementation is our own learner of the same kind. */
class SmileLinearTest {
  /** Correlated columns of very different size, one constant, one far from 0. */
  private static Frame frame(int n, long seed) {
    var r = new Random(seed);
    var x = new double[6][n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < 5; f++) x[f][i] = r.nextGaussian();
      x[1][i] = x[0][i] + 0.5 * x[1][i];
      y[i] = 3 * x[0][i] - 2 * x[1][i] + x[2][i] + 7 + r.nextGaussian();
      x[2][i] = 1e9 + 100 * x[2][i];
      x[3][i] *= 1e-3;
      x[5][i] = 4;
    }
    var m = new LinkedHashMap<String, Column>();
    for (int f = 0; f < 6; f++) m.put("x" + f, Column.Numeric.of(x[f]));
    m.put("y", Column.Numeric.of(y));
    return Frame.of(m).target("y");
  }

  private static Frame levels(int n, long seed, int k) {
    var f = new Standardize().fit(frame(n, seed)).apply(frame(n, seed));
    var y = f.column("y", Column.Numeric.class).values();
    var names = new String[n];
    for (int i = 0; i < n; i++) {
      names[i] = "l" + Math.clamp((int) Math.floor((y[i] - 7) / 2 + k / 2.0), 0, k - 1);
    }
    return f.with("y", Column.Nominal.of(names)).target("y");
  }

  private static void near(double[] expected, double[] actual, double relative) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, actual, relative * scale);
  }

  /** Closed form on both sides; what is left is the conditioning of the normal equations. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 300})
  void ridgeIsOurRidge(double alpha) {
    var train = frame(200, 1);
    var test = frame(100, 2);
    var ours = new millrace.trainers.Ridge(alpha, true).fit(train).predict(test).values();
    near(ours, new Ridge(alpha).fit(train).predict(test).values(), 1e-8);
  }

  /** Both to a duality gap of 1e-9, of which predictions are off by its square root. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1})
  void lassoIsOurLassoOnStandardisedColumns(double alpha) {
    var step = new Standardize().fit(frame(200, 1));
    var own = new millrace.trainers.Lasso().alpha(alpha).tol(1e-12).maxIter(100_000);
    var ours = own.fit(step.apply(frame(200, 1))).predict(step.apply(frame(100, 2))).values();
    var theirs = new Lasso().alpha(alpha).tol(1e-9).fit(frame(200, 1));
    near(ours, theirs.predict(frame(100, 2)).values(), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 0.9})
  void elasticNetIsOursOnStandardisedColumns(double l1Ratio) {
    var step = new Standardize().fit(frame(200, 1));
    var own =
        new millrace.trainers.ElasticNet().alpha(0.3).l1Ratio(l1Ratio).tol(1e-12).maxIter(100_000);
    var ours = own.fit(step.apply(frame(200, 1))).predict(step.apply(frame(100, 2))).values();
    var theirs = new ElasticNet().alpha(0.3).l1Ratio(l1Ratio).tol(1e-9).fit(frame(200, 1));
    near(ours, theirs.predict(frame(100, 2)).values(), 1e-4);
  }

  @Test
  void oneFeatureAndNoneThatVaries() {
    var one = frame(50, 3).select(List.of("x0", "y")).target("y");
    var ours = new millrace.trainers.Ridge().fit(one).predict(one).values();
    near(ours, new Ridge().fit(one).predict(one).values(), 1e-10);
    var none = frame(50, 3).select(List.of("x5", "y")).target("y");
    var y = none.column("y", Column.Numeric.class).values();
    double mean = Arrays.stream(y).average().orElseThrow();
    assertEquals(mean, new Ridge().fit(none).predict(none).values()[0], 1e-12);
    assertEquals(mean, new Lasso().fit(none).predict(none).values()[0], 1e-12);
    assertEquals(mean, new ElasticNet().fit(none).predict(none).values()[0], 1e-12);
  }

  @Test
  void moreFeaturesThanRows() {
    var few = frame(4, 5);
    var ours = new millrace.trainers.Ridge().fit(few).predict(few).values();
    near(ours, new Ridge().fit(few).predict(few).values(), 1e-8);
  }

  /** The same strictly convex objective; margin: where two L-BFGS searches stop. */
  @Test
  void logisticOfTwoLevelsIsOurs() {
    var train = levels(300, 1, 2);
    var test = levels(200, 2, 2);
    var ours = new millrace.trainers.Logistic().tol(1e-9).maxIter(1000).fit(train).predict(test);
    var theirs = new Logistic().fit(train).predict(test);
    assertArrayEquals(ours.probability(), theirs.probability(), 1e-4);
  }

  /** Smile's penalty is another one for more than two levels: a weak one matters little. */
  @Test
  void logisticOfMoreLevelsIsNearOurs() {
    var train = levels(600, 1, 3);
    var test = levels(200, 2, 3);
    var ours = new millrace.trainers.Logistic().c(1000).tol(1e-8).maxIter(1000).fit(train);
    var theirs = new Logistic().c(1000).fit(train);
    assertArrayEquals(ours.predict(test).probability(), theirs.predict(test).probability(), 5e-3);
  }
}

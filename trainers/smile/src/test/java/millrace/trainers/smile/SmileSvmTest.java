// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Labels;
import millrace.run.Run;
import millrace.trainers.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import smile.math.MathEx;
import smile.math.kernel.GaussianKernel;
import smile.regression.SVM;

/** The other implementations are Smile's own prediction and our own learners of the same kind. */
class SmileSvmTest {
  private static Frame numbers(int n, long seed) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = r.nextGaussian();
      b[i] = r.nextGaussian();
      y[i] = Math.sin(2 * a[i]) + b[i] * b[i] / 2 + r.nextGaussian() / 10;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(a));
    m.put("b", Column.Numeric.of(b));
    m.put("y", Column.Numeric.of(y));
    return Frame.of(m).target("y");
  }

  /** Rings about the origin, with some noise. */
  private static Frame rings(int n, long seed, int k) {
    var f = numbers(n, seed);
    var r = new Random(seed);
    var a = f.column("a", Column.Numeric.class).values();
    var b = f.column("b", Column.Numeric.class).values();
    var names = new String[n];
    for (int i = 0; i < n; i++) {
      double d = Math.hypot(a[i], b[i]) + r.nextGaussian() / 20;
      names[i] = "l" + (int) Math.min(k - 1, d * k / 2);
    }
    return f.with("y", Column.Nominal.of(names)).target("y");
  }

  private static double agreement(Labels a, Labels b) {
    int same = 0;
    for (int i = 0; i < a.size(); i++) if (a.label(i).equals(b.label(i))) same++;
    return (double) same / a.size();
  }

  /** Smile's own machine, seen by the same random numbers. */
  @Test
  void copiedMachinesDecideWhatSmileDecides() {
    var train = rings(150, 1, 2);
    var test = rings(80, 2, 2);
    var run = Run.seeded(5);
    var ours = new Svc().gamma(0.7).fit(train, run);
    var x = new Kernels(train);
    var codes = train.column("y", Column.Nominal.class);
    var y = codes.codes(codes.present());
    for (int i = 0; i < y.length; i++) y[i] = y[i] == 0 ? 1 : -1;
    MathEx.setSeed(run.seedFor("smile", 0));
    var theirs =
        smile.classification.SVM.fit(
            x.rows,
            y,
            new GaussianKernel(1 / Math.sqrt(1.4)),
            new smile.classification.SVM.Options(1, 1e-3, 2));
    var rows = new Kernels(test).rows;
    var decision = ours.decision(test);
    for (int i = 0; i < rows.length; i++)
      assertEquals(-theirs.score(rows[i]), decision[i], 1e-9, "row " + i);
  }

  @Test
  void copiedRegressionPredictsWhatSmilePredicts() {
    var train = numbers(120, 1);
    var test = numbers(80, 2);
    var ours = new Svr().gamma(0.5).fit(train).predict(test).values();
    var theirs =
        SVM.fit(
            new Kernels(train).rows,
            train.column("y", Column.Numeric.class).values().clone(),
            new GaussianKernel(1),
            new SVM.Options(0.1, 1, 1e-3));
    var rows = new Kernels(test).rows;
    for (int i = 0; i < rows.length; i++)
      assertEquals(theirs.predict(rows[i]), ours[i], 1e-9, "row " + i);
  }

  /** The same convex problem; margin: LASVM stops early, so a few rows at the border differ. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void classifiesAsOurs(int k) {
    var train = rings(300, 1, k);
    var test = rings(300, 2, k);
    var ours = new millrace.trainers.Svc().c(10).fit(train).predict(test);
    var theirs = new Svc().c(10).epochs(5).fit(train).predict(test);
    assertTrue(agreement(ours, theirs) > 0.97, "agreement " + agreement(ours, theirs));
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void everyKernelIsTheSameFunction(Kernel kernel) {
    var train = numbers(80, 1);
    if (kernel == Kernel.SIGMOID) return; // not positive definite: no one minimum
    var ours = new millrace.trainers.Svr().kernel(kernel).coef0(1).gamma(0.3).tol(1e-6);
    var theirs = new Svr().kernel(kernel).coef0(1).gamma(0.3).tol(1e-6);
    var test = numbers(60, 2);
    assertArrayEquals(
        ours.fit(train).predict(test).values(), theirs.fit(train).predict(test).values(), 1e-4);
  }

  @Test
  void sameMachineOnAnyNumberOfThreads() {
    var train = rings(150, 3, 3);
    assertArrayEquals(
        new Svc().fit(train, Run.seeded(1).threads(1)).decision(train),
        new Svc().fit(train, Run.seeded(1).threads(3)).decision(train));
  }

  @Test
  void refusesWhatTheKernelsRefuse() {
    assertThrows(IllegalArgumentException.class, () -> new Svc().gamma(-0.5));
    assertThrows(IllegalArgumentException.class, () -> new Svr().coef0(-1).kernel(Kernel.POLY));
  }
}

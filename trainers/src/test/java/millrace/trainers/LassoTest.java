package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Lasso and ElasticNet against scikit-learn ({@code golden/lasso.py}), and hard cases. */
class LassoTest {
  private static final Run RUN = Run.seeded(1);

  @TestFactory
  Iterable<DynamicTest> golden() {
    var frames = Tables.cases("lasso_x.csv");
    var groups = new LinkedHashMap<String, ArrayList<String[]>>();
    for (var l : Tables.golden("lasso.csv"))
      groups.computeIfAbsent(String.join(" ", Arrays.copyOf(l, 6)), _ -> new ArrayList<>()).add(l);
    assertEquals(4 * 2 * 3 * 2 * 2 * 2, groups.size());
    var tests = new ArrayList<DynamicTest>();
    groups.forEach(
        (name, lines) -> tests.add(DynamicTest.dynamicTest(name, () -> same(frames, lines))));
    return tests;
  }

  /** The same sweeps in the same order: even a loose tolerance ends at the same weights. */
  private static void same(Map<String, Frame> frames, List<String[]> lines) {
    var l = lines.getFirst();
    var frame = frames.get(l[0]);
    double tol = Double.parseDouble(l[5]);
    var trainer =
        new ElasticNet(
            Double.parseDouble(l[1]),
            Double.parseDouble(l[2]),
            l[3].equals("True"),
            tol == 1e-4 ? 1000 : 1_000_000,
            tol,
            l[4].equals("True"));
    var fitted = trainer.fit(frame, RUN);
    var expected = new double[frame.names().size() - 1];
    double b = 0;
    for (var line : lines) {
      double v = Double.parseDouble(line[9]);
      if (line[8].equals("b")) b = v;
      else expected[Integer.parseInt(line[8])] = v;
    }
    var y = Design.of(frame, trainer.fitIntercept()).y;
    boolean enough = Double.parseDouble(l[7]) * y.length < tol * Vectors.dot(y, y);
    if (tol == 1e-4) assertEquals(enough, fitted.converged());
    else assertTrue(fitted.converged());
    double tolerance = tol == 1e-4 ? 1e-9 : 2e-6;
    if (tol == 1e-4) assertEquals(Integer.parseInt(l[6]), fitted.iterations());
    assertArrayEquals(expected, fitted.linear().weights(), tolerance);
    assertEquals(b, fitted.linear().intercept(), tolerance * 20);
    if (tol == 1e-4)
      assertEquals(Double.parseDouble(l[7]), fitted.gap(), 1e-9 * Double.parseDouble(l[7]) + 1e-12);
    if (l[0].equals("widesparse")) {
      var sparse = trainer.fit(Tables.sparse(frame), RUN);
      assertArrayEquals(fitted.linear().weights(), sparse.linear().weights(), 1e-12);
    }
  }

  @Test
  void lassoIsElasticNetOfRatioOne() {
    var frame = Tables.cases("lasso_x.csv").get("tall");
    assertArrayEquals(
        new ElasticNet().alpha(0.1).l1Ratio(1).fit(frame, RUN).linear().weights(),
        new Lasso().alpha(0.1).fit(frame, RUN).linear().weights(),
        0.0);
  }

  @Test
  void withoutL1ItIsRidge() {
    var frame = Tables.cases("lasso_x.csv").get("tall");
    var fitted = new ElasticNet().alpha(0.2).l1Ratio(0).fit(frame, RUN);
    assertArrayEquals(
        new Ridge().alpha(0.2 * frame.size()).fit(frame, RUN).linear().weights(),
        fitted.linear().weights(),
        1e-12);
    assertTrue(fitted.converged());
    assertArrayEquals(
        new Ols().fit(frame, RUN).linear().weights(),
        new Lasso().alpha(0).fit(frame, RUN).linear().weights(),
        0.0);
  }

  @Test
  void saysWhenItDidNotConverge() {
    var frame = Tables.cases("lasso_x.csv").get("tall");
    var fitted = new Lasso().alpha(0.001).maxIter(2).tol(1e-10).fit(frame, RUN);
    assertFalse(fitted.converged());
    assertEquals(2, fitted.iterations());
    assertTrue(fitted.gap() > 0, () -> "gap " + fitted.gap());
  }

  /** Every weight is 0 from {@code alpha = max |X'y| / n} on, and not below. */
  @Test
  void greatAlphaLeavesTheMean() {
    var frame = Tables.cases("lasso_x.csv").get("wide");
    var x = Design.of(frame, true);
    var g = new double[x.width];
    x.transposeTimes(x.y, g);
    double most = Vectors.maxAbs(g) / x.rows;
    assertEquals(
        0, Vectors.maxAbs(new Lasso().alpha(most * 1.0001).fit(frame, RUN).linear().weights()));
    assertTrue(
        Vectors.maxAbs(new Lasso().alpha(most * 0.999).fit(frame, RUN).linear().weights()) > 0);
  }

  @Test
  void constantTarget() {
    var frame = Tables.numeric(new double[] {3, 3, 3}, new double[] {1, 2, 4});
    var fitted = new Lasso().fit(frame, RUN);
    assertEquals(0, fitted.linear().weights()[0]);
    assertEquals(3, fitted.linear().intercept());
    assertTrue(fitted.converged());
  }

  @Test
  void parametersAreChecked() {
    for (Runnable r :
        new Runnable[] {
          () -> new ElasticNet().l1Ratio(1.5),
          () -> new ElasticNet().alpha(-1),
          () -> new Lasso().maxIter(0),
          () -> new Lasso().tol(-1e-3),
          () -> new Lasso().alpha(Double.POSITIVE_INFINITY)
        }) assertThrows(IllegalArgumentException.class, r::run);
  }

  @Test
  void finishingEarlyKeepsWhatThereIs() {
    var frame = Tables.cases("lasso_x.csv").get("tall");
    var run = Run.seeded(1);
    var fitted =
        new Lasso()
            .alpha(1e-3)
            .tol(1e-14)
            .fit(
                frame,
                run.listen(
                    p -> {
                      if (p.phase().equals("sweep") && p.done() == 3) run.finish();
                    }));
    assertEquals(3, fitted.iterations());
    assertFalse(fitted.converged());
    assertTrue(((Column.Numeric) frame.targetColumn()).size() > 0);
  }
}

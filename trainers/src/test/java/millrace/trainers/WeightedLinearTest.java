package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import millrace.data.Column;
import millrace.learn.ClassWeight;
import millrace.learn.Weights;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Weights of rows and the penalties of logistic regression against scikit-learn 1.2.1 ({@code
 * golden/linear.py}). Closed forms agree to 1e-9; iterative ones as far as both converge.
 */
class WeightedLinearTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void ridge() {
    var models = Golden.models("Ridge");
    assertEquals(8, models.size());
    for (var m : models) {
      var trainer = new Ridge(m.number(1), m.model()[2].equals("intercept=True"));
      var frame = Golden.frame(m.data(), 0, true);
      Golden.close(m, trainer.fit(frame, RUN).linear(), 1e-9);
    }
  }

  @Test
  void ols() {
    var models = Golden.models("Ols");
    assertEquals(2, models.size());
    for (var m : models) {
      var trainer = new Ols().fitIntercept(m.model()[2].equals("intercept=True"));
      Golden.close(m, trainer.fit(Golden.frame(m.data(), 6, true), RUN).linear(), 1e-9);
    }
  }

  @Test
  void elasticNet() {
    var models = Golden.models("ElasticNet");
    assertEquals(8, models.size());
    for (var m : models) {
      var trainer =
          new ElasticNet()
              .alpha(m.number(1))
              .l1Ratio(0.6)
              .fitIntercept(m.model()[2].equals("intercept=True"))
              .tol(1e-13)
              .maxIter(1_000_000);
      Golden.close(m, trainer.fit(Golden.frame(m.data(), 0, true), RUN).linear(), 1e-5);
    }
  }

  @Test
  void weightsOfSparseColumns() {
    var frame = Golden.frame("tall", 0, true);
    var sparse = Tables.sparse(frame).with("w", frame.column("w")).weights("w");
    assertArrayEquals(
        new Ridge().fit(frame, RUN).linear().weights(),
        new Ridge().fit(sparse, RUN).linear().weights(),
        1e-12);
    assertArrayEquals(
        new Lasso().alpha(0.01).tol(1e-12).fit(frame, RUN).linear().weights(),
        new Lasso().alpha(0.01).tol(1e-12).fit(sparse, RUN).linear().weights(),
        1e-9);
  }

  /** A row of weight 3 is that row three times; one of weight 0 is not there. */
  @Test
  void weightsAreRepetitions() {
    var frame = Golden.frame("tall", 5, false).rows(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    var w = Column.Numeric.of(3, 1, 0, 1, 1, 2, 1, 1, 1, 1);
    var weighted = frame.with("w", w).weights("w");
    var repeated = frame.rows(0, 0, 0, 1, 3, 4, 5, 5, 6, 7, 8, 9);
    for (var t : new Ridge[] {new Ridge(), new Ridge(0.1, false)})
      assertArrayEquals(
          t.fit(repeated, RUN).linear().weights(), t.fit(weighted, RUN).linear().weights(), 1e-12);
    assertArrayEquals(
        new ElasticNet().alpha(0.1).tol(1e-13).fit(repeated, RUN).linear().weights(),
        new ElasticNet().alpha(0.1).tol(1e-13).fit(weighted, RUN).linear().weights(),
        1e-7);
  }

  @Test
  void logistic() {
    var models = Golden.models("Logistic");
    assertEquals(2 * 2 * 2 * 4 + 2 * 2 * 2 * 5, models.size());
    for (var m : models) {
      var penalty =
          m.model()[1].equals("elasticnet") ? "ELASTIC_NET" : m.model()[1].toUpperCase(Locale.ROOT);
      var trainer =
          new Logistic()
              .penalty(Logistic.Penalty.valueOf(penalty))
              .c(m.number(2))
              .l1Ratio(0.4)
              .classWeight(m.flag(4) ? ClassWeight.BALANCED : ClassWeight.NONE)
              .tol(1e-11)
              .maxIter(10_000);
      boolean wide = m.data().equals("wide");
      boolean six = penalty.equals("NONE") || (penalty.equals("L1") && m.number(3) == 3 && !wide);
      int features = six ? 6 : 0;
      var frame = Golden.labelled(m.data(), features, m.flag(5), (int) m.number(3));
      var fitted = trainer.fit(frame, RUN);
      assertTrue(fitted.converged(), m.toString());
      Golden.close(m.get("coef"), fitted.weights(), 1e-6, m);
      Golden.close(m.get("intercept"), fitted.intercepts(), 1e-6, m + " intercept");
      if (features == 0 && !wide && !m.flag(5)) {
        var sparse = trainer.fit(Tables.sparse(frame), RUN);
        Golden.close(fitted.weights(), sparse.weights(), 1e-7, m + " sparse");
      }
    }
  }

  /** What the default tolerance leaves open does not matter: 1e-3 of the weights. */
  @Test
  void looseToleranceIsNear() {
    for (var penalty : Logistic.Penalty.values()) {
      for (int levels : new int[] {2, 3}) {
        var frame = Golden.labelled("tall", 6, false, levels);
        var loose = new Logistic().penalty(penalty).fit(frame, RUN);
        var tight = new Logistic().penalty(penalty).tol(1e-12).maxIter(9999).fit(frame, RUN);
        assertTrue(loose.converged());
        Golden.close(tight.weights(), loose.weights(), 5e-3, penalty + " " + levels);
      }
    }
  }

  @Test
  void decisionAndImportances() {
    for (int levels : new int[] {2, 3}) {
      var frame = Golden.labelled("tall", 0, false, levels);
      var fitted = new Logistic().fit(frame, RUN);
      var p = fitted.predict(frame);
      var d = fitted.decision(frame);
      int k = levels == 2 ? 1 : levels;
      assertEquals(frame.size() * k, d.length);
      for (int i = 0; i < frame.size(); i++) {
        if (k == 1) assertEquals(p.probability(i, 1), 1 / (1 + Math.exp(-d[i])), 1e-15);
        for (int c = 1; c < k; c++)
          assertEquals(
              Math.log(p.probability(i, c) / p.probability(i, 0)), d[i * k + c] - d[i * k], 1e-9);
      }
      double sum = 0;
      for (int c = 0; c < k; c++) sum += Math.abs(fitted.weights()[c * 8 + 2]) / k;
      assertEquals(sum, fitted.importances()[2], 1e-15);
    }
    var ridge = new Ridge().fit(Golden.frame("tall", 0, false), RUN);
    assertEquals(Math.abs(ridge.linear().weights()[1]), ridge.importances()[1]);
    assertEquals("x1", ridge.features().name(1));
  }

  @Test
  void balancedIsWeightsByClass() {
    var frame = Golden.labelled("tall", 0, true, 3);
    var y = (Column.Nominal) frame.targetColumn();
    var w = Weights.of(frame, ClassWeight.BALANCED, y.codes(), 3);
    var own = frame.with("w", new Column.Numeric(w)).weights("w");
    assertArrayEquals(
        new Logistic().classWeight(ClassWeight.BALANCED).fit(frame, RUN).weights(),
        new Logistic().fit(own, RUN).weights(),
        1e-12);
  }
}

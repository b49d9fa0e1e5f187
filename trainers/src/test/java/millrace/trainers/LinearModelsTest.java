package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Importances;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Huber, generalised linear, quantile and least-angle regression against scikit-learn 1.2.1 ({@code
 * golden/linear.py}).
 */
class LinearModelsTest {
  private static final Run RUN = Run.seeded(1);

  /**
   * scikit-learn's L-BFGS ends when the loss falls by less than 2e-9 of itself: its weights are
   * near, and ours must reach at least its loss.
   */
  @Test
  void huber() {
    var models = Golden.models("Huber");
    assertEquals(8, models.size());
    for (var m : models) {
      var frame = Golden.frame(m.data(), 0, m.flag(3));
      var trainer = new HuberRegressor().epsilon(m.number(1)).alpha(m.number(2));
      var f = trainer.tol(1e-10).maxIter(2000).fit(frame, RUN);
      boolean open = m.data().equals("tall"); // else all rows can be fitted: the scale falls to 0
      if (open) assertTrue(f.converged(), m.toString());
      var theirs =
          new Linear(
              f.linear().columns(), f.linear().features(), m.get("coef"), m.get("intercept")[0]);
      double due = huber(frame, theirs, m.get("scale")[0], trainer);
      double ours = huber(frame, f.linear(), f.scale(), trainer);
      assertTrue(ours <= due * (1 + (open ? 1e-12 : 1e-3)), m + ": " + ours + " > " + due);
      assertTrue(!open || ours >= due * (1 - 1e-4), m + ": " + ours + " < " + due);
      if (!open) continue;
      // with hardly a penalty the weights of one-hot columns are open; the predictions are not
      Golden.close(theirs.values(frame).values(), f.predict(frame).values(), 5e-3, m);
      assertEquals(m.get("scale")[0], f.scale(), 5e-3 * f.scale());
    }
  }

  private static double huber(Frame frame, Linear linear, double s, HuberRegressor t) {
    var y = ((Column.Numeric) frame.targetColumn()).values();
    var z = linear.values(frame).values();
    var w = Design.weights(frame);
    double loss = t.alpha() * Vectors.dot(linear.weights(), linear.weights());
    for (int i = 0; i < y.length; i++) {
      double r = Math.abs(y[i] - z[i]);
      double e = t.epsilon();
      double each = r <= e * s ? s + r * r / s : s + 2 * e * r - s * e * e;
      loss += (w == null ? 1 : w[i]) * each;
    }
    return loss;
  }

  @Test
  void outliersDoNotPull() {
    var x = new double[50];
    var y = new double[50];
    for (int i = 0; i < 50; i++) {
      x[i] = i;
      y[i] = 2 * i + 1 + 0.1 * Math.sin(i * 7);
    }
    y[40] = 1e6;
    y[3] = -1e5;
    var f = new HuberRegressor().fit(Tables.numeric(y, x), RUN);
    assertEquals(2, f.linear().weights()[0], 0.02);
    assertEquals(1, f.linear().intercept(), 0.2);
    var same =
        new HuberRegressor().fit(Tables.numeric(new double[] {3, 3}, new double[] {1, 2}), RUN);
    assertEquals(3, same.linear().intercept());
  }

  @Test
  void generalised() {
    var models = Golden.models("Tweedie");
    assertEquals(2 * 2 * 5 * 2 * 2, models.size());
    for (var m : models) {
      double power = m.number(1);
      boolean log = m.model()[3].equals("log");
      var trainer =
          new TweedieRegressor()
              .power(power)
              .alpha(m.number(2))
              .link(log ? TweedieRegressor.Link.LOG : TweedieRegressor.Link.AUTO)
              .tol(1e-11)
              .maxIter(10_000);
      var frame = Golden.frame(m.data(), 0, m.flag(4));
      var f = trainer.fit(frame, RUN);
      assertTrue(f.converged(), m.toString());
      // these two are not convex: there scikit-learn turns to its less exact L-BFGS
      Golden.close(m, f.linear(), power == 3 || (log && power == 0) ? 1e-5 : 1e-6);
      if (!log && power == 1) {
        var same = new PoissonRegressor(m.number(2), true, 10_000, 1e-11).fit(frame, RUN);
        assertArrayEquals(f.linear().weights(), same.linear().weights());
        assertArrayEquals(f.predict(frame).values(), same.predict(frame).values());
      }
      if (!log && power == 2) {
        var same = new GammaRegressor(m.number(2), true, 10_000, 1e-11).fit(frame, RUN);
        assertArrayEquals(f.linear().weights(), same.linear().weights());
      }
    }
  }

  @Test
  void targetsOutOfRangeAreNamed() {
    var frame = Tables.numeric(new double[] {1, 0, -2}, new double[] {1, 2, 3});
    var e = assertThrows(DataException.class, () -> new PoissonRegressor().fit(frame, RUN));
    assertTrue(e.getMessage().contains("'y' is -2.0 in row 2"), e.getMessage());
    e = assertThrows(DataException.class, () -> new GammaRegressor().fit(frame, RUN));
    assertTrue(e.getMessage().contains("'y' is 0.0 in row 1"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new TweedieRegressor().power(0.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TweedieRegressor().power(2).link(TweedieRegressor.Link.IDENTITY));
  }

  /** The minimum of a linear programme: the objective agrees to 1e-8 of the target's size. */
  @Test
  void quantiles() {
    var models = Golden.models("Quantile");
    assertEquals(2 * 2 * 3 * 4, models.size());
    for (var m : models) {
      var frame = Golden.frame(m.data(), 0, m.flag(3));
      double q = m.number(1);
      double alpha = m.number(2);
      var f = new QuantileRegressor().quantile(q).alpha(alpha).tol(1e-10).fit(frame, RUN);
      assertTrue(f.converged(), m.toString());
      var y = ((Column.Numeric) frame.targetColumn()).values();
      var z = f.predict(frame).values();
      var w = Design.weights(frame);
      double loss = 0;
      double total = 0;
      for (int i = 0; i < y.length; i++) {
        double v = w == null ? 1 : w[i];
        loss += v * Math.max(q * (y[i] - z[i]), (q - 1) * (y[i] - z[i]));
        total += v;
      }
      loss /= total;
      for (double c : f.linear().weights()) loss += alpha * Math.abs(c);
      assertEquals(m.get("objective")[0], loss, 1e-8 * Vectors.maxAbs(y), m.toString());
      if (alpha == 1)
        assertArrayEquals(new double[f.linear().weights().length], f.linear().weights());
    }
  }

  @Test
  void quantileOfSparseColumns() {
    var frame = Golden.frame("tall", 0, false);
    var a = new QuantileRegressor().alpha(0.01).tol(1e-11).fit(frame, RUN);
    var b = new QuantileRegressor().alpha(0.01).tol(1e-11).fit(Tables.sparse(frame), RUN);
    assertArrayEquals(a.linear().weights(), b.linear().weights(), 1e-7);
  }

  @Test
  void leastAngles() {
    var models = Golden.models("Lars");
    assertEquals(4, models.size());
    for (var m : models) {
      var frame = Golden.frame(m.data(), m.data().equals("tall") ? 6 : 0, false);
      var f = new Lars().nNonzeroCoefs((int) m.number(1)).fit(frame, RUN);
      Golden.close(m, f.linear(), 1e-8);
      int n = Math.min(f.alphas().length, m.get("alphas").length);
      assertTrue(n >= 3);
      Golden.close(
          Arrays.copyOf(m.get("alphas"), n), Arrays.copyOf(f.alphas(), n), 1e-9, m + " alphas");
    }
    models = Golden.models("LassoLars");
    assertEquals(6, models.size());
    for (var m : models) {
      var frame = Golden.frame(m.data(), m.data().equals("tall") ? 6 : 0, false);
      var f = new LassoLars().alpha(m.number(1)).fit(frame, RUN);
      Golden.close(m, f.linear(), 1e-8);
    }
  }

  @Test
  void lassoByAnglesIsTheLasso() {
    for (var data : new String[] {"tall", "wide"}) {
      for (boolean positive : new boolean[] {false, true}) {
        var frame = Golden.frame(data, data.equals("tall") ? 6 : 0, true);
        var angles = new LassoLars().alpha(0.02).positive(positive).fit(frame, RUN).linear();
        var descent = new Lasso(0.02, true, 1_000_000, 1e-14, positive).fit(frame, RUN).linear();
        assertArrayEquals(descent.weights(), angles.weights(), 1e-5, data + positive);
      }
    }
  }

  @Test
  void threadsChangeNoBit() {
    var random = new Random(4);
    int n = 5000;
    var x = new double[12][];
    for (int j = 0; j < 12; j++) x[j] = random.doubles(n, -1, 1).toArray();
    var y = random.doubles(n, 0.5, 2).toArray();
    for (int i = 0; i < n; i++) y[i] += Math.exp(x[0][i]);
    var frame = Tables.numeric(y, x);
    for (var t :
        new Trainer<?>[] {
          new HuberRegressor(),
          new PoissonRegressor(),
          new QuantileRegressor().alpha(0.001),
          new ElasticNetCV(),
          new RidgeCV(),
          new RidgeCV().cv(4)
        }) {
      var one = (Importances) t.fit(frame, RUN.threads(1));
      var three = (Importances) t.fit(frame, RUN.threads(3));
      assertArrayEquals(one.importances(), three.importances(), t.toString());
    }
  }
}

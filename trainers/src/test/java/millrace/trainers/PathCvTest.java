package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** RidgeCV, LassoCV and ElasticNetCV against scikit-learn 1.2.1 ({@code golden/linear.py}). */
class PathCvTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void ridge() {
    var models = Golden.models("RidgeCV");
    assertEquals(6, models.size());
    for (var m : models) {
      boolean leave = m.model()[1].equals("loo");
      var frame = Golden.frame(m.data(), 0, leave && m.flag(2));
      var f = new RidgeCV().cv(leave ? 0 : 5).fit(frame, RUN);
      assertEquals(m.get("alpha")[0], f.alpha(), 1e-12, m.toString());
      Golden.close(m.get("coef"), f.linear().weights(), 1e-9, m);
      if (leave) {
        var mse = f.scores().clone();
        for (int a = 0; a < mse.length; a++) mse[a] = -mse[a];
        Golden.close(m.get("mse"), mse, 1e-9, m + " mse");
      } else {
        double best = Math.max(f.scores()[0], Math.max(f.scores()[1], f.scores()[2]));
        assertEquals(m.get("r2")[0], best, 1e-9);
      }
    }
  }

  /** The closed form is what leaving out does. */
  @Test
  void leavingOneOut() {
    for (int features : new int[] {4, 0}) {
      for (boolean intercept : new boolean[] {true, false}) {
        var frame = Golden.frame(features == 4 ? "tall" : "wide", features, false);
        var f = new RidgeCV().nAlphas(2).fitIntercept(intercept).fit(frame, RUN);
        var y = ((Column.Numeric) frame.targetColumn()).values();
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
          var model = new Ridge(0.1, intercept).fit(frame.rows(frame.others(i)), RUN);
          sum += Math.pow(y[i] - model.predict(frame.rows(i)).values()[0], 2);
        }
        assertEquals(-sum / y.length, f.scores()[0], 1e-9 * sum / y.length);
      }
    }
  }

  @Test
  void elasticNet() {
    var models = Golden.models("ElasticNetCV");
    assertEquals(4, models.size());
    for (var m : models) {
      var frame = Golden.frame(m.data(), 0, false);
      double ratio = m.number(1);
      var trainer = new ElasticNetCV().l1Ratio(ratio).nAlphas(20).tol(1e-11).maxIter(1_000_000);
      var f = trainer.fit(frame, RUN);
      Golden.close(m.get("alphas"), f.alphas(), 1e-12, m + " alphas");
      Golden.close(m.get("mse"), means(f.errors(), 5), 1e-5, m + " mse");
      assertEquals(m.get("alpha")[0], f.alpha(), 1e-12, m.toString());
      Golden.close(m, f.linear(), 1e-5);
      if (ratio == 1) {
        var lasso = new LassoCV().nAlphas(20).tol(1e-11).maxIter(1_000_000).fit(frame, RUN);
        assertArrayEquals(f.errors(), lasso.errors());
        assertArrayEquals(f.linear().weights(), lasso.linear().weights());
      }
    }
  }

  private static double[] means(double[] errors, int folds) {
    var out = new double[errors.length / folds];
    for (int i = 0; i < errors.length; i++) out[i / folds] += errors[i] / folds;
    return out;
  }

  /** Folds from one Gram matrix are folds of rows, with weights and sparse columns, too. */
  @Test
  void gramsOfFoldsAreThoseOfRows() {
    var dense = Golden.frame("tall", 0, true);
    var sparse = Tables.sparse(dense).with("w", dense.column("w")).weights("w");
    for (var frame : java.util.List.of(dense, sparse)) {
      for (boolean centre : new boolean[] {true, false}) {
        var grams = new FoldGrams(Design.of(frame, centre), 5, centre, RUN);
        for (int fold = 0; fold < 5; fold++) {
          var test =
              java.util.stream.IntStream.range(
                      FoldGrams.start(90, 5, fold), FoldGrams.start(90, 5, fold + 1))
                  .toArray();
          var train = Design.of(frame.rows(frame.others(test)), centre);
          var sums = grams.train(fold);
          Golden.close(train.gram(RUN), sums.gram(), 1e-12, "gram");
          var w = new double[] {1, -2, 3, 0, 0.5, 0, 1, 0.1};
          var held = frame.rows(test);
          var predicted = Linear.of(train, w).values(held).values();
          double squares = 0;
          double total = 0;
          for (int i = 0; i < test.length; i++) {
            double v = held.column("w", Column.Numeric.class).values()[i];
            double y = ((Column.Numeric) held.targetColumn()).values()[i];
            squares += v * Math.pow(y - predicted[i], 2);
            total += v;
          }
          assertEquals(squares / total, grams.error(fold, sums, w), 1e-11 * squares / total);
        }
      }
    }
  }

  @Test
  void weightsChooseByThem() {
    var frame = Golden.frame("wide", 0, true);
    var f = new LassoCV().cv(3).nAlphas(10).fit(frame, RUN);
    assertEquals(30, f.errors().length);
    assertTrue(f.converged());
    var first = new Lasso().alpha(f.alphas()[0] * 1.0001).fit(frame, RUN);
    assertEquals(0, Vectors.maxAbs(first.linear().weights()));
  }

  @Test
  void clearErrors() {
    var few = Golden.frame("tall", 0, false).head(4);
    var e = assertThrows(DataException.class, () -> new LassoCV().fit(few, RUN));
    assertTrue(e.getMessage().contains("5 folds"), e.getMessage());
    assertThrows(DataException.class, () -> new RidgeCV().cv(6).fit(few, RUN));
    var i = assertThrows(IllegalArgumentException.class, () -> new RidgeCV().minAlpha(20));
    assertTrue(i.getMessage().contains("minAlpha 20"), i.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new RidgeCV().cv(1));
  }
}

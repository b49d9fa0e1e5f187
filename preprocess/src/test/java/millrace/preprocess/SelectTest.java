package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.SelectKBest.Score;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** VarianceThreshold and SelectKBest against scikit-learn. */
class SelectTest {
  static Frame numbers() {
    return StepsGolden.frame("select.x", "a", "b", "c", "d", "e");
  }

  static Frame counts() {
    return StepsGolden.frame("select.counts", "p", "q", "r", "s");
  }

  /** The counts as one Sparse column. */
  static Frame sparse() {
    var v = StepsGolden.numbers("select.counts");
    int n = v.length / 4;
    var starts = new int[n + 1];
    var index = new int[v.length];
    var value = new double[v.length];
    int k = 0;
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < 4; f++) {
        if (v[i * 4 + f] == 0) continue;
        index[k] = f;
        value[k++] = v[i * 4 + f];
      }
      starts[i + 1] = k;
    }
    return Frame.of(
        "s",
        new Column.Sparse(
            starts,
            Arrays.copyOf(index, k),
            Arrays.copyOf(value, k),
            Vocabulary.of("p", "q", "r", "s")));
  }

  private static Frame numeric(Frame x) {
    return x.with("y", new Column.Numeric(StepsGolden.numbers("select.y"))).target("y");
  }

  private static Frame nominal(Frame x) {
    return x.with("y", Column.Nominal.of(StepsGolden.names("select.group"))).target("y");
  }

  private static void golden(String name, Score score, Frame train, double tolerance) {
    var scores = new SelectKBest().score(score).fit(train, Run.seeded(5)).scores();
    StepsGolden.check("select." + name, scores, tolerance);
  }

  @Test
  void scoresEqualScikitLearn() {
    golden("f_regression", Score.F, numeric(numbers()), 1e-12);
    golden("f_regression.counts", Score.F, numeric(counts()), 1e-12);
    golden("f_regression.counts", Score.F, numeric(sparse()), 1e-12);
    golden("f_classif", Score.F, nominal(numbers()), 1e-12);
    golden("f_classif.counts", Score.F, nominal(counts()), 1e-12);
    golden("f_classif.counts", Score.F, nominal(sparse()), 1e-12);
    golden("chi2", Score.CHI2, nominal(counts()), 1e-12);
    golden("chi2", Score.CHI2, nominal(sparse()), 1e-12);
    golden("mi_regression", Score.MUTUAL_INFO, numeric(numbers()), 1e-12);
    golden("mi_classif", Score.MUTUAL_INFO, nominal(numbers()), 1e-12);
    golden("mi_regression.counts.exact", Score.MUTUAL_INFO, numeric(sparse()), 1e-12);
    // scikit-learn itself rounds a radius up in places: see golden/steps.py
    golden("mi_regression.counts", Score.MUTUAL_INFO, numeric(sparse()), 3e-3);
    golden("mi_classif.counts", Score.MUTUAL_INFO, nominal(sparse()), 1e-12);
    var five = new SelectKBest().score(Score.MUTUAL_INFO).neighbours(5).fit(nominal(numbers()));
    StepsGolden.check("select.mi_classif.5", five.scores(), 1e-12);
  }

  @Test
  void keepsTheBestFeaturesOfAllColumns() {
    var train = numeric(numbers().with("s", sparse().column("s")));
    var fitted = new SelectKBest().k(3).fit(train);
    var scores = fitted.scores().clone();
    Arrays.sort(scores);
    double least = scores[scores.length - 3];
    var out = fitted.apply(train.head(5));
    for (int f = 0; f < fitted.features().size(); f++) {
      var name = fitted.features().get(f);
      boolean kept =
          f < 5
              ? out.has(name)
              : out.has("s") && out.column("s", Column.Sparse.class).features().has(name);
      assertEquals(fitted.scores()[f] >= least, kept, name);
    }
    assertEquals("y", out.targetName().orElseThrow());
    assertEquals(train.names(), new SelectKBest().k(50).fit(train).apply(train).names());
  }

  @Test
  void aSparseColumnKeepsItsEntries() {
    var best = new SelectKBest().k(2).score(Score.CHI2).fit(nominal(sparse()));
    var out = best.apply(sparse()).column("s", Column.Sparse.class);
    var all = sparse().column("s", Column.Sparse.class);
    assertEquals(2, out.features().size());
    for (var name : out.features().names()) {
      int f = out.features().id(name);
      int g = all.features().id(name);
      for (int i = 0; i < 150; i++)
        assertEquals(StepsGolden.dense(all)[i * 4 + g], StepsGolden.dense(out)[i * 2 + f]);
    }
  }

  @Test
  void sameScoresOnAnyNumberOfThreads() {
    var step = new SelectKBest().score(Score.MUTUAL_INFO);
    var years = numeric(counts()); // full of ties: the noise decides
    assertArrayEquals(
        step.fit(years, Run.seeded(3).threads(1)).scores(),
        step.fit(years, Run.seeded(3).threads(3)).scores());
  }

  @Test
  void mistakesAreNamed() {
    var step = new SelectKBest().score(Score.CHI2);
    var e = assertThrows(DataException.class, () -> step.fit(numeric(counts())));
    assertTrue(e.getMessage().contains("needs a nominal target, but 'y' is numeric"));
    e = assertThrows(DataException.class, () -> step.fit(nominal(numbers())));
    assertTrue(e.getMessage().contains("needs counts, but 'a' is -"), e.getMessage());
    var missing =
        Frame.of("x", Column.Numeric.of(1, Double.NaN))
            .with("y", Column.Numeric.of(1, 2))
            .target("y");
    e = assertThrows(DataException.class, () -> new SelectKBest().fit(missing));
    assertTrue(e.getMessage().contains("'x' is missing in row 1: put new Impute() before"));
  }

  @Test
  void varianceThresholdDropsWhatHardlyVaries() {
    var frame =
        Frame.of("c", Column.Numeric.of(0.3, 0.3, 0.3, Double.NaN))
            .with("v", Column.Numeric.of(0, 2, 0, 2))
            .with("w", Column.Numeric.of(0, 4, 0, 4))
            .with(
                "d",
                new Column.Dense(new float[] {1, 0, 1, 9, 1, 0, 1, 9}, Vocabulary.of("k", "l")))
            .with(
                "s",
                new Column.Sparse(
                    new int[] {0, 1, 2, 3, 4},
                    new int[] {1, 1, 1, 1},
                    new double[] {5, 5, 5, 5},
                    Vocabulary.of("m", "n")));
    var out = new VarianceThreshold().fit(frame).apply(frame);
    assertEquals(List.of("v", "w", "d"), List.copyOf(out.names()));
    assertEquals(List.of("l"), out.column("d", Column.Dense.class).features().names());
    assertArrayEquals(new float[] {0, 9, 0, 9}, out.column("d", Column.Dense.class).values());
    // variances by hand: v 1, w 4, l 20.25
    assertEquals(
        List.of("w", "d"), List.copyOf(new VarianceThreshold(1).fit(frame).apply(frame).names()));
    var e = assertThrows(DataException.class, () -> new VarianceThreshold(21).fit(frame));
    assertTrue(e.getMessage().contains("none of the 7 features"), e.getMessage());
  }
}

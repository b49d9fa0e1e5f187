package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final String[] NAMES = {"year", "mileage", "tax", "constant"};
  private static final Frame TRAIN = StepsGolden.frame("x", NAMES);
  private static final Frame TEST = StepsGolden.frame("test", NAMES);

  private static void golden(String name, Step<?> step, Frame probe) {
    StepsGolden.check(name, StepsGolden.rowMajor(step.fit(TRAIN).apply(probe)), 1e-12);
  }

  @Test
  void standardizeEqualsScikitLearn() {
    golden("standardize", new Standardize(), TEST);
    golden("standardize.train", new Standardize(), TRAIN);
    golden("standardize.noMean", new Standardize().withMean(false), TEST);
  }

  @Test
  void minMaxEqualsScikitLearn() {
    golden("minmax", new MinMax(), TEST);
    golden("minmax.range", new MinMax().range(-1, 3).clip(true), TEST);
    assertThrows(IllegalArgumentException.class, () -> new MinMax().low(1));
  }

  @Test
  void robustEqualsScikitLearn() {
    golden("robust", new Robust(), TEST);
    golden("robust.wide", new Robust().quantileRange(5, 90).withCentering(false), TEST);
    golden("robust.unit", new Robust().unitVariance(true), TEST);
    assertThrows(IllegalArgumentException.class, () -> new Robust().lower(80));
  }

  @Test
  void maxAbsEqualsScikitLearn() {
    golden("maxabs", new MaxAbs(), TEST);
    var sparse =
        new Column.Sparse(
            new int[] {0, 1, 2}, new int[] {0, 0}, new double[] {-4, 2}, Vocabulary.of("a", "b"));
    var frame = Frame.of("s", sparse);
    var out = new MaxAbs().fit(frame).apply(frame).column("s", Column.Sparse.class);
    assertArrayEquals(new double[] {-1, 0.5}, out.value());
  }

  @Test
  void normalizeEqualsScikitLearn() {
    var x = TRAIN.without("tax").head(5);
    var v = StepsGolden.rowMajor(x);
    for (int i = 0; i < v.length; i += 3) {
      v[i] -= 2000;
      v[i + 1] -= 10000;
    }
    var frame = StepsGolden.frame(v, "year", "mileage", "constant");
    for (var norm : Normalize.Norm.values()) {
      var out = new Normalize(norm).fit(frame).apply(frame);
      var name = "normalize." + norm.name().toLowerCase(Locale.ROOT);
      StepsGolden.check(name, StepsGolden.rowMajor(out), 1e-12);
    }
    var e = assertThrows(DataException.class, () -> new Normalize().fit(TRAIN));
    assertTrue(e.getMessage().contains("'tax' is missing in 3 of 60 rows: put new Impute()"));
  }

  @Test
  void normalizeTakesEachVectorColumnByItself() {
    var frame =
        Frame.of("d", new Column.Dense(new float[] {3, 4, 0, 0}, Vocabulary.of("p", "q")))
            .with(
                "s",
                new Column.Sparse(
                    new int[] {0, 2, 2},
                    new int[] {0, 1},
                    new double[] {6, 8},
                    Vocabulary.of("a", "b")));
    var out = new Normalize().fit(frame).apply(frame);
    assertArrayEquals(new float[] {0.6f, 0.8f, 0, 0}, out.column("d", Column.Dense.class).values());
    assertArrayEquals(new double[] {0.6, 0.8}, out.column("s", Column.Sparse.class).value());
  }

  @Test
  void logNamesWhatHasNone() {
    var x = Frame.of("x", Column.Numeric.of(0, Math.E - 1, Double.NaN));
    assertArrayEquals(
        new double[] {0, 1, Double.NaN}, StepsGolden.rowMajor(new Log().fit(x).apply(x)));
    var ten = Frame.of("x", Column.Numeric.of(100, 0.001));
    assertArrayEquals(
        new double[] {2, -3},
        StepsGolden.rowMajor(new Log(Log.Kind.LOG, 10).fit(ten).apply(ten)),
        1e-15);
    var e = assertThrows(DataException.class, () -> new Log().kind(Log.Kind.LOG).fit(x));
    assertTrue(e.getMessage().contains("'x' is 0.0 in row 0"), e.getMessage());
    var fitted = new Log().fit(x);
    e =
        assertThrows(
            DataException.class, () -> fitted.apply(Frame.of("x", Column.Numeric.of(5, -1))));
    assertTrue(e.getMessage().contains("'x' is -1.0 in row 1"), e.getMessage());
  }

  @Test
  void sparseColumnsAreScaledButNotCentred() {
    var features = Vocabulary.of("a", "b", "never");
    var sparse =
        new Column.Sparse(
            new int[] {0, 1, 2, 2, 3}, new int[] {0, 0, 1}, new double[] {2, 2, 3}, features);
    var out =
        new Standardize()
            .fit(Frame.of("s", sparse))
            .apply(Frame.of("s", sparse))
            .column("s", Column.Sparse.class);
    // by hand: a = 2 2 0 0 has sd 1; b = 0 0 0 3 has sd 3 sqrt(3) / 4
    assertArrayEquals(new double[] {2, 2, 4 / Math.sqrt(3)}, out.value(), 1e-15);
  }

  @Test
  void denseFeaturesAreScaledOneByOne() {
    var dense = new Column.Dense(new float[] {1, 10, 3, 30}, Vocabulary.of("p", "q"));
    var out = new Standardize().fit(Frame.of("d", dense)).apply(Frame.of("d", dense));
    assertArrayEquals(new float[] {-1, -1, 1, 1}, out.column("d", Column.Dense.class).values());
    var fitted = new Standardize().fit(Frame.of("d", dense));
    var other = Frame.of("d", new Column.Dense(new float[] {1, 10}, Vocabulary.of("p", "r")));
    var e = assertThrows(DataException.class, () -> fitted.apply(other));
    assertTrue(e.getMessage().contains("'d' has the features [p, r]"), e.getMessage());
  }

  @Test
  void aColumnWithoutValuesStaysAsItIsAndInfinityIsRefused() {
    var empty = Frame.of("x", Column.Numeric.of(Double.NaN, Double.NaN));
    var probe = Frame.of("x", Column.Numeric.of(5));
    assertEquals("5", new Standardize().fit(empty).apply(probe).column("x").cell(0));
    var infinite = Frame.of("x", Column.Numeric.of(1, Double.POSITIVE_INFINITY));
    var e = assertThrows(DataException.class, () -> new Standardize().fit(infinite));
    assertTrue(e.getMessage().contains("'x' is Infinity in row 1"), e.getMessage());
  }

  @Test
  void theTargetIsLeftAlone() {
    var train = TRAIN.target("year");
    var out = new Standardize().fit(train).apply(train);
    assertArrayEquals(
        TRAIN.column("year", Column.Numeric.class).values(),
        out.column("year", Column.Numeric.class).values());
    assertEquals("year", out.targetName().orElseThrow());
  }
}

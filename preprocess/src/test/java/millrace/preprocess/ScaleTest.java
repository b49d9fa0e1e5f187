package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  void sparseColumnsAreScaledButNotCentred() {
    var features = Vocabulary.of("a", "b", "never");
    var sparse =
        new Column.Sparse(
            new int[] {0, 1, 2, 2, 3}, new int[] {0, 0, 1}, new float[] {2, 2, 3}, features);
    var out =
        new Standardize()
            .fit(Frame.of("s", sparse))
            .apply(Frame.of("s", sparse))
            .column("s", Column.Sparse.class);
    // by hand: a = 2 2 0 0 has sd 1; b = 0 0 0 3 has sd 3 sqrt(3) / 4
    assertArrayEquals(new float[] {2, 2, (float) (4 / Math.sqrt(3))}, out.value());
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

package millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescribeTest {
  private static double[] row(Frame described, int row) {
    var names = List.of("count", "missing", "mean", "sd", "min", "q25", "median", "q75", "max");
    return names.stream()
        .mapToDouble(n -> described.column(n, Column.Numeric.class).values()[row])
        .toArray();
  }

  /** pandas 1.5.3: Series([3, nan, 1, 4, 1, 5.5]).describe(). */
  @Test
  void numbersAsPandasDescribesThem() {
    var d = Frame.of("x", Column.Numeric.of(3, Double.NaN, 1, 4, 1, 5.5)).describe();
    assertArrayEquals(
        new double[] {5, 1, 2.9, 1.9493588689617927, 1, 1, 3, 4, 5.5}, row(d, 0), 1e-15);
    assertEquals("4", d.column("distinct").cell(0));
    assertEquals("x", d.column("column").cell(0));
    assertEquals("numeric", d.column("kind").cell(0));
    assertEquals("", d.column("top").cell(0));
  }

  /** pandas 1.5.3 gives for ['a', 'b', None, 'b', 'a', 'c'] count 5, unique 3, top a, freq 2. */
  @Test
  void levelsByHowOftenThenByName() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("m", Column.Nominal.of("a", "b", "", "b", "a", "c"));
    columns.put("t", Column.Text.of("z", "", "one\ntwo", "z", "y", "x".repeat(99)));
    columns.put("d", new Column.Time(new long[] {0, 0, Column.Time.MISSING, 0, 86_400_000L, 1}));
    var d = Frame.of(columns).describe();
    assertEquals("a (2), b (2), c (1)", d.column("top").cell(0));
    assertEquals("z (2), one two (1), " + "x".repeat(23) + "… (1)", d.column("top").cell(1));
    assertEquals(
        "1970-01-01 (3), 1970-01-01T00:00:00.001 (1), 1970-01-02 (1)", d.column("top").cell(2));
    assertArrayEquals(new double[] {3, 4, 3}, d.column("distinct", Column.Numeric.class).values());
    assertArrayEquals(new double[] {5, 5, 5}, d.column("count", Column.Numeric.class).values());
    assertArrayEquals(new double[] {1, 1, 1}, d.column("missing", Column.Numeric.class).values());
    assertEquals("", d.column("mean").cell(0));
    assertEquals(
        List.of("nominal", "text", "time"),
        List.of(d.column("kind").cell(0), d.column("kind").cell(1), d.column("kind").cell(2)));
  }

  @Test
  void oneNumberHasNoSpreadAndNoneHasNothing() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("one", Column.Numeric.of(7, Double.NaN));
    columns.put("none", Column.Numeric.of(Double.NaN, Double.NaN));
    var d = Frame.of(columns).describe();
    assertArrayEquals(new double[] {1, 1, 7, Double.NaN, 7, 7, 7, 7, 7}, row(d, 0));
    assertEquals(0, d.column("count", Column.Numeric.class).values()[1]);
    assertEquals("", d.column("median").cell(1));
    assertEquals(0, Frame.of(new LinkedHashMap<>()).describe().size());
  }
}

package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NeedsTest {
  private record Toy() {}

  private static Frame frame(Column x, Column y) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", x);
    columns.put("y", y);
    return Frame.of(columns).target("y");
  }

  private static void refused(String message, Executable work) {
    assertEquals(message, assertThrows(DataException.class, work).getMessage());
  }

  @Test
  void rowsAndTarget() {
    var needs = Needs.matrix().target(Column.Numeric.class);
    var good = frame(Column.Numeric.of(1, 2), Column.Numeric.of(3, 4));
    needs.checkAll(good, new Toy());
    refused("Toy was given no rows", () -> needs.check(good.rows(), new Toy()));
    refused(
        "Toy needs a numeric target, but 'y' is nominal",
        () -> needs.check(good.with("y", Column.Nominal.of("a", "b")), new Toy()));
    refused(
        "Toy: the target 'y' is missing in 1 of 2 rows; leave those rows out first with"
            + " frame.complete(\"y\")",
        () -> needs.check(good.with("y", Column.Numeric.of(1, Double.NaN)), new Toy()));
    refused(
        "Toy: the target 'y' is -Infinity in row 1: leave that row out",
        () ->
            needs.check(good.with("y", Column.Numeric.of(1, Double.NEGATIVE_INFINITY)), new Toy()));
    refused(
        "no target is marked in [x]: say frame.target(\"…\")",
        () -> needs.check(good.features(), new Toy()));
    Needs.matrix().check(good.features(), new Toy());
  }

  @Test
  void features() {
    var needs = Needs.matrix().target(Column.Numeric.class);
    var good = frame(Column.Numeric.of(1, 2), Column.Numeric.of(3, 4));
    refused("Toy was given no feature columns", () -> needs.checkAll(good.without("x"), new Toy()));
    refused(
        "Toy reads dense, numeric or sparse columns, but 'x' is nominal: put new OneHot() or new"
            + " Ordinal() before (2 levels)",
        () -> needs.checkAll(good.with("x", Column.Nominal.of("a", "b")), new Toy()));
    var holes = good.with("x", Column.Numeric.of(Double.NaN, 2));
    refused(
        "Toy: column 'x' is missing in 1 of 2 rows: put new Impute() before",
        () -> needs.checkAll(holes, new Toy()));
    needs.missingAllowed().checkAll(holes, new Toy());
  }

  @Test
  void anyKind() {
    assertTrue(Needs.features(Column.class).reads(Column.Text.of("a")));
    assertTrue(Needs.matrix().reads(Column.Numeric.of(1)));
    assertFalse(Needs.matrix().reads(Column.Text.of("a")));
    assertEquals("any", Needs.features(Column.class).kinds());
    assertEquals(
        "nominal or text", Needs.features(Column.Text.class, Column.Nominal.class).kinds());
  }
}

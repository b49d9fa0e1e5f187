package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class PolynomialTest {
  private static Frame three() {
    var x = StepsGolden.frame("x", "a", "b", "tax", "c");
    return x.without("tax").head(4);
  }

  @Test
  void equalsScikitLearn() {
    var step = new Polynomial().degree(3);
    var out = step.fit(three()).apply(three());
    assertEquals(StepsGolden.names("polynomial.names"), List.copyOf(out.names()));
    StepsGolden.check("polynomial.values", StepsGolden.rowMajor(out), 1e-12);
    var interactions = step.interactionsOnly(true).fit(three()).apply(three());
    assertEquals(StepsGolden.names("polynomial.interactions"), List.copyOf(interactions.names()));
  }

  @Test
  void powersOfChosenColumns() {
    var step = new Polynomial().columns("b", "a").degree(3).powersOnly(true);
    var out = step.fit(three().target("c")).apply(three().target("c"));
    assertEquals(List.of("a", "b", "c", "b^2", "a^2", "b^3", "a^3"), List.copyOf(out.names()));
    assertEquals("c", out.targetName().orElseThrow());
    assertEquals(
        Math.pow(three().column("b", Column.Numeric.class).values()[2], 3),
        out.column("b^3", Column.Numeric.class).values()[2]);
  }

  @Test
  void mistakesAreNamed() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Polynomial().powersOnly(true).interactionsOnly(true));
    var e = assertThrows(DataException.class, () -> new Polynomial().columns("d").fit(three()));
    assertTrue(e.getMessage().contains("no column 'd'"), e.getMessage());
    var twice = new Polynomial().fit(three()).apply(three());
    e = assertThrows(DataException.class, () -> new Polynomial().columns("a").fit(twice));
    assertTrue(e.getMessage().contains("second column 'a^2'"), e.getMessage());
    var nominal = Frame.of("m", Column.Nominal.of("x"));
    e = assertThrows(DataException.class, () -> new Polynomial().columns("m").fit(nominal));
    assertTrue(e.getMessage().contains("'m' is nominal, but must be numeric"), e.getMessage());
  }
}

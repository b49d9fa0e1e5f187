package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.Column.Text;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class TernaryTest {
  @Test
  void codesTheUsualWordsWhateverTheirCase() {
    var f =
        Frame.of("abs", Nominal.of("ON", "off", "NotAvailable", ""))
            .with("gps", Text.of("Yes", "NO", "n/a", ""))
            .with("roof", Nominal.of("available", "disabled", "Not available", "unknown"));
    var out = new Ternary().fit(f).apply(f);
    for (var n : f.names()) assertArrayEquals(new double[] {1, -1, 0, 0}, Golden.values(out, n), n);
  }

  @Test
  void leavesColumnsWithOtherWordsAlone() {
    var f =
        Frame.of("make", Nominal.of("yes", "audi"))
            .with("none", Nominal.of("none", "unknown"))
            .with("empty", Nominal.of("", ""))
            .with("number", Numeric.of(0, 1))
            .with("y", Nominal.of("yes", "no"))
            .target("y");
    assertEquals(f.fingerprint(), new Ternary().fit(f).apply(f).fingerprint());
  }

  /** The two fields of the US cars. */
  @Test
  void codesGivenWordsAndTheUsualOnesBesides() {
    var f =
        Frame.of(
                "accident",
                Nominal.of("None reported", "At least 1 accident or damage reported", ""))
            .with("clean_title", Nominal.of("Yes", "", "Yes"));
    var step =
        new Ternary()
            .on(List.of("none  Reported"))
            .off(List.of("At least 1 accident or damage reported"));
    var out = step.fit(f).apply(f);
    assertArrayEquals(new double[] {1, -1, 0}, Golden.values(out, "accident"));
    assertArrayEquals(new double[] {1, 0, 1}, Golden.values(out, "clean_title"));
    out = step.known(false).fit(f).apply(f);
    assertArrayEquals(new double[] {1, -1, 0}, Golden.values(out, "accident"));
    assertEquals("nominal", out.column("clean_title").kind());
    // A given meaning beats the usual one.
    var none = Frame.of("damage", Nominal.of("none", "yes"));
    assertArrayEquals(
        new double[] {1, -1},
        Golden.values(
            new Ternary().on(List.of("none")).off(List.of("yes")).fit(none).apply(none), "damage"));
  }

  @Test
  void onlyLevelsThatOccurInTrainingCountAndUnknownWordsBecomeZero() {
    var all = Frame.of("x", Nominal.of("on", "off", "sometimes"));
    var fitted = new Ternary().fit(all.rows(0, 1));
    assertArrayEquals(new double[] {1, -1, 0}, Golden.values(fitted.apply(all), "x"));
    // A usual word that did not occur in training has its meaning all the same.
    var late = Frame.of("x", Nominal.of("yes", "no"));
    assertArrayEquals(new double[] {1, -1}, Golden.values(fitted.apply(late), "x"));
    var e = assertThrows(DataException.class, () -> fitted.apply(Frame.of("x", Numeric.of(1, 2))));
    assertTrue(e.getMessage().contains("'x' is numeric"), e.getMessage());
  }

  @Test
  void refusesAWordWithTwoMeanings() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Ternary().on(List.of("Not Known")).absent(List.of("not_known")));
    assertTrue(e.getMessage().contains("'notknown'"), e.getMessage());
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.Column.Text;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class ExtractTest {
  private static void says(Exception e, String... parts) {
    for (var part : parts) assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void equalsPandasOnTextAndOnLevels() {
    var golden = Golden.read("extract.json");
    var cells = new ArrayList<String>();
    golden.get("text").forEach(n -> cells.add(n.textValue()));
    var f = Frame.of("text", new Text(cells)).with("level", Nominal.of(cells));
    int patterns = 0;
    for (var p : golden.get("patterns").properties()) {
      var out = new Extract().pattern(p.getValue().textValue()).name(p.getKey()).fit(f).apply(f);
      var expected = Golden.numbers(golden.get("numbers").get(p.getKey()));
      assertArrayEquals(expected, Golden.values(out, "text " + p.getKey()), p.getKey());
      assertArrayEquals(expected, Golden.values(out, "level " + p.getKey()), p.getKey());
      patterns++;
    }
    assertEquals(4, patterns);
  }

  @Test
  void defaultIsTheFirstNumber() {
    var f = Frame.of("text", new Text(List.of("51,000 mi.", "none")));
    assertArrayEquals(
        new double[] {51_000, Double.NaN},
        Golden.values(new Extract().fit(f).apply(f), "text number"));
  }

  @Test
  void keepsTheColumnAndTheTargetAndReadsOnlyWhatItIsTold() {
    var f =
        Frame.of("a", new Text(List.of("x1", "x2")))
            .with("b", Nominal.of("y3", "y4"))
            .with("n", new Numeric(new double[] {1, 2}))
            .with("y", Nominal.of("5", "6"))
            .target("y");
    var all = new Extract().fit(f).apply(f);
    assertEquals(List.of("a", "b", "n", "y", "a number", "b number"), List.copyOf(all.names()));
    assertEquals("y", all.targetName().orElseThrow());
    var one = new Extract().columns("b").fit(f).apply(f);
    assertEquals(List.of("a", "b", "n", "y", "b number"), List.copyOf(one.names()));
  }

  @Test
  void refusesWhatIsNoNumberWhenFitted() {
    var f = Frame.of("engine", new Text(List.of("2.0L", "1.2.3L")));
    says(
        assertThrows(DataException.class, () -> new Extract().pattern("([0-9.]+)L").fit(f)),
        "'engine'",
        "'1.2.3'",
        "'1.2.3L'");
    says(assertThrows(DataException.class, () -> new Extract().columns("motor").fit(f)), "'motor'");
    var number = Frame.of("n", new Numeric(new double[] {1}));
    says(
        assertThrows(DataException.class, () -> new Extract().columns("n").fit(number)),
        "'n' is numeric");
  }

  @Test
  void namesABadPattern() {
    says(
        assertThrows(IllegalArgumentException.class, () -> new Extract().pattern("[0-9]+")),
        "pattern",
        "'[0-9]+' has 0");
    says(
        assertThrows(IllegalArgumentException.class, () -> new Extract().pattern("(a)(b)")),
        "has 2");
    says(
        assertThrows(IllegalArgumentException.class, () -> new Extract().pattern("([0-9")),
        "'([0-9' is no regular expression");
    says(assertThrows(IllegalArgumentException.class, () -> new Extract().name(" ")), "name");
  }
}

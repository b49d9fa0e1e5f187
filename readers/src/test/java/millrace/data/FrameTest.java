package millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FrameTest {
  private static final double NAN = Double.NaN;

  /** A column of each kind, three rows. */
  static Frame everything() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", Column.Numeric.of(1, NAN, 3));
    columns.put("make", Column.Nominal.of("vw", "", "audi"));
    columns.put("note", Column.Text.of("one", "", "two words"));
    columns.put(
        "words",
        new Column.Tokens(new int[] {0, 2, 2, 3}, new int[] {0, 1, 1}, Vocabulary.of("a", "b")));
    columns.put(
        "onehot",
        new Column.Sparse(
            new int[] {0, 1, 1, 3},
            new int[] {1, 0, 1},
            new double[] {0.1, 2, 3},
            Vocabulary.of("p", "q")));
    columns.put(
        "vector", new Column.Dense(new float[] {1, 2, 3, 4, 5, 6.5f}, Vocabulary.of("v1", "v2")));
    columns.put("sold", new Column.Time(new long[] {0, Column.Time.MISSING, 86_400_000L + 1}));
    return Frame.of(columns);
  }

  private static void refused(String message, Executable work) {
    assertEquals(message, assertThrows(DataException.class, work).getMessage());
  }

  @Test
  void cellsOfEveryKindAsTextAndTheMissingOnes() {
    var f = everything();
    assertEquals(List.of("1", "vw", "one", "a b", "q:0.1", "[1.0, 2.0]", "1970-01-01"), f.cells(0));
    assertEquals(List.of("", "", "", "", "", "[3.0, 4.0]", ""), f.cells(1));
    assertEquals(
        List.of("3", "audi", "two words", "b", "p:2 q:3", "[5.0, 6.5]", "1970-01-02T00:00:00.001"),
        f.cells(2));
    assertEquals(
        List.of(1, 1, 1, 0, 0, 0, 1), f.names().stream().map(n -> f.column(n).missing()).toList());
    assertEquals("1.0E15", Column.Numeric.of(1e15).cell(0));
    assertEquals("-999999999999999", Column.Numeric.of(-999999999999999.0).cell(0));
    assertEquals("0.1", Column.Numeric.of(0.1).cell(0));
    assertEquals("Infinity", Column.Numeric.of(Double.POSITIVE_INFINITY).cell(0));
  }

  @Test
  void rowsCopyInTheOrderGivenWithRepeats() {
    var f = everything().target("x");
    var rows = f.rows(2, 0, 2);
    assertEquals(3, rows.size());
    assertEquals(f.cells(2), rows.cells(0));
    assertEquals(f.cells(0), rows.cells(1));
    assertEquals(f.cells(2), rows.cells(2));
    assertEquals("x", rows.targetName().orElseThrow());
    assertEquals(
        f.column("make", Column.Nominal.class).levels(),
        rows.column("make", Column.Nominal.class).levels());
    var none = f.rows();
    assertEquals(0, none.size());
    assertEquals(f.names(), none.names());
    assertNotSame(
        f.column("x", Column.Numeric.class).values(),
        f.rows(0, 1, 2).column("x", Column.Numeric.class).values());
    assertEquals(2, f.head(2).size());
    assertEquals(3, f.head(99).size());
    assertArrayEquals(new int[] {1}, f.others(2, 0));
    assertArrayEquals(new int[] {0, 1, 2}, f.others());
  }

  @Test
  void selectKeepsOrderAndTarget() {
    var f = everything().target("x");
    assertEquals(
        List.of("sold", "make", "x"), List.copyOf(f.select(List.of("sold", "make")).names()));
    assertEquals(List.of("x", "make"), List.copyOf(f.select(List.of("x", "make")).names()));
    assertEquals("x", f.select(List.of("make")).targetName().orElseThrow());
    assertEquals(List.of("make"), List.copyOf(f.select(List.of("make")).features().names()));
    refused(
        "there is no column 'nix'; there are [x, make, note, words, onehot, vector, sold]",
        () -> f.select(List.of("nix")));
  }

  @Test
  void withoutDropsTheTargetWithItsColumn() {
    var f = everything().target("x");
    assertTrue(f.without("x").targetName().isEmpty());
    assertEquals("x", f.without("make").targetName().orElseThrow());
    assertFalse(f.features().has("x"));
    assertEquals(6, f.features().names().size());
    refused(
        "there is no column 'nix'; there are [x, make, note, words, onehot, vector, sold]",
        () -> f.without("nix"));
    refused(
        "no target is marked in [x, make, note, words, onehot, vector, sold]: say"
            + " frame.target(\"…\")",
        () -> everything().targetColumn());
  }

  @Test
  void replaceStandsInThePlaceOfTheColumn() {
    var f = everything().select(List.of("x", "make", "note"));
    var by = new LinkedHashMap<String, Column>();
    by.put("make=audi", Column.Numeric.of(0, 0, 1));
    by.put("make=vw", Column.Numeric.of(1, 0, 0));
    assertEquals(
        List.of("x", "make=audi", "make=vw", "note"), List.copyOf(f.replace("make", by).names()));
    assertEquals(
        List.of("x", "note"), List.copyOf(f.replace("make", new LinkedHashMap<>()).names()));
    assertEquals("x", f.target("x").replace("make", by).targetName().orElseThrow());
    assertTrue(f.target("make").replace("make", by).targetName().isEmpty());
    var taken = new LinkedHashMap<String, Column>();
    taken.put("note", Column.Numeric.of(0, 0, 1));
    refused("'make' cannot become [note]: a name is taken", () -> f.replace("make", taken));
  }

  @Test
  void withPutsInPlaceOrAtTheEnd() {
    var f = everything().select(List.of("x", "make"));
    assertEquals(
        List.of("x", "make"), List.copyOf(f.with("x", Column.Numeric.of(7, 8, 9)).names()));
    assertEquals(
        List.of("x", "make", "z"), List.copyOf(f.with("z", Column.Numeric.of(7, 8, 9)).names()));
    assertEquals("1", f.column("x").cell(0), "the old frame is as it was");
    refused(
        "column 'z' has 2 rows, but 'x' has 3: all columns of a frame need the same number",
        () -> f.with("z", Column.Numeric.of(7, 8)));
    refused(
        "column 'x' is numeric, but must be nominal", () -> f.column("x", Column.Nominal.class));
  }

  @Test
  void completeKeepsRowsWithoutGaps() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("a", Column.Numeric.of(1, NAN, 3, 4));
    columns.put("b", Column.Nominal.of("u", "v", "", "v"));
    var f = Frame.of(columns).target("a");
    assertEquals(List.of("4", "v"), f.complete("a", "b").cells(1));
    assertEquals(2, f.complete("a", "b").size());
    assertEquals(3, f.complete("b").size());
    assertEquals("a", f.complete("b").targetName().orElseThrow());
    assertSame(f, f.complete());
    refused("there is no column 'c'; there are [a, b]", () -> f.complete("c"));
  }

  @Test
  void concatMergesLevelsFeaturesAndWordsByName() {
    var f = everything();
    var columns = new LinkedHashMap<String, Column>();
    columns.put("sold", new Column.Time(new long[] {86_400_000L}));
    columns.put("make", Column.Nominal.of("bmw"));
    columns.put("x", Column.Numeric.of(9));
    columns.put("note", Column.Text.of("three"));
    columns.put(
        "words",
        new Column.Tokens(new int[] {0, 3}, new int[] {1, 0, 1}, Vocabulary.of("b", "new")));
    columns.put(
        "onehot",
        new Column.Sparse(
            new int[] {0, 3},
            new int[] {0, 1, 2},
            new double[] {7, 8, 9},
            Vocabulary.of("q", "r", "p")));
    columns.put("vector", new Column.Dense(new float[] {7, 8}, Vocabulary.of("v1", "v2")));
    var all = Frame.concat(List.of(f.target("x"), Frame.of(columns)));
    assertEquals(f.names(), all.names());
    assertEquals("x", all.targetName().orElseThrow());
    assertEquals(4, all.size());
    for (int i = 0; i < 3; i++) assertEquals(f.cells(i), all.cells(i));
    assertEquals(
        List.of("9", "bmw", "three", "new b new", "p:9 q:7 r:8", "[7.0, 8.0]", "1970-01-02"),
        all.cells(3));
    assertEquals(
        List.of("audi", "vw", "bmw"), all.column("make", Column.Nominal.class).levels().names());
    assertArrayEquals(new int[] {1, -1, 0, 2}, all.column("make", Column.Nominal.class).codes());
    assertArrayEquals(
        new int[] {1, 0, 1, 0, 1, 2}, all.column("onehot", Column.Sparse.class).index());
    assertEquals(0, Frame.concat(List.of()).size());
  }

  @Test
  void concatRefusesOtherColumns() {
    var ab = Frame.of("a", Column.Numeric.of(1)).with("b", Column.Numeric.of(2));
    var a = Frame.of("a", Column.Numeric.of(1));
    refused("column 'b' is in one frame but not in the first", () -> Frame.concat(List.of(a, ab)));
    refused("there is no column 'b'; there are [a]", () -> Frame.concat(List.of(ab, a)));
    refused(
        "column 'a' is nominal, but must be numeric",
        () -> Frame.concat(List.of(a, Frame.of("a", Column.Nominal.of("1")))));
  }

  @Test
  void theFingerprintSeesEveryChange() {
    var f = everything();
    var print = f.fingerprint();
    assertEquals(64, print.length());
    assertEquals(print, everything().fingerprint());
    assertEquals(print, f.rows(0, 1, 2).fingerprint());
    assertNotEquals(print, f.target("x").fingerprint());
    assertNotEquals(print, f.rows(0, 2, 1).fingerprint());
    assertNotEquals(print, f.head(2).fingerprint());
    assertNotEquals(print, f.without("note").fingerprint());
    assertNotEquals(
        print,
        f.select(List.of("make", "x", "note", "words", "onehot", "vector", "sold")).fingerprint());
    assertNotEquals(print, f.with("x", Column.Numeric.of(1, NAN, 3 + 1e-15)).fingerprint());
    assertNotEquals(
        Frame.of("a", Column.Text.of("ab", "c")).fingerprint(),
        Frame.of("a", Column.Text.of("a", "bc")).fingerprint());
    assertNotEquals(
        Frame.of("a", new Column.Nominal(new int[] {0}, Vocabulary.of("u"))).fingerprint(),
        Frame.of("a", new Column.Nominal(new int[] {0}, Vocabulary.of("v"))).fingerprint());
    assertNotEquals(
        Frame.of("a", new Column.Dense(new float[] {1}, Vocabulary.of("u"))).fingerprint(),
        Frame.of("a", new Column.Dense(new float[] {2}, Vocabulary.of("u"))).fingerprint());
  }

  @Test
  void presentLevelsAndCodesInOtherLevels() {
    var c = new Column.Nominal(new int[] {2, -1, 0, 2}, Vocabulary.of("c", "b", "a"));
    assertEquals(List.of("c", "a"), c.present().names());
    assertArrayEquals(new int[] {0, -1, -1, 0}, c.codes(Vocabulary.of("a", "z")));
    assertSame(c.codes(), c.codes(Vocabulary.of("c", "b", "a")));
    assertEquals(List.of("a", "b"), Column.Nominal.of("b", "", "a", "b").levels().names());
    assertArrayEquals(new int[] {1, -1, 0, 1}, Column.Nominal.of("b", "", "a", "b").codes());
  }

  @Test
  void denseRowsMustBeFull() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Column.Dense(new float[3], Vocabulary.of("u", "v")));
    assertThrows(
        IllegalArgumentException.class, () -> new Column.Dense(new float[0], Vocabulary.empty()));
  }

  @Test
  void printsKindsMissingCountsAndRows() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("price", Column.Numeric.of(1, 2, 3.5, 4, 5, 6, NAN));
    columns.put("make", Column.Nominal.of("vw", "", "audi", "vw", "vw", "vw", "vw"));
    columns.put("note", Column.Text.of("a\nb", "", "c", "d", "e", "x".repeat(30), "g"));
    assertEquals(
        """
        7 rows, 3 columns, target price*
           price*  make       note
          numeric  nominal    text
        1 missing  1 missing  1 missing
                1  vw         a b
                2  ·          ·
              3.5  audi       c
                4  vw         d
                5  vw         e
                6  vw         xxxxxxxxxxxxxxxxxxxxxxx…
                ·  vw         g\
        """,
        Frame.of(columns).target("price").toString());
    var long61 = Frame.of("x", new Column.Numeric(new double[61])).toString();
    assertEquals(3 + 1 + 6 + 1, long61.lines().count());
    assertTrue(long61.endsWith("\n… 55 more rows"), long61);
    assertEquals(64, Frame.of("x", new Column.Numeric(new double[60])).toString().lines().count());
    assertEquals("0 rows, 0 columns\n\n\n", Frame.of(new LinkedHashMap<>()).toString());
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;

class OneHotTest {
  private static final Frame MAKES =
      Frame.of("make", Column.Nominal.of(StepsGolden.names("makes")));
  private static final Frame PROBE =
      Frame.of("make", Column.Nominal.of("audi", "tesla", "seat", "vw", "ford"));

  private static void golden(String name, OneHot step) {
    var out = step.fit(MAKES).apply(PROBE).column("make", Column.Sparse.class);
    assertEquals(StepsGolden.names(name + ".names"), out.features().names());
    StepsGolden.check(name, StepsGolden.dense(out), 0);
  }

  @Test
  void equalsScikitLearn() {
    var other = new OneHot().unseen(OneHot.Unseen.OTHER);
    golden("onehot", new OneHot());
    golden("onehot.first", new OneHot().dropFirst(true));
    golden("onehot.count", other.minCount(3));
    golden("onehot.share", new OneHot().minShare(0.1));
    golden("onehot.max", other.maxLevels(3));
    golden("onehot.maxFirst", other.maxLevels(4).dropFirst(true));
  }

  @Test
  void nothingIsPooledWhereTheLevelsJustFit() {
    var out = new OneHot().maxLevels(6).fit(MAKES).apply(MAKES).column("make", Column.Sparse.class);
    assertEquals(6, out.features().size());
    assertTrue(out.features().has("make=seat"));
    var five =
        new OneHot().maxLevels(5).fit(MAKES).apply(MAKES).column("make", Column.Sparse.class);
    assertEquals(
        List.of("make=audi", "make=bmw", "make=kia", "make=vw", "make=other"),
        five.features().names());
  }

  @Test
  void missingCellsAreZerosOrALevel() {
    var train = Frame.of("fuel", Column.Nominal.of("gas", "", "diesel"));
    var zeros = new OneHot().fit(train).apply(train).column("fuel", Column.Sparse.class);
    assertArrayEquals(new int[] {0, 1, 1, 2}, zeros.starts());
    var level =
        new OneHot().missingLevel(true).fit(train).apply(train).column("fuel", Column.Sparse.class);
    assertEquals(List.of("fuel=diesel", "fuel=gas", "fuel=missing"), level.features().names());
    assertArrayEquals(new int[] {1, 2, 0}, level.index());
  }

  @Test
  void levelsComeFromTheRowsAndNotFromTheVocabulary() {
    var file = new Column.Nominal(new int[] {0, 1, 2}, Vocabulary.of("a", "b", "c"));
    var train = Frame.of("x", file.rows(2, 0));
    var fitted = new OneHot().fit(train);
    assertEquals(
        List.of("x=a", "x=c"),
        fitted.apply(Frame.of("x", file)).column("x", Column.Sparse.class).features().names());
  }

  @Test
  void anUnseenLevelIsRefusedOnRequest() {
    var fitted = new OneHot().unseen(OneHot.Unseen.ERROR).fit(MAKES);
    var e = assertThrows(DataException.class, () -> fitted.apply(PROBE));
    assertTrue(e.getMessage().contains("'make' has the level 'tesla' in row 1"), e.getMessage());
    assertEquals(2, fitted.apply(PROBE.rows(0, 2)).size(), "a level that no row has is no error");
  }

  @Test
  void aLevelCalledOtherJoinsThePool() {
    var train = Frame.of("x", Column.Nominal.of("a", "a", "other", "other", "z"));
    var out = new OneHot().minCount(2).fit(train).apply(train).column("x", Column.Sparse.class);
    assertEquals(List.of("x=a", "x=other"), out.features().names());
    assertArrayEquals(new int[] {0, 0, 1, 1, 1}, out.index());
  }

  @Test
  void ordinalEqualsScikitLearn() {
    var fitted = new Ordinal().fit(MAKES);
    StepsGolden.check("ordinal", StepsGolden.rowMajor(fitted.apply(PROBE)), 0);
  }

  @Test
  void ordinalTakesAnOrder() {
    var step = new Ordinal().order(List.of("S", "M", "L"));
    var train = Frame.of("size", Column.Nominal.of("M", "S", ""));
    var probe = Frame.of("size", Column.Nominal.of("L", "M", "", "XL"));
    assertArrayEquals(
        new double[] {2, 1, Double.NaN, -1}, StepsGolden.rowMajor(step.fit(train).apply(probe)));
    var other = step.missing(Ordinal.Missing.CODE).unseen(Ordinal.Unseen.NAN);
    assertArrayEquals(
        new double[] {2, 1, 3, Double.NaN}, StepsGolden.rowMajor(other.fit(train).apply(probe)));
    var strict = step.unseen(Ordinal.Unseen.ERROR).fit(train);
    var e = assertThrows(DataException.class, () -> strict.apply(probe));
    assertTrue(e.getMessage().contains("'XL' in row 3"), e.getMessage());
    e = assertThrows(DataException.class, () -> step.fit(probe));
    assertTrue(e.getMessage().contains("'XL', which the given order"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Ordinal().order(List.of("a", "a")));
  }
}

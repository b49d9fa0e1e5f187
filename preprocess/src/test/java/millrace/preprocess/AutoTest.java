package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class AutoTest {
  private static final int ROWS = 120;

  /** A table with everything that a table can have. */
  private static Frame cars() {
    var r = Run.seeded(1).random("cars");
    var make = new ArrayList<String>();
    var title = new ArrayList<String>();
    var note = new ArrayList<String>();
    var id = new double[ROWS];
    var year = new double[ROWS];
    var doors = new double[ROWS];
    var one = new double[ROWS];
    var price = new double[ROWS];
    var sold = new long[ROWS];
    var starts = new int[ROWS + 1];
    for (int i = 0; i < ROWS; i++) {
      make.add(i == 7 ? "rare" : i % 11 == 0 ? "" : List.of("audi", "bmw", "ford").get(i % 3));
      title.add(i % 4 == 0 ? "" : "Yes");
      note.add("note " + i);
      id[i] = i + 1000;
      year[i] = i % 13 == 5 ? Double.NaN : 2000 + r.nextInt(20);
      doors[i] = 2 + r.nextInt(3);
      one[i] = 1;
      sold[i] = i % 17 == 3 ? Column.Time.MISSING : i * 86_400_000L * 9;
      price[i] = 1000 + 10 * i;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("id", new Column.Numeric(id));
    m.put("make", Column.Nominal.of(make));
    m.put("title", Column.Nominal.of(title));
    m.put("note", Column.Nominal.of(note));
    m.put("text", new Column.Text(note));
    m.put("year", new Column.Numeric(year));
    m.put("doors", new Column.Numeric(doors));
    m.put("one", new Column.Numeric(one));
    m.put("sold", new Column.Time(sold));
    m.put("words", new Column.Tokens(starts, new int[0], Vocabulary.empty()));
    m.put("price", new Column.Numeric(price));
    return Frame.of(m).target("price");
  }

  @Test
  void makesAMatrixWithoutGapsForEveryKindOfModel() {
    var cars = cars();
    for (var model : List.of(Auto.Model.LINEAR, Auto.Model.TREE, Auto.Model.NEIGHBOURS)) {
      var prepared = new Auto().model(model).prepare(cars, Run.quiet());
      var x = Features.of(prepared.train());
      for (double v : x.dense()) assertTrue(Double.isFinite(v), model::toString);
      var again = Features.of(prepared.transform().apply(cars.features()));
      assertEquals(x.names(), again.names());
      assertArrayEquals(x.dense(), again.dense());
      var names = x.names().names();
      for (var gone : List.of("id", "one", "words", "text", "note"))
        assertTrue(names.stream().noneMatch(n -> n.startsWith(gone)), () -> gone + names);
      assertTrue(names.containsAll(List.of("title", "year", "year_missing", "sold_year")));
      assertEquals(model == Auto.Model.LINEAR, names.contains("year^2"));
      assertFalse(names.contains("doors^2"), "three values need no powers");
      if (model == Auto.Model.TREE) {
        assertTrue(names.containsAll(List.of("make", "sold_month")), names::toString);
      } else {
        assertTrue(
            names.containsAll(List.of("make=audi", "make=missing", "make=other", "sold_month_sin")),
            names::toString);
        assertFalse(names.contains("make=rare"));
      }
    }
  }

  /** They learn vectors of levels, and bring numbers to one scale, themselves. */
  @Test
  void saysWhatItLeavesOutAndWhy() {
    var cars = cars();
    var said = new LinkedHashMap<String, String>();
    said.put("id", "numbers the rows");
    said.put("one", "the same in all rows");
    said.put("words", "tokens");
    said.put("note", "free text");
    said.put("text", "free text");
    assertEquals(said, new Auto().leftOut(cars));
    var none = new Column.Numeric(new double[ROWS]);
    Arrays.fill(none.values(), Double.NaN);
    assertEquals("empty", new Auto().leftOut(cars.with("none", none)).get("none"));
    assertTrue(new Auto().leftOut(cars.without(List.copyOf(said.keySet()))).isEmpty());
  }

  @Test
  void networksGetLevelsAndNumbersAsTheyAre() {
    var cars = cars();
    var out = new Auto().model(Auto.Model.NETWORK).prepare(cars, Run.quiet()).train();
    assertEquals(cars.column("make"), out.column("make"));
    assertEquals(0, out.column("year").missing());
    assertTrue(Standardize.mean(Golden.values(out, "year")) > 2000);
    assertTrue(
        out.names().containsAll(List.of("title", "year_missing", "sold_month_sin")),
        out.names()::toString);
    for (var gone : List.of("id", "one", "words", "text", "note", "year^2"))
      assertFalse(out.has(gone), gone);
  }

  @Test
  void numbersAreStandardizedForLinearModels() {
    var out = new Auto().prepare(cars(), Run.quiet()).train();
    for (var n : List.of("title", "year", "year^2", "year_missing", "sold_month_sin")) {
      var v = Golden.values(out, n);
      double mean = Standardize.mean(v);
      assertEquals(0, mean, 1e-12, n);
      assertEquals(1, Standardize.variance(v, mean), 1e-12, n);
    }
  }

  /** The choice is made from training rows only, and later frames may have gaps and new levels. */
  @Test
  void laterRowsChangeNothingAndMayHaveGapsAnywhere() {
    var cars = cars();
    var fitted = new Auto().fit(cars);
    var late =
        Frame.of("make", Column.Nominal.of("lada"))
            .with("title", Column.Nominal.of("maybe"))
            .with("year", Column.Numeric.of(Double.NaN))
            .with("doors", Column.Numeric.of(Double.NaN))
            .with("sold", new Column.Time(new long[] {Column.Time.MISSING}));
    var x = Features.of(fitted.apply(late));
    for (double v : x.dense()) assertTrue(Double.isFinite(v));
    assertEquals(Features.of(fitted.apply(cars)).names(), x.names());
    assertEquals(1, x.dense()[x.names().id("make=other")], "an unseen level joins the rare ones");
  }

  @Test
  void chosenStepsCanBeReadAndUsed() {
    var cars = cars();
    var fitted = new Auto().model(Auto.Model.TREE).fit(cars);
    assertEquals(
        "Drop(columns=[id, one, words]) → Ternary → DropText → Dates"
            + " → On(:numeric: Impute(strategy=MEDIAN indicator=true)) → Ordinal(missing=CODE)",
        fitted.toString());
    assertEquals(
        fitted.apply(cars).fingerprint(), fitted.chosen().fit(cars).apply(cars).fingerprint());
    var plain = Frame.of("x", Column.Numeric.of(1, 2, 3));
    assertEquals(
        "On(:numeric: Impute(strategy=MEDIAN indicator=true)) → On(:numeric: Standardize)",
        new Auto().fit(plain).toString());
  }

  @Test
  void wideColumnsAreCrossFittedForTrees() {
    var model = new ArrayList<String>();
    for (int i = 0; i < ROWS; i++) model.add("model" + i % 12);
    var cars = cars().with("model", Column.Nominal.of(model));
    var auto = new Auto().model(Auto.Model.TREE);
    assertTrue(auto.choose(cars).toString().contains("On(model: TargetEncode) → Ordinal"));
    assertFalse(auto.choose(cars.features()).toString().contains("TargetEncode"), "no target");
    // A training row is not told its own target, so it differs from what a later one is told.
    var prepared = auto.prepare(cars, Run.quiet());
    var told = Golden.values(prepared.train(), "model");
    var later = Golden.values(prepared.transform().apply(cars), "model");
    assertEquals(later[0], later[12], "one level, one number");
    boolean same = true;
    for (int i = 0; i < ROWS; i++) same &= told[i] == later[i];
    assertFalse(same);
  }

  @Test
  void aTableThatSaysNothingLosesItsColumns() {
    var f = Frame.of("one", Column.Numeric.of(1, 1)).with("y", Column.Numeric.of(1, 2)).target("y");
    assertEquals("Drop(columns=[one])", new Auto().fit(f).toString());
    assertEquals(List.of("y"), List.copyOf(new Auto().prepare(f, Run.quiet()).train().names()));
  }
}

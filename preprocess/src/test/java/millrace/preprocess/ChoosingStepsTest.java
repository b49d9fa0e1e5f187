package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.Column.Text;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** DropMissing, DropText, Select, Drop, On. */
class ChoosingStepsTest {
  private static final double NAN = Double.NaN;

  private static Frame cars() {
    return Frame.of("make", Nominal.of("audi", "bmw", "", "audi"))
        .with("year", Numeric.of(2017, 2016, 2019, NAN))
        .with("engine size", Numeric.of(1, 2, 3, 4))
        .with("engine.power", Numeric.of(10, 20, 30, 40))
        .with("note", Text.of("one", "two", "", "four"))
        .with("price", Numeric.of(1, 2, 3, 4))
        .target("price");
  }

  private static List<String> names(Frame frame) {
    return List.copyOf(frame.names());
  }

  @Test
  void dropMissingDropsColumnsByTheirTrainingShare() {
    var f = cars();
    assertEquals(
        List.of("engine size", "engine.power", "price"), names(new DropMissing().fit(f).apply(f)));
    assertEquals(names(f), names(new DropMissing().share(0.25).fit(f).apply(f)));
    assertEquals(
        List.of("engine size", "engine.power", "price"),
        names(new DropMissing().share(0.2).fit(f).apply(f)));
    // A later gap in a column that stays is no reason to drop it; a dropped one may be absent.
    var late = Frame.of("engine size", Numeric.of(NAN)).with("engine.power", Numeric.of(1));
    assertEquals(2, new DropMissing().fit(f).apply(late).names().size());
  }

  @Test
  void dropMissingRowsDropsTrainingRowsOnly() {
    var f = cars();
    var step = new DropMissing().share(1).rows(true);
    var prepared = step.prepare(f, Run.quiet());
    assertEquals(f.rows(0, 1).fingerprint(), prepared.train().fingerprint());
    assertEquals(4, prepared.transform().apply(f).size());
    // Inside Steps the following steps learn from the rows that remain.
    var steps = Steps.of(step, new Impute().strategy(Impute.Strategy.MEDIAN));
    var all = steps.prepare(f, Run.quiet());
    assertEquals(2, all.train().size());
    assertEquals(2016.5, Golden.values(all.transform().apply(f), "year")[3]);
    var hopeless = Frame.of("x", Numeric.of(NAN, 1)).with("z", Numeric.of(1, NAN));
    var e = assertThrows(DataException.class, () -> step.prepare(hopeless, Run.quiet()));
    assertTrue(e.getMessage().contains("each of the 2 training rows"), e.getMessage());
  }

  @Test
  void dropTextDropsTextAndNamesThatHardlyRepeat() {
    var vin = new ArrayList<String>();
    var make = new ArrayList<String>();
    var pair = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      vin.add("vin" + i);
      make.add("make" + i % 15);
      pair.add("pair" + i / 2);
    }
    var f =
        Frame.of("vin", Nominal.of(vin))
            .with("make", Nominal.of(make))
            .with("pair", Nominal.of(pair))
            .with("note", new Text(vin));
    assertEquals(List.of("make", "pair"), names(new DropText().fit(f).apply(f)));
    assertEquals(List.of("make"), names(new DropText().share(0.4).fit(f).apply(f)));
    assertEquals(List.of(), names(new DropText().share(0.2).least(0).fit(f).apply(f)));
    // Levels that do not occur in training do not count.
    var few = f.head(10);
    assertEquals(List.of("vin", "make", "pair"), names(new DropText().fit(few).apply(few)));
    assertEquals(List.of("pair"), names(new DropText().least(0).share(0.9).fit(few).apply(few)));
  }

  @Test
  void selectAndDropByNamePatternAndKind() {
    var f = cars();
    assertEquals(
        List.of("make", "engine size", "engine.power", "price"),
        names(Select.of("engine*", "make").fit(f).apply(f)));
    assertEquals(
        List.of("year", "engine.power", "price"),
        names(Select.of(":numeric", "!engine?size").fit(f).apply(f)));
    assertEquals(
        List.of("make", "year", "price"), names(Select.of("!engine*", "!:Text").fit(f).apply(f)));
    assertEquals(names(f), names(new Select().fit(f).apply(f)));
    assertEquals(names(f), names(new Drop().fit(f).apply(f)));
    assertEquals(
        List.of("make", "year", "engine.power", "price"),
        names(Drop.of(":text", "engine size", ":time").fit(f).apply(f)));
    assertEquals(
        List.of("year"), names(Drop.of("make").fit(f).apply(Frame.of("year", Numeric.of(1)))));
  }

  @Test
  void choosingErrorsNameWhatThereIs() {
    var f = cars();
    for (var word : List.of("yeer", "eng?ne", "!yeer")) {
      var e = assertThrows(DataException.class, () -> Select.of(word).fit(f));
      assertTrue(e.getMessage().contains(word.replace("!", "")), e.getMessage());
      assertTrue(e.getMessage().contains("engine.power"), e.getMessage());
    }
    var e = assertThrows(DataException.class, () -> Drop.of("price").fit(f));
    assertTrue(e.getMessage().contains("'price' is the target"), e.getMessage());
    var i = assertThrows(IllegalArgumentException.class, () -> Drop.of(":number"));
    assertTrue(i.getMessage().contains(":numeric"), i.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Select.of(" "));
    var late = f.without("year");
    e = assertThrows(DataException.class, () -> Select.of("year").fit(f).apply(late));
    assertTrue(e.getMessage().contains("'year'"), e.getMessage());
  }

  /** A step that keeps "year", drops every other column and adds two. */
  private record Odd(boolean first) implements Step<Odd.Fitted> {
    @Override
    public millrace.learn.Needs needs() {
      return millrace.learn.Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted(first);
    }

    record Fitted(boolean first) implements millrace.learn.Transform {
      @Override
      public Frame apply(Frame frame) {
        var one = Numeric.of(new double[frame.size()]);
        var year = Frame.of("year", frame.column("year"));
        return first
            ? Frame.of("new", one).with("year", frame.column("year"))
            : year.with("new", one);
      }
    }
  }

  @Test
  void onPutsResultsInTheirPlaces() {
    var f = cars();
    var late = f.features();
    for (boolean first : new boolean[] {true, false}) {
      var on = On.of(new Odd(first), "make", "year");
      var expected =
          first
              ? List.of("new", "year", "engine size", "engine.power", "note", "price")
              : List.of("year", "new", "engine size", "engine.power", "note", "price");
      var prepared = on.prepare(f, Run.quiet());
      assertEquals(expected, names(prepared.train()));
      assertEquals("price", prepared.train().targetName().orElseThrow());
      assertEquals(expected, names(on.fit(f).apply(f)));
      assertEquals(expected.subList(0, 5), names(on.fit(f).apply(late)));
    }
  }

  @Test
  void onNoColumnAndWithoutATargetNothingHappens() {
    var names = Frame.of("make", Nominal.of("audi", "bmw"));
    var on = On.of(new Impute(), ":numeric");
    assertEquals(names.toString(), on.fit(names).apply(names).toString());
    assertEquals(names.toString(), on.prepare(names, Run.quiet()).train().toString());
    assertEquals(
        List.of("make"),
        List.copyOf(new Auto().model(Auto.Model.TREE).fit(names).apply(names).names()));
  }

  @Test
  void onNestsStepsAndLeavesOtherColumnsAlone() {
    var f = cars().with("power", Numeric.of(NAN, 1, 1, 1));
    var on = On.of(Steps.of(new Impute().indicator(true), Drop.of("engine*")), "year", "engine*");
    var out = on.prepare(f, Run.quiet()).train();
    assertEquals(List.of("make", "year", "year_missing", "note", "price", "power"), names(out));
    assertTrue(Double.isNaN(Golden.values(out, "power")[0]));
    assertFalse(Double.isNaN(Golden.values(out, "year")[3]));
    assertArrayEquals(
        Golden.values(out, "year"),
        Golden.values(on.fit(f).apply(f), "year"),
        "fit and prepare agree");
    // The columns are found by name wherever a later frame has them, and must be there.
    var late =
        Frame.of("power", Numeric.of(1))
            .with("engine.power", Numeric.of(1))
            .with("engine size", Numeric.of(1))
            .with("year", Numeric.of(NAN));
    assertEquals(List.of("power", "year", "year_missing"), names(on.fit(f).apply(late)));
    var e = assertThrows(DataException.class, () -> on.fit(f).apply(late.without("engine.power")));
    assertTrue(e.getMessage().contains("'engine.power'"), e.getMessage());
  }

  @Test
  void onRefusesStepsThatDropRowsAndNamesThatAreTaken() {
    var i =
        assertThrows(
            IllegalArgumentException.class,
            () -> On.of(Steps.of(new DropMissing().rows(true)), "year"));
    assertTrue(i.getMessage().contains("drops rows"), i.getMessage());
    var taken = cars().with("new", Numeric.of(1, 2, 3, 4));
    var e =
        assertThrows(
            DataException.class, () -> On.of(new Odd(true), "year").prepare(taken, Run.quiet()));
    assertTrue(e.getMessage().contains("'new'"), e.getMessage());
    assertTrue(On.of(new Impute().k(3), "year").toString().contains("Impute"), "prints its step");
  }
}

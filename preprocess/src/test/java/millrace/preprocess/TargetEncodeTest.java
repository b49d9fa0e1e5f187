package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class TargetEncodeTest {
  private static final Frame PROBE =
      Frame.of("make", Column.Nominal.of("audi", "tesla", "seat", "vw", "ford"));
  private static final Map<String, TargetEncode> STEPS =
      Map.of(
          "auto", new TargetEncode(),
          "m", new TargetEncode().auto(false).smooth(5),
          "m0", new TargetEncode().auto(false).smooth(0));

  private static Frame cars(double[] price) {
    return Frame.of("make", Column.Nominal.of(StepsGolden.names("makes")))
        .with("price", new Column.Numeric(price))
        .target("price");
  }

  private static Frame cars() {
    return cars(StepsGolden.numbers("price"));
  }

  private static double[] make(Frame frame) {
    return frame.column("make", Column.Numeric.class).values();
  }

  @Test
  void equalsThePublishedFormula() {
    STEPS.forEach(
        (name, step) ->
            StepsGolden.check("target." + name, make(step.fit(cars()).apply(PROBE)), 1e-12));
  }

  @Test
  void trainingRowsAreEncodedByTheOtherFolds() {
    // as many folds as rows: leave one out, which does not depend on the shuffle
    STEPS.forEach(
        (name, step) ->
            StepsGolden.check(
                "target." + name + ".loo",
                make(step.folds(60).prepare(cars(), Run.seeded(1)).train()),
                1e-12));
  }

  @Test
  void noTrainingRowIsToldItsOwnTarget() {
    var price = StepsGolden.numbers("price");
    var step = new TargetEncode();
    var before = make(step.prepare(cars(price), Run.seeded(7)).train());
    for (int i = 0; i < price.length; i += 7) {
      var changed = price.clone();
      changed[i] += 1e6;
      var after = make(step.prepare(cars(changed), Run.seeded(7)).train());
      assertEquals(before[i], after[i]);
      assertNotEquals(
          before[(i + 1) % 60] + before[(i + 2) % 60], after[(i + 1) % 60] + after[(i + 2) % 60]);
      assertNotEquals(
          make(step.fit(cars(price)).apply(cars(price)))[i],
          make(step.fit(cars(changed)).apply(cars(changed)))[i]);
    }
  }

  @Test
  void aNominalTargetGivesSharesPerClass() {
    var fuel = Column.Nominal.of(StepsGolden.names("fuel"));
    var train = cars().with("fuel", fuel).without("price").target("fuel");
    STEPS.forEach(
        (name, step) -> {
          var out = step.fit(train).apply(PROBE);
          assertEquals(
              List.of("make_diesel", "make_hybrid", "make_petrol"), List.copyOf(out.names()));
          for (var c : out.names())
            StepsGolden.check(
                "target." + name + "." + c.substring(5),
                out.column(c, Column.Numeric.class).values(),
                1e-12);
        });
    var two =
        Column.Nominal.of(
            StepsGolden.names("fuel").stream().map(f -> f.equals("petrol") ? "p" : "a").toList());
    var binary = train.with("fuel", two);
    STEPS.forEach(
        (name, step) ->
            StepsGolden.check(
                "target." + name + ".binary", make(step.fit(binary).apply(PROBE)), 1e-12));
    assertEquals(60, STEPS.get("auto").prepare(binary, Run.quiet()).train().size());
  }

  @Test
  void missingIsALevelAndUnseenTheMean() {
    var train =
        Frame.of("x", Column.Nominal.of("a", "a", "", ""))
            .with("y", Column.Numeric.of(1, 3, 5, 7))
            .target("y");
    var out =
        new TargetEncode()
            .auto(false)
            .smooth(0)
            .fit(train)
            .apply(Frame.of("x", Column.Nominal.of("a", "", "b")));
    assertArrayEquals(new double[] {2, 6, 4}, out.column("x", Column.Numeric.class).values());
  }

  @Test
  void mistakesAreNamed() {
    var time = cars().with("t", new Column.Time(new long[60])).target("t");
    var e = assertThrows(DataException.class, () -> new TargetEncode().fit(time));
    assertTrue(e.getMessage().contains("'t' is time"), e.getMessage());
    e =
        assertThrows(
            DataException.class, () -> new TargetEncode().prepare(cars().rows(0), Run.quiet()));
    assertTrue(e.getMessage().contains("at least 2 rows"), e.getMessage());
  }

  @Test
  void interactionsOfNumbersAndLevels() {
    var frame =
        Frame.of("year", Column.Numeric.of(3, 5))
            .with("km", Column.Numeric.of(2, Double.NaN))
            .with("make", Column.Nominal.of("vw", "audi"));
    var prepared =
        Steps.of(new OneHot(), Interactions.of("year*km", "make*year")).fit(frame).apply(frame);
    assertEquals(
        List.of("year", "km", "make", "year km", "make year"), List.copyOf(prepared.names()));
    assertArrayEquals(
        new double[] {6, Double.NaN}, prepared.column("year km", Column.Numeric.class).values());
    var slopes = prepared.column("make year", Column.Sparse.class);
    assertEquals(List.of("make=audi year", "make=vw year"), slopes.features().names());
    assertArrayEquals(new double[] {0, 3, 5, 0}, StepsGolden.dense(slopes));
    assertEquals(
        List.of("year", "km", "make", "year km"),
        List.copyOf(new Interactions().fit(frame).apply(frame).names()));
    var e = assertThrows(DataException.class, () -> Interactions.of("year*make").fit(frame));
    assertTrue(e.getMessage().contains("'make' is nominal"), e.getMessage());
    e = assertThrows(DataException.class, () -> Interactions.of("year*power").fit(frame));
    assertTrue(e.getMessage().contains("\"year*power\" must name two columns"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Interactions.of("year"));
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Impute.Strategy;
import millrace.preprocess.Impute.Weights;
import org.junit.jupiter.api.Test;

class ImputeTest {
  private static final double NAN = Double.NaN;

  /** Every strategy, KNN with 1, 3, 5 and more neighbours than rows: scikit-learn 1.2.1. */
  @Test
  void equalsScikitLearn() {
    var golden = Golden.read("impute.json");
    var train = Golden.frame(golden.get("train"));
    var test = Golden.frame(golden.get("test"));
    for (JsonNode c : golden.get("cases")) {
      var what = c.get("strategy").asText() + c.get("k") + c.get("weights");
      var impute =
          new Impute()
              .strategy(Strategy.valueOf(c.get("strategy").asText().toUpperCase(Locale.ROOT)))
              .k(c.get("k").asInt())
              .weights(Weights.valueOf(c.get("weights").asText().toUpperCase(Locale.ROOT)))
              .fill(-7.5);
      var fitted = impute.fit(train);
      // The distances of scikit-learn come from expanded squares: they carry fewer digits.
      double tolerance = what.contains("distance") ? 1e-11 : 1e-12;
      Golden.assertRows(c.get("test"), fitted.apply(test), tolerance, what);
      Golden.assertRows(c.get("train"), fitted.apply(train), tolerance, what + " train");
    }
  }

  @Test
  void indicatorEqualsScikitLearn() {
    var golden = Golden.read("impute.json");
    var train = Golden.frame(golden.get("train")).without("x2");
    var fitted = new Impute().indicator(true).fit(train);
    var out = fitted.apply(Golden.frame(golden.get("test")).without("x2"));
    assertEquals(
        List.of("x0", "x1", "x3", "x0_missing", "x1_missing", "x3_missing"),
        List.copyOf(out.names()));
    Golden.assertRows(golden.get("indicator"), out, 1e-12, "indicator");
  }

  @Test
  void columnWithoutAnyValueIsDroppedButCountsInTheDistance() {
    var golden = Golden.read("impute.json");
    var train = Golden.frame(golden.get("train"));
    var test = Golden.frame(golden.get("test"));
    var nothing = new double[test.size()];
    java.util.Arrays.fill(nothing, NAN);
    var gap =
        train.select(List.of("x0")).with("gap", gap(train.size())).with("x1", train.column("x1"));
    var late = test.select(List.of("x0")).with("gap", gap(12)).with("x1", test.column("x1"));
    var out =
        new Impute().strategy(Strategy.KNN).k(2).weights(Weights.DISTANCE).fit(gap).apply(late);
    Golden.assertRows(golden.get("gap"), out, 1e-11, "gap");
    // A constant needs no value to learn from.
    var filled = new Impute().strategy(Strategy.CONSTANT).fill(3).fit(gap).apply(late);
    assertEquals(3, Golden.values(filled, "gap")[5]);
    // Nobody needs to bring a column that is not used.
    assertEquals(2, new Impute().fit(gap).apply(late.without("gap")).names().size());
  }

  private static Numeric gap(int n) {
    var v = new double[n];
    java.util.Arrays.fill(v, NAN);
    return new Numeric(v);
  }

  @Test
  void nominalColumnsGetTheirMostFrequentLevelWhateverTheStrategy() {
    var train = Frame.of("make", Nominal.of("b", "a", "b", "a", "c", ""));
    assertEquals("a", Golden.read("impute.json").get("level").asText());
    for (var s : Strategy.values()) {
      var out = new Impute().strategy(s).fillText("unknown").fit(train).apply(train);
      assertEquals(s == Strategy.CONSTANT ? "unknown" : "a", out.column("make").cell(5));
      assertEquals("c", out.column("make").cell(4));
    }
    // The level need not be among those of a later frame; unseen ones pass.
    var late = Frame.of("make", Nominal.of("z", ""));
    var out = new Impute().fit(train).apply(late);
    assertEquals(List.of("z"), out.cells(0));
    assertEquals(List.of("a"), out.cells(1));
    assertEquals(List.of("z"), ((Nominal) late.column("make")).levels().names());
  }

  @Test
  void statisticsComeFromTrainingRowsAndNotFromTheTarget() {
    var train =
        Frame.of("x", Numeric.of(1, NAN, 3))
            .with("flag", Numeric.of(1, 1, 1))
            .with("y", Numeric.of(5, NAN, 7))
            .target("y");
    var fitted = new Impute().indicator(true).fit(train);
    var late = Frame.of("x", Numeric.of(NAN, 100)).with("flag", Numeric.of(NAN, 0));
    var out = fitted.apply(late);
    assertArrayEquals(new double[] {2, 100}, Golden.values(out, "x"));
    assertArrayEquals(new double[] {1, 0}, Golden.values(out, "flag"));
    assertEquals(List.of("x", "flag", "x_missing"), List.copyOf(out.names()));
    assertTrue(
        Double.isNaN(Golden.values(fitted.apply(train), "y")[1]), "the target is left alone");
  }

  @Test
  void letsOtherKindsThrough() {
    var frame = Frame.of("when", new Column.Time(new long[] {Column.Time.MISSING, 0}));
    assertEquals(frame.fingerprint(), new Impute().fit(frame).apply(frame).fingerprint());
  }

  @Test
  void clearErrors() {
    var taken = Frame.of("x", Numeric.of(1, NAN)).with("x_missing", Numeric.of(1, 2));
    var e = assertThrows(DataException.class, () -> new Impute().indicator(true).fit(taken));
    assertTrue(e.getMessage().contains("'x_missing'"), e.getMessage());
    var infinite = Frame.of("x", Numeric.of(1, Double.POSITIVE_INFINITY));
    e = assertThrows(DataException.class, () -> new Impute().fit(infinite));
    assertTrue(e.getMessage().contains("'x'"), e.getMessage());
    var i = assertThrows(IllegalArgumentException.class, () -> new Impute().k(0));
    assertTrue(i.getMessage().contains("k must be"), i.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Impute().fillText(""));
    var nominal = Frame.of("x", Nominal.of("a", "b"));
    var fitted = new Impute().fit(Frame.of("x", Numeric.of(1, NAN)));
    e = assertThrows(DataException.class, () -> fitted.apply(nominal));
    assertTrue(e.getMessage().contains("must be numeric"), e.getMessage());
  }
}

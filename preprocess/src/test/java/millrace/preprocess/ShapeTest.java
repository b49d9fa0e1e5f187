package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

/** Power, Quantile and Bin against scikit-learn. */
class ShapeTest {
  private static final String[] NAMES = {"year", "mileage", "tax", "constant"};
  private static final Frame TRAIN = StepsGolden.frame("x", NAMES);
  private static final Frame TEST = StepsGolden.frame("test", NAMES);

  private static void power(String method, Power step) {
    String[] names = {"year", "mileage", "tax"};
    var train = StepsGolden.frame("power." + method + ".train", names);
    var test = StepsGolden.frame("power." + method + ".test", names);
    var fitted = step.fit(train);
    var lambdas = StepsGolden.numbers("power." + method + ".lambdas");
    // both searches stop where the likelihood is flat up to rounding: about 1e-7
    StepsGolden.check("lambda", lambdas, fitted.lambda(), 1e-6);
    StepsGolden.check("power." + method, StepsGolden.rowMajor(fitted.apply(test)), 1e-6);
    // with scikit-learn's lambda the transform itself is closed form
    var raw = step.standardize(false).fit(train);
    var exact = new Power.Fitted(raw.columns(), raw.method(), lambdas, raw.mean(), raw.scale());
    StepsGolden.check("power." + method + ".raw", StepsGolden.rowMajor(exact.apply(test)), 1e-12);
  }

  @Test
  void powerEqualsScikitLearn() {
    power("yeo-johnson", new Power());
    power("box-cox", new Power().method(Power.Method.BOX_COX));
  }

  @Test
  void powerOfYearsAndConstantsIsFinite() {
    var out = new Power().fit(TRAIN).apply(TRAIN);
    for (var n : List.of("year", "mileage", "constant"))
      for (double v : out.column(n, Column.Numeric.class).values())
        assertTrue(Double.isFinite(v), n);
    assertEquals(3, out.column("tax").missing());
  }

  @Test
  void boxCoxNamesWhatIsNotPositive() {
    var x = Frame.of("x", Column.Numeric.of(3, 1, 0));
    var step = new Power().method(Power.Method.BOX_COX);
    var e = assertThrows(DataException.class, () -> step.fit(x));
    assertTrue(e.getMessage().contains("'x' is 0.0 in row 2"), e.getMessage());
    var fitted = step.fit(x.head(2));
    assertThrows(DataException.class, () -> fitted.apply(x));
  }

  @Test
  void quantileEqualsScikitLearn() {
    for (var output : Quantile.Output.values()) {
      var name = "quantile." + output.name().toLowerCase(Locale.ROOT);
      var step = new Quantile().output(output);
      StepsGolden.check(name, StepsGolden.rowMajor(step.fit(TRAIN).apply(TEST)), 1e-12);
      StepsGolden.check(name + ".train", StepsGolden.rowMajor(step.fit(TRAIN).apply(TRAIN)), 1e-12);
      var ten = step.quantiles(10).fit(TRAIN).apply(TRAIN);
      StepsGolden.check(name + ".10", StepsGolden.rowMajor(ten), 1e-12);
    }
  }

  @Test
  void binEqualsScikitLearn() {
    var train = TRAIN.without("tax");
    for (var strategy : Bin.Strategy.values()) {
      for (int bins : new int[] {3, 7}) {
        var name = "bin." + strategy.name().toLowerCase(Locale.ROOT) + "." + bins;
        var step = new Bin(bins, strategy, Bin.Output.ORDINAL);
        var fitted = step.fit(train);
        for (int j = 0; j < 2; j++)
          StepsGolden.check(name + ".edges" + j, fitted.cuts().get(j).at(), 1e-12);
        StepsGolden.check(name, StepsGolden.rowMajor(fitted.apply(TEST.without("tax"))), 0);
        StepsGolden.check(name + ".train", StepsGolden.rowMajor(fitted.apply(train)), 0);
      }
    }
  }

  @Test
  void binsAreNamedByInterval() {
    var x = Frame.of("x", Column.Numeric.of(0, 1, 2, 3, Double.NaN));
    var step = new Bin(4, Bin.Strategy.UNIFORM, Bin.Output.NOMINAL);
    var out = step.fit(x).apply(x).column("x", Column.Nominal.class);
    assertEquals(
        List.of("below 0.75", "[0.75, 1.5)", "[1.5, 2.25)", "2.25 or more"), out.levels().names());
    assertArrayEquals(new int[] {0, 1, 2, 3, -1}, out.codes());
    var constant = Frame.of("x", Column.Numeric.of(5, 5));
    assertEquals("any", step.fit(constant).apply(x).column("x").cell(0));
  }
}

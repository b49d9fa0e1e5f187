package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.learn.Needs;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.TargetTransform.Function;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class TargetTransformTest {
  /** Least squares on one column, x: the smallest regressor whose predictions can explode. */
  private record Line() implements Trainer<Line.Fitted> {
    @Override
    public Needs needs() {
      return Needs.matrix().target(Numeric.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      var x = Golden.values(train, "x");
      var y = ((Numeric) train.targetColumn()).values();
      double mx = Arrays.stream(x).average().orElseThrow();
      double my = Arrays.stream(y).average().orElseThrow();
      double xy = 0;
      double xx = 0;
      for (int i = 0; i < x.length; i++) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
      }
      return new Fitted(my - xy / xx * mx, xy / xx);
    }

    record Fitted(double intercept, double slope) implements Predictor<Numbers> {
      @Override
      public Numbers predict(Frame frame) {
        return new Numbers(
            Arrays.stream(Golden.values(frame, "x")).map(x -> intercept + slope * x).toArray());
      }
    }
  }

  private static Frame frame(double[] x, double[] y) {
    return Frame.of("x", new Numeric(x)).with("y", new Numeric(y)).target("y");
  }

  @Test
  void equalsScikitLearn() {
    var golden = Golden.read("target.json");
    var x = Golden.numbers(golden.get("x"));
    var late = Frame.of("x", new Numeric(Golden.numbers(golden.get("new"))));
    for (var c : golden.get("cases")) {
      var function = Function.valueOf(c.get("function").asText());
      var train = frame(x, Golden.numbers(golden.get(c.get("target").asText())));
      var fitted = TargetTransform.of(function, new Line()).fit(train);
      // λ comes from a search that stops at 1e-8 of it: predictions carry about seven digits.
      boolean searched = function == Function.YEO_JOHNSON;
      Golden.assertClose(
          Golden.numbers(c.get("predicted")),
          fitted.predict(late).values(),
          searched ? 1e-6 : 1e-12,
          function.toString());
      if (searched) assertEquals(c.get("lambda").doubleValue(), fitted.scaling().lambda(), 1e-6);
    }
  }

  @Test
  void explodingPredictionsStayFiniteAndWithinReason() {
    var x = new double[] {0, 1, 2, 3};
    var far = Frame.of("x", Numeric.of(-1e9, 1e9, -5, 8, Double.NaN));
    var price = frame(x, new double[] {100, 300, 700, 2000});
    double width = Math.log(20);
    var v = TargetTransform.log(new Line()).fit(price).predict(far).values();
    assertEquals(Math.exp(Math.log(100) - width / 2), v[0], 1e-9);
    assertEquals(Math.exp(Math.log(2000) + width / 2), v[1], 1e-9);
    assertTrue(Double.isNaN(v[4]), "no number becomes no number");
    for (var f : Function.values()) {
      for (double margin : new double[] {0, 0.5, 100, 1e6, Double.POSITIVE_INFINITY}) {
        var wild =
            TargetTransform.of(f, new Line()).margin(margin).fit(price).predict(far).values();
        for (int i = 0; i < 4; i++) {
          var what = f + " " + margin + " " + Arrays.toString(wild);
          assertTrue(Double.isFinite(wild[i]), what);
          if (f == Function.LOG) assertTrue(wild[i] > 0, what);
          if (f == Function.LOG1P || f == Function.SQRT) assertTrue(wild[i] >= 0, what);
        }
        assertTrue(wild[0] <= wild[2] && wild[2] <= wild[3] && wild[3] <= wild[1], "monotone");
        if (margin == 0) assertEquals(2000, wild[1], 1e-9);
      }
    }
  }

  @Test
  void log1pMayGoBelowZeroOnlyIfTheTargetDoes() {
    var x = new double[] {0, 1, 2};
    var far = Frame.of("x", Numeric.of(-100));
    var step = TargetTransform.of(Function.LOG1P, new Line());
    assertEquals(0, step.fit(frame(x, new double[] {0, 1, 5})).predict(far).values()[0]);
    double y = step.fit(frame(x, new double[] {-0.5, 1, 5})).predict(far).values()[0];
    assertTrue(y > -1 && y < -0.5, () -> "" + y);
  }

  @Test
  void constantTargetIsPredicted() {
    var train = frame(new double[] {1, 2, 3}, new double[] {4, 4, 4});
    for (var f : Function.values()) {
      var v = TargetTransform.of(f, new Mean()).fit(train).predict(train).values();
      Golden.assertClose(new double[] {4, 4, 4}, v, 1e-12, f.toString());
    }
  }

  @Test
  void autoTakesTheLogarithmOfSkewedPositiveTargetsOnly() {
    var golden = Golden.read("target.json");
    var x = Golden.numbers(golden.get("x"));
    var auto = TargetTransform.of(Function.AUTO, new Line());
    var price = frame(x, Golden.numbers(golden.get("price")));
    var log = TargetTransform.log(new Line()).fit(price);
    assertEquals(Function.LOG, auto.fit(price).scaling().function());
    assertArrayEquals(log.predict(price).values(), auto.fit(price).predict(price).values());
    var signed = frame(x, Golden.numbers(golden.get("signed")));
    assertEquals(Function.NONE, auto.fit(signed).scaling().function());
    var even = frame(new double[] {1, 2, 3}, new double[] {1, 2, 3});
    assertEquals(Function.NONE, auto.fit(even).scaling().function());
    Golden.assertClose(
        new double[] {1, 2, 3}, auto.fit(even).predict(even).values(), 1e-12, "identity");
  }

  @Test
  void worksInAPipelineAndAroundOne() {
    var train = frame(new double[] {1, Double.NaN, 3}, new double[] {1, 10, 100});
    var inside = Steps.of(new Impute()).then(TargetTransform.log(new Line())).fit(train);
    var around = TargetTransform.log(Steps.of(new Impute()).then(new Line())).fit(train);
    assertArrayEquals(inside.predict(train).values(), around.predict(train).values());
    // The target is not read when predicting.
    assertArrayEquals(inside.predict(train).values(), inside.predict(train.features()).values());
    assertEquals(1, inside.predict(train).values()[0], 1e-9);
  }

  @Test
  void clearErrors() {
    var zero = frame(new double[] {1, 2}, new double[] {0, 1});
    var e = assertThrows(DataException.class, () -> TargetTransform.log(new Line()).fit(zero));
    assertTrue(e.getMessage().contains("'y' is 0.0 in row 0: use LOG1P"), e.getMessage());
    var below = frame(new double[] {1, 2}, new double[] {-3, 1});
    for (var f : new Function[] {Function.LOG, Function.LOG1P, Function.SQRT}) {
      e = assertThrows(DataException.class, () -> TargetTransform.of(f, new Mean()).fit(below));
      assertTrue(e.getMessage().contains("YEO_JOHNSON"), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> new TargetTransform().margin(-1));
    @SuppressWarnings("unchecked")
    var classifier = (Trainer<? extends Predictor<Numbers>>) (Trainer<?>) new Majority();
    var i = assertThrows(IllegalArgumentException.class, () -> TargetTransform.log(classifier));
    assertTrue(i.getMessage().contains("Majority has a nominal target"), i.getMessage());
    var nominal = Frame.of("y", Nominal.of("a", "b")).target("y");
    assertThrows(DataException.class, () -> TargetTransform.log(new Mean()).fit(nominal));
  }
}

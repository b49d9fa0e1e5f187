package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Regression;
import millrace.preprocess.Lags;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class RecurrentForecasterTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  /** A season of 8 whose swings grow with the trend. */
  private static Frame growing(int n, double scale) {
    var y =
        IntStream.range(0, n)
            .mapToDouble(t -> scale * Math.exp(.01 * t) * (10 + 3 * Math.sin(Math.PI * t / 4)))
            .toArray();
    return Frame.of("y", new Column.Numeric(y));
  }

  @Test
  void beatsTheNaiveForecastsOfAGrowingSeason() {
    var lags = new Lags("y", 12);
    var rows = lags.rows(growing(200, 1));
    var train = rows.head(140);
    var test = rows.rows(IntStream.range(140, rows.size()).toArray());
    var how = new RecurrentForecaster().scaling(Scaling.RELATIVE).reference(8).width(16);
    var model = how.fit(train, RUN);
    double rmse = Regression.RMSE.score(test.targetColumn(), model.predict(test));
    assertTrue(rmse < .2 * Regression.RMSE.score(test.targetColumn(), lags.naive(test, 1)));
    assertTrue(rmse < .2 * Regression.RMSE.score(test.targetColumn(), lags.naive(test, 8)));
  }

  /** A relative forecaster knows no units, one by level no zero. */
  @Test
  void scalingMakesWindowsAlike() {
    var lags = new Lags("y", 8);
    var rows = lags.rows(growing(80, 1));
    var relative = new RecurrentForecaster().scaling(Scaling.RELATIVE).width(4).epochs(5);
    var model = relative.fit(rows, RUN);
    var small = model.predict(rows).values();
    var large = model.predict(lags.rows(growing(80, 1024))).values();
    for (int i = 0; i < small.length; i++) assertEquals(1024 * small[i], large[i], .01 * large[i]);
    var level = relative.scaling(Scaling.LEVEL).fit(rows, RUN);
    var past = rows.column("y_past", Column.Dense.class);
    var up = past.values().clone();
    for (int i = 0; i < up.length; i++) up[i] += 4096;
    var shifted = rows.with("y_past", new Column.Dense(up, past.features()));
    var before = level.predict(rows).values();
    var after = level.predict(shifted).values();
    for (int i = 0; i < before.length; i++) assertEquals(before[i] + 4096, after[i], .02);
  }

  /** With a learning rate of nothing, and targets that never change, it is the naive forecast. */
  @Test
  void startsFromTheReference() {
    var y = IntStream.range(0, 60).mapToDouble(t -> t % 5).toArray();
    var lags = new Lags("y", 10);
    var rows = lags.rows(Frame.of("y", new Column.Numeric(y)));
    var model = new RecurrentForecaster().reference(5).learningRate(0).epochs(1).fit(rows, RUN);
    var forecast = model.predict(rows).values();
    var naive = lags.naive(rows, 5).values();
    assertArrayEquals(naive, forecast, .5);
    var next = model.predict(lags.next(Frame.of("y", new Column.Numeric(y)))).values();
    assertEquals(0, next[0], .5);
  }

  @Test
  void readsSeveralSeries() {
    var r = Run.seeded(1).random("lead");
    int n = 400;
    var x = new double[n];
    var y = new double[n];
    for (int t = 0; t < n; t++) {
      x[t] = r.nextGaussian();
      y[t] = (t > 0 ? x[t - 1] : 0) + 20;
    }
    var frame = Frame.of("y", new Column.Numeric(y)).with("x", new Column.Numeric(x));
    var rows = new Lags("y", 4).also("x").rows(frame);
    var test = rows.rows(IntStream.range(300, rows.size()).toArray());
    var how = new RecurrentForecaster().channels(2).scaling(Scaling.NONE).width(16);
    var model = how.fit(rows.head(300), RUN);
    assertTrue(Regression.R2.score(test.targetColumn(), model.predict(test)) > .9);
  }

  @Test
  void saysWhatIsWrong() {
    var none = Frame.of("x", Column.Numeric.of(1, 2, 3)).with("y", Column.Numeric.of(1, 2, 3));
    var e =
        assertThrows(
            DataException.class, () -> new RecurrentForecaster().fit(none.target("y"), RUN));
    assertTrue(e.getMessage().contains("Lags"), e.getMessage());
    var rows = new Lags("y", 4).rows(growing(30, 1));
    var far = new RecurrentForecaster().reference(5);
    var short4 = assertThrows(DataException.class, () -> far.fit(rows, RUN));
    assertTrue(short4.getMessage().contains("'y_past' has 4 numbers"), short4.getMessage());
    var model = new RecurrentForecaster().epochs(1).fit(rows, RUN);
    var other = new Column.Dense(new float[5], Vocabulary.numbered("y-", 5));
    var wide = Frame.of("y_past", other);
    assertThrows(DataException.class, () -> model.predict(wide));
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class LagsTest {
  private static Frame series(double... y) {
    var day = new double[y.length];
    for (int i = 0; i < y.length; i++) day[i] = i;
    var m = new LinkedHashMap<String, Column>();
    m.put("day", new Column.Numeric(day));
    m.put("y", new Column.Numeric(y));
    return Frame.of(m);
  }

  @Test
  void eachRowHasItsPastAndWhatCameThen() {
    var rows = new Lags("y", 2).rows(series(1, 2, 3, 5, 8));
    assertEquals(List.of("y_past", "y"), List.copyOf(rows.names()));
    assertEquals(Optional.of("y"), rows.targetName());
    var past = rows.column("y_past", Column.Dense.class);
    assertEquals(List.of("y-2", "y-1"), past.features().names());
    assertArrayEquals(new float[] {1, 2, 2, 3, 3, 5}, past.values());
    assertArrayEquals(new double[] {3, 5, 8}, rows.column("y", Column.Numeric.class).values());
  }

  @Test
  void aHorizonLeavesOutWhatIsNotKnownYet() {
    var rows = new Lags("y", 2).horizon(2).rows(series(1, 2, 3, 5, 8));
    var past = rows.column("y_past", Column.Dense.class);
    assertEquals(List.of("y-3", "y-2"), past.features().names());
    assertArrayEquals(new float[] {1, 2, 2, 3}, past.values());
    assertArrayEquals(new double[] {5, 8}, rows.column("y", Column.Numeric.class).values());
  }

  @Test
  void otherSeriesAreChannelsAndTheCalendarIsKnown() {
    var both = series(1, 2, 3, 5).with("z", Column.Numeric.of(10, 20, 30, 50));
    var rows = new Lags("y", 2).also("z").known("day").rows(both);
    assertEquals(List.of("day", "y_past", "y"), List.copyOf(rows.names()));
    var past = rows.column("y_past", Column.Dense.class);
    assertEquals(List.of("y-2", "z-2", "y-1", "z-1"), past.features().names());
    assertArrayEquals(new float[] {1, 10, 2, 20, 2, 20, 3, 30}, past.values());
    assertArrayEquals(new double[] {2, 3}, rows.column("day", Column.Numeric.class).values());
  }

  @Test
  void theNextRowFollowsTheSeries() {
    var lags = new Lags("y", 3);
    var next = lags.next(series(1, 2, 3, 5, 8));
    assertEquals(1, next.size());
    assertArrayEquals(new float[] {3, 5, 8}, next.column("y_past", Column.Dense.class).values());
    var known = lags.horizon(2).known("day");
    var ahead = Frame.of("day", Column.Numeric.of(5, 6));
    var day = known.next(series(1, 2, 3, 5, 8), ahead).column("day", Column.Numeric.class);
    assertArrayEquals(new double[] {6}, day.values());
    var e = assertThrows(DataException.class, () -> known.next(series(1, 2, 3)));
    assertTrue(e.getMessage().contains("[day]"), e.getMessage());
  }

  @Test
  void naiveForecastsAreOfTheWindow() {
    var y = new double[] {1, 2, 3, 5, 8, 13};
    var lags = new Lags("y", 3);
    assertArrayEquals(new double[] {3, 5, 8}, lags.naive(lags.rows(series(y)), 1).values());
    assertArrayEquals(new double[] {1, 2, 3}, lags.naive(lags.rows(series(y)), 3).values());
    var two = lags.horizon(2);
    assertArrayEquals(new double[] {3, 5}, two.naive(two.rows(series(y)), 2).values());
    var e = assertThrows(IllegalArgumentException.class, () -> two.naive(two.rows(series(y)), 1));
    assertTrue(e.getMessage().contains("[2, 4]") && e.getMessage().contains("is 1"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThrows(IllegalArgumentException.class, () -> new Lags("y", 0));
    assertThrows(IllegalArgumentException.class, () -> new Lags("y", 1).horizon(0));
    assertThrows(IllegalArgumentException.class, () -> new Lags("y", 1).known("y"));
    var few = assertThrows(DataException.class, () -> new Lags("y", 3).rows(series(1, 2, 3)));
    assertTrue(few.getMessage().contains("need 4 rows") && few.getMessage().contains("has 3"));
    var gap =
        assertThrows(DataException.class, () -> new Lags("y", 1).rows(series(1, Double.NaN, 3)));
    assertTrue(gap.getMessage().contains("'y' is missing in row 1"), gap.getMessage());
  }
}

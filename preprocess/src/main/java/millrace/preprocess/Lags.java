package millrace.preprocess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Numbers;

/**
 * Turns a series, whose rows stand in the order of time, into rows that stand by themselves: each
 * has the past that was known when its value was still to come, as one Dense column, and that value
 * as its target. So forecasting is regression, and everything that judges regressors judges
 * forecasts:
 *
 * <pre>{@code
 * var lags = new Lags("Passengers", 24);
 * var rows = lags.rows(series);                        // Passengers_past, Passengers (the target)
 * var model = new RecurrentForecaster().reference(12).fit(rows.head(90), run);
 * var next = model.predict(lags.next(series));         // the month after the last
 * }</pre>
 *
 * <p>It looks back only, so nothing of a later row is in an earlier one; divide the rows in the
 * order of time ({@code Folds.timeOrdered}, {@code Folds.lastRows}). A forecast of more than one
 * step is a model of its own for each {@code horizon} (the direct strategy).
 *
 * @param series the column to forecast
 * @param window how many values of the past a row has, at least 1
 * @param horizon how many steps after the last of these the target stands, at least 1
 * @param also further series whose past each row has; the past column then holds, step by step, a
 *     value of each series, {@code series} first
 * @param known columns that are known in advance, such as the calendar: a row has their values at
 *     the time of its target
 */
public record Lags(String series, int window, int horizon, List<String> also, List<String> known) {
  /** What the column of the past is called after the series. */
  public static final String PAST = "_past";

  public Lags {
    if (window < 1)
      throw new IllegalArgumentException("window must be at least 1 but is " + window);
    if (horizon < 1)
      throw new IllegalArgumentException("horizon must be at least 1 but is " + horizon);
    also = List.copyOf(also);
    known = List.copyOf(known);
    if (also.contains(series) || known.contains(series))
      throw new IllegalArgumentException(
          "'%s' is what is forecast: it cannot be among %s and %s".formatted(series, also, known));
  }

  /** One step ahead, of this series alone. */
  public Lags(String series, int window) {
    this(series, window, 1, List.of(), List.of());
  }

  public Lags horizon(int horizon) {
    return new Lags(series, window, horizon, also, known);
  }

  public Lags also(String... series) {
    return new Lags(this.series, window, horizon, List.of(series), known);
  }

  public Lags known(String... columns) {
    return new Lags(series, window, horizon, also, List.of(columns));
  }

  /** The name of the column of the past. */
  public String past() {
    return series + PAST;
  }

  /**
   * A row for each value that has a whole window before it: the known columns, the past, and the
   * value, which is the target. O(rows × window).
   *
   * @throws DataException if a column is not there or not numeric, a value is missing or infinite,
   *     or there are too few rows for one window
   */
  public Frame rows(Frame series) {
    int first = window + horizon - 1;
    int n = series.size() - first;
    if (n < 1) {
      throw new DataException(
          "a window of %d and a horizon of %d need %d rows, but '%s' has %d"
              .formatted(window, horizon, first + 1, this.series, series.size()));
    }
    var later = new int[n];
    for (int i = 0; i < n; i++) later[i] = first + i;
    var columns = new LinkedHashMap<String, Column>();
    for (var name : known) columns.put(name, series.column(name).rows(later));
    columns.put(past(), windows(series, n));
    columns.put(this.series, series.column(this.series).rows(later));
    return Frame.of(columns).target(this.series);
  }

  /**
   * The row whose target is {@code horizon} steps after the end of the series.
   *
   * @throws DataException as {@link #rows}, or if there are known columns, whose values then the
   *     series does not have: give them too
   */
  public Frame next(Frame series) {
    if (!known.isEmpty()) {
      throw new DataException(
          "%s must be known for the row to forecast: next(series, ahead)".formatted(known));
    }
    return next(series, Frame.of(new LinkedHashMap<>()));
  }

  /**
   * The row whose target is {@code horizon} steps after the end of the series.
   *
   * @param ahead the known columns of the rows that follow the series, at least {@code horizon}
   */
  public Frame next(Frame series, Frame ahead) {
    if (series.size() < window) {
      throw new DataException(
          "a window of %d needs as many rows, but '%s' has %d"
              .formatted(window, this.series, series.size()));
    }
    if (!known.isEmpty() && ahead.size() < horizon) {
      throw new DataException(
          "%s must be known %d rows ahead, but only %d are given"
              .formatted(known, horizon, ahead.size()));
    }
    var columns = new LinkedHashMap<String, Column>();
    for (var name : known) columns.put(name, ahead.column(name).rows(horizon - 1));
    int from = series.size() - window;
    var last = new int[window];
    for (int i = 0; i < window; i++) last[i] = from + i;
    columns.put(past(), windows(series.rows(last), 1));
    return Frame.of(columns);
  }

  private Column.Dense windows(Frame frame, int n) {
    var all = new ArrayList<String>(also.size() + 1);
    all.add(series);
    all.addAll(also);
    int channels = all.size();
    var names = new ArrayList<String>(window * channels);
    var values = new float[Math.multiplyExact(n, window * channels)];
    for (int c = 0; c < channels; c++) {
      var v = complete(frame, all.get(c));
      for (int i = 0; i < n; i++)
        for (int k = 0; k < window; k++) values[(i * window + k) * channels + c] = (float) v[i + k];
    }
    for (int k = 0; k < window; k++)
      for (var name : all) names.add("%s-%d".formatted(name, window - k + horizon - 1));
    return new Column.Dense(values, Vocabulary.of(names));
  }

  private static double[] complete(Frame frame, String name) {
    var v = frame.column(name, Column.Numeric.class).values();
    for (int i = 0; i < v.length; i++) {
      if (!Double.isFinite(v[i])) {
        throw new DataException(
            "'%s' is %s in row %d: a window needs every value, so impute it first"
                .formatted(name, Double.isNaN(v[i]) ? "missing" : v[i], i));
      }
    }
    return v;
  }

  /**
   * The forecast that nothing has to be learned for: the value {@code season} steps before the
   * target. 1 is the naive forecast (of one step), 12 that of the same month a year before.
   *
   * @param rows what {@link #rows} or {@link #next} gave
   * @throws IllegalArgumentException if that value is not in the window
   */
  public Numbers naive(Frame rows, int season) {
    if (season < horizon || season > window + horizon - 1) {
      throw new IllegalArgumentException(
          "season must be in [%d, %d] with this window and horizon, but is %d"
              .formatted(horizon, window + horizon - 1, season));
    }
    var past = rows.column(past(), Column.Dense.class);
    int channels = also.size() + 1;
    int at = (window - (season - horizon + 1)) * channels;
    var out = new double[rows.size()];
    for (int i = 0; i < out.length; i++) out[i] = past.values()[i * past.width() + at];
    return new Numbers(out);
  }
}

package millrace.neural.models;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Trainer;

/**
 * The column that holds the past of a series, and how its windows are brought to a common scale.
 *
 * @param column a Dense column: step by step a value of each channel, the first being the series
 * @param channels how many
 * @param reference which value the forecast is a change from: 1 is the last
 */
public record Past(String column, int channels, int reference, Scaling scaling) {
  /**
   * @throws DataException if there is not just one Dense column, or it is too short
   */
  static Past of(Frame train, Trainer<?> who, int channels, int reference, Scaling scaling) {
    var x = train.features();
    var dense = x.names().stream().filter(n -> x.column(n) instanceof Column.Dense).toList();
    var name = who.getClass().getSimpleName();
    if (dense.size() != 1) {
      throw new DataException(
          "%s needs the past of the series as its one dense column, but %s: make the rows with Lags"
              .formatted(name, dense.isEmpty() ? "there is none" : "there are " + dense));
    }
    int width = x.column(dense.getFirst(), Column.Dense.class).width();
    if (width % channels != 0 || reference > width / channels) {
      throw new DataException(
          "%s: '%s' has %d numbers, too few or no whole steps for %d channels and reference %d"
              .formatted(name, dense.getFirst(), width, channels, reference));
    }
    return new Past(dense.getFirst(), channels, reference, scaling);
  }

  private Column.Dense past(Frame frame) {
    return frame.column(column, Column.Dense.class);
  }

  /** The mean of each channel in a row's window, and by what the row is divided. */
  private double mean(Column.Dense past, int row, int channel) {
    if (scaling == Scaling.NONE) return 0;
    int steps = past.width() / channels;
    double sum = 0;
    for (int t = 0; t < steps; t++)
      sum += past.values()[row * past.width() + t * channels + channel];
    return sum / steps;
  }

  private double scale(double mean) {
    return scaling == Scaling.RELATIVE && mean != 0 ? Math.abs(mean) : 1;
  }

  /** The frame with its windows scaled. */
  Frame scaled(Frame frame) {
    var past = past(frame);
    var out = new float[past.values().length];
    for (int i = 0; i < past.size(); i++) {
      for (int c = 0; c < channels; c++) {
        double mean = mean(past, i, c);
        double scale = scale(mean);
        for (int k = i * past.width() + c; k < (i + 1) * past.width(); k += channels)
          out[k] = (float) ((past.values()[k] - mean) / scale);
      }
    }
    return frame.with(column, new Column.Dense(out, past.features()));
  }

  private double reference(Column.Dense past, int row) {
    return past.values()[(row + 1) * past.width() - reference * channels];
  }

  /** How far values are from their references, on the scale of their windows. */
  double[] changes(Frame frame, double[] values) {
    var past = past(frame);
    var out = new double[values.length];
    for (int i = 0; i < out.length; i++)
      out[i] = (values[i] - reference(past, i)) / scale(mean(past, i, 0));
    return out;
  }

  /** Undoes {@link #changes}. */
  double[] values(Frame frame, double[] changes) {
    var past = past(frame);
    var out = new double[changes.length];
    for (int i = 0; i < out.length; i++)
      out[i] = changes[i] * scale(mean(past, i, 0)) + reference(past, i);
    return out;
  }
}

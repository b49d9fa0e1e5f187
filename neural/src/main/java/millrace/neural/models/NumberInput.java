package millrace.neural.models;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * Sequences of numbers: a Dense column, whose features are steps in time, or with several channels
 * the channels of the first step, then those of the next. Each channel is standardized by the mean
 * and deviation of all its steps in the training rows.
 *
 * @param column the Dense column
 * @param features its features
 * @param mean what is subtracted, per channel
 * @param scale what is then divided by, per channel
 */
public record NumberInput(String column, Vocabulary features, double[] mean, double[] scale)
    implements SequenceInput {
  /** Learns mean and deviation of the channels of a column. */
  static NumberInput of(Frame train, String column, int channels) {
    var c = train.column(column, Column.Dense.class);
    if (c.width() % channels != 0) {
      throw new DataException(
          "column '%s' has %d features, which are no whole steps of %d channels"
              .formatted(column, c.width(), channels));
    }
    var mean = new double[channels];
    var scale = new double[channels];
    var v = c.values();
    int n = v.length / channels;
    for (int k = 0; k < v.length; k++) mean[k % channels] += (double) v[k] / n;
    for (int k = 0; k < v.length; k++) {
      double d = v[k] - mean[k % channels];
      scale[k % channels] += d * d / n;
    }
    for (int k = 0; k < channels; k++) {
      if (!Double.isFinite(scale[k])) {
        throw new DataException(
            "column '%s' has a number that is missing or infinite: impute it first"
                .formatted(column));
      }
      double deviation = Math.sqrt(scale[k]);
      scale[k] = deviation > 1e-9 * Math.abs(mean[k]) ? deviation : 1;
    }
    return new NumberInput(column, c.features(), mean, scale);
  }

  int channels() {
    return mean.length;
  }

  @Override
  public SequenceRows read(Frame frame, Run run) {
    var c = frame.column(column, Column.Dense.class);
    if (!c.features().equals(features)) {
      throw new DataException(
          "column '%s' has the features %s, but the model was trained with %s"
              .formatted(column, c.features(), features));
    }
    int steps = features.size() / channels();
    var starts = new int[c.size() + 1];
    for (int i = 0; i < c.size(); i++) starts[i + 1] = starts[i] + steps;
    var values = new float[c.values().length];
    for (int k = 0; k < values.length; k++) {
      int channel = k % channels();
      double z = (c.values()[k] - mean[channel]) / scale[channel];
      if (!Double.isFinite(z)) {
        throw new DataException(
            "column '%s' is %s in row %d: impute it first"
                .formatted(column, c.values()[k], k / features.size()));
      }
      values[k] = (float) Math.clamp(z, -TableInput.LIMIT, TableInput.LIMIT);
    }
    return new SequenceRows(starts, new int[0], values, channels());
  }
}

package millrace.neural.models;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Packed;

/**
 * Sequences, one after the other: of ids (words), or of steps of numbers.
 *
 * @param starts where each begins, in steps
 * @param ids an id per step; empty for numbers
 * @param values the numbers of each step; empty for ids
 * @param channels how many numbers a step has; 0 for ids
 */
record SequenceRows(int[] starts, int[] ids, float[] values, int channels) {
  /** How many steps a row has; an empty one counts as one step of nothing. */
  int length(int row) {
    return Math.max(1, starts[row + 1] - starts[row]);
  }

  int size() {
    return starts.length - 1;
  }

  /** Some rows, packed. */
  Packed pack(int... rows) {
    var lengths = new int[rows.length];
    for (int i = 0; i < lengths.length; i++) lengths[i] = length(rows[i]);
    return Packed.of(lengths);
  }

  /** The ids of some rows, [steps, rows] in the order of the packing; -1 where there is none. */
  int[] ids(Packed packed, int... rows) {
    int b = packed.rows();
    var out = new int[packed.steps() * b];
    Arrays.fill(out, -1);
    for (int j = 0; j < b; j++) {
      int row = rows[packed.order()[j]];
      for (int k = starts[row], to = j; k < starts[row + 1]; k++, to += b) out[to] = ids[k];
    }
    return out;
  }

  /** The ids of some rows, [rows, most], filled up with -1. */
  int[] ids(int most, int... rows) {
    var out = new int[rows.length * most];
    Arrays.fill(out, -1);
    for (int i = 0; i < rows.length; i++)
      System.arraycopy(ids, starts[rows[i]], out, i * most, starts[rows[i] + 1] - starts[rows[i]]);
    return out;
  }

  /** The numbers of some rows, [rows, most, channels], filled up with 0. */
  Tensor numbers(Ops f, int most, int... rows) {
    var out = new float[rows.length * most * channels];
    for (int i = 0; i < rows.length; i++)
      System.arraycopy(
          values,
          starts[rows[i]] * channels,
          out,
          i * most * channels,
          (starts[rows[i] + 1] - starts[rows[i]]) * channels);
    return f.tensor(out, rows.length, most, channels);
  }

  /** The numbers of some rows, [steps, rows, channels] in the order of the packing. */
  Tensor numbers(Ops f, Packed packed, int... rows) {
    int b = packed.rows();
    var out = new float[packed.steps() * b * channels];
    for (int j = 0; j < b; j++) {
      int row = rows[packed.order()[j]];
      for (int k = starts[row], t = 0; k < starts[row + 1]; k++, t++)
        System.arraycopy(values, k * channels, out, (t * b + j) * channels, channels);
    }
    return f.tensor(out, packed.steps(), b, channels);
  }
}

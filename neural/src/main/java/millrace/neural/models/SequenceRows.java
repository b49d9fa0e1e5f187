package millrace.neural.models;

import java.util.Arrays;

/**
 * Sequences, one after the other: of ids (words), or of steps of numbers.
 *
 * @param starts where each begins, in steps
 * @param ids an id per step; empty for numbers
 * @param values the numbers of each step; empty for ids
 * @param channels how many numbers a step has; 0 for ids
 */
record SequenceRows(int[] starts, int[] ids, float[] values, int channels) {
  int size() {
    return starts.length - 1;
  }

  /** How many steps a row has; none if the row is below 0. */
  int length(int row) {
    return row < 0 ? 0 : starts[row + 1] - starts[row];
  }

  /**
   * Some rows beside one another, those with the most steps first, time being the first axis.
   *
   * @param rows the rows; below 0, a row without steps
   * @param least the least number of steps of the batch: shorter ones are padded
   */
  SequenceBatch batch(int[] rows, int least) {
    int b = rows.length;
    var order = byFallingLength(rows);
    int steps = Math.max(least, b == 0 ? 0 : length(rows[order[0]]));
    var active = new int[steps];
    var at = channels == 0 ? new int[steps * b] : new int[0];
    Arrays.fill(at, -1);
    var numbers = new float[steps * b * channels];
    for (int j = 0; j < b; j++) {
      int row = rows[order[j]];
      int n = length(row);
      for (int t = 0; t < n; t++) {
        active[t]++;
        if (channels == 0) at[t * b + j] = ids[starts[row] + t];
        else
          System.arraycopy(
              values, (starts[row] + t) * channels, numbers, (t * b + j) * channels, channels);
      }
    }
    return new SequenceBatch(order, active, at, numbers);
  }

  /** Positions in {@code rows}, longest first; of equal length, in their order. */
  private int[] byFallingLength(int[] rows) {
    int b = rows.length;
    var keys = new long[b];
    for (int j = 0; j < b; j++) keys[j] = (long) -length(rows[j]) << 32 | j;
    Arrays.sort(keys);
    var order = new int[b];
    for (int j = 0; j < b; j++) order[j] = (int) keys[j];
    return order;
  }
}

package millrace.neural.models;

/**
 * Sequences beside one another, in the order of falling length, time being the first axis.
 *
 * @param order which of the batch's rows stands at each place
 * @param active how many of them have each step
 * @param ids the id of each step and place, [steps · rows]; -1 where a sequence has ended; empty
 *     for numbers
 * @param values the numbers of each step and place, [steps · rows · channels]; empty for ids
 */
record SequenceBatch(int[] order, int[] active, int[] ids, float[] values) {
  int steps() {
    return active.length;
  }

  int rows() {
    return order.length;
  }

  /** How many steps the row at a place has. */
  int length(int place) {
    int n = 0;
    while (n < active.length && active[n] > place) n++;
    return n;
  }

  /** The place of each of the batch's rows: what undoes the order. */
  int[] places() {
    var out = new int[order.length];
    for (int j = 0; j < order.length; j++) out[order[j]] = j;
    return out;
  }
}

package millrace.neural.models;

import java.util.List;

/** Rows as a network reads them. */
record InputRows(int size, TableRows table, List<SequenceRows> sequences) {
  /** How long the sequences of each row are, one behind the other; empty if there are none. */
  int[] lengths() {
    if (sequences.isEmpty()) return new int[0];
    var out = new int[size];
    for (var s : sequences) for (int i = 0; i < size; i++) out[i] += s.length(i);
    return out;
  }
}

package millrace.neural.models;

import java.util.List;

/** Rows as a network reads them. */
record InputRows(int size, TableRows table, List<SequenceRows> sequences) {
  /** Whether two rows have sequences of the same lengths. */
  boolean alike(int a, int b) {
    for (var s : sequences) if (s.length(a) != s.length(b)) return false;
    return true;
  }

  /** Orders rows by the lengths of their sequences. */
  int compare(int a, int b) {
    for (var s : sequences) {
      int c = Integer.compare(s.length(a), s.length(b));
      if (c != 0) return c;
    }
    return Integer.compare(a, b);
  }
}

package millrace.nlp;

/** What each row of a vectoriser's output is divided by. */
public enum RowNorm {
  /** The sum of absolute values. */
  L1,
  /** The Euclidean length. */
  L2,
  /** Nothing: the values stay. */
  NONE;

  /** Divides the row {@code values[from .. to)} by its norm; a row of zeros stays. */
  void divide(double[] values, int from, int to) {
    double s = 0;
    switch (this) {
      case L1 -> {
        for (int k = from; k < to; k++) s += Math.abs(values[k]);
      }
      case L2 -> {
        for (int k = from; k < to; k++) s += values[k] * values[k];
        s = Math.sqrt(s);
      }
      case NONE -> {
        return;
      }
    }
    if (s == 0) return;
    for (int k = from; k < to; k++) values[k] /= s;
  }
}

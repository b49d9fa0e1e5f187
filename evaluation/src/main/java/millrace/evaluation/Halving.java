package millrace.evaluation;

import java.util.ArrayList;
import java.util.List;
import millrace.data.DataException;
import millrace.evaluation.Tried.Rung;

/**
 * The rungs of successive halving, as scikit-learn's HalvingGridSearchCV divides them with {@code
 * resource='n_samples', max_resources='auto', min_resources='exhaust'}.
 */
final class Halving {
  private Halving() {}

  /**
   * @param least rows of the first rung; 0: as many as let the last rung use all rows, but at least
   *     2 per fold and class
   * @param classes levels of the target; 1 for a numeric one
   */
  static List<Rung> plan(int candidates, int rows, int folds, int classes, int factor, int least) {
    int wanted = 1 + log(candidates, factor);
    int first = least;
    if (least == 0) {
      long smallest = 2L * folds * classes;
      first =
          (int) Math.min(Integer.MAX_VALUE, Math.max(smallest, rows / power(factor, wanted - 1)));
    }
    if (first > rows) {
      throw new DataException(
          "halving would give its first rung %d rows%s, but there are only %d: search without halving"
              .formatted(first, least == 0 ? " (2 per fold and class)" : "", rows));
    }
    int rungs = Math.min(wanted, 1 + log(rows / first, factor));
    var out = new ArrayList<Rung>();
    int left = candidates;
    for (int r = 0; r < rungs; r++) {
      out.add(new Rung((int) Math.min(rows, first * power(factor, r)), left));
      left = (left + factor - 1) / factor;
    }
    return out;
  }

  /** The greatest whole k with factor^k not above n. Exact, where floor(log n / log f) is not. */
  private static int log(int n, int factor) {
    int k = 0;
    for (long p = factor; p <= n; p *= factor) k++;
    return k;
  }

  private static long power(int factor, int k) {
    long p = 1;
    for (int i = 0; i < k; i++) p = Math.multiplyExact(p, (long) factor);
    return p;
  }
}

package millrace.data;

import java.util.Collection;
import java.util.Locale;

/** What may have been meant by a name that is not there. */
public final class DidYouMean {
  private static final int SHORT = 3;

  private DidYouMean() {}

  /**
   * For the end of a message about a name that is not there: {@code ". Did you mean 'price'?"}, or
   * nothing where none of the names is like it. Alike are names that differ in case and separators
   * only, in at most a third of their characters, or by being longer.
   *
   * @param names those that are there; of several that are equally near the first is meant
   */
  public static String among(String wanted, Collection<String> names) {
    var folded = fold(wanted);
    String best = "";
    int least = Integer.MAX_VALUE;
    for (var name : names) {
      var other = fold(name);
      int changes = changes(folded, other);
      boolean like =
          changes <= Math.max(folded.length(), other.length()) / 3
              || (folded.length() >= SHORT && other.contains(folded))
              || (other.length() >= SHORT && folded.contains(other));
      if (like && changes < least) {
        best = name;
        least = changes;
      }
    }
    return best.isEmpty() ? "" : ". Did you mean '" + best + "'?";
  }

  /** Names that differ only in case, hyphens, underscores and spaces are the same after it. */
  public static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
  }

  /**
   * How many characters must be put in, taken out, replaced or exchanged with their neighbour to
   * make one word of the other (the optimal string alignment distance). O(lengths' product).
   */
  public static int changes(String a, String b) {
    int m = b.length();
    var before = new int[m + 1];
    var above = new int[m + 1];
    var row = new int[m + 1];
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      var free = before;
      before = above;
      above = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= m; j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (exchanged) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return row[m];
  }
}

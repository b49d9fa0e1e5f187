package millrace.trainers;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Vocabulary;

/**
 * Prior probabilities as a parameter says them: a list of {@code level=probability}, by name, so
 * that the order of the levels does not matter; an empty list leaves them to the rows.
 */
final class Priors {
  private Priors() {}

  /**
   * For canonical constructors.
   *
   * @throws IllegalArgumentException when an entry cannot be read, is negative or stands twice, or
   *     the sum is not 1
   */
  static void check(Class<? extends Record> type, List<String> priors) {
    var seen = new HashSet<String>();
    double sum = 0;
    for (var entry : priors) {
      double p = probability(entry);
      if (!(p >= 0 && p <= 1) || !seen.add(level(entry))) {
        throw new IllegalArgumentException(
            "%s priors must be like level=0.25, each level once, but has '%s'"
                .formatted(type.getSimpleName(), entry));
      }
      sum += p;
    }
    if (!priors.isEmpty() && Math.abs(sum - 1) > 1e-5) {
      throw new IllegalArgumentException(
          "%s priors must sum to 1, but %s sum to %s".formatted(type.getSimpleName(), priors, sum));
    }
  }

  /**
   * One per level, divided by their sum.
   *
   * @param otherwise what they are when the list is empty: counts of the levels
   * @throws DataException when a level has no prior, or a prior no level in the training rows
   */
  static double[] of(List<String> priors, Vocabulary levels, double[] otherwise) {
    var p = otherwise.clone();
    if (!priors.isEmpty()) {
      Arrays.fill(p, -1);
      for (var entry : priors) {
        int c = levels.id(level(entry));
        if (c < 0) {
          throw new DataException(
              "there is a prior for '%s', but the training rows have %s"
                  .formatted(level(entry), levels.names()));
        }
        p[c] = probability(entry);
      }
      for (int c = 0; c < p.length; c++) {
        if (p[c] < 0) {
          throw new DataException(
              "priors %s do not name the level '%s'".formatted(priors, levels.name(c)));
        }
      }
    }
    double sum = Vectors.sum(p);
    for (int c = 0; c < p.length; c++) p[c] /= sum;
    return p;
  }

  /** Before the last =: a level may have one in its name. */
  private static String level(String entry) {
    return entry.substring(0, Math.max(0, entry.lastIndexOf('='))).strip();
  }

  private static double probability(String entry) {
    try {
      return Double.parseDouble(entry.substring(entry.lastIndexOf('=') + 1));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}

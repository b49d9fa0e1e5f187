package millrace.evaluation;

import java.util.ArrayList;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;

/**
 * How often each level was taken for each. Levels are those that occur in the truth or were
 * predicted, in the model's order, then those that the model never saw.
 *
 * <p>Where a share has nothing to divide by it is 0, as in scikit-learn.
 *
 * @param labels the levels
 * @param counts row-major: {@code counts[truth * labels.size() + predicted]}
 * @see "scikit-learn 1.2, sklearn.metrics.confusion_matrix"
 */
public record Confusion(Vocabulary labels, long[] counts) {
  /** Counts each row's truth against its most probable level. O(rows × levels). */
  public static Confusion of(Column truth, Labels predicted) {
    return of(Aligned.of("confusion", truth, predicted));
  }

  static Confusion of(Aligned rows) {
    var said = rows.codes();
    var occurs = new boolean[rows.width()];
    for (int c : rows.truth()) occurs[c] = true;
    for (int c : said) occurs[c] = true;
    var place = new int[occurs.length];
    var names = new ArrayList<String>();
    for (int c = 0; c < place.length; c++) {
      place[c] = names.size();
      if (occurs[c]) names.add(rows.levels().name(c));
    }
    int k = names.size();
    var counts = new long[Math.multiplyExact(k, k)];
    for (int i = 0; i < said.length; i++) counts[place[rows.truth()[i]] * k + place[said[i]]]++;
    return new Confusion(Vocabulary.of(names), counts);
  }

  /** Rows of level {@code truth} that were taken for {@code predicted}. */
  public long count(int truth, int predicted) {
    return counts[truth * labels.size() + predicted];
  }

  /** Rows whose truth is this level. */
  public long support(int label) {
    long n = 0;
    for (int p = 0; p < labels.size(); p++) n += count(label, p);
    return n;
  }

  /** Rows that were taken for this level. */
  public long predicted(int label) {
    long n = 0;
    for (int t = 0; t < labels.size(); t++) n += count(t, label);
    return n;
  }

  public long total() {
    long n = 0;
    for (long c : counts) n += c;
    return n;
  }

  /** Rows that were taken for what they are. */
  public long correct() {
    long n = 0;
    for (int c = 0; c < labels.size(); c++) n += count(c, c);
    return n;
  }

  /** The share of right ones among all rows. */
  public double accuracy() {
    return share(correct(), total());
  }

  /** The share of right ones among the rows taken for this level. */
  public double precision(int label) {
    return share(count(label, label), predicted(label));
  }

  /** The share of right ones among the rows of this level. */
  public double recall(int label) {
    return share(count(label, label), support(label));
  }

  /** The harmonic mean of precision and recall. */
  public double f1(int label) {
    return share(2 * count(label, label), predicted(label) + support(label));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** A row per truth, a column per prediction. */
  @Override
  public String toString() {
    int k = labels.size();
    var head = "truth \\ predicted";
    int first = head.length();
    int width = 1;
    for (var n : labels.names()) {
      first = Math.max(first, n.length());
      width = Math.max(width, n.length());
    }
    for (long c : counts) width = Math.max(width, Long.toString(c).length());
    var cell = "  %" + width + "s";
    var out = new StringBuilder(("%-" + first + "s").formatted(head));
    for (var n : labels.names()) out.append(cell.formatted(n));
    for (int t = 0; t < k; t++) {
      out.append('\n').append(("%-" + first + "s").formatted(labels.name(t)));
      for (int p = 0; p < k; p++) out.append(cell.formatted(count(t, p)));
    }
    return out.toString();
  }
}

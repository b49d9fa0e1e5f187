package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Labels;

/**
 * Truth and prediction of the same rows in terms of the same levels: the model's, and after them
 * those that only the truth has, which the model gives probability 0.
 *
 * @param truth a level per row
 * @param probability row-major, per row and level
 */
record Aligned(int[] truth, double[] probability, Vocabulary levels) {
  /** Maps the truth's levels to the model's by name. */
  static Aligned of(String who, Column truth, Labels predicted) {
    if (!(truth instanceof Column.Nominal y)) {
      throw new DataException(
          "%s needs a nominal truth, but it is %s".formatted(who, truth.kind()));
    }
    check(who, truth, predicted);
    var known = predicted.levels();
    var probability = predicted.probability();
    for (int i = 0; i < probability.length; i++) {
      if (Double.isNaN(probability[i])) {
        throw new DataException(
            "%s: the probability of '%s' in row %d is not a number"
                .formatted(who, known.name(i % known.size()), i / known.size()));
      }
    }
    var codes = y.codes(known);
    boolean allKnown = true;
    for (int c : codes) allKnown &= c >= 0;
    if (allKnown) return new Aligned(codes, probability, known);
    var names = new ArrayList<>(known.names());
    names.addAll(y.present().names());
    var all = Vocabulary.of(names);
    int k = known.size();
    int wide = all.size();
    var widened = new double[truth.size() * wide];
    for (int i = 0; i < truth.size(); i++) {
      System.arraycopy(probability, i * k, widened, i * wide, k);
    }
    return new Aligned(y.codes(all), widened, all);
  }

  /** What every metric refuses: no rows, another number of rows, missing truth. */
  static void check(String who, Column truth, Prediction predicted) {
    if (truth.size() != predicted.size()) {
      throw new DataException(
          "%s: the truth has %d rows, but %d were predicted"
              .formatted(who, truth.size(), predicted.size()));
    }
    if (truth.size() == 0) throw new DataException(who + ": there are no rows to judge");
    int missing = truth.missing();
    if (missing > 0) {
      throw new DataException(
          "%s: the truth is missing in %d of %d rows; leave those rows out first with frame.complete"
              .formatted(who, missing, truth.size()));
    }
  }

  int size() {
    return truth.length;
  }

  int width() {
    return levels.size();
  }

  /** Rows per level of the truth. */
  long[] counts() {
    var n = new long[width()];
    for (int c : truth) n[c]++;
    return n;
  }

  /** The most probable level of each row; of equals the first. */
  int[] codes() {
    var p = new Labels(probability, levels);
    var out = new int[size()];
    for (int i = 0; i < out.length; i++) out[i] = p.code(i);
    return out;
  }

  /** The two levels, the positive one last: the later in alphabetical order. */
  int[] twoLevels(String who, String instead) {
    if (width() > 2) {
      throw new DataException(
          "%s is for two levels, but there are %d (%s): %s"
              .formatted(who, width(), levels, instead));
    }
    if (width() < 2) return new int[0];
    return levels.name(0).compareTo(levels.name(1)) < 0 ? new int[] {0, 1} : new int[] {1, 0};
  }

  /** The probability of {@code of} in the rows whose truth is {@code level}. */
  double[] scores(int of, int level) {
    var out = new double[size()];
    int n = 0;
    int k = width();
    for (int i = 0; i < truth.length; i++)
      if (truth[i] == level) out[n++] = probability[i * k + of];
    return Arrays.copyOf(out, n);
  }

  /** The probability of {@code of} in the rows whose truth is not {@code level}. */
  double[] otherScores(int of, int level) {
    var out = new double[size()];
    int n = 0;
    int k = width();
    for (int i = 0; i < truth.length; i++)
      if (truth[i] != level) out[n++] = probability[i * k + of];
    return Arrays.copyOf(out, n);
  }
}

package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.ClassWeight;

/**
 * The target of a classifier.
 *
 * @param code the level of each row
 * @param levels those that occur in the rows, at least two
 */
record Classes(int[] code, Vocabulary levels) {
  /**
   * Reads a frame whose needs were checked.
   *
   * @throws DataException when all rows have the same level
   */
  static Classes of(Frame train, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() < 2) {
      throw new DataException(
          "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
              .formatted(
                  who.getClass().getSimpleName(),
                  train.targetName().orElseThrow(),
                  y.size(),
                  levels.name(0)));
    }
    return new Classes(y.codes(levels), levels);
  }

  /** The number of levels. */
  int count() {
    return levels.size();
  }

  /** How many rows each level has. */
  int[] rows() {
    var n = new int[count()];
    for (int c : code) n[c]++;
    return n;
  }

  /** As {@link #rows}, as numbers. */
  double[] shares() {
    var out = new double[count()];
    for (int c : code) out[c]++;
    return out;
  }

  /** The weight of each level. */
  double[] weights(ClassWeight how) {
    var w = new double[count()];
    Arrays.fill(w, 1);
    if (how == ClassWeight.NONE) return w;
    var n = rows();
    for (int c = 0; c < w.length; c++) w[c] = code.length / ((double) w.length * n[c]);
    return w;
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;
import org.bytedeco.openblas.global.openblas;
import smile.math.MathEx;

/** How Smile is called so that its result depends on nothing but the data and the seed. */
final class Smile {
  static final String ENGINE = "Smile 4.4.2";
  static final String LICENCE = "GPL-3.0-or-later";

  private Smile() {}

  /**
   * Runs a piece of Smile in a pool of one thread. Smile's parallel streams split their work, and
   * so round their sums, by the size of the pool they find themselves in; and its random numbers
   * belong to the thread that draws them.
   */
  static <T> T alone(long seed, Callable<T> work) {
    try (var pool = new ForkJoinPool(1)) {
      return pool.submit(
              () -> {
                openblas.blas_set_num_threads(1);
                MathEx.setSeed(seed);
                return work.call();
              })
          .join();
    }
  }

  /** The levels of the target that occur: at least two. */
  static Vocabulary levels(Frame train, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() >= 2) return levels;
    throw new DataException(
        "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
            .formatted(
                who.getClass().getSimpleName(),
                train.targetName().orElseThrow(),
                y.size(),
                levels.name(0)));
  }

  /**
   * Rows of finite numbers.
   *
   * @throws DataException naming the first cell that is infinite or not a number
   */
  static double[][] rows(Features x) {
    var rows = x.rowArrays();
    for (int i = 0; i < rows.length; i++)
      for (int f = 0; f < rows[i].length; f++) check(rows[i][f], i, f, x.names());
    return rows;
  }

  /** The same as columns. */
  static double[][] columns(Features x) {
    var columns = x.columnArrays();
    for (int f = 0; f < columns.length; f++)
      for (int i = 0; i < columns[f].length; i++) check(columns[f][i], i, f, x.names());
    return columns;
  }

  private static void check(double value, int row, int feature, Vocabulary names) {
    if (Double.isFinite(value)) return;
    throw new DataException(
        "row %d has the value %s in the feature '%s': finite numbers are needed"
            .formatted(row + 1, value, names.name(feature)));
  }
}

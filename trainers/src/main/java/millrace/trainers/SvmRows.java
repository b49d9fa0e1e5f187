package millrace.trainers;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Weights;
import millrace.run.Run;

/** What support vector machines have in common around the solver. */
final class SvmRows {
  private SvmRows() {}

  static int[] where(int n, IntPredicate keep) {
    return IntStream.range(0, n).filter(keep).toArray();
  }

  /** The rows whose weight is not 0: the others may not even bring in a level. */
  static int[] counted(Frame train) {
    if (train.weightsName().isEmpty()) return where(train.size(), _ -> true);
    var w = Weights.of(train);
    return where(w.length, i -> w[i] > 0);
  }

  /** The levels that occur: at least two. */
  static Vocabulary levels(Column.Nominal y, Frame train, Record who) {
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
    return levels;
  }

  /**
   * The sigmoid of decision values of two levels, the softmax of those of more: the same order, not
   * calibrated.
   */
  static Labels labels(double[] decision, Vocabulary levels) {
    int k = levels.size();
    if (k > 2) {
      var out = decision.clone();
      for (int at = 0; at < out.length; at += k) softmax(out, at, k);
      return new Labels(out, levels);
    }
    var out = new double[2 * decision.length];
    for (int i = 0; i < decision.length; i++) {
      double small = Math.exp(-Math.abs(decision[i]));
      double less = small / (1 + small);
      double more = 1 / (1 + small);
      out[2 * i] = decision[i] > 0 ? less : more;
      out[2 * i + 1] = decision[i] > 0 ? more : less;
    }
    return new Labels(out, levels);
  }

  private static void softmax(double[] z, int at, int k) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) most = Math.max(most, z[at + c]);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      z[at + c] = Math.exp(z[at + c] - most);
      sum += z[at + c];
    }
    for (int c = 0; c < k; c++) z[at + c] /= sum;
  }

  /** A square matrix of more rows than this is longer than an array. */
  private static final int MOST_ROWS = 46_340;

  static void checkMatrix(int n, Record who) {
    if (n > MOST_ROWS) {
      throw new DataException(
          "%s makes a matrix of rows × rows and takes at most %d rows, but was given %d: use a sample"
              .formatted(who.getClass().getSimpleName(), MOST_ROWS, n));
    }
  }

  /** The kernel of all points with all, row-major; rows in parallel. */
  static double[] matrix(KernelPoints x, Run run) {
    int n = x.n;
    var out = new double[n * n];
    int each = 64;
    run.map(
        "kernel",
        (n + each - 1) / each,
        b -> {
          var row = new double[n];
          for (int i = b * each; i < Math.min(n, (b + 1) * each); i++) {
            x.values(x.rows, i, row);
            System.arraycopy(row, 0, out, i * n, n);
          }
          return b;
        });
    return out;
  }

  /** Refuses a Numeric column with missing cells: what a step, that reads some columns, checks. */
  static void checkComplete(Frame frame, Record who) {
    for (var name : frame.features().names()) {
      int missing = frame.column(name).missing();
      if (missing > 0) {
        throw new DataException(
            "%s: column '%s' is missing in %d of %d rows: put new Impute() before"
                .formatted(who.getClass().getSimpleName(), name, missing, frame.size()));
      }
    }
  }
}

package millrace.preprocess;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/**
 * How many training rows each level of the target has, and how many it is to have.
 *
 * @param codes the level of each row
 */
record Balance(Vocabulary levels, int[] codes, int[] rows, int[] wanted) {
  /** At least {@code ratio} times the rows of the largest level for each. */
  static Balance up(Frame train, double ratio, Record who) {
    var rows = counted(train, who);
    int most = Arrays.stream(rows.rows).max().orElseThrow();
    return rows.wanting(n -> (int) Math.max(n, Math.round(ratio * most)));
  }

  /** At most the rows of the smallest level divided by {@code ratio} for each. */
  static Balance down(Frame train, double ratio, Record who) {
    var rows = counted(train, who);
    int least = Arrays.stream(rows.rows).min().orElseThrow();
    return rows.wanting(n -> (int) Math.min(n, Math.round(least / ratio)));
  }

  private static Balance counted(Frame train, Record who) {
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
    var codes = y.codes(levels);
    var rows = new int[levels.size()];
    for (int c : codes) rows[c]++;
    return new Balance(levels, codes, rows, rows);
  }

  private Balance wanting(IntUnaryOperator wanted) {
    return new Balance(levels, codes, rows, Arrays.stream(rows).map(wanted).toArray());
  }

  /** The rows of one level. */
  int[] of(int level) {
    return IntStream.range(0, codes.length).filter(i -> codes[i] == level).toArray();
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import smile.math.matrix.Matrix;
import smile.sequence.HMM;

/**
 * A hidden Markov model that labels each token of a sequence, learned by Smile from labelled
 * sequences by counting: {@code P(first label) · Π P(label | label before) · P(word | label)}. The
 * fitted record is that of {@link millrace.trainers.Hmm}. Of several columns of tokens, each speaks
 * for itself given the label.
 *
 * <p>Smile adds nothing to the counts: what was never seen has the probability 1e-300, as in its
 * own search. A word that training did not see says nothing about the label. Where Smile divides 0
 * by 0 (nothing ever follows a label) all labels are as likely.
 *
 * @see "L. R. Rabiner, A tutorial on hidden Markov models, Proceedings of the IEEE 77, 1989"
 */
@About(
    value = "hidden Markov model over tokens, counted from labelled sequences, not smoothed",
    cite = "L. R. Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77, 1989",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Hmm() implements Trainer<millrace.trainers.Hmm.Fitted> {
  private static final double LEAST = 1e-300;

  public Hmm {
    Spec.check(Hmm.class);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class).target(Column.Tokens.class);
  }

  @Override
  public millrace.trainers.Hmm.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var target = (Column.Tokens) train.targetColumn();
    var code = new int[target.words().size()];
    var names = new ArrayList<String>();
    Arrays.fill(code, -1);
    for (int id : target.ids()) {
      if (code[id] >= 0) continue;
      code[id] = names.size();
      names.add(target.words().name(id));
    }
    if (names.isEmpty()) {
      throw new DataException(
          "Hmm was given no tokens: every row of '%s' is empty"
              .formatted(train.targetName().orElseThrow()));
    }
    var labels = sequences(target, Arrays.stream(target.ids()).map(id -> code[id]).toArray());
    int n = names.size();
    var words = new ArrayList<Vocabulary>();
    var emission = new ArrayList<double[]>();
    var first = new double[n];
    var next = new double[n * n];
    run.step("column", 0, columns.size());
    for (int c = 0; c < columns.size(); c++) {
      var column = train.column(columns.get(c), Column.Tokens.class);
      if (!Arrays.equals(column.starts(), target.starts())) {
        throw new DataException(
            "column '%s' must have as many tokens in each row as the target '%s'"
                .formatted(columns.get(c), train.targetName().orElseThrow()));
      }
      var model = HMM.fit(sequences(column, column.ids()), labels);
      if (c == 0) {
        for (int l = 0; l < n; l++) first[l] = log(model.getInitialStateProbabilities()[l], n);
        copy(model.getStateTransitionProbabilities(), next, n, n);
      }
      words.add(column.words());
      emission.add(emission(model.getSymbolEmissionProbabilities(), n, column.words().size()));
      run.step("column", c + 1, columns.size());
    }
    return new millrace.trainers.Hmm.Fitted(
        columns, words, Vocabulary.of(names), first, next, emission);
  }

  /** Rows that have tokens. */
  private static int[][] sequences(Column.Tokens column, int[] ids) {
    var out = new ArrayList<int[]>();
    for (int i = 0; i < column.size(); i++) {
      if (column.starts()[i] < column.starts()[i + 1])
        out.add(Arrays.copyOfRange(ids, column.starts()[i], column.starts()[i + 1]));
    }
    return out.toArray(int[][]::new);
  }

  /** Of words that Smile never saw, and of the unknown one, 0: the same for all labels. */
  private static double[] emission(Matrix smile, int labels, int words) {
    var out = new double[labels * (words + 1)];
    for (int w = 0; w < smile.ncol(); w++) {
      double seen = 0;
      for (int l = 0; l < labels; l++) seen += smile.get(l, w);
      if (!(seen > 0)) continue;
      for (int l = 0; l < labels; l++) out[l * (words + 1) + w] = log(smile.get(l, w), words);
    }
    return out;
  }

  private static void copy(Matrix smile, double[] out, int rows, int width) {
    for (int l = 0; l < rows; l++)
      for (int j = 0; j < width; j++) out[l * width + j] = log(smile.get(l, j), width);
  }

  /** Of something that is one of so many. */
  private static double log(double probability, int many) {
    return Double.isNaN(probability) ? -Math.log(many) : Math.log(Math.max(LEAST, probability));
  }
}

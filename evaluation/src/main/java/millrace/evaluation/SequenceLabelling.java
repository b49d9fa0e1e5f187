package millrace.evaluation;

import java.util.HashMap;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Sequences;

/**
 * How well the labels of tokens are predicted. The truth is a Tokens column with as many labels in
 * each row as the prediction has. O(tokens).
 *
 * @see "scikit-learn 1.2, sklearn.metrics.accuracy_score and f1_score(average='macro') over all
 *     tokens"
 */
public enum SequenceLabelling implements Metric<Sequences> {
  /** The share of tokens whose label is right. */
  TOKEN_ACCURACY {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      int right = 0;
      int n = tokens(truth);
      for (int k = 0; k < n; k++) if (label(truth, k).equals(label(said, k))) right++;
      return right / (double) n;
    }
  },
  /** The share of rows in which every label is right. A row without tokens is right. */
  SEQUENCE_ACCURACY {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      int right = 0;
      for (int i = 0; i < truth.size(); i++) {
        boolean all = true;
        for (int k = truth.starts()[i]; k < truth.starts()[i + 1] && all; k++) {
          int at = k - truth.starts()[0];
          all = label(truth, at).equals(label(said, at));
        }
        if (all) right++;
      }
      return right / (double) truth.size();
    }
  },
  /**
   * The mean over labels of F1, 2·right / (said + true), a label per token; over the labels that
   * occur in the truth or in the prediction.
   */
  F1_MACRO {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      var counts = new HashMap<String, int[]>();
      for (int k = 0, n = tokens(truth); k < n; k++) {
        var is = label(truth, k);
        var was = label(said, k);
        var c = counts.computeIfAbsent(is, _ -> new int[2]);
        c[1]++;
        if (is.equals(was)) c[0]++;
        counts.computeIfAbsent(was, _ -> new int[2])[1]++;
      }
      return counts.values().stream().mapToDouble(c -> 2.0 * c[0] / c[1]).average().orElseThrow();
    }
  },
  /**
   * The share of the predicted spans that are right, as conlleval counts: see {@link SpanScores}.
   */
  SPAN_PRECISION {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      return SpanScores.of(truth, said).precision();
    }
  },
  /** The share of the true spans that are found, as conlleval counts: see {@link SpanScores}. */
  SPAN_RECALL {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      return SpanScores.of(truth, said).recall();
    }
  },
  /** F1 over all spans, as conlleval counts: see {@link SpanScores}, also for each type's. */
  SPAN_F1 {
    @Override
    double of(Column.Tokens truth, Column.Tokens said) {
      return SpanScores.of(truth, said).f1();
    }
  };

  abstract double of(Column.Tokens truth, Column.Tokens said);

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  /**
   * @throws DataException if the truth is not of tokens, has rows of other lengths, or no token
   */
  @Override
  public double score(Column truth, Sequences predicted) {
    var y = checked(truth, predicted);
    if (tokens(y) == 0) throw new DataException("there is no token to score");
    return of(y, predicted.labels());
  }

  /** The truth, which must have as many labels in each row as are predicted. */
  static Column.Tokens checked(Column truth, Sequences predicted) {
    if (!(truth instanceof Column.Tokens y))
      throw new DataException("labels of tokens are not scored against " + truth.kind());
    var said = predicted.labels();
    if (y.size() != said.size()) {
      throw new DataException(
          "there are %d rows but %d predictions".formatted(y.size(), said.size()));
    }
    for (int i = 0; i < y.size(); i++) {
      int is = y.starts()[i + 1] - y.starts()[i];
      int was = said.starts()[i + 1] - said.starts()[i];
      if (is != was)
        throw new DataException("row %d has %d labels but %d predicted".formatted(i, is, was));
    }
    return y;
  }

  private static int tokens(Column.Tokens c) {
    return c.starts()[c.size()] - c.starts()[0];
  }

  private static String label(Column.Tokens c, int k) {
    return c.words().name(c.ids()[c.starts()[0] + k]);
  }
}

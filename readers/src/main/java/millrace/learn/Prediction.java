package millrace.learn;

import millrace.data.Column;
import millrace.data.Vocabulary;

/** What a {@link Predictor} says of each row. */
public sealed interface Prediction {
  /** The number of rows. */
  int size();

  /** A number per row, in the unit of the target. */
  record Numbers(double[] values) implements Prediction {
    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * A probability per row and level, row-major: {@code probability[row * levels.size() + level]};
   * each row sums to 1.
   */
  record Labels(double[] probability, Vocabulary levels) implements Prediction {
    @Override
    public int size() {
      return probability.length / levels.size();
    }

    public double probability(int row, int level) {
      return probability[row * levels.size() + level];
    }

    /** The most probable level; of equals the first. */
    public int code(int row) {
      int k = levels.size();
      int at = row * k;
      int best = 0;
      for (int c = 1; c < k; c++) if (probability[at + c] > probability[at + best]) best = c;
      return best;
    }

    public String label(int row) {
      return levels.name(code(row));
    }
  }

  /**
   * A cluster per row, numbered from 0; {@link #NOISE} where a row belongs to none.
   *
   * @param count how many clusters the model knows; not all of them need to occur
   */
  record Clusters(int[] cluster, int count) implements Prediction {
    public static final int NOISE = -1;

    @Override
    public int size() {
      return cluster.length;
    }
  }

  /**
   * How normal each row is: below 0 it is an outlier, and the lower, the stranger (scikit-learn's
   * {@code decision_function} of its outlier detectors).
   */
  record Scores(double[] values) implements Prediction {
    @Override
    public int size() {
      return values.length;
    }

    public boolean outlier(int row) {
      return values[row] < 0;
    }
  }

  /** A label for each token of each row: as many as the row has tokens. */
  record Sequences(Column.Tokens labels) implements Prediction {
    @Override
    public int size() {
      return labels.size();
    }
  }
}

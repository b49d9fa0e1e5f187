package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * Stochastic gradient descent for one linear function: after each row, {@code w ← (1 − η α (1 − r))
 * w − η loss'(w·x + b) x}, then the L1 part of the penalty, cumulatively, on the row's features.
 *
 * <p>The weights are kept as a vector times a scale, and their average as a vector plus a multiple
 * of that vector over another scale, so that a step costs no more than the row has entries.
 *
 * @see "L. Bottou, Stochastic gradient descent tricks, 2012"
 * @see "Y. Tsuruoka et al., Stochastic gradient descent training for L1-regularized log-linear
 *     models with cumulative penalty, ACL 2009"
 * @see "W. Xu, Towards optimal one pass large scale learning with averaged stochastic gradient
 *     descent, arXiv:1107.2490, 2011"
 */
final class Sgd {
  private static final double GREATEST_SLOPE = 1e12;
  private static final double LEAST_SCALE = 1e-9;
  private static final double LEAST_RATE = 1e-6;

  /** Intercepts move less with sparse rows, whose other features are seldom there. */
  private static final double SPARSE_INTERCEPT = 0.01;

  /** What the trainers' parameters say. */
  record Settings(
      SgdLoss loss,
      double epsilon,
      SgdClassifier.Penalty penalty,
      double alpha,
      double l1Ratio,
      boolean fitIntercept,
      int maxIter,
      double tol,
      boolean shuffle,
      SgdClassifier.LearningRate learningRate,
      double eta0,
      double powerT,
      boolean earlyStopping,
      double validationFraction,
      int nIterNoChange,
      int average) {
    /**
     * @throws IllegalArgumentException when parameters contradict each other
     */
    static void check(
        Class<? extends Record> type,
        SgdClassifier.LearningRate learningRate,
        double alpha,
        double eta0) {
      boolean optimal = learningRate == SgdClassifier.LearningRate.OPTIMAL;
      if (optimal && alpha == 0) {
        throw new IllegalArgumentException(
            "%s alpha must be above 0 with learningRate OPTIMAL, which follows from it, but is 0"
                .formatted(type.getSimpleName()));
      }
      if (!optimal && eta0 == 0) {
        throw new IllegalArgumentException(
            "%s eta0 must be above 0 with learningRate %s, but is 0"
                .formatted(type.getSimpleName(), learningRate));
      }
    }
  }

  /**
   * A linear function.
   *
   * @param epochs how many were made
   * @param converged whether it stopped before maxIter
   */
  record Result(double[] weights, double intercept, int epochs, boolean converged) {}

  /** Tells how far it is; false ends the work early. */
  interface Listener {
    boolean epoch(int done, double loss);
  }

  private final SgdRows x;
  private final double[] y;
  private final double[] weight;
  private final boolean[] held;
  private final Settings s;
  private final double l1Ratio;

  private double[] w;
  private double scale = 1;
  private double b;

  /** The average of the weights is {@code (sum + share * w) / over}; of the intercepts: average. */
  private final double[] sum;

  private double share;
  private double over = 1;
  private double averageB;

  /** What L1 took from each weight so far, and could have. */
  private final double[] taken;

  private double due;
  private long t = 1;
  private double eta;
  private double start;

  /**
   * @param weight how much each row's step counts
   * @param held rows that are not learned from but scored, for early stopping
   */
  private Sgd(SgdRows x, double[] y, double[] weight, boolean[] held, Settings s) {
    this.x = x;
    this.y = y;
    this.weight = weight;
    this.held = held;
    this.s = s;
    l1Ratio =
        switch (s.penalty) {
          case NONE, L2 -> 0;
          case L1 -> 1;
          case ELASTIC_NET -> s.l1Ratio;
        };
    w = new double[x.width()];
    sum = new double[s.average > 0 ? x.width() : 0];
    boolean l1 =
        s.penalty == SgdClassifier.Penalty.L1 || s.penalty == SgdClassifier.Penalty.ELASTIC_NET;
    taken = new double[l1 ? x.width() : 0];
    eta = s.eta0;
    if (s.learningRate == SgdClassifier.LearningRate.OPTIMAL) {
      double typical = Math.sqrt(1 / Math.sqrt(s.alpha));
      double first = typical / Math.max(1, s.loss.slope(-typical, 1, s.epsilon));
      start = 1 / (first * s.alpha);
    }
  }

  /**
   * @throws DataException when the weights overflow
   */
  static Result fit(
      SgdRows x,
      double[] y,
      double[] weight,
      boolean[] held,
      Settings settings,
      RandomGenerator random,
      Listener listener) {
    return new Sgd(x, y, weight, held, settings).run(random, listener);
  }

  /**
   * Rows to hold back for early stopping, none without it: of each class its share, but at least
   * one row stays.
   *
   * @param code the class of each row; all 0 for numbers
   */
  static boolean[] held(int[] code, int classes, Settings s, Run run) {
    var held = new boolean[code.length];
    if (!s.earlyStopping) return held;
    var random = run.random("validation");
    int n = 0;
    for (int c = 0; c < classes; c++) {
      int k = 0;
      for (int y : code) if (y == c) k++;
      var rows = new int[k];
      k = 0;
      for (int i = 0; i < code.length; i++) if (code[i] == c) rows[k++] = i;
      shuffle(rows, random);
      int m = (int) Math.min(k - 1L, Math.round(k * s.validationFraction));
      for (int i = 0; i < m; i++) held[rows[i]] = true;
      n += m;
    }
    if (n == 0) {
      throw new DataException(
          "%d rows are too few to hold back %s of each level for earlyStopping"
              .formatted(code.length, s.validationFraction));
    }
    return held;
  }

  private static void shuffle(int[] rows, RandomGenerator random) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = rows[i];
      rows[i] = rows[j];
      rows[j] = swap;
    }
  }

  private Result run(RandomGenerator random, Listener listener) {
    int n = 0;
    for (boolean h : held) if (!h) n++;
    var order = new int[n];
    n = 0;
    for (int i = 0; i < held.length; i++) if (!held[i]) order[n++] = i;
    double best = s.earlyStopping ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    int worse = 0;
    int epoch = 0;
    boolean converged = false;
    double loss = 0;
    while (epoch < s.maxIter && !converged && listener.epoch(epoch, loss / n)) {
      if (s.shuffle) shuffle(order, random);
      loss = epoch(order);
      epoch++;
      if (s.earlyStopping) {
        double score = score();
        worse = s.tol >= 0 && score < best + s.tol ? worse + 1 : 0;
        best = Math.max(best, score);
      } else {
        worse = s.tol >= 0 && loss > best - s.tol * n ? worse + 1 : 0;
        best = Math.min(best, loss);
      }
      if (worse < s.nIterNoChange) continue;
      if (s.learningRate == SgdClassifier.LearningRate.ADAPTIVE && eta > LEAST_RATE) {
        eta /= 5;
        worse = 0;
      } else {
        converged = true;
      }
    }
    unscale();
    // scikit-learn counts the rows held back, too
    boolean averaged = s.average > 0 && s.average <= (long) epoch * held.length;
    return new Result(averaged ? sum : w, averaged ? averageB : b, epoch, converged);
  }

  /** One pass over the rows; the sum of losses before each step. */
  private double epoch(int[] order) {
    double loss = 0;
    double decay = s.fitIntercept ? x.sparse() ? SPARSE_INTERCEPT : 1 : 0;
    boolean scaled =
        s.penalty == SgdClassifier.Penalty.L2 || s.penalty == SgdClassifier.Penalty.ELASTIC_NET;
    for (int row : order) {
      double p = x.dot(w, row) * scale + b;
      if (s.learningRate == SgdClassifier.LearningRate.OPTIMAL) {
        eta = 1 / (s.alpha * (start + t - 1));
      } else if (s.learningRate == SgdClassifier.LearningRate.INVSCALING) {
        eta = s.eta0 / Math.pow((double) t, s.powerT);
      }
      if (!s.earlyStopping) loss += s.loss.loss(p, y[row], s.epsilon);
      double slope = s.loss.slope(p, y[row], s.epsilon);
      double step = -eta * Math.clamp(slope, -GREATEST_SLOPE, GREATEST_SLOPE) * weight[row];
      if (scaled) {
        scale *= Math.max(0, 1 - (1 - l1Ratio) * eta * s.alpha);
        if (scale < LEAST_SCALE) unscale();
      }
      if (step != 0) {
        x.add(step / scale, row, w);
        b += step * decay;
      }
      if (s.average > 0 && t >= s.average) average(row, step);
      if (taken.length > 0) {
        due += l1Ratio * eta * s.alpha;
        shrink(row);
      }
      t++;
    }
    if (!Double.isFinite(b) || !Double.isFinite(Vectors.sum(w) * scale) || !Double.isFinite(loss)) {
      throw new DataException(
          "the weights overflow: scale the columns, put new Standardize() before, or take a smaller"
              + " eta0");
    }
    return loss;
  }

  private void average(int row, double step) {
    double m = t - s.average + 1;
    if (step != 0) x.add(-share * step / scale, row, sum);
    if (m > 1) over /= 1 - 1 / m;
    share += over / m * scale;
    averageB += (b - averageB) / m;
  }

  /** The scales go into the vectors. */
  private void unscale() {
    if (sum.length > 0) {
      for (int f = 0; f < sum.length; f++) sum[f] = (sum[f] + share * w[f]) / over;
      share = 0;
      over = 1;
    }
    if (scale == 0) Arrays.fill(w, 0);
    else for (int f = 0; f < w.length; f++) w[f] *= scale;
    scale = 1;
  }

  private void shrink(int row) {
    if (!x.sparse()) {
      for (int f = 0; f < w.length; f++) shrinkOne(f);
      return;
    }
    for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) shrinkOne(x.index()[e]);
  }

  /** Takes what is due of one weight, but not beyond 0. */
  private void shrinkOne(int f) {
    double z = w[f];
    if (z == 0) return;
    double to =
        z > 0
            ? Math.max(0, z - (due + taken[f]) / scale)
            : Math.min(0, z + (due - taken[f]) / scale);
    w[f] = to;
    taken[f] += scale * (to - z);
    if (sum.length > 0) sum[f] -= share * (to - z);
  }

  /** Of the rows held back: accuracy for classes, R² for numbers; rows count by their weights. */
  private double score() {
    boolean classes =
        switch (s.loss) {
          case HINGE, PERCEPTRON, SQUARED_HINGE, LOG, MODIFIED_HUBER -> true;
          case SQUARED, HUBER, EPSILON_INSENSITIVE, SQUARED_EPSILON_INSENSITIVE -> false;
        };
    double all = 0;
    double mean = 0;
    for (int i = 0; i < held.length; i++) {
      if (!held[i]) continue;
      all += weight[i];
      mean += weight[i] * y[i];
    }
    mean /= all;
    double good = 0;
    double rest = 0;
    double spread = 0;
    for (int i = 0; i < held.length; i++) {
      if (!held[i]) continue;
      double p = x.dot(w, i) * scale + b;
      if (p > 0 == y[i] > 0) good += weight[i];
      rest += weight[i] * (y[i] - p) * (y[i] - p);
      spread += weight[i] * (y[i] - mean) * (y[i] - mean);
    }
    if (classes) return all == 0 ? 0 : good / all;
    return spread == 0 ? -rest : 1 - rest / spread;
  }
}

package millrace.trainers;

import millrace.run.Run;

/**
 * Minimises {@code ½‖y − X w‖² + l1 ‖w‖₁ + ½ l2 ‖w‖²} over a {@link Design}, one weight after
 * another, until the duality gap is below {@code tol ‖y‖²} or no weight changes any more. With more
 * rows than features on their Gram matrix, O(p) a changed weight; else on the columns, O(entries of
 * the column).
 *
 * @see "J. Friedman, T. Hastie, R. Tibshirani, Regularization paths for generalized linear models
 *     via coordinate descent, Journal of Statistical Software 33, 2010"
 * @see "scikit-learn 1.2, sklearn/linear_model/_cd_fast.pyx, whose order and stopping rule it
 *     keeps"
 */
final class CoordinateDescent {
  /**
   * @param iterations sweeps over all weights
   * @param gap the duality gap at the end, of the objective above
   * @param converged whether the gap came below the tolerance
   */
  record Solution(double[] weights, int iterations, double gap, boolean converged) {}

  /** What a sweep needs to know of the data, kept up to date while weights change. */
  interface State {
    /** {@code ‖x_j‖²}. */
    double square(int j);

    /** {@code x_j · (y − X w)}. */
    double slope(int j);

    /** Weight j grew by {@code by}. */
    void move(int j, double by);

    /**
     * Computes afresh what rounding has blurred.
     *
     * @param slopes receives all slopes
     * @return {@code ‖rest‖²} and {@code rest · y}, rest being {@code y − X w}
     */
    double[] refresh(double[] w, double[] slopes);

    /** {@code ‖y‖²}. */
    double target();
  }

  /** Relative changes up to this are rounding: no sweep will lower the gap any more. */
  private static final double STILL = 4 * Math.ulp(1.0);

  private final State state;
  private final boolean positive;
  private final double[] w;
  private final double[] slopes;
  private double l1;
  private double l2;

  /** Starts from weights of 0. */
  CoordinateDescent(State state, int width, boolean positive) {
    this.state = state;
    this.positive = positive;
    w = new double[width];
    slopes = new double[width];
  }

  static State state(Design x, Run run) {
    return x.rows > x.width && x.width <= LeastSquares.MOST_DIRECT
        ? new Grams(x, x.gram(run))
        : new ColumnState(x);
  }

  /**
   * Goes on from where it is.
   *
   * @param l1 greater than 0, unless {@code positive}
   */
  Solution descend(double l1, double l2, int maxIter, double tol, Run run) {
    this.l1 = l1;
    this.l2 = l2;
    double enough = tol * state.target();
    double gap = Double.POSITIVE_INFINITY;
    int done = 0;
    boolean converged = false;
    while (done < maxIter && !converged && run.step("sweep", done, maxIter)) {
      double change = sweep();
      done++;
      if (change < tol || done == maxIter) {
        gap = gap();
        converged = gap < enough || change <= STILL;
      }
    }
    if (!converged) gap = gap(); // finished early by the run
    run.step("sweep", maxIter, maxIter, "gap", gap);
    return new Solution(w.clone(), done, gap, converged);
  }

  /**
   * One sweep; the greatest change of a weight relative to the greatest weight, -1 if all are 0.
   */
  private double sweep() {
    double most = 0;
    double change = 0;
    for (int j = 0; j < w.length; j++) {
      double square = state.square(j);
      if (square == 0) continue;
      double before = w[j];
      double pull = state.slope(j) + square * before;
      double after;
      if (positive && pull < 0) after = 0;
      else after = Math.copySign(Math.max(Math.abs(pull) - l1, 0), pull) / (square + l2);
      if (after != before) {
        w[j] = after;
        state.move(j, after - before);
      }
      change = Math.max(change, Math.abs(after - before));
      most = Math.max(most, Math.abs(after));
    }
    return most == 0 ? -1 : change / most;
  }

  /** Objective minus that of a dual feasible point: how far the minimum can be at most. */
  private double gap() {
    var sums = state.refresh(w, slopes);
    double dual = positive ? Double.NEGATIVE_INFINITY : 0;
    for (int j = 0; j < w.length; j++) {
      double s = slopes[j] - l2 * w[j];
      dual = Math.max(dual, positive ? s : Math.abs(s));
    }
    double squares = sums[0];
    double shrink = dual > l1 ? l1 / dual : 1;
    double absolute = 0;
    for (double v : w) absolute += Math.abs(v);
    double gap = dual > l1 ? 0.5 * squares * (1 + shrink * shrink) : squares;
    return gap
        + l1 * absolute
        - shrink * sums[1]
        + 0.5 * l2 * (1 + shrink * shrink) * Vectors.dot(w, w);
  }

  /** {@link State#refresh} from the data themselves; the rest stays in {@code rest}. */
  static double[] refresh(Design x, double[] w, double[] rest, double[] slopes) {
    x.times(w, rest);
    for (int i = 0; i < rest.length; i++) rest[i] = x.y[i] - rest[i];
    x.transposeTimes(rest, slopes);
    return new double[] {Vectors.dot(rest, rest), Vectors.dot(rest, x.y)};
  }

  /** On the Gram matrix: the slopes of all weights are kept. */
  private static final class Grams implements State {
    private final Design x;
    private final int p;
    private final double[] gram;
    private final double[] slopes;
    private final double[] rest;

    Grams(Design x, double[] gram) {
      this.x = x;
      this.gram = gram;
      p = x.width;
      slopes = new double[p];
      rest = new double[x.rows];
      x.transposeTimes(x.y, slopes);
    }

    @Override
    public double square(int j) {
      return gram[j * p + j];
    }

    @Override
    public double slope(int j) {
      return slopes[j];
    }

    @Override
    public void move(int j, double by) {
      Vectors.add(-by, gram, j * p, slopes, 0, p);
    }

    @Override
    public double[] refresh(double[] w, double[] fresh) {
      var sums = CoordinateDescent.refresh(x, w, rest, fresh);
      System.arraycopy(fresh, 0, slopes, 0, p);
      return sums;
    }

    @Override
    public double target() {
      return Vectors.dot(x.y, x.y);
    }
  }
}

package millrace.trainers;

/**
 * What kernel methods take for the similarity of two rows x and y: support vector machines, kernel
 * ridge regression, kernel principal components, and, of those that depend on the distance alone,
 * Gaussian processes.
 *
 * <p>A trainer's {@code gamma} is a number, or {@link #SCALE} or {@link #AUTO}, which follow from
 * the training rows.
 *
 * @see "B. Schölkopf, A. Smola, Learning with Kernels, MIT Press 2002, chapters 2 and 13"
 */
public enum Kernel {
  /** {@code x·y}. */
  LINEAR,
  /** {@code (gamma x·y + coef0)^degree}. */
  POLY,
  /** {@code exp(-gamma ‖x − y‖²)}, Gaussian with the length scale {@code 1 / sqrt(2 gamma)}. */
  RBF,
  /** {@code tanh(gamma x·y + coef0)}: not positive definite, so results may be local ones. */
  SIGMOID,
  /**
   * Matérn's with ν = 3/2: {@code (1 + a) exp(-a)} with {@code a = sqrt(6 gamma) ‖x − y‖}; the same
   * length scale as {@link #RBF}, less smooth.
   */
  MATERN_3_2,
  /** Matérn's with ν = 5/2: {@code (1 + a + a²/3) exp(-a)}, {@code a = sqrt(10 gamma) ‖x − y‖}. */
  MATERN_5_2;

  /**
   * As gamma: {@code 1 / (features · variance)}, the variance taken over all entries of the
   * training rows together; 1 when that is 0. scikit-learn's "scale".
   */
  public static final double SCALE = 0;

  /** As gamma: {@code 1 / features}. scikit-learn's "auto". */
  public static final double AUTO = -1;

  /** Whether it depends on the distance of the rows alone. */
  public boolean stationary() {
    return this == RBF || this == MATERN_3_2 || this == MATERN_5_2;
  }
}

package millrace.trainers;

import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * {@link Ridge} regression whose alpha is chosen among {@code nAlphas} values, evenly by logarithm
 * from {@code minAlpha} to {@code maxAlpha}: as a rule by the error of leaving out one row, which
 * has a closed form; with {@code cv} above 0 by the mean R² over that many folds (contiguous, as
 * scikit-learn's KFold: shuffle ordered rows first). The fitted record keeps the scores.
 *
 * <p>Weights of rows multiply the squares, in fits and scores.
 *
 * <p>Cost of leaving one out, with p features and n rows: O(n·p²) for each alpha, or O(n³) when
 * there are fewer rows than features; of folds: one Gram matrix and O(folds·alphas·p³).
 *
 * @param minAlpha the least alpha (default 0.1)
 * @param maxAlpha the greatest alpha (default 10)
 * @param nAlphas how many (default 3: 0.1, 1 and 10, as in scikit-learn)
 * @param cv how many folds; 0 leaves out one row (default 0)
 * @param fitIntercept whether there is an intercept (default true)
 * @see "G. Golub, M. Heath, G. Wahba, Generalized cross-validation as a method for choosing a good
 *     ridge parameter, Technometrics 21, 1979"
 * @see "scikit-learn 1.2, sklearn.linear_model.RidgeCV"
 */
@About(
    value = "ridge regression, its strength chosen by leaving one row out, or by folds",
    cite =
        "G. Golub, M. Heath, G. Wahba, Generalized cross-validation, Technometrics 21, 1979;"
            + " scikit-learn RidgeCV")
public record RidgeCV(
    @Param(value = "least alpha", min = 1e-12, max = 1e100) double minAlpha,
    @Param(value = "greatest alpha", min = 1e-12, max = 1e100) double maxAlpha,
    @Param(value = "how many alphas", min = 1) int nAlphas,
    @Param(value = "how many folds; 0 leaves out one row", min = 0) int cv,
    @Param("whether an intercept is fitted") boolean fitIntercept)
    implements Trainer<RidgeCV.Fitted> {
  public RidgeCV {
    Spec.check(RidgeCV.class, minAlpha, maxAlpha, nAlphas, cv, fitIntercept);
    if (minAlpha > maxAlpha) {
      throw new IllegalArgumentException(
          "RidgeCV minAlpha %s is above maxAlpha %s".formatted(minAlpha, maxAlpha));
    }
    if (cv == 1)
      throw new IllegalArgumentException("RidgeCV cv must be 0 (leave one out) or at least 2");
  }

  public RidgeCV() {
    this(0.1, 10, 3, 0, true);
  }

  public RidgeCV minAlpha(double minAlpha) {
    return Spec.with(this, "minAlpha", minAlpha);
  }

  public RidgeCV maxAlpha(double maxAlpha) {
    return Spec.with(this, "maxAlpha", maxAlpha);
  }

  public RidgeCV nAlphas(int nAlphas) {
    return Spec.with(this, "nAlphas", nAlphas);
  }

  public RidgeCV cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  public RidgeCV fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.of(train, fitIntercept);
    var alphas = alphas();
    var scores =
        cv == 0
            ? new LeaveOneOut(x, fitIntercept).scores(alphas, run)
            : folds(train, x, alphas, run);
    int best = 0;
    for (int a = 1; a < alphas.length; a++) if (scores[a] > scores[best]) best = a;
    double tolerance = new Ols().tolerance();
    var w = LeastSquares.solve(x, alphas[best], tolerance, run).weights();
    return new Fitted(Linear.of(x, w), alphas[best], alphas, scores);
  }

  private double[] alphas() {
    var out = new double[nAlphas];
    double low = Math.log10(minAlpha);
    double high = Math.log10(maxAlpha);
    for (int i = 0; i < nAlphas; i++)
      out[i] = i == 0 ? minAlpha : Math.pow(10, low + (high - low) * i / (nAlphas - 1));
    return out;
  }

  /** Mean R² over the folds. */
  private double[] folds(Frame train, Design x, double[] alphas, Run run) {
    ElasticPath.checkFolds(x.rows, cv);
    int smallest = x.rows - (x.rows + cv - 1) / cv;
    boolean tall = smallest > x.width && x.width <= LeastSquares.MOST_DIRECT;
    var grams = tall ? new FoldGrams(x, cv, fitIntercept, run) : null;
    var quiet = run.silent().threads(1);
    var parts =
        run.map(
            "path",
            cv,
            f ->
                grams != null ? onGram(grams, f, alphas) : onRows(train, x.rows, f, alphas, quiet));
    var out = new double[alphas.length];
    for (var part : parts) Vectors.add(1.0 / cv, part, out);
    return out;
  }

  private static double r2(double error, double variance) {
    if (variance > 0) return 1 - error / variance;
    return error > 0 ? 0 : 1; // scikit-learn's r2_score of a constant target
  }

  private static double[] onGram(FoldGrams grams, int fold, double[] alphas) {
    var sums = grams.train(fold);
    int p = sums.xy().length;
    var out = new double[alphas.length];
    for (int a = 0; a < alphas.length; a++) {
      var g = sums.gram().clone();
      var unit = new double[p];
      var use = new boolean[p];
      for (int j = 0; j < p; j++) {
        use[j] = g[j * p + j] > 0;
        unit[j] = Math.sqrt(g[j * p + j] + alphas[a]);
        g[j * p + j] += alphas[a];
      }
      for (int i = 0; i < p; i++) for (int j = 0; j < p; j++) g[i * p + j] /= unit[i] * unit[j];
      var b = sums.xy().clone();
      for (int j = 0; j < p; j++) b[j] /= unit[j];
      var w = new Cholesky(g, p, use, 0).solve(b);
      for (int j = 0; j < p; j++) w[j] /= unit[j];
      out[a] = r2(grams.error(fold, sums, w), grams.variance(fold));
    }
    return out;
  }

  private double[] onRows(Frame train, int rows, int fold, double[] alphas, Run run) {
    var test =
        IntStream.range(FoldGrams.start(rows, cv, fold), FoldGrams.start(rows, cv, fold + 1))
            .toArray();
    var d = Design.of(train.rows(train.others(test)), fitIntercept);
    var held = train.rows(test);
    var y = ((Column.Numeric) held.targetColumn()).values();
    var weights = Design.weights(held);
    var out = new double[alphas.length];
    for (int a = 0; a < alphas.length; a++) {
      var w = LeastSquares.solve(d, alphas[a], new Ols().tolerance(), run).weights();
      var predicted = Linear.of(d, w).values(held).values();
      double total = 0;
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < y.length; i++) {
        double v = weights == null ? 1 : weights[i];
        total += v;
        mean += v * (y[i] - mean) / (total > 0 ? total : 1);
        squares += v * (y[i] - predicted[i]) * (y[i] - predicted[i]);
      }
      double variance = 0;
      for (int i = 0; i < y.length; i++)
        variance += (weights == null ? 1 : weights[i]) * (y[i] - mean) * (y[i] - mean);
      out[a] = r2(squares, variance);
    }
    return out;
  }

  /**
   * The linear function of the alpha chosen, and how it was.
   *
   * @param alpha the one chosen
   * @param alphas all of them, rising
   * @param scores of each, greater being better: minus the mean squared error of rows left out, or
   *     the mean R² over folds
   */
  public record Fitted(Linear linear, double alpha, double[] alphas, double[] scores)
      implements LinearModel {}
}

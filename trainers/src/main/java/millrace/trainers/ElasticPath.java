package millrace.trainers;

import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * The errors of a falling sequence of alphas by cross-validation, each fit starting from the one
 * before. With more rows than features the folds share one Gram matrix ({@link FoldGrams}).
 */
final class ElasticPath {
  /** The least alpha there is, where every one would give weights of 0. */
  private static final double RESOLUTION = 1e-15;

  /**
   * @param errors mean squared errors: {@code errors[alpha * folds + fold]}
   * @param best which alpha has the lowest mean of them; of equals the greatest alpha
   */
  record Result(double[] alphas, double[] errors, int best) {}

  private final Frame train;
  private final Design x;
  private final ElasticNet net;
  private final int folds;
  private final double[] alphas;

  private ElasticPath(Frame train, Design x, ElasticNet net, int folds, double[] alphas) {
    this.train = train;
    this.x = x;
    this.net = net;
    this.folds = folds;
    this.alphas = alphas;
  }

  /**
   * @param x {@link Design#ofMean} of the frame
   * @param net all but its alpha
   */
  static Result errors(
      Frame train, Design x, ElasticNet net, int folds, double eps, int count, Run run) {
    checkFolds(x.rows, folds);
    var alphas = alphas(x, net.l1Ratio(), eps, count);
    return new ElasticPath(train, x, net, folds, alphas).run(run);
  }

  static void checkFolds(int rows, int folds) {
    if (rows < folds) {
      throw new DataException(
          "%d folds need at least as many rows, but there are %d: use a lower cv"
              .formatted(folds, rows));
    }
  }

  /** From the least alpha that makes all weights 0 down to {@code eps} times that. */
  static double[] alphas(Design x, double l1Ratio, double eps, int count) {
    var g = new double[x.width];
    x.transposeTimes(x.y, g);
    double most = Vectors.maxAbs(g) / (x.rows * l1Ratio);
    var out = new double[count];
    if (most <= RESOLUTION) {
      Arrays.fill(out, RESOLUTION);
      return out;
    }
    double high = Math.log10(most);
    double low = Math.log10(most * eps);
    for (int i = 0; i < count; i++)
      out[count - 1 - i] = count == 1 ? most : Math.pow(10, low + (high - low) * i / (count - 1));
    return out;
  }

  private Result run(Run run) {
    int smallest = x.rows - (x.rows + folds - 1) / folds;
    boolean tall = smallest > x.width && x.width <= LeastSquares.MOST_DIRECT;
    var grams = tall ? new FoldGrams(x, folds, net.fitIntercept(), run) : null;
    var quiet = run.silent();
    var parts =
        run.map(
            "path", folds, f -> grams != null ? tall(grams, f, quiet) : wide(f, quiet.threads(1)));
    var errors = new double[alphas.length * folds];
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int a = 0; a < alphas.length; a++) {
      double sum = 0;
      for (int f = 0; f < folds; f++) {
        errors[a * folds + f] = parts.get(f)[a];
        sum += errors[a * folds + f];
      }
      if (sum / folds < least) {
        least = sum / folds;
        best = a;
      }
    }
    return new Result(alphas, errors, best);
  }

  private double[] tall(FoldGrams grams, int fold, Run run) {
    var sums = grams.train(fold);
    var descent = new CoordinateDescent(FoldGrams.state(sums), x.width, net.positive());
    var out = new double[alphas.length];
    for (int a = 0; a < out.length; a++) {
      double l = alphas[a] * sums.total();
      var s =
          descent.descend(
              l * net.l1Ratio(), l * (1 - net.l1Ratio()), net.maxIter(), net.tol(), run);
      out[a] = grams.error(fold, sums, s.weights());
    }
    return out;
  }

  private double[] wide(int fold, Run run) {
    var test =
        IntStream.range(
                FoldGrams.start(x.rows, folds, fold), FoldGrams.start(x.rows, folds, fold + 1))
            .toArray();
    var rows = train.rows(train.others(test));
    var d = Design.ofMean(rows, net.fitIntercept());
    var held = train.rows(test);
    var features = Features.of(held, d.columns);
    var y = ((Column.Numeric) held.targetColumn()).values();
    var weight =
        held.weightsName().isEmpty()
            ? null
            : held.column(held.weightsName().get(), Column.Numeric.class).values();
    var descent = new CoordinateDescent(new ColumnState(d), d.width, net.positive());
    var out = new double[alphas.length];
    var predicted = new double[y.length];
    for (int a = 0; a < out.length; a++) {
      double l = alphas[a] * d.rows;
      var s =
          descent.descend(
              l * net.l1Ratio(), l * (1 - net.l1Ratio()), net.maxIter(), net.tol(), run);
      Arrays.fill(predicted, d.intercept(s.weights()));
      features.addProduct(s.weights(), predicted);
      double squares = 0;
      double total = 0;
      for (int i = 0; i < y.length; i++) {
        double w = weight == null ? 1 : weight[i];
        squares += w * (y[i] - predicted[i]) * (y[i] - predicted[i]);
        total += w;
      }
      out[a] = total > 0 ? squares / total : 0;
    }
    return out;
  }
}

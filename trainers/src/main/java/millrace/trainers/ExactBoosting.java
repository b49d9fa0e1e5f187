package millrace.trainers;

import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Boosts exact trees ({@link Cart}): each is grown on what is left of the loss's negative gradient,
 * and its leaves get the step that lowers the loss itself.
 */
final class ExactBoosting {
  /**
   * @param subsample share of the rows in a tree
   */
  record Settings(int nEstimators, double learningRate, double subsample, Cart.Growth growth) {}

  record Boosted(Trees trees, double[] base) {}

  private static final double TINY = 1e-150;

  private final TreeColumns x;
  private final HistLoss loss;
  private final double huber;
  private final Settings settings;
  private final Run run;
  private final int k;
  private final double[] base;
  private final double[] raw;
  private final double[][] residual;
  private double width;

  private ExactBoosting(TreeColumns x, HistLoss loss, double huber, Settings settings, Run run) {
    this.x = x;
    this.loss = loss;
    this.huber = huber;
    this.settings = settings;
    this.run = run;
    k = loss.outputs();
    base = loss.base(IntStream.range(0, x.rows).filter(i -> loss.weight(i) > 0).toArray());
    raw = new double[Math.multiplyExact(x.rows, k)];
    for (int i = 0; i < x.rows; i++) System.arraycopy(base, 0, raw, i * k, k);
    residual = new double[k][x.rows];
  }

  /**
   * @param huber the share of residuals that are squared, the others counted by their size; 0: the
   *     loss is as it says
   */
  static Boosted boost(TreeColumns x, HistLoss loss, double huber, Settings settings, Run run) {
    return new ExactBoosting(x, loss, huber, settings, run).boost();
  }

  private Boosted boost() {
    int n = settings.nEstimators();
    var parts = new TreesBuilder[n * k];
    var none = new double[k][x.rows];
    run.step("tree", 0, n);
    int grown = 0;
    try (var crew = new Crew(k == 1 ? 1 : run.threads())) {
      for (int t = 0; t < n; t++) {
        int round = t;
        if (huber > 0) huberResiduals();
        else unweightedResiduals(none);
        var draws = draws(round);
        crew.run(k, c -> parts[round * k + c] = tree(round, c, draws));
        grown = (t + 1) * k;
        if (!run.step("tree", t + 1, n)) break;
      }
    }
    run.step("tree", n, n);
    var trees =
        TreesBuilder.join(Trees.Question.AT_MOST, k, 1, Arrays.asList(parts).subList(0, grown));
    return new Boosted(trees, base);
  }

  /** The negative gradients; the trees weigh the rows themselves. */
  private void unweightedResiduals(double[][] unused) {
    var plain = new HistLoss(loss.kind(), loss.y(), new double[0], k, loss.quantile());
    plain.derivatives(raw, 0, x.rows, residual, unused);
    for (var r : residual) for (int i = 0; i < r.length; i++) r[i] = -r[i];
    if (!loss.quantiles()) return;
    // A row that is met exactly pulls down here, and up in HistLoss: both as scikit-learn has it.
    double down = loss.kind() == HistLoss.Kind.ABSOLUTE ? -1 : loss.quantile() - 1;
    for (int i = 0; i < x.rows; i++) if (loss.y()[i] == raw[i]) residual[0][i] = down;
  }

  private void huberResiduals() {
    var size = new double[x.rows];
    for (int i = 0; i < size.length; i++) size[i] = Math.abs(loss.y()[i] - raw[i]);
    width = HistLoss.weightedQuantile(size, weights(IntStream.range(0, x.rows).toArray()), huber);
    for (int i = 0; i < size.length; i++)
      residual[0][i] = Math.clamp(loss.y()[i] - raw[i], -width, width);
  }

  /** Empty: all 1. */
  private double[] weights(int[] rows) {
    if (loss.weight().length == 0) return new double[0];
    return Arrays.stream(rows).mapToDouble(loss::weight).toArray();
  }

  private int[] draws(int round) {
    var draws = new int[x.rows];
    Arrays.fill(draws, 1);
    int drop = x.rows - Math.max(1, (int) (settings.subsample() * x.rows));
    if (drop == 0) return draws;
    var random = run.random("rows", round);
    var rows = IntStream.range(0, x.rows).toArray();
    for (int i = 0; i < drop; i++) {
      int j = i + random.nextInt(rows.length - i);
      draws[rows[j]] = 0;
      rows[j] = rows[i];
    }
    return draws;
  }

  private TreesBuilder tree(int round, int c, int[] draws) {
    var target =
        new CartTarget(
            CartTarget.Impurity.SQUARED,
            residual[c],
            new int[0],
            0,
            0,
            loss.weight(),
            new double[0]);
    var out = new TreesBuilder(Trees.Question.AT_MOST, k, 1);
    boolean all = settings.subsample() == 1 && loss.weight().length == 0;
    var step = new double[all ? x.rows : 0];
    Cart.Leaf leaf =
        (rows, from, to) -> {
          double v = settings.learningRate() * leaf(c, rows, from, to);
          if (all) for (int i = from; i < to; i++) step[rows[i]] = v;
          return new double[] {v};
        };
    new Cart(x, target, draws, settings.growth(), run.random("tree", round, c), out, leaf).grow(c);
    if (!all) {
      var tree = out.build();
      for (int i = 0; i < x.rows; i++) raw[i * k + c] += tree.value()[Forest.leaf(tree, 0, x, i)];
    } else {
      for (int i = 0; i < x.rows; i++) raw[i * k + c] += step[i];
    }
    return out;
  }

  private double leaf(int c, int[] rows, int from, int to) {
    if (huber > 0) return huberLeaf(Arrays.copyOfRange(rows, from, to));
    var r = residual[c];
    double up = 0;
    double down = 0;
    switch (loss.kind()) {
      case SQUARED -> {
        for (int i = from; i < to; i++) {
          up += loss.weight(rows[i]) * r[rows[i]];
          down += loss.weight(rows[i]);
        }
        return up / down;
      }
      case BINARY, MULTINOMIAL -> {
        for (int i = from; i < to; i++) {
          double v = r[rows[i]];
          double size = Math.abs(v);
          up += loss.weight(rows[i]) * v;
          down += loss.weight(rows[i]) * size * (1 - size);
        }
        if (Math.abs(down) < TINY) return 0;
        return (k > 1 ? (k - 1.0) / k : 1) * up / down;
      }
      case ABSOLUTE, QUANTILE -> {
        var own = Arrays.copyOfRange(rows, from, to);
        double q = loss.kind() == HistLoss.Kind.ABSOLUTE ? 0.5 : loss.quantile();
        return HistLoss.weightedQuantile(differences(own), weights(own), q);
      }
      case POISSON -> throw new AssertionError("offered by HistGradientBoostingRegressor only");
    }
    throw new AssertionError(loss.kind());
  }

  private double[] differences(int[] rows) {
    return Arrays.stream(rows).mapToDouble(i -> loss.y()[i] - raw[i]).toArray();
  }

  private double huberLeaf(int[] rows) {
    var d = differences(rows);
    var w = weights(rows);
    double median = HistLoss.weightedQuantile(d, w, 0.5);
    double s = 0;
    // Unweighted, as scikit-learn has it.
    for (double v : d) s += Math.clamp(v - median, -width, width);
    return median + s / d.length;
  }
}

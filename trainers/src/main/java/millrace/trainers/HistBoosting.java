package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.run.Crew;
import millrace.run.Run;
import millrace.trainers.HistGradientBoostingRegressor.EarlyStopping;

/** Boosts trees on binned features: the loop that regression and classification share. */
final class HistBoosting {
  private static final int BLOCK = 4096;

  /** From more rows than this, AUTO stops early. */
  private static final int MANY = 10_000;

  record Settings(
      int maxIter,
      HistTree.Growth growth,
      EarlyStopping earlyStopping,
      double validationFraction,
      int nIterNoChange,
      double tol) {}

  /**
   * @param losses after each round, of the validation rows or else of the training rows; empty if
   *     nothing was to be stopped
   */
  record Boosted(Trees trees, double[] base, double[] losses) {}

  private final Bins bins;
  private final HistLoss loss;
  private final Settings settings;
  private final Run run;
  private final int[] train;
  private final int[] validation;
  private final double[] base;
  private final double[] raw;
  private final double[][] gradient;
  private final double[][] hessian;

  private HistBoosting(Bins bins, HistLoss loss, Settings settings, boolean stop, Run run) {
    this.bins = bins;
    this.loss = loss;
    this.settings = settings;
    this.run = run;
    int k = loss.outputs();
    validation = stop ? validation() : new int[0];
    train = others();
    base = loss.base(train);
    raw = new double[Math.multiplyExact(bins.rows, k)];
    for (int i = 0; i < bins.rows; i++) System.arraycopy(base, 0, raw, i * k, k);
    gradient = new double[k][bins.rows];
    hessian = new double[k][loss.constantHessian() ? 0 : bins.rows];
  }

  static Boosted boost(Bins bins, HistLoss loss, Settings settings, Run run) {
    boolean stop =
        switch (settings.earlyStopping()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> bins.rows > MANY;
        };
    run.step("iteration", 0, settings.maxIter());
    return new HistBoosting(bins, loss, settings, stop, run).boost(stop);
  }

  /** A share of the rows; of each level the same, so that none is without training rows. */
  private int[] validation() {
    if (settings.validationFraction() == 0 || bins.rows < 2) return new int[0];
    var random = run.random("validation");
    boolean levels =
        loss.kind() == HistLoss.Kind.BINARY || loss.kind() == HistLoss.Kind.MULTINOMIAL;
    int groups = levels ? Math.max(2, loss.outputs()) : 1;
    var out = new ArrayList<Integer>();
    for (int g = 0; g < groups; g++) {
      int group = g;
      var rows =
          IntStream.range(0, bins.rows).filter(i -> !levels || loss.y()[i] == group).toArray();
      int n = (int) Math.round(rows.length * settings.validationFraction());
      n = Math.min(n, rows.length - 1);
      for (int i = 0; i < n; i++) {
        int j = i + random.nextInt(rows.length - i);
        out.add(rows[j]);
        rows[j] = rows[i];
      }
    }
    return out.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private int[] others() {
    var held = new boolean[bins.rows];
    for (int i : validation) held[i] = true;
    return IntStream.range(0, bins.rows).filter(i -> !held[i] && loss.weight(i) > 0).toArray();
  }

  private Boosted boost(boolean stop) {
    int k = loss.outputs();
    var parts = new ArrayList<TreesBuilder>();
    var losses = new ArrayList<Double>();
    try (var crew = new Crew(run.threads());
        var alone = new Crew(1)) {
      // The trees of several outputs are grown side by side, one tree by all together.
      var growers = new HistTree[k];
      for (int c = 0; c < k; c++)
        growers[c] =
            new HistTree(
                bins,
                settings.growth(),
                train.length,
                loss.constantHessian(),
                k == 1 ? crew : alone);
      for (int t = 0; t < settings.maxIter(); t++) {
        int blocks = (bins.rows + BLOCK - 1) / BLOCK;
        crew.run(
            blocks,
            b ->
                loss.derivatives(
                    raw, b * BLOCK, Math.min(bins.rows, (b + 1) * BLOCK), gradient, hessian));
        var round = new TreesBuilder[k];
        crew.run(k, c -> round[c] = tree(growers[c], c));
        parts.addAll(Arrays.asList(round));
        boolean on;
        if (stop) {
          double now = loss.mean(validation.length > 0 ? validation : train, raw);
          losses.add(now);
          on = run.step("iteration", t + 1, settings.maxIter(), "loss", now);
        } else {
          on = run.step("iteration", t + 1, settings.maxIter());
        }
        if (!on || (stop && stalled(losses))) break;
      }
    }
    run.step("iteration", settings.maxIter(), settings.maxIter());
    var trees = TreesBuilder.join(Trees.Question.AT_MOST, k, 1, parts);
    return new Boosted(trees, base, losses.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private TreesBuilder tree(HistTree grower, int output) {
    int k = loss.outputs();
    var leaves = grower.grow(train, gradient[output], hessian[output]);
    for (var leaf : leaves) {
      if (loss.quantiles()) {
        var rows = IntStream.range(leaf.from, leaf.to).map(grower::row).toArray();
        leaf.value = settings.growth().learningRate() * loss.leaf(rows, raw);
      }
      for (int i = leaf.from; i < leaf.to; i++) raw[grower.row(i) * k + output] += leaf.value;
    }
    for (int i : validation) raw[i * k + output] += grower.predict(i);
    var out = new TreesBuilder(Trees.Question.AT_MOST, k, 1);
    grower.write(out, output);
    return out;
  }

  /** Whether none of the last rounds was better than the one before them, by more than tol. */
  private boolean stalled(List<Double> losses) {
    int n = settings.nIterNoChange();
    if (losses.size() <= n) return false;
    double before = losses.get(losses.size() - n - 1);
    for (int i = losses.size() - n; i < losses.size(); i++)
      if (losses.get(i) < before - settings.tol()) return false;
    return true;
  }
}

package millrace.trainers;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.ClassWeight;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Grows many trees, each from its own stream of random numbers, and averages them: the same forest
 * on any number of threads.
 */
final class Forest {
  private static final int BLOCK = 1024;

  private Forest() {}

  /**
   * @param oobScore accuracy or R² on the rows a tree has not seen; {@code NaN} if not asked for
   */
  record Grown(Trees trees, double oobScore) {}

  static CartTarget numbers(Frame train, NumberCriterion criterion) {
    var y = ((Column.Numeric) train.targetColumn()).values();
    var weight = train.weightsName().isPresent() ? Weights.of(train) : new double[0];
    return CartTarget.numbers(criterion, y, weight, train.targetName().orElseThrow());
  }

  static CartTarget levels(
      Frame train, Vocabulary levels, ClassCriterion criterion, ClassWeight classWeight) {
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    boolean weighted = train.weightsName().isPresent() || classWeight != ClassWeight.NONE;
    var weight = weighted ? Weights.of(train, classWeight, codes, levels.size()) : new double[0];
    return CartTarget.levels(criterion, codes, levels.size(), weight);
  }

  /**
   * The levels of the target that occur.
   *
   * @throws DataException if there are fewer than two
   */
  static Vocabulary levels(Frame train, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() >= 2) return levels;
    throw new DataException(
        "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
            .formatted(
                who.getClass().getSimpleName(),
                train.targetName().orElseThrow(),
                y.size(),
                levels.name(0)));
  }

  /** How many of {@code width} features a share of them is, rounded up; 0: the square root. */
  static int tried(double share, int width) {
    return Math.max(1, (int) (share == 0 ? Math.sqrt(width) : Math.ceil(share * width)));
  }

  static Grown grow(
      Features features,
      CartTarget target,
      int n,
      boolean bootstrap,
      boolean oob,
      Cart.Growth growth,
      Run run) {
    run.step("tree", 0, n);
    var x = new TreeColumns(features, run);
    int outputs = target.statistics();
    var seen = new BitSet[oob ? n : 0];
    var parts =
        run.map(
            "tree",
            n,
            t -> {
              var random = run.random("tree", t);
              var draws = new int[x.rows];
              if (bootstrap) for (int i = 0; i < x.rows; i++) draws[random.nextInt(x.rows)]++;
              else Arrays.fill(draws, 1);
              if (oob) seen[t] = drawn(draws);
              var tree = new TreesBuilder(Trees.Question.AT_MOST, outputs, outputs);
              double weight = new Cart(x, target, draws, growth, random, tree).grow(0);
              return growth.ccpAlpha() > 0 ? tree.pruned(growth.ccpAlpha() * weight) : tree;
            });
    var trees = TreesBuilder.join(Trees.Question.AT_MOST, outputs, outputs, parts);
    return new Grown(trees, oob ? outOfBag(trees, x, target, seen, run) : Double.NaN);
  }

  private static BitSet drawn(int[] draws) {
    var out = new BitSet(draws.length);
    for (int i = 0; i < draws.length; i++) if (draws[i] > 0) out.set(i);
    return out;
  }

  /** Rows that are in every tree's sample are left out. */
  private static double outOfBag(
      Trees trees, TreeColumns x, CartTarget target, BitSet[] seen, Run run) {
    int k = trees.outputs();
    var sums = new double[x.rows * k];
    var count = new int[x.rows];
    run.map(
        (x.rows + BLOCK - 1) / BLOCK,
        b -> {
          int to = Math.min(x.rows, (b + 1) * BLOCK);
          for (int t = 0; t < trees.size(); t++) {
            for (int i = seen[t].nextClearBit(b * BLOCK); i < to; i = seen[t].nextClearBit(i + 1)) {
              int leaf = leaf(trees, t, x, i);
              for (int c = 0; c < k; c++) sums[i * k + c] += trees.value()[leaf + c];
              count[i]++;
            }
          }
          return b;
        });
    var rows = IntStream.range(0, x.rows).filter(i -> count[i] > 0).toArray();
    if (rows.length == 0) return Double.NaN;
    return target.levels() > 0 ? accuracy(rows, sums, target) : rSquared(rows, sums, count, target);
  }

  /** Where the numbers of a training row's leaf begin. */
  static int leaf(Trees trees, int tree, TreeColumns x, int row) {
    int node = trees.root()[tree];
    for (int f = trees.feature()[node]; f >= 0; f = trees.feature()[node]) {
      int feature = trees.used()[f];
      double v = x.values[feature][x.rank(feature, row)];
      node = trees.next()[node] + (v <= trees.threshold()[node] ? 0 : 1);
    }
    return trees.next()[node] * trees.leafWidth();
  }

  private static double accuracy(int[] rows, double[] sums, CartTarget target) {
    int k = target.levels();
    int right = 0;
    for (int i : rows) {
      int best = 0;
      for (int c = 1; c < k; c++) if (sums[i * k + c] > sums[i * k + best]) best = c;
      if (best == target.code()[i]) right++;
    }
    return (double) right / rows.length;
  }

  private static double rSquared(int[] rows, double[] sums, int[] count, CartTarget target) {
    double mean = 0;
    for (int i : rows) mean += target.y()[i] / rows.length;
    double error = 0;
    double all = 0;
    for (int i : rows) {
      double e = target.y()[i] - sums[i] / count[i];
      double d = target.y()[i] - mean;
      error += e * e;
      all += d * d;
    }
    return 1 - error / all;
  }

  static Numbers numbers(Trees trees, Frame frame, List<String> columns, Vocabulary features) {
    return new Numbers(mean(trees, Features.of(frame, columns, features)));
  }

  static Labels labels(
      Trees trees, Frame frame, List<String> columns, Vocabulary features, Vocabulary levels) {
    return new Labels(mean(trees, Features.of(frame, columns, features)), levels);
  }

  private static double[] mean(Trees trees, Features x) {
    var out = new double[x.rows() * trees.outputs()];
    trees.addTo(x, 0, out);
    for (int i = 0; i < out.length; i++) out[i] /= trees.size();
    return out;
  }
}

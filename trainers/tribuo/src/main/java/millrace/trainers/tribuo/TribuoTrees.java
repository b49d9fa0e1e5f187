package millrace.trainers.tribuo;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.dataset.DatasetView;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/** Trees grown by Tribuo, each by a trainer of its own, and copied into our arrays. */
final class TribuoTrees {
  private static final String TARGET = "y";

  /** How the cuts of a node are found. */
  enum Cut {
    /** All cuts of the drawn features are tried. */
    BEST,
    /** One cut of each drawn feature is drawn. */
    AT_RANDOM
  }

  /**
   * @param maxDepth 0: no limit
   * @param maxFeatures share of the features; 0: the square root of their number
   */
  record Growth(
      int trees, boolean bootstrap, int maxDepth, int minSplit, double maxFeatures, Cut cut) {
    /** Tribuo draws this share of the features, rounded to a whole number of them. */
    float share(int features) {
      double wanted = maxFeatures == 0 ? Math.sqrt(features) : Math.ceil(maxFeatures * features);
      return (float) Math.max(1, (int) wanted) / features;
    }

    int depth() {
      return maxDepth == 0 ? Integer.MAX_VALUE : maxDepth;
    }
  }

  /** One tree as Tribuo leaves it. */
  @FunctionalInterface
  private interface Grower<T extends Output<T>> {
    Node<T> grow(Dataset<T> rows, long seed);
  }

  private TribuoTrees() {}

  /** Regression trees. Numbers are centred first: Tribuo's sums have float precision. */
  static Trees numbers(Features x, double[] y, Growth growth, Run run) {
    double centre = Arrays.stream(y).sum() / y.length;
    return grow(
        rows(x, y, centre),
        growth,
        1,
        (rows, seed) -> number(rows, growth, seed),
        leaf -> new double[] {centre + leaf.getOutput().getValues()[0]},
        run);
  }

  static MutableDataset<Regressor> rows(Features x, double[] y, double centre) {
    return TribuoRows.of(
        x, true, i -> new Regressor(TARGET, y[i] - centre), new RegressionFactory());
  }

  static Node<Regressor> number(Dataset<Regressor> rows, Growth g, long seed) {
    var trainer =
        new CARTRegressionTrainer(
            g.depth(),
            g.minSplit(),
            0,
            g.share(rows.getFeatureMap().size()),
            g.cut() != Cut.BEST,
            g.cut() == Cut.BEST ? new MeanSquaredError() : new RandomCutError(),
            seed);
    return ((IndependentRegressionTreeModel) trainer.train(rows)).getRoots().get(TARGET);
  }

  /** Classification trees, whose leaves hold the share of each level. */
  static Trees levels(Features x, int[] codes, int levels, Growth growth, Run run) {
    return grow(
        rows(x, codes),
        growth,
        levels,
        (rows, seed) -> level(rows, growth, seed),
        leaf -> shares(leaf, levels),
        run);
  }

  static MutableDataset<Label> rows(Features x, int[] codes) {
    return TribuoRows.of(x, true, i -> new Label(Integer.toString(codes[i])), new LabelFactory());
  }

  static Node<Label> level(Dataset<Label> rows, Growth g, long seed) {
    return new CARTClassificationTrainer(
            g.depth(),
            g.minSplit(),
            0,
            g.share(rows.getFeatureMap().size()),
            g.cut() != Cut.BEST,
            new GiniIndex(),
            seed)
        .train(rows)
        .getRoot();
  }

  /** One tree that Tribuo grew, whose leaves hold the share of each level. */
  static Trees levels(Node<Label> root, int[] features, int levels) {
    var copy = new TreesBuilder(Trees.Question.AT_MOST_FLOAT, levels, levels);
    copy(root, features, leaf -> shares(leaf, levels), copy);
    return copy.build();
  }

  private static double[] shares(LeafNode<Label> leaf, int levels) {
    var shares = new double[levels];
    double sum = 0;
    for (var level : leaf.getDistribution().values()) {
      shares[Integer.parseInt(level.getLabel())] = level.getScore();
      sum += level.getScore();
    }
    for (int c = 0; c < levels; c++) shares[c] /= sum;
    return shares;
  }

  private static <T extends Output<T>> Trees grow(
      MutableDataset<T> rows,
      Growth growth,
      int outputs,
      Grower<T> grower,
      Function<LeafNode<T>, double[]> leaf,
      Run run) {
    run.step("tree", 0, growth.trees());
    var features = rows.getFeatureIDMap();
    var known = rows.getOutputIDInfo();
    var ours = TribuoRows.features(features);
    var parts =
        run.map(
            "tree",
            growth.trees(),
            t -> {
              var view =
                  new DatasetView<>(rows, sample(rows.size(), growth, t, run), features, known, "");
              view.setStoreIndices(false);
              var copy = new TreesBuilder(Trees.Question.AT_MOST_FLOAT, outputs, outputs);
              copy(grower.grow(view, run.seedFor("tree", t)), ours, leaf, copy);
              return copy;
            });
    return TreesBuilder.join(Trees.Question.AT_MOST_FLOAT, outputs, outputs, parts);
  }

  private static int[] sample(int rows, Growth growth, int tree, Run run) {
    if (!growth.bootstrap()) return IntStream.range(0, rows).toArray();
    var random = run.random("sample", tree);
    var drawn = new int[rows];
    for (int i = 0; i < rows; i++) drawn[i] = random.nextInt(rows);
    return drawn;
  }

  private static <T extends Output<T>> void copy(
      Node<T> root, int[] features, Function<LeafNode<T>, double[]> leaf, TreesBuilder out) {
    record Pending<T extends Output<T>>(Node<T> node, int at) {}
    var pending = new ArrayDeque<Pending<T>>();
    pending.push(new Pending<>(root, out.tree(0)));
    while (!pending.isEmpty()) {
      var p = pending.pop();
      switch (p.node()) {
        case SplitNode<T> n -> {
          int left = out.split(p.at(), features[n.getFeatureID()], n.splitValue(), false);
          pending.push(new Pending<>(n.getGreaterThan(), left + 1));
          pending.push(new Pending<>(n.getLessThanOrEqual(), left));
        }
        case LeafNode<T> n -> out.leaf(p.at(), leaf.apply(n));
        default -> throw new IllegalStateException("Tribuo grew a " + p.node().getClass());
      }
    }
  }

  /** The mean of the trees' leaves for each row. */
  static double[] mean(Trees trees, Features x) {
    var out = new double[x.rows() * trees.outputs()];
    trees.addTo(x, 0, out);
    for (int i = 0; i < out.length; i++) out[i] /= trees.size();
    return out;
  }
}

package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Grows many trees, each from its own stream of random numbers, and averages them: the same forest
 * on any number of threads.
 */
final class Forest {
  private Forest() {}

  /** A constant to square numbers around, so that little precision is lost. */
  static Cart.Target numbers(Frame train) {
    var y = ((Column.Numeric) train.targetColumn()).values();
    return new Cart.Target(y, 0, Arrays.stream(y).sum() / y.length);
  }

  static Cart.Target levels(Frame train, Vocabulary levels) {
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    return new Cart.Target(Arrays.stream(codes).asDoubleStream().toArray(), levels.size(), 0);
  }

  /** How many of {@code width} features a share of them is, rounded up; 0: the square root. */
  static int tried(double share, int width) {
    return Math.max(1, (int) (share == 0 ? Math.sqrt(width) : Math.ceil(share * width)));
  }

  static Trees grow(
      Features features,
      Cart.Target target,
      int n,
      boolean bootstrap,
      Cart.Growth growth,
      Run run) {
    run.step("tree", 0, n);
    var x = new TreeColumns(features);
    int outputs = target.statistics();
    var parts =
        run.map(
            "tree",
            n,
            t -> {
              var random = run.random("tree", t);
              var weight = new int[x.rows];
              if (bootstrap) for (int i = 0; i < x.rows; i++) weight[random.nextInt(x.rows)]++;
              else Arrays.fill(weight, 1);
              var tree = new TreesBuilder(Trees.Question.AT_MOST, outputs, outputs);
              new Cart(x, target, weight, growth, random, tree).grow();
              return tree;
            });
    return TreesBuilder.join(Trees.Question.AT_MOST, outputs, outputs, parts);
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

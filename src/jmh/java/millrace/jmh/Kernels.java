package millrace.jmh;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;
import millrace.preprocess.OneHot;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * The inner loops that prediction lives on, in nanoseconds a row: a product with a weight vector, a
 * one-hot coding, a walk through trees. Rows are drawn at random, with a fixed seed.
 */
public class Kernels extends NanosecondsAnItem {
  private static final int ROWS = 100_000;
  private static final int NUMBERS = 8;
  private static final int LEVELS = 100;
  private static final int TREES = 100;
  private static final int DEPTH = 8;

  private final RandomGenerator random = Run.seeded(1).random("kernels");
  private final Frame levels = Frame.of("level", level());
  private final OneHot.Fitted oneHot = new OneHot().fit(levels, Run.quiet());
  private final Features numbers = Features.of(numbers());
  private final Features coded = Features.of(oneHot.apply(levels));
  private final Trees trees = trees(Trees.Question.AT_MOST);
  private final Trees floatTrees = trees(Trees.Question.LESS_FLOAT);
  private final double[] weights = new double[LEVELS];
  private final double[] out = new double[ROWS];

  /** Weights that are not all 0. */
  @Setup
  public void draw() {
    for (int f = 0; f < weights.length; f++) weights[f] = random.nextGaussian();
  }

  /** Eight numeric columns times a weight vector. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] productOfNumbers() {
    numbers.addProduct(weights, out);
    return out;
  }

  /** One sparse column of a hundred features times a weight vector. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] productOfSparse() {
    coded.addProduct(weights, out);
    return out;
  }

  /** A nominal column of a hundred levels as a sparse one. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Frame oneHot() {
    return oneHot.apply(levels);
  }

  /** A hundred trees of depth 8 over eight columns, as forests have them. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] trees() {
    trees.addTo(numbers, 0, out);
    return out;
  }

  /** A hundred trees of depth 8 over eight columns, as XGBoost has them. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] treesOfFloats() {
    floatTrees.addTo(numbers, Double.NaN, out);
    return out;
  }

  private Column level() {
    var names = Vocabulary.of(IntStream.range(0, LEVELS).mapToObj(l -> "l" + l).toList());
    var codes = new int[ROWS];
    for (int i = 0; i < ROWS; i++) codes[i] = random.nextInt(LEVELS);
    return new Column.Nominal(codes, names);
  }

  private Frame numbers() {
    var frame = Frame.of("x0", number());
    for (int j = 1; j < NUMBERS; j++) frame = frame.with("x" + j, number());
    return frame;
  }

  private Column number() {
    var v = new double[ROWS];
    for (int i = 0; i < ROWS; i++) v[i] = random.nextDouble();
    return new Column.Numeric(v);
  }

  private final Trees trees(Trees.Question question) {
    var builder = new TreesBuilder(question, 1, 1);
    for (int t = 0; t < TREES; t++) grow(builder, builder.tree(0), DEPTH);
    return builder.build();
  }

  private void grow(TreesBuilder builder, int node, int depth) {
    if (depth == 0) {
      builder.leaf(node, random.nextGaussian());
      return;
    }
    float threshold = random.nextFloat();
    int left = builder.split(node, random.nextInt(NUMBERS), threshold, random.nextBoolean());
    grow(builder, left, depth - 1);
    grow(builder, left + 1, depth - 1);
  }
}

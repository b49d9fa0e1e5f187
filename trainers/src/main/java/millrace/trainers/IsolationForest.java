package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Scores;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Finds outliers by how few random cuts set a row apart from the others.
 *
 * <p>Each tree has {@code maxSamples} rows, drawn without replacement; a node is cut at a value
 * drawn evenly between the least and the greatest of a feature drawn at random, down to depth
 * {@code ⌈log2 maxSamples⌉}. A row's path is its depth plus {@code c(n)}, the mean depth of {@code
 * n} rows, for the n rows of its leaf. Its score is {@code -2^(-mean path / c(maxSamples)) -
 * offset}: below 0 is an outlier. The offset is -0.5 or, with a {@code contamination}, such that
 * this share of the training rows is below 0.
 *
 * <p>Names and defaults are those of scikit-learn, except that {@code contamination} 0 stands for
 * its {@code 'auto'}, {@code maxSamples} is a number of rows (256, or all if there are fewer), and
 * that there is no bootstrap. O(nEstimators × maxSamples × log maxSamples) time to train, and
 * O(nEstimators × log maxSamples) a row to predict.
 *
 * @see "Liu, Ting, Zhou: Isolation Forest, ICDM 2008"
 * @see "scikit-learn 1.2, sklearn.ensemble.IsolationForest"
 */
@About(
    value = "outliers: rows that few random cuts set apart",
    cite = "Liu, Ting, Zhou: Isolation Forest, ICDM 2008; scikit-learn IsolationForest")
public record IsolationForest(
    @Param(
            value = "trees",
            min = 1,
            max = 100_000,
            tune = {50, 500},
            log = true)
        int nEstimators,
    @Param(
            value = "rows of a tree",
            min = 1,
            max = 1e9,
            tune = {64, 1024},
            log = true)
        int maxSamples,
    @Param(
            value = "share of the training rows that are outliers; 0: the offset is -0.5",
            min = 0,
            max = 0.5)
        double contamination,
    @Param(value = "share of the features of a tree", min = 1e-6, max = 1) double maxFeatures)
    implements Trainer<IsolationForest.Fitted> {
  private static final double EULER = 0.5772156649015329;

  public IsolationForest {
    Spec.check(IsolationForest.class, nEstimators, maxSamples, contamination, maxFeatures);
  }

  public IsolationForest() {
    this(100, 256, 0, 1);
  }

  public IsolationForest nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public IsolationForest maxSamples(int maxSamples) {
    return Spec.with(this, "maxSamples", maxSamples);
  }

  public IsolationForest contamination(double contamination) {
    return Spec.with(this, "contamination", contamination);
  }

  public IsolationForest maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var cells = x.columnArrays();
    for (int f = 0; f < cells.length; f++) {
      for (int i = 0; i < cells[f].length; i++) {
        if (!Double.isFinite(cells[f][i]))
          throw new DataException(
              "IsolationForest: feature '%s' is %s in row %d, but must be finite: leave that row out or put new Impute() before"
                  .formatted(x.names().name(f), cells[f][i], i));
      }
    }
    int samples = Math.min(maxSamples, x.rows());
    run.step("tree", 0, nEstimators);
    var parts = run.map("tree", nEstimators, t -> tree(cells, samples, run.random("tree", t)));
    var trees = TreesBuilder.join(Trees.Question.AT_MOST, 1, 1, parts);
    var columns = List.copyOf(train.features().names());
    var fitted = new Fitted(columns, x.names(), trees, mean(samples), -0.5);
    if (contamination == 0) return fitted;
    var scores = fitted.predict(train).values();
    for (int i = 0; i < scores.length; i++) scores[i] -= 0.5;
    double offset = HistLoss.quantile(scores, contamination);
    return new Fitted(columns, x.names(), trees, mean(samples), offset);
  }

  /** The mean depth of n rows that random cuts have all set apart: c(n) of the paper. */
  private static double mean(int n) {
    if (n <= 1) return 0;
    if (n == 2) return 1;
    return 2 * (Math.log(n - 1.0) + EULER) - 2 * (n - 1.0) / n;
  }

  private record Pending(int node, int from, int to, int depth) {}

  private TreesBuilder tree(double[][] cells, int samples, RandomGenerator random) {
    int most = samples <= 2 ? 1 : 32 - Integer.numberOfLeadingZeros(samples - 1);
    var rows = sample(cells[0].length, samples, random);
    int tried = Math.max(1, (int) (maxFeatures * cells.length));
    var features = sample(cells.length, tried, random);
    var out = new TreesBuilder(Trees.Question.AT_MOST, 1, 1);
    var pending = new ArrayList<Pending>();
    pending.add(new Pending(out.tree(0), 0, samples, 0));
    while (!pending.isEmpty()) {
      var p = pending.removeLast();
      int n = p.to - p.from;
      int feature = n < 2 || p.depth >= most ? -1 : feature(cells, features, rows, p, random);
      if (feature < 0) {
        out.tell(p.node, n, 0);
        out.leaf(p.node, p.depth + mean(n));
        continue;
      }
      var v = cells[feature];
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = p.from; i < p.to; i++) {
        low = Math.min(low, v[rows[i]]);
        high = Math.max(high, v[rows[i]]);
      }
      double share = random.nextDouble();
      double cut = low * (1 - share) + high * share;
      if (!(cut < high)) cut = low;
      int middle = p.from;
      for (int i = p.from; i < p.to; i++) {
        int r = rows[i];
        if (v[r] > cut) continue;
        rows[i] = rows[middle];
        rows[middle++] = r;
      }
      int left = out.split(p.node, feature, cut, false);
      out.tell(p.node, n, 0);
      pending.add(new Pending(left + 1, middle, p.to, p.depth + 1));
      pending.add(new Pending(left, p.from, middle, p.depth + 1));
    }
    return out;
  }

  /** A feature that is not constant in the node, each with the same chance; -1 if all are. */
  private static int feature(
      double[][] cells, int[] features, int[] rows, Pending p, RandomGenerator random) {
    for (int j = 0; j < features.length; j++) {
      int k = j + random.nextInt(features.length - j);
      int f = features[k];
      features[k] = features[j];
      features[j] = f;
      double first = cells[f][rows[p.from]];
      for (int i = p.from + 1; i < p.to; i++) if (cells[f][rows[i]] != first) return f;
    }
    return -1;
  }

  /** {@code k} of the numbers below n, without replacement. */
  private static int[] sample(int n, int k, RandomGenerator random) {
    var all = IntStream.range(0, n).toArray();
    for (int i = 0; i < k; i++) {
      int j = i + random.nextInt(n - i);
      int v = all[j];
      all[j] = all[i];
      all[i] = v;
    }
    return Arrays.copyOf(all, k);
  }

  /**
   * The trees, whose leaves hold path lengths.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param scale the mean path of as many rows as a tree has
   * @param offset what is subtracted from a score
   */
  public record Fitted(
      List<String> columns, Vocabulary features, Trees trees, double scale, double offset)
      implements Predictor<Scores> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Scores predict(Frame frame) {
      var out = new double[frame.size()];
      trees.addTo(Features.of(frame, columns, features), 0, out);
      double all = trees.size() * scale;
      for (int i = 0; i < out.length; i++)
        out[i] = -Math.pow(2, all == 0 ? -1 : -out[i] / all) - offset;
      return new Scores(out);
    }

    @Override
    public Scores predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}

package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.preprocess.Standardize;
import millrace.run.Run;
import millrace.trainers.AdaBoostClassifier.Algorithm;
import millrace.trainers.Logistic;
import millrace.trainers.Ols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The other implementation is our own learner of the same kind; margins stand with each test. */
class MoreEnginesTest {
  private static final Run RUN = Run.seeded(5).threads(2);

  private static double accuracy(Labels said, Frame test) {
    int right = 0;
    for (int i = 0; i < said.size(); i++)
      if (said.label(i).equals(test.targetColumn().cell(i))) right++;
    return (double) right / said.size();
  }

  /** Counts of six words in each row, the last of which only the first level has. */
  private static Frame counts(int n, long seed) {
    var r = new Random(seed);
    var v = new float[6 * n];
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = r.nextInt(3);
      for (int f = 0; f < 5; f++) v[6 * i + f] = r.nextInt(f == codes[i] ? 6 : 3);
      v[6 * i + 5] = codes[i] == 0 ? r.nextInt(2) : 0;
    }
    return Frame.of("words", new Column.Dense(v, Vocabulary.of("a", "b", "c", "d", "e", "f")))
        .with("y", new Column.Nominal(codes, Vocabulary.of("p", "q", "r")))
        .target("y");
  }

  /** The same formula: 1e-12. A feature that a level never had is where Tribuo itself is wrong. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1, 20})
  void naiveBayesIsOursWithoutPriors(double alpha) {
    var train = counts(200, 1);
    var test = counts(100, 2);
    var theirs = new MultinomialNaiveBayes(alpha).fit(train, RUN);
    var ours =
        new millrace.trainers.MultinomialNaiveBayes().alpha(alpha).fitPrior(false).fit(train, RUN);
    assertArrayEquals(ours.weights(), theirs.weights(), 1e-12 * 20);
    for (int i = 0; i < 100; i++)
      for (int c = 0; c < 3; c++)
        assertEquals(
            ours.predict(test).probability(i, c), theirs.predict(test).probability(i, c), 1e-11);
  }

  @Test
  void naiveBayesRefusesWhatIsBelow0() {
    var minusOne = new double[20];
    minusOne[0] = -1;
    var train = counts(20, 1).with("z", Column.Numeric.of(minusOne));
    var e = assertThrows(DataException.class, () -> new MultinomialNaiveBayes().fit(train, RUN));
    assertTrue(e.getMessage().contains("'z' is -1.0 in row 1"), e.getMessage());
  }

  /** Five heaps, far apart: one best answer, whoever finds it. */
  @Test
  void kMeansFindsTheClustersOfOurs() {
    var train = heaps(300, 5, 1);
    var theirs = new KMeans().nClusters(5).fit(train, RUN);
    var ours = new millrace.trainers.KMeans().nClusters(5).fit(train, RUN);
    assertEquals(ours.inertia(), theirs.inertia(), 1e-9 * ours.inertia());
    assertSamePartition(ours.labels(), theirs.labels());
    assertArrayEquals(theirs.labels(), theirs.predict(train).cluster());
    var e =
        assertThrows(
            DataException.class,
            () -> new KMeans().nClusters(9).fit(train.rows(new int[] {1, 1, 2, 3}), RUN));
    assertTrue(e.getMessage().contains("only 3"), e.getMessage());
  }

  static Frame heaps(int n, int k, long seed) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = 20 * Math.cos(2 * Math.PI * (i % k) / k) + r.nextGaussian();
      b[i] = 20 * Math.sin(2 * Math.PI * (i % k) / k) + r.nextGaussian();
    }
    return Frame.of("a", Column.Numeric.of(a)).with("b", Column.Numeric.of(b));
  }

  static void assertSamePartition(int[] a, int[] b) {
    assertEquals(a.length, b.length);
    for (int i = 0; i < a.length; i++)
      for (int j = 0; j < i; j++)
        assertEquals(a[i] == a[j], b[i] == b[j], "rows " + j + " and " + i);
  }

  /** The same definition: the same clusters and noise. */
  @Test
  void hdbscanFindsTheClustersOfOurs() {
    var train = heaps(240, 4, 1);
    for (int size : new int[] {5, 12}) {
      var theirs = new Hdbscan().minClusterSize(size).fit(train, RUN);
      var ours = new millrace.trainers.Hdbscan().minClusterSize(size).fit(train, RUN);
      assertEquals(ours.count(), theirs.count());
      assertArrayEquals(ours.cluster(), theirs.cluster());
      assertArrayEquals(theirs.cluster(), theirs.predict(train).cluster());
    }
  }

  /** Float against double weights: the same accuracy within 0.03, and far above one stump's. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void adaBoostDoesAsWellAsOurs(int k) {
    var train = Frames.levels(600, k, 1, false);
    var test = Frames.levels(600, k, 2, false);
    var theirs = new AdaBoostClassifier(50, 2).fit(train, RUN);
    var ours =
        new millrace.trainers.AdaBoostClassifier()
            .base(new millrace.trainers.DecisionTreeClassifier().maxDepth(2))
            .algorithm(Algorithm.SAMME)
            .fit(train, RUN);
    double their = accuracy(theirs.predict(test), test);
    double our = accuracy(ours.predict(test), test);
    assertEquals(our, their, 0.03);
    var one = new AdaBoostClassifier(1, 2).fit(train, RUN);
    assertTrue(their > accuracy(one.predict(test), test) + 0.02, "accuracy " + their);
    assertEquals(ours.errors()[0], theirs.errors()[0], 1e-5);
    assertEquals(ours.votes()[0], theirs.votes()[0], 1e-4);
  }

  @Test
  void adaBoostEndsWithATreeWithoutError() {
    var a = new double[] {1, 2, 3, 4, 5, 6, 7, 8};
    var train =
        Frame.of("a", Column.Numeric.of(a))
            .with("y", Column.Nominal.of("p", "p", "p", "p", "q", "q", "q", "q"))
            .target("y");
    var fitted = new AdaBoostClassifier().fit(train, RUN);
    assertEquals(1, fitted.members().size());
    assertEquals(1, accuracy(fitted.predict(train), train));
  }

  private static Frame scaled(Frame frame, Frame train) {
    return new Standardize().fit(train, RUN).apply(frame);
  }

  /** Descent against the minimum: the accuracy of our Logistic within 0.03. */
  @ParameterizedTest
  @EnumSource(LinearSgdClassifier.Loss.class)
  void sgdClassifierComesNearOurLogistic(LinearSgdClassifier.Loss loss) {
    for (int k : new int[] {2, 3}) {
      var raw = Frames.levels(800, k, 1, false);
      var train = scaled(raw, raw);
      var test = scaled(Frames.levels(600, k, 2, false), raw);
      var theirs =
          new LinearSgdClassifier()
              .loss(loss)
              .epochs(50)
              .learningRate(0.3)
              .fit(train, RUN)
              .predict(test);
      var ours = new Logistic().c(100).fit(train, RUN).predict(test);
      assertEquals(accuracy(ours, test), accuracy(theirs, test), 0.03);
    }
  }

  /** Descent against the minimum: R² of our least squares within 0.02. */
  @ParameterizedTest
  @EnumSource(LinearSgdRegressor.Loss.class)
  void sgdRegressorComesNearOurLeastSquares(LinearSgdRegressor.Loss loss) {
    var raw = Frames.numbers(800, 1, false);
    var train = scaled(raw, raw);
    var test = scaled(Frames.numbers(600, 2, false), raw);
    var y = test.column("y", Column.Numeric.class).values();
    var theirs = new LinearSgdRegressor().loss(loss).fit(train, RUN).predict(test).values();
    var ours = new Ols().fit(train, RUN).predict(test).values();
    double margin = loss == LinearSgdRegressor.Loss.ABSOLUTE ? 0.05 : 0.02;
    assertEquals(r2(y, ours), r2(y, theirs), margin);
    assertTrue(r2(y, theirs) > 0.5, "R² " + r2(y, theirs));
  }

  private static double r2(double[] y, double[] p) {
    double mean = Arrays.stream(y).average().orElseThrow();
    double e = 0;
    double v = 0;
    for (int i = 0; i < y.length; i++) {
      e += (y[i] - p[i]) * (y[i] - p[i]);
      v += (y[i] - mean) * (y[i] - mean);
    }
    return 1 - e / v;
  }
}

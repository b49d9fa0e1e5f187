package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.preprocess.Neighbours;
import millrace.preprocess.Neighbours.Metric;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Learners by neighbours against scikit-learn 1.2.1 and a plain HDBSCAN (golden/neighbours.py).
 * 1e-10 relative: all is closed form. Clusters are equal.
 */
class NeighboursGoldenTest {
  private static final int TRAIN = 150;
  private static final Run RUN = Run.seeded(1).threads(2);
  private static final List<String> NAMES = names();
  private static final List<String[]> LINES = Tables.golden("neighbours.csv");

  private static List<String> names() {
    try (var in = NeighboursGoldenTest.class.getResourceAsStream("/golden/neighbours.csv")) {
      return List.of(
          new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElseThrow()
              .split(","));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] golden(String name) {
    int at = NAMES.indexOf(name);
    assertTrue(at >= 0, name);
    return LINES.stream().mapToDouble(l -> Double.parseDouble(l[at])).toArray();
  }

  private static Frame x() {
    return Frame.of("x0", new Column.Numeric(golden("x0")))
        .with("x1", new Column.Numeric(golden("x1")))
        .with("x2", new Column.Numeric(golden("x2")));
  }

  private static int[] head() {
    return IntStream.range(0, TRAIN).toArray();
  }

  private static Frame levels() {
    var codes = Arrays.stream(golden("level")).mapToInt(v -> (int) v).toArray();
    return x().with("y", new Column.Nominal(codes, Vocabulary.of("a", "b", "c", "d"))).target("y");
  }

  private static Frame numbers() {
    return x().with("y", new Column.Numeric(golden("y"))).target("y");
  }

  private static void close(String name, double[] actual) {
    var expected = golden(name);
    for (int i = 0; i < actual.length; i++)
      assertEquals(
          expected[i], actual[i], 1e-10 * Math.max(1, Math.abs(expected[i])), name + " " + i);
  }

  private static void close(String name, Labels labels) {
    for (int level : new int[] {0, 2})
      close(
          name + "p" + level,
          IntStream.range(0, 200).mapToDouble(i -> labels.probability(i, level)).toArray());
  }

  @Test
  void nearestEqualScikitLearn() {
    for (var weights : KNeighborsClassifier.Weights.values()) {
      var start = weights.name().toLowerCase(java.util.Locale.ROOT);
      for (var name : List.of("minkowski2", "minkowski1", "minkowski3", "chebyshev2", "cosine2")) {
        var metric =
            Metric.valueOf(name.substring(0, name.length() - 1).toUpperCase(java.util.Locale.ROOT));
        double p = name.charAt(name.length() - 1) - '0';
        var key = start + "_" + name + "_";
        var c = new KNeighborsClassifier().nNeighbors(7).weights(weights).metric(metric).p(p);
        close(key, c.fit(levels().rows(head()), RUN).predict(x()));
        var r = new KNeighborsRegressor().nNeighbors(4).weights(weights).metric(metric).p(p);
        close(key + "n", r.fit(numbers().rows(head()), RUN).predict(x()).values());
      }
      var c = new RadiusNeighborsClassifier().radius(9).weights(weights);
      close(start + "_radius_", c.fit(levels().rows(head()), RUN).predict(x()));
      var r = new RadiusNeighborsRegressor().radius(9).weights(weights);
      close(start + "_radius_n", r.fit(numbers().rows(head()), RUN).predict(x()).values());
    }
  }

  @Test
  void theWayToSearchDoesNotMatter() {
    var train = numbers().rows(head());
    var tree = new KNeighborsRegressor().algorithm(Neighbours.Algorithm.KD_TREE).leafSize(3);
    var brute = new KNeighborsRegressor().algorithm(Neighbours.Algorithm.BRUTE);
    var expected = tree.fit(train, RUN).predict(x());
    assertArrayEquals(expected.values(), brute.fit(train, RUN).predict(x()).values());
    assertArrayEquals(expected.values(), brute.fit(train, RUN).predict(x(), RUN).values());
  }

  @Test
  void withoutNeighboursWhatTrainingSays() {
    var far = Frame.of("a", Column.Numeric.of(1e9));
    var n = Frame.of("a", Column.Numeric.of(1, 2, 3)).with("y", Column.Numeric.of(1, 2, 6));
    var r = new RadiusNeighborsRegressor().fit(n.target("y"), RUN);
    assertEquals(3, r.predict(far).values()[0], 1e-15);
    var l = n.with("y", Column.Nominal.of("u", "v", "u")).target("y");
    var c = new RadiusNeighborsClassifier().fit(l, RUN);
    assertEquals(2 / 3.0, c.predict(far).probability(0, 0), 1e-15);
    assertEquals(3, new KNeighborsRegressor().fit(n.target("y"), RUN).predict(far).values()[0]);
    var one = n.with("y", Column.Nominal.of("u", "u", "u")).target("y");
    assertThrows(DataException.class, () -> new KNeighborsClassifier().fit(one, RUN));
  }

  @Test
  void outlierFactorsEqualScikitLearn() {
    var lof = new LocalOutlierFactor();
    outliers("lof", lof);
    outliers("lof7", lof.nNeighbors(7).p(1));
    outliers("lofshare", lof.contamination(0.1));
  }

  private static void outliers(String name, LocalOutlierFactor lof) {
    var fitted = lof.fit(x().rows(head()), RUN);
    close(name, fitted.predict(x()).values());
    close(name + "_train", fitted.factors());
  }

  @Test
  void equalRowsAreNoOutliers() {
    var equal = Frame.of("a", new Column.Numeric(new double[50]));
    var scores = new LocalOutlierFactor().fit(equal, RUN).predict(equal);
    for (double v : scores.values()) assertEquals(0.5, v, 1e-12);
  }

  @Test
  void clustersEqualTheReference() {
    clusters("dbscan", new Dbscan().fit(x(), RUN));
    clusters("dbscan8", new Dbscan().eps(0.9).minSamples(8).fit(x(), RUN));
    clusters("dbscan1", new Dbscan().eps(1.1).metric(Metric.MANHATTAN).fit(x(), RUN));
    var h = new Hdbscan();
    clusters("hdbscan", h.fit(x(), RUN));
    clusters("hdbscan12", h.minClusterSize(12).minSamples(3).fit(x(), RUN));
    var leaf = h.minSamples(4).clusterSelection(Hdbscan.Selection.LEAF);
    clusters("hdbscanleaf", leaf.fit(x(), RUN));
  }

  private static void clusters(String name, Predictor<Clusters> fitted) {
    var expected = Arrays.stream(golden(name)).mapToInt(v -> (int) v).toArray();
    var trained =
        switch (fitted) {
          case Dbscan.Fitted f -> f.cluster();
          case Hdbscan.Fitted f -> f.cluster();
          default -> throw new AssertionError();
        };
    assertArrayEquals(expected, trained, name);
    var again = fitted.predict(x());
    assertArrayEquals(expected, again.cluster(), name + ": training rows given again");
    assertEquals(Arrays.stream(expected).max().orElseThrow() + 1, again.count());
    var far = Frame.of("x0", Column.Numeric.of(1e6));
    far = far.with("x1", Column.Numeric.of(0)).with("x2", Column.Numeric.of(0));
    assertArrayEquals(new int[] {Clusters.NOISE}, fitted.predict(far).cluster());
  }

  @Test
  void fewAndEqualRowsAreClustered() {
    var one = Frame.of("a", Column.Numeric.of(1));
    assertArrayEquals(new int[] {-1}, new Hdbscan().fit(one, RUN).predict(one).cluster());
    assertArrayEquals(new int[] {-1}, new Dbscan().fit(one, RUN).predict(one).cluster());
    var v = new double[40];
    Arrays.fill(v, 20, 40, 7);
    var two = Frame.of("a", new Column.Numeric(v));
    for (var fitted : List.of(new Hdbscan().fit(two, RUN), new Dbscan().fit(two, RUN))) {
      var c = fitted.predict(two).cluster();
      for (int i = 0; i < 40; i++) assertEquals(i / 20, c[i]);
    }
  }
}

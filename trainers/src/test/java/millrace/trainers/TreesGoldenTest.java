package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.ClassWeight;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.trainers.HistGradientBoostingRegressor.EarlyStopping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trees and boosted trees against scikit-learn 1.2.1 (golden/trees.py), on rows without ties.
 * Predictions of single trees agree to 1e-12, of exact boosting to 1e-9. scikit-learn's histograms
 * hold sums of float gradients, so those of histogram boosting agree to 1e-5; its importances to
 * 1e-6, because ours keep gains as floats.
 */
class TreesGoldenTest {
  private static final Run RUN = Run.seeded(5).threads(2);
  private static final int[] TRAIN = IntStream.range(0, 300).toArray();
  private static final Map<String, double[]> GOLDEN = read();

  private static Map<String, double[]> read() {
    var in = Objects.requireNonNull(TreesGoldenTest.class.getResourceAsStream("/golden/trees.csv"));
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      var out = new LinkedHashMap<String, double[]>();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var cells = line.replace("nan", "NaN").split(",");
        var v = Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray();
        out.put(cells[0] + "," + cells[1], v);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] golden(String key) {
    return Objects.requireNonNull(GOLDEN.get(key), key);
  }

  private static Frame features(String prefix) {
    var m = new LinkedHashMap<String, Column>();
    for (int j = 0; j < 4; j++) m.put("x" + j, new Column.Numeric(golden(prefix + j + ",x")));
    return Frame.of(m);
  }

  private static Frame frame(String prefix, String target) {
    var y =
        switch (target) {
          case "c" -> levels(golden("c,c"), "low", "middle", "high");
          case "binary" ->
              levels(Arrays.stream(golden("c,c")).map(v -> Math.min(v, 1)).toArray(), "no", "yes");
          default ->
              new Column.Numeric(golden(target + (target.equals("count") ? ",count" : ",y")));
        };
    return features(prefix).with("y", y).target("y");
  }

  private static Column levels(double[] codes, String... names) {
    return new Column.Nominal(
        Arrays.stream(codes).mapToInt(v -> (int) v).toArray(), Vocabulary.of(names));
  }

  private static Frame weighted(Frame frame) {
    return frame.with("w", new Column.Numeric(golden("w,w"))).weights("w");
  }

  private static Frame withCategory() {
    var codes = Arrays.stream(golden("cat,x")).mapToInt(v -> (int) v).toArray();
    var names = Vocabulary.of("a", "b", "c", "d", "e", "f", "g");
    return frame("xm", "yc").with("cat", new Column.Nominal(codes, names));
  }

  record Case(String name, Trainer<?> trainer, Frame frame, double tolerance) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    var r = new DecisionTreeRegressor();
    var c = new DecisionTreeClassifier();
    var y = frame("x", "y");
    var l = frame("x", "c");
    return Stream.of(
        new Case("tree ccp", r.ccpAlpha(.05).minSamplesLeaf(3), y, 1e-12),
        new Case("tree leaves", r.maxLeafNodes(17), y, 1e-12),
        new Case("tree decrease", r.minImpurityDecrease(.03).minSamplesLeaf(3), y, 1e-12),
        new Case(
            "tree poisson",
            r.criterion(NumberCriterion.POISSON).maxDepth(4).minSamplesLeaf(10),
            frame("x", "count"),
            1e-12),
        new Case("tree weights", r.maxDepth(5).minSamplesLeaf(5), weighted(y), 1e-12),
        new Case(
            "levels entropy",
            c.criterion(ClassCriterion.ENTROPY).maxDepth(4).minSamplesLeaf(10),
            l,
            1e-12),
        new Case("levels ccp", c.ccpAlpha(.01).minSamplesLeaf(8), l, 1e-12),
        new Case(
            "levels entropy ccp",
            c.criterion(ClassCriterion.LOG_LOSS).ccpAlpha(.03).minSamplesLeaf(12),
            l,
            1e-12),
        new Case("levels decrease", c.minImpurityDecrease(.01).minSamplesLeaf(8), l, 1e-12),
        new Case("levels leaves", c.maxLeafNodes(9).minSamplesLeaf(10), l, 1e-12),
        new Case(
            "levels balanced",
            c.classWeight(ClassWeight.BALANCED).maxDepth(3).minSamplesLeaf(20),
            l,
            1e-12),
        new Case("levels weights", c.maxDepth(4).minSamplesLeaf(12), weighted(l), 1e-12));
  }

  static Stream<Case> boosted() {
    var r = new GradientBoostingRegressor().minSamplesLeaf(6);
    var c = new GradientBoostingClassifier().minSamplesLeaf(6);
    var y = frame("x", "y");
    return Stream.of(
        new Case("boost", r, y, 1e-9),
        new Case("boost weights", r, weighted(y), 1e-9),
        new Case("boost huber", r.loss(GradientBoostingRegressor.Loss.HUBER), y, 1e-9),
        new Case("boost leaves", r.maxLeafNodes(6).maxDepth(0).nEstimators(40), y, 1e-9),
        new Case("boost binary", c.nEstimators(60), weighted(frame("x", "binary")), 1e-9),
        new Case("boost three", c.nEstimators(40), weighted(frame("x", "c")), 1e-9));
  }

  static Stream<Case> histograms() {
    var r = new HistGradientBoostingRegressor().earlyStopping(EarlyStopping.OFF);
    var c = new HistGradientBoostingClassifier().earlyStopping(EarlyStopping.OFF);
    var y = frame("xm", "y");
    return Stream.of(
        new Case("hist tree", r.maxIter(1).learningRate(1), y, 1e-5),
        new Case("hist", r.maxIter(50), y, 1e-5),
        new Case(
            "hist l2",
            r.maxIter(30).l2Regularization(2).maxLeafNodes(8).minSamplesLeaf(9),
            y,
            1e-5),
        new Case("hist depth", r.maxIter(30).maxDepth(3), y, 1e-5),
        new Case("hist weights", r.maxIter(30), weighted(y), 1e-5),
        new Case("hist cat", r.maxIter(1).learningRate(1).maxLeafNodes(6), withCategory(), 1e-5),
        new Case(
            "hist absolute",
            r.maxIter(5).loss(HistGradientBoostingRegressor.Loss.ABSOLUTE_ERROR),
            y,
            1e-5),
        new Case(
            "hist poisson",
            r.maxIter(30).loss(HistGradientBoostingRegressor.Loss.POISSON),
            frame("xm", "count"),
            1e-5),
        new Case(
            "hist quantile",
            r.maxIter(5).loss(HistGradientBoostingRegressor.Loss.QUANTILE).quantile(.75),
            y,
            1e-5),
        new Case("hist binary", c.maxIter(30), frame("xm", "binary"), 1e-5),
        new Case("hist three", c.maxIter(20).minSamplesLeaf(30), frame("xm", "c"), 1e-5));
  }

  @ParameterizedTest
  @MethodSource({"cases", "boosted", "histograms"})
  void isScikitLearns(Case c) {
    var model = (Predictor<?>) c.trainer().fit(c.frame().rows(TRAIN), RUN);
    var expected = golden(c.name() + ",predict");
    var features = c.frame().features();
    switch (model.predict(features)) {
      case Numbers n -> {
        for (int i = 0; i < features.size(); i++) same(c, i, expected[i], n.values()[i]);
      }
      case Labels p -> {
        // scikit-learn's classes are numbers, ours stand in the order of the vocabulary: the same.
        for (int i = 0; i < expected.length; i++) same(c, i, expected[i], p.probability()[i]);
      }
      default -> throw new AssertionError(model);
    }
    var nodes = GOLDEN.get(c.name() + ",nodes");
    var trees = ((TreeModel) model).trees();
    if (nodes != null) assertEquals(nodes[0], trees.feature().length);
    var importances = GOLDEN.get(c.name() + ",importances");
    var ours = ((TreeModel) model).importances();
    assertEquals(1, Arrays.stream(ours).sum(), 1e-12);
    if (importances == null) return;
    for (int f = 0; f < ours.length; f++) assertEquals(importances[f], ours[f], 1e-6);
  }

  /**
   * Where the signs of residuals are all there is to cut, many cuts are equal: the loss is alike.
   */
  @Test
  void lossesOfSignsAreAlike() {
    var y = frame("x", "y").rows(TRAIN);
    var r = new GradientBoostingRegressor().minSamplesLeaf(6);
    var absolute = r.loss(GradientBoostingRegressor.Loss.ABSOLUTE_ERROR);
    var quantile = r.loss(GradientBoostingRegressor.Loss.QUANTILE).alpha(.8);
    double a = golden("boost absolute,loss")[0];
    double q = golden("boost quantile,loss")[0];
    assertEquals(a, pinball(y, absolute.fit(y, RUN).predict(y), .5) * 2, .1 * a);
    assertEquals(q, pinball(y, quantile.fit(y, RUN).predict(y), .8), .1 * q);
  }

  private static double pinball(Frame frame, Numbers p, double q) {
    var y = ((Column.Numeric) frame.targetColumn()).values();
    double s = 0;
    for (int i = 0; i < y.length; i++) {
      double d = y[i] - p.values()[i];
      s += Math.max(q * d, (q - 1) * d) / y.length;
    }
    return s;
  }

  private static void same(Case c, int i, double expected, double actual) {
    double margin = c.tolerance() * Math.max(1, Math.abs(expected));
    assertTrue(Math.abs(expected - actual) <= margin, c + " " + i + ": " + expected + " " + actual);
  }
}

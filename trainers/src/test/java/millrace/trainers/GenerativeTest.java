package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.DecisionFunction;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Naive Bayes, nearest centroid and discriminants against scikit-learn ({@code
 * golden/generative.py}). Tolerances, relative where values exceed 1: 1e-10 for naive Bayes, which
 * is closed form; 1e-8 for discriminants, which go through factorisations of covariances whose
 * condition is up to 1e6 here.
 */
class GenerativeTest {
  private static final Run RUN = Run.seeded(1);
  private static final Map<String, Record> DEFAULTS =
      Map.of(
          "MultinomialNaiveBayes", new MultinomialNaiveBayes(),
          "BernoulliNaiveBayes", new BernoulliNaiveBayes(),
          "ComplementNaiveBayes", new ComplementNaiveBayes(),
          "GaussianNaiveBayes", new GaussianNaiveBayes(),
          "NearestCentroid", new NearestCentroid(),
          "LinearDiscriminant", new LinearDiscriminant(),
          "LinearDiscriminantProjection", new LinearDiscriminantProjection(),
          "QuadraticDiscriminant", new QuadraticDiscriminant());

  private static final int[] FIRST = IntStream.range(0, 12).toArray();

  @Test
  void golden() {
    compare(false);
  }

  /** The same values from one sparse column; features are floats in it. */
  @Test
  void goldenSparse() {
    compare(true);
  }

  private static void compare(boolean sparse) {
    var frames = Tables.cases("generative_x.csv");
    int lines = 0;
    for (var l : Tables.golden("generative.csv")) {
      var frame = GoldenCases.labelled(frames.get(l[0]));
      if (sparse && (l[2].equals("axes") || l[0].equals("collinear"))) continue; // 0.1 is no float
      if (sparse) frame = Tables.sparse(frame);
      if (l[3].equals("True")) frame = GoldenCases.weighted(frame);
      var model = GoldenCases.trainer(DEFAULTS, l[1], l[4]).fit(frame, RUN);
      var some = frame.features().rows(FIRST);
      var expected = Arrays.stream(l).skip(5).mapToDouble(Double::parseDouble).toArray();
      double tolerance = l[1].endsWith("Bayes") ? 1e-10 : 1e-8;
      if (sparse && l[1].equals("GaussianNaiveBayes")) tolerance = 1e-8; // squares cancel
      var actual =
          switch (l[2]) {
            case "p" -> ((Labels) ((Predictor<?>) model).predict(some)).probability();
            case "d" -> ((DecisionFunction) model).decision(some);
            case "label" -> levels((Labels) ((Predictor<?>) model).predict(some));
            default -> axes(((LinearDiscriminantProjection.Fitted) model).apply(some));
          };
      double size = Math.max(1, Vectors.maxAbs(expected));
      assertArrayEquals(expected, actual, tolerance * size, String.join(" ", l));
      lines++;
    }
    assertTrue(lines >= (sparse ? 120 : 160), "only " + lines);
  }

  private static double[] levels(Labels said) {
    return IntStream.range(0, said.size())
        .mapToDouble(i -> Integer.parseInt(said.label(i).substring(5)))
        .toArray();
  }

  /** Row-major sizes: the sign of an axis is a matter of taste. */
  private static double[] axes(Frame frame) {
    int k = frame.names().size();
    var out = new double[frame.size() * k];
    for (int c = 0; c < k; c++) {
      var v = frame.column("lda" + (c + 1), Column.Numeric.class).values();
      for (int i = 0; i < v.length; i++) out[i * k + c] = Math.abs(v[i]);
    }
    return out;
  }

  @Test
  void aWeightOfTwoIsTheRowTwice() {
    var frame = GoldenCases.labelled(Tables.cases("generative_x.csv").get("counts"));
    var w = new double[frame.size()];
    Arrays.setAll(w, i -> 1 + i % 2);
    var twice =
        IntStream.range(0, frame.size())
            .flatMap(i -> i % 2 == 0 ? IntStream.of(i) : IntStream.of(i, i))
            .toArray();
    for (var name :
        List.of("MultinomialNaiveBayes", "BernoulliNaiveBayes", "ComplementNaiveBayes")) {
      var trainer = GoldenCases.trainer(DEFAULTS, name, "");
      var weighted = frame.with("w", new Column.Numeric(w)).weights("w");
      var a = (Labels) ((Predictor<?>) trainer.fit(weighted, RUN)).predict(frame);
      var b = (Labels) ((Predictor<?>) trainer.fit(frame.rows(twice), RUN)).predict(frame);
      assertArrayEquals(b.probability(), a.probability(), 1e-12, name);
    }
  }

  /** Density by density: the sum over features of squares is a product of whitened deviations. */
  @Test
  void quadraticDiscriminantSurvivesConstantFeatures() {
    var frame = GoldenCases.labelled(Tables.cases("generative_x.csv").get("collinear"));
    var p = new QuadraticDiscriminant().fit(frame, RUN).predict(frame);
    var plain = frame.without("x4", "x5");
    var q = new QuadraticDiscriminant().fit(plain, RUN).predict(plain);
    int same = 0;
    for (int i = 0; i < frame.size(); i++) if (p.code(i) == q.code(i)) same++;
    assertTrue(same >= frame.size() * 0.9, "only " + same);
  }

  @Test
  void projectionReplacesTheNumbersAndKeepsTheRest() {
    var frame =
        GoldenCases.labelled(Tables.cases("generative_x.csv").get("normal"))
            .with("note", new Column.Text(java.util.Collections.nCopies(80, "x")));
    var out = new LinearDiscriminantProjection().fit(frame, RUN).apply(frame);
    assertEquals(List.of("y", "note", "lda1", "lda2"), List.copyOf(out.names()));
    assertEquals("y", out.targetName().orElseThrow());
    var nothing = frame.without("x0", "x1", "x2", "x3", "x4");
    var same = new LinearDiscriminantProjection().fit(nothing, RUN).apply(nothing);
    assertEquals(nothing.names(), same.names());
  }

  @Test
  void shrunkenCentroidsOfOneColumn() {
    var frame =
        Tables.numeric(new double[4], new double[] {1, 3, 5, 7})
            .with("y", Column.Nominal.of("a", "a", "b", "b"));
    var fitted = new NearestCentroid().shrinkThreshold(0.5).fit(frame, RUN);
    // overall 4, s = sqrt((1+1+1+1)/2), s + median = 2 sqrt 2, m = 1/2: 2 - 0.5 sqrt 2 from 4
    assertArrayEquals(
        new double[] {2 + Math.sqrt(0.5), 6 - Math.sqrt(0.5)}, fitted.centroids(), 1e-12);
  }

  @Test
  void clearErrors() {
    var frame = GoldenCases.labelled(Tables.cases("generative_x.csv").get("normal"));
    var e = assertThrows(DataException.class, () -> new MultinomialNaiveBayes().fit(frame, RUN));
    assertTrue(e.getMessage().contains("'x"), e.getMessage());
    var priors = new GaussianNaiveBayes().priors(List.of("class0=0.5", "class1=0.5"));
    e = assertThrows(DataException.class, () -> priors.fit(frame, RUN));
    assertTrue(e.getMessage().contains("'class2'"), e.getMessage());
    var i =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GaussianNaiveBayes().priors(List.of("a=0.5", "b=0.6")));
    assertTrue(i.getMessage().contains("sum to 1"), i.getMessage());
    i =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GaussianNaiveBayes().priors(List.of("a:0.5")));
    assertTrue(i.getMessage().contains("'a:0.5'"), i.getMessage());
    i =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LinearDiscriminant().shrinkage(LinearDiscriminant.Shrinkage.AUTO));
    assertTrue(i.getMessage().contains("AUTO"), i.getMessage());
    var collinear = GoldenCases.labelled(Tables.cases("generative_x.csv").get("collinear"));
    e =
        assertThrows(
            DataException.class,
            () ->
                new LinearDiscriminant()
                    .solver(LinearDiscriminant.Solver.EIGEN)
                    .fit(collinear, RUN));
    assertTrue(e.getMessage().contains("collinear"), e.getMessage());
    var sparse = Tables.sparse(frame);
    i =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BernoulliNaiveBayes().binarize(-1).fit(sparse, RUN));
    assertTrue(i.getMessage().contains("binarize"), i.getMessage());
  }
}

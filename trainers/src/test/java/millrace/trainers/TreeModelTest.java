package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import millrace.trainers.HistGradientBoostingRegressor.EarlyStopping;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** What trees say of themselves: text, picture, out-of-bag score; and what boosting reads. */
class TreeModelTest {
  private static final Run RUN = Run.seeded(2).threads(2);

  private static Frame fruit() {
    var m = new LinkedHashMap<String, Column>();
    m.put("size <cm>", Column.Numeric.of(1, 2, 3, 4, 5, 6, 7, 8));
    m.put("sugar & \"acid\"", Column.Numeric.of(5, 1, 5, 1, 5, 1, 5, 1));
    m.put("y", Column.Nominal.of("plum", "plum", "plum", "plum", "pear", "fig", "pear", "fig"));
    return Frame.of(m).target("y");
  }

  @Test
  void textIsThatOfScikitLearn() {
    var tree = new DecisionTreeClassifier().fit(fruit(), RUN);
    assertEquals(
        """
        |--- size <cm> <= 4.5
        |   |--- class: plum (1) of 4 rows
        |--- size <cm> > 4.5
        |   |--- sugar & "acid" <= 3
        |   |   |--- class: fig (1) of 2 rows
        |   |--- sugar & "acid" > 3
        |   |   |--- class: pear (1) of 2 rows
        """,
        tree.text(0));
    assertTrue(tree.text(0, 1).contains("… 1 more questions deep"), tree.text(0, 1));
    var e = assertThrows(IllegalArgumentException.class, () -> tree.text(1));
    assertTrue(e.getMessage().contains("no tree 1"), e.getMessage());
  }

  @Test
  void svgIsWellFormedAndSaysWhatItShows() throws Exception {
    var forest = new RandomForestClassifier().nEstimators(3).fit(fruit(), RUN);
    for (int t = 0; t < 3; t++) {
      var svg = forest.svg(t);
      var factory = DocumentBuilderFactory.newInstance();
      var root = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
      var element = root.getDocumentElement();
      assertEquals("img", element.getAttribute("role"));
      assertEquals("title", element.getElementsByTagName("title").item(0).getNodeName());
      assertTrue(element.getElementsByTagName("desc").item(0).getTextContent().contains("nodes"));
      assertTrue(svg.contains("prefers-color-scheme: dark"));
      assertFalse(
          svg.contains("http://")
              && svg.replace("http://www.w3.org/2000/svg", "").contains("http"));
    }
  }

  private static Frame waves(int n) {
    var random = Run.seeded(9).random("waves");
    var a = random.doubles(n, 0, 6).toArray();
    var b = random.doubles(n, 0, 6).toArray();
    var y = new double[n];
    for (int i = 0; i < n; i++) y[i] = Math.sin(a[i]) * 3 + b[i] + random.nextGaussian() / 3;
    return Tables.numeric(y, a, b);
  }

  @Test
  void outOfBagScoreIsNearThatOfNewRows() {
    var frame = waves(900);
    var train = frame.rows(IntStream.range(0, 600).toArray());
    var test = frame.rows(IntStream.range(600, 900).toArray());
    var model = new RandomForestRegressor().oobScore(true).fit(train, RUN);
    var y = ((Column.Numeric) test.targetColumn()).values();
    double mean = Arrays.stream(y).average().orElseThrow();
    double error = 0;
    double all = 0;
    var p = model.predict(test).values();
    for (int i = 0; i < y.length; i++) {
      error += Math.pow(y[i] - p[i], 2);
      all += Math.pow(y[i] - mean, 2);
    }
    assertEquals(1 - error / all, model.oobScore(), .03);
    assertTrue(Double.isNaN(new RandomForestRegressor().nEstimators(2).fit(train, RUN).oobScore()));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RandomForestRegressor().bootstrap(false).oobScore(true));
    assertTrue(e.getMessage().contains("oobScore"), e.getMessage());
    double share = new RandomForestClassifier().oobScore(true).fit(fruit(), RUN).oobScore();
    assertTrue(share > .4 && share <= 1, "" + share);
  }

  /** A row of weight 2 is a row that stands there twice. */
  @Test
  void weightsAreRepeats() {
    var frame = waves(200);
    var twice = IntStream.range(0, 300).map(i -> i < 200 ? i : i - 200).toArray();
    var weights = new double[200];
    for (int i = 0; i < 200; i++) weights[i] = i < 100 ? 2 : 1;
    var weighted = frame.with("w", new Column.Numeric(weights)).weights("w");
    var tree = new DecisionTreeRegressor().maxDepth(4);
    assertArrayEquals(
        tree.fit(frame.rows(twice), RUN).predict(frame).values(),
        tree.fit(weighted, RUN).predict(frame).values(),
        1e-12);
    var boost = new GradientBoostingRegressor().nEstimators(20).minSamplesLeaf(1);
    assertArrayEquals(
        boost.fit(frame.rows(twice), RUN).predict(frame).values(),
        boost.fit(weighted, RUN).predict(frame).values(),
        1e-9);
  }

  @Test
  void earlyStoppingStops() {
    var model =
        new HistGradientBoostingRegressor()
            .maxIter(2000)
            .learningRate(.3)
            .earlyStopping(EarlyStopping.ON)
            .fit(waves(600), RUN);
    assertTrue(model.trees().size() < 500, model.trees().size() + " trees");
    assertEquals(model.trees().size(), model.losses().length);
  }

  @Test
  void nominalAndMissingCellsAreRead() {
    int n = 400;
    var random = Run.seeded(4).random("levels");
    var code = random.ints(n, 0, 5).toArray();
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = new double[] {4, -1, 4, -1, 4}[code[i]] + random.nextGaussian() / 10;
      if (i % 10 == 0) {
        code[i] = -1;
        y[i] = 20;
      }
    }
    var levels = Vocabulary.of("a", "b", "c", "d", "e");
    var frame =
        Frame.of("k", new Column.Nominal(code, levels))
            .with("y", new Column.Numeric(y))
            .target("y");
    var model = new HistGradientBoostingRegressor().fit(frame, RUN);
    // The same levels in another order, one that was never seen, and a missing one.
    var other =
        Frame.of(
            "k", new Column.Nominal(new int[] {0, 1, 2, -1}, Vocabulary.of("e", "d", "new", "a")));
    var p = model.predict(other).values();
    assertArrayEquals(new double[] {4, -1, 20, 20}, p, .2);
    assertTrue(model.text(0).contains("k in {"), model.text(0));
    assertTrue(model.svg(0).contains("k in {"), model.svg(0));
    var e =
        assertThrows(DataException.class, () -> model.predict(Frame.of("k", Column.Numeric.of(1))));
    assertTrue(e.getMessage().contains("'k'"), e.getMessage());
    var few = new HistGradientBoostingRegressor().maxBins(3);
    var many = assertThrows(DataException.class, () -> few.fit(frame, RUN));
    assertTrue(
        many.getMessage().contains("'k'") && many.getMessage().contains("OneHot"),
        many.getMessage());
    var exact =
        assertThrows(DataException.class, () -> new GradientBoostingRegressor().fit(frame, RUN));
    assertTrue(exact.getMessage().contains("OneHot"), exact.getMessage());
  }

  @Test
  void binsAreQuantiles() {
    var sorted = IntStream.range(0, 1001).asDoubleStream().toArray();
    // numpy: np.percentile(range(1001), [25, 50, 75], method='midpoint')
    assertArrayEquals(new double[] {250, 500, 750}, Bins.cuts(sorted, 4));
    assertArrayEquals(new double[] {1.5, 2.5}, Bins.cuts(new double[] {1, 1, 2, 3, 3}, 4));
  }

  /** What a model file of the first version holds. */
  @Test
  void treesOfTheFirstVersionAreRead() {
    var trees = new RandomForestRegressor().nEstimators(2).fit(waves(50), RUN).trees();
    var old = new LinkedHashMap<String, Object>();
    old.put("question", "AT_MOST");
    old.put("outputs", 1L);
    old.put("leafWidth", 1L);
    old.put("used", trees.used());
    old.put("root", trees.root());
    old.put("output", trees.output());
    old.put("feature", trees.feature());
    old.put("threshold", trees.threshold());
    old.put("next", trees.next());
    old.put("missingLeft", trees.missingLeft());
    old.put("value", trees.value());
    var model =
        RandomForestRegressor.Fitted.upgrade(
            1,
            Map.of("columns", List.of("x0", "x1"), "features", List.of("x0", "x1"), "trees", old));
    var now = new RandomForestRegressor().nEstimators(2).fit(waves(50), RUN);
    assertArrayEquals(now.predict(waves(50)).values(), model.predict(waves(50)).values());
    var e = assertThrows(IllegalStateException.class, model::importances);
    assertTrue(e.getMessage().contains("train the model again"), e.getMessage());
    assertFalse(model.text(0).contains("rows"), model.text(0));
    assertTrue(model.svg(0).contains("leaf"));
    assertEquals(
        new RandomForestRegressor().nEstimators(7).maxFeatures(.5),
        RandomForestRegressor.upgrade(1, Map.of("nEstimators", 7L, "maxFeatures", .5)));
  }
}

package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.report.Report;
import millrace.learn.Needs;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Prediction.Scores;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Metrics of clusters and outliers against scikit-learn ({@code golden/clusters.py}). */
class ClusteringTest {
  private static final JsonNode GOLDEN = Golden.read("clusters.json");

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  private static Column.Nominal truth(JsonNode codes) {
    var names = IntStream.range(0, 20).mapToObj(i -> "level " + i).toList();
    return new Column.Nominal(ints(codes), Vocabulary.of(names));
  }

  private static Clusters clusters(JsonNode codes) {
    var c = ints(codes);
    return new Clusters(c, IntStream.of(c).max().orElse(0) + 1);
  }

  @Test
  void equalsScikitLearn() {
    var names = GOLDEN.get("cases").fieldNames();
    int n = 0;
    while (names.hasNext()) {
      var name = names.next();
      var c = GOLDEN.get("cases").get(name);
      for (var m : Clustering.values()) {
        double expected = c.get(m.key()).asDouble();
        Golden.near(
            expected, m.score(truth(c.get("truth")), clusters(c.get("clusters"))), name + " " + m);
        n++;
      }
    }
    assertEquals(80, n);
  }

  @Test
  void scoresFromFeaturesEqualScikitLearn() {
    var x = Golden.numbers(GOLDEN.get("x"));
    var columns = new LinkedHashMap<String, Column>();
    for (int f = 0; f < 5; f++) {
      var v = new double[90];
      for (int i = 0; i < 90; i++) v[i] = x[i * 5 + f];
      columns.put("x" + f, new Column.Numeric(v));
    }
    columns.put("y", truth(GOLDEN.get("cases").get("noisy").get("truth")));
    var frame = Frame.of(columns).target("y");
    var names = GOLDEN.get("internal").fieldNames();
    int n = 0;
    while (names.hasNext()) {
      var name = names.next();
      var expected = GOLDEN.get("internal").get(name);
      var c = clusters(GOLDEN.get("cases").get(name).get("clusters"));
      var run = Run.seeded(1).threads(2);
      Golden.near(expected.get("silhouettes"), ClusterScores.silhouettes(x, 5, c, run), name);
      Golden.near(expected.get("silhouette").asDouble(), ClusterScores.silhouette(frame, c), name);
      Golden.near(
          expected.get("davies_bouldin").asDouble(), ClusterScores.daviesBouldin(frame, c), name);
      Golden.near(
          expected.get("calinski_harabasz").asDouble(),
          ClusterScores.calinskiHarabasz(frame, c),
          name);
      assertEquals(ClusterScores.silhouette(frame, c), ClusterScores.silhouette(x, 5, c));
      assertEquals(ClusterScores.daviesBouldin(frame, c), ClusterScores.daviesBouldin(x, 5, c));
      n++;
    }
    assertEquals(5, n);
  }

  @Test
  void silhouettesDoNotDependOnThreads() {
    var random = Run.seeded(3).random("x");
    var x = random.doubles(700 * 9).toArray();
    var c = new Clusters(random.ints(700, -1, 4).toArray(), 4);
    var one = ClusterScores.silhouettes(x, 9, c, Run.seeded(1).threads(1));
    var three = ClusterScores.silhouettes(x, 9, c, Run.seeded(1).threads(3));
    assertArrayEquals(one, three);
  }

  @Test
  void oneClusterHasNoScores() {
    var e =
        assertThrows(
            DataException.class,
            () -> ClusterScores.daviesBouldin(new double[4], 1, new Clusters(new int[4], 1)));
    assertEquals(
        "4 rows in 1 clusters: there must be at least 2 clusters, and fewer than rows",
        e.getMessage());
    var other = new Clusters(new int[3], 1);
    assertThrows(DataException.class, () -> ClusterScores.silhouette(new double[4], 1, other));
    var text = Frame.text("t", List.of("a", "b"));
    assertThrows(
        DataException.class,
        () -> ClusterScores.silhouette(text, new Clusters(new int[] {0, 1}, 2)));
  }

  @Test
  void outliersEqualScikitLearn() {
    var g = GOLDEN.get("outliers");
    var codes = ints(g.get("truth"));
    // The outliers' level is the last in alphabetical order, whatever the order of the levels.
    var y =
        new Column.Nominal(
            IntStream.of(codes).map(c -> 1 - c).toArray(), Vocabulary.of("strange", "common"));
    var scores = new Scores(Golden.numbers(g.get("scores")));
    for (var m : Outliers.values())
      Golden.near(g.get(m.key()).asDouble(), m.score(y, scores), m.key());
    var one = new Column.Nominal(new int[80], y.levels());
    assertTrue(Double.isNaN(Outliers.ROC_AUC.score(one, scores)));
    assertThrows(
        DataException.class,
        () -> Outliers.ROC_AUC.score(truth(GOLDEN.get("cases").get("same").get("truth")), scores));
  }

  /** A model that needs no fitting: the whole part of {@code a / width}. */
  record Slices(int width) implements Trainer<Slices.Fitted> {
    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted(width);
    }

    @Override
    public Needs needs() {
      return Needs.matrix();
    }

    record Fitted(int width) implements Predictor<Clusters> {
      @Override
      public Clusters predict(Frame frame) {
        var a = frame.column("a", Column.Numeric.class).values();
        var c = new int[a.length];
        for (int i = 0; i < c.length; i++) c[i] = (int) a[i] / width;
        return new Clusters(c, 60 / width);
      }
    }
  }

  @Test
  void aComparisonOfClusterersRenders() {
    var a = IntStream.range(0, 60).asDoubleStream().toArray();
    var y = IntStream.range(0, 60).map(i -> i / 20).toArray();
    var frame =
        Frame.of("a", new Column.Numeric(a))
            .with("y", new Column.Nominal(y, Vocabulary.of("low", "middle", "high")))
            .target("y");
    var candidates = new LinkedHashMap<String, Slices>();
    candidates.put("right", new Slices(20));
    candidates.put("fine", new Slices(5));
    var comparison =
        new CrossValidation(Folds.k(3))
            .compare(
                frame, Run.seeded(1), candidates, Clustering.ARI, Clustering.AMI, Clustering.NMI);
    assertEquals(Comparison.Task.CLUSTERING, comparison.task());
    assertEquals("right", comparison.best().name());
    assertEquals(1, comparison.best().mean(0));
    var report = Report.of(comparison);
    assertTrue(report.html().contains("Clustering"));
    assertTrue(report.markdown().contains("right"));
    assertTrue(report.text().contains("fine"), report.text());
    assertTrue(report.json().contains("\"clustering\""));
  }
}

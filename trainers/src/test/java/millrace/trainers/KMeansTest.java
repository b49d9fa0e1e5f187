package millrace.trainers;

import static millrace.trainers.ClusterersGolden.frame;
import static millrace.trainers.ClusterersGolden.get;
import static millrace.trainers.ClusterersGolden.ints;
import static millrace.trainers.ClusterersGolden.near;
import static millrace.trainers.ClusterersGolden.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import millrace.trainers.KMeans.Algorithm;
import millrace.trainers.KMeans.Init;
import org.junit.jupiter.api.Test;

/**
 * KMeans against scikit-learn: the same first centres lead through the same iterations to the same
 * centres (1e-9 of the greatest entry: sums are kept from one iteration to the next) and labels.
 */
class KMeansTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void equalsScikitLearn() {
    var blobs = frame("blobs", 7);
    var digits = frame("digits", 64);
    int n = 0;
    for (var algorithm : Algorithm.values()) {
      for (var name : List.of("blobs", "weighted", "exact", "digits", "empty")) {
        var g = get("kmeans " + name + " " + algorithm.name().toLowerCase(Locale.ROOT));
        var x =
            switch (name) {
              case "weighted" -> ClusterersGolden.weighted();
              case "digits" -> digits;
              default -> blobs;
            };
        var start = numbers(g.get("start"));
        int k = start.length / (name.equals("digits") ? 64 : 7);
        var m =
            new KMeans()
                .nClusters(k)
                .algorithm(algorithm)
                .tol(name.equals("exact") ? 0 : 1e-4)
                .fit(x, start, RUN);
        var what = name + " " + algorithm;
        near(numbers(g.get("centres")), m.centres(), 1e-9, what);
        assertArrayEquals(ints(g.get("labels")), m.labels(), what);
        assertEquals(g.get("inertia").asDouble(), m.inertia(), 1e-9 * m.inertia(), what);
        assertEquals(g.get("iterations").asInt(), m.iterations(), what);
        assertArrayEquals(m.labels(), m.predict(x).cluster(), what);
        n++;
      }
    }
    assertEquals(10, n);
  }

  /** Ten runs from different centres, as scikit-learn's: not more than 0.5 % worse. */
  @Test
  void findsAsGoodCentres() {
    var digits = frame("digits", 64);
    for (int k : new int[] {4, 8, 10}) {
      double theirs = get("kmeans best").get(Integer.toString(k)).asDouble();
      for (var init : Init.values()) {
        var m = new KMeans().nClusters(k).init(init).fit(digits, RUN);
        assertTrue(m.inertia() <= 1.005 * theirs, k + " " + init + ": " + m.inertia());
      }
    }
  }

  @Test
  void weightsAreRepeats() {
    var a = new double[] {0, 1, 2, 10, 11, 30};
    var w = new double[] {1, 2, 1, 3, 1, 0};
    var rows = new int[] {0, 1, 1, 2, 3, 3, 3, 4};
    var x = Frame.of("a", new Column.Numeric(a));
    var start = new double[] {0, 12};
    var weighted =
        new KMeans().nClusters(2).fit(x.with("w", new Column.Numeric(w)).weights("w"), start, RUN);
    var repeated = new KMeans().nClusters(2).fit(x.rows(rows), start, RUN);
    assertArrayEquals(repeated.centres(), weighted.centres(), 1e-12);
    assertEquals(repeated.inertia(), weighted.inertia(), 1e-12);
  }

  @Test
  void duplicatesAndTooFewRows() {
    var x = Frame.of("a", Column.Numeric.of(1, 1, 1, 1));
    var m = new KMeans().nClusters(3).fit(x, RUN);
    assertEquals(0, m.inertia());
    assertArrayEquals(new int[4], m.predict(x).cluster());
    var e = assertThrows(DataException.class, () -> new KMeans().fit(x, RUN));
    assertEquals("KMeans: nClusters is 8, but there are only 4 rows", e.getMessage());
    var bad = Frame.of("a", Column.Numeric.of(1, 2, Double.POSITIVE_INFINITY));
    e = assertThrows(DataException.class, () -> new KMeans().nClusters(2).fit(bad, RUN));
    assertTrue(e.getMessage().contains("'a' is Infinity in row 2"), e.getMessage());
  }

  @Test
  void largeRunsDoNotDependOnThreads() {
    var random = RUN.random("large");
    var x = ClusterersGolden.frame(random.doubles(9000 * 40).toArray(), 40, 0, 40);
    var trainer = new KMeans().nClusters(12).nInit(1).maxIter(20);
    var one = trainer.fit(x, RUN.threads(1));
    var three = trainer.fit(x, RUN.threads(3));
    assertArrayEquals(one.centres(), three.centres());
    assertArrayEquals(one.labels(), three.labels());
    var elkan = trainer.algorithm(Algorithm.ELKAN).fit(x, RUN);
    assertArrayEquals(one.labels(), elkan.labels());
    near(one.centres(), elkan.centres(), 1e-9, "elkan");
    var d = one.distances(x.head(3));
    for (int i = 0; i < 3; i++) {
      var row = Arrays.copyOfRange(d, i * 12, (i + 1) * 12);
      assertEquals(Arrays.stream(row).min().orElseThrow(), row[one.labels()[i]]);
    }
  }
}

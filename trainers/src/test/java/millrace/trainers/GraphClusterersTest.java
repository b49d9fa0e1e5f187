package millrace.trainers;

import static millrace.trainers.ClusterersGolden.get;
import static millrace.trainers.ClusterersGolden.ints;
import static millrace.trainers.ClusterersGolden.near;
import static millrace.trainers.ClusterersGolden.numbers;
import static millrace.trainers.ClusterersGolden.samePartition;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import millrace.trainers.Agglomerative.Link;
import millrace.trainers.Spectral.Affinity;
import org.junit.jupiter.api.Test;

/** Agglomerative and Spectral against scikit-learn: heights to 1e-12, the same partitions. */
class GraphClusterersTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void treesEqualScikitLearn() {
    var x = ClusterersGolden.frame("blobs", 7);
    for (var link : Link.values()) {
      var g = get("agglomerative " + link.name().toLowerCase(Locale.ROOT));
      var trainer = new Agglomerative().linkage(link);
      var five = trainer.nClusters(5).fit(x, RUN);
      near(numbers(g.get("distances")), five.heights(), 1e-12, link.name());
      samePartition(ints(g.get("labels")), five.labels(), link.name());
      var cut = trainer.distanceThreshold(g.get("cut").asDouble()).fit(x, RUN);
      assertEquals(g.get("cut count").asInt(), cut.count());
      samePartition(ints(g.get("cut labels")), cut.labels(), link.name());
      assertArrayEquals(cut.labels(), cut.predict(x).cluster());
    }
  }

  @Test
  void aTreeOfFourRows() {
    var x = Frame.of("a", Column.Numeric.of(10, 0, 11, 4));
    var m = new Agglomerative().linkage(Link.SINGLE).fit(x, RUN);
    assertArrayEquals(new int[] {0, 1, 4}, m.left());
    assertArrayEquals(new int[] {2, 3, 5}, m.right());
    assertArrayEquals(new double[] {1, 4, 6}, m.heights());
    assertArrayEquals(new int[] {0, 1, 0, 1}, m.labels());
    assertArrayEquals(
        new int[] {1, 0}, m.predict(Frame.of("a", Column.Numeric.of(6.9, 7.1))).cluster());
    var one = new Agglomerative().nClusters(1).fit(x.head(1), RUN);
    assertArrayEquals(new int[] {0}, one.labels());
  }

  @Test
  void spectralEqualsScikitLearn() {
    var moons = ClusterersGolden.frame("moons", 2);
    var blobs = ClusterersGolden.frame("blobs", 7);
    var near = new Spectral().affinity(Affinity.NEAREST_NEIGHBORS);
    var m = near.nClusters(2).nNeighbors(8).fit(moons, RUN);
    samePartition(ints(get("spectral moons").get("labels")), m.labels(), "moons");
    assertArrayEquals(m.labels(), m.predict(moons).cluster());
    var b = new Spectral().nClusters(6).gamma(0.02).fit(blobs, RUN);
    samePartition(ints(get("spectral blobs").get("labels")), b.labels(), "blobs");
    var c = near.nClusters(6).fit(blobs, RUN);
    samePartition(ints(get("spectral blobs neighbours").get("labels")), c.labels(), "neighbours");
  }

  @Test
  void spectralDoesNotDependOnThreads() {
    var random = RUN.random("large");
    var x = ClusterersGolden.frame(random.doubles(900 * 3).toArray(), 3, 0, 3);
    for (var affinity : Affinity.values()) {
      var trainer = new Spectral().affinity(affinity).nClusters(5);
      assertArrayEquals(
          trainer.fit(x, RUN.threads(1)).labels(), trainer.fit(x, RUN.threads(3)).labels());
    }
  }

  /** Three parts that have nothing to do with each other: the eigenvalue 1 stands three times. */
  @Test
  void partsWithoutTies() {
    var x = Frame.of("a", Column.Numeric.of(0, 100, 1, 101, 2, 200, 201, 102, 202));
    var m =
        new Spectral().affinity(Affinity.NEAREST_NEIGHBORS).nNeighbors(3).nClusters(3).fit(x, RUN);
    samePartition(new int[] {0, 1, 0, 1, 0, 2, 2, 1, 2}, m.labels(), "parts");
  }
}

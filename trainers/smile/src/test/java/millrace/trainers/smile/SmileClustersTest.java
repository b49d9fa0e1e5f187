// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** The other implementation is our own learner of the same kind. */
class SmileClustersTest {
  /** Groups about points of a grid. */
  private static Frame groups(int n, long seed, double spread) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = 5 * r.nextInt(3) + spread * r.nextGaussian();
      b[i] = 5 * r.nextInt(2) + spread * r.nextGaussian();
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(a));
    m.put("b", Column.Numeric.of(b));
    return Frame.of(m);
  }

  /** Both find the best of ten runs; margin: where they stop. */
  @Test
  void inertiaIsThatOfOurs() {
    var train = groups(500, 1, 0.8);
    var ours = new millrace.trainers.KMeans().nClusters(6).fit(train);
    var theirs = new KMeans().nClusters(6).tol(0).fit(train);
    assertEquals(ours.inertia(), theirs.inertia(), 1e-3 * ours.inertia());
    assertArrayEquals(theirs.labels(), theirs.predict(train).cluster());
    assertTrue(theirs.iterations() > 1, "iterations " + theirs.iterations());
  }

  @Test
  void fewerDifferentRowsThanClusters() {
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(1, 1, 2, 2, 1));
    var two = Frame.of(m);
    var e = assertThrows(DataException.class, () -> new KMeans().nClusters(3).fit(two));
    assertTrue(e.getMessage().contains("only 2 different rows"), e.getMessage());
    assertEquals(0, new KMeans().nClusters(2).fit(two).inertia());
  }

  @Test
  void sameClustersOnAnyNumberOfThreads() {
    var train = groups(300, 2, 2);
    var one = new KMeans().fit(train, Run.seeded(1).threads(1));
    var three = new KMeans().fit(train, Run.seeded(1).threads(3));
    assertArrayEquals(one.centres(), three.centres());
    assertArrayEquals(one.labels(), three.labels());
  }

  /** Between two runs of the centres, in whatever thread they are. */
  @Test
  void canBeCancelledWhileItRuns() {
    var self = new AtomicReference<Run>();
    var run =
        Run.seeded(1)
            .threads(2)
            .listen(
                p -> {
                  if (p.done() == 1) self.get().cancel();
                });
    self.set(run);
    var train = groups(300, 2, 2);
    assertThrows(Run.CancelledException.class, () -> new KMeans().nInit(50).fit(train, run));
  }

  /** Exact on both sides: the same clusters, numbered alike, border rows too. */
  @Test
  void dbscanIsOurs() {
    for (double eps : new double[] {0.2, 0.5, 0.9}) {
      var train = groups(400, 3, 0.7);
      var test = groups(200, 4, 0.7);
      var ours = new millrace.trainers.Dbscan().eps(eps).fit(train);
      var theirs = new Dbscan().eps(eps).fit(train);
      assertArrayEquals(ours.cluster(), theirs.cluster(), "eps " + eps);
      assertArrayEquals(ours.core(), theirs.core());
      assertArrayEquals(ours.predict(test).cluster(), theirs.predict(test).cluster());
      assertArrayEquals(theirs.cluster(), theirs.predict(train).cluster());
    }
  }
}

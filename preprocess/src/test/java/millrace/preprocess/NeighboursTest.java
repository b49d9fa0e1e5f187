package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Neighbours.Algorithm;
import millrace.preprocess.Neighbours.Metric;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Neighbours against scikit-learn 1.2.1 (golden/neighbours.py; 1e-12 relative, since only the order
 * of a sum differs), and its ways to search against each other, bit for bit.
 */
class NeighboursTest {
  private static final Run RUN = Run.seeded(1).threads(2);

  @Test
  void equalsScikitLearn() {
    var g = Golden.read("neighbours.json");
    for (int width : new int[] {3, 21}) {
      var x = Golden.numbers(g.get("x" + width));
      var q = Golden.numbers(g.get("q" + width));
      for (var metric : Metric.values()) {
        for (var algorithm : Algorithm.values()) {
          if (metric == Metric.COSINE && algorithm == Algorithm.KD_TREE) continue;
          var search = Neighbours.of(x, width, metric, 3, algorithm, 5);
          equal(g, metric.name().toLowerCase(java.util.Locale.ROOT) + width + ".", search, q);
        }
      }
    }
  }

  private static void equal(JsonNode g, String key, Neighbours search, double[] q) {
    var near = search.nearest(q, 7, RUN);
    assertArrayEquals(rows(g.get(key + "rows")), near.rows(), key);
    Golden.assertClose(Golden.numbers(g.get(key + "distances")), near.distances(), 1e-12, key);
    var within = search.within(q, g.get(key + "radius").doubleValue(), RUN);
    for (int i = 0; i < 6; i++)
      assertEquals(
          g.get(key + "counts").get(i).intValue(), within.starts()[i + 1] - within.starts()[i]);
    assertArrayEquals(rows(g.get(key + "within")), within.rows(), key);
    Golden.assertClose(
        Golden.numbers(g.get(key + "withinDistances")), within.distances(), 1e-12, key);
    assertArrayEquals(rows(g.get(key + "others")), search.nearestOthers(4, RUN).rows(), key);
  }

  private static int[] rows(JsonNode list) {
    return Arrays.stream(Golden.numbers(list)).mapToInt(v -> (int) v).toArray();
  }

  /** Many ties, several tiles and panels, few queries and many: always what sorting gives. */
  @Test
  void everyWayGivesTheSameBits() {
    for (int width : new int[] {1, 2, 6, 17, 140}) {
      for (double offset : new double[] {0, 1e6}) {
        var x = integers("x", 1100, width, offset);
        var q = integers("q", 21, width, offset);
        for (var metric : Metric.values()) {
          var expected = sorted(x, q, width, metric, 9);
          for (var algorithm : Algorithm.values()) {
            if (metric == Metric.COSINE && algorithm == Algorithm.KD_TREE) continue;
            var search = Neighbours.of(x, width, metric, 2.5, algorithm, 7);
            var near = search.nearest(q, 9, RUN);
            var what = metric + " " + algorithm + " " + width;
            assertArrayEquals(expected, near.rows(), what);
            var one = search.nearest(Arrays.copyOf(q, width), 9, RUN.threads(1));
            assertArrayEquals(Arrays.copyOf(near.distances(), 9), one.distances(), what);
            assertArrayEquals(Arrays.copyOf(near.rows(), 9), one.rows(), what);
            double radius = near.distances()[8] * (1 + 1e-12); // a root and its power may round
            var within = search.within(q, radius, RUN);
            var first = search.within(Arrays.copyOf(q, width), radius, RUN);
            assertArrayEquals(first.rows(), Arrays.copyOf(within.rows(), within.starts()[1]), what);
            assertTrue(first.rows().length >= 9, what);
          }
        }
      }
    }
  }

  private static double[] integers(String name, int rows, int width, double offset) {
    return Run.seeded(5)
        .random(name, width)
        .ints((long) rows * width, 1, 5)
        .mapToDouble(v -> v + offset)
        .toArray();
  }

  private static int[] sorted(double[] x, double[] q, int width, Metric metric, int k) {
    var search = Neighbours.of(x, width, metric, 2.5, Algorithm.BRUTE, 1);
    var distance = new Distance(metric, 2.5, width);
    var unit =
        metric == Metric.COSINE
            ? Neighbours.of(q, width, metric, 2.5, Algorithm.BRUTE, 1).points()
            : q;
    return IntStream.range(0, q.length / width)
        .flatMap(
            i ->
                IntStream.range(0, search.rows())
                    .boxed()
                    .sorted(
                        Comparator.comparingDouble(
                            r -> distance.reduced(unit, i * width, search.points(), r * width)))
                    .limit(k)
                    .mapToInt(r -> r))
        .toArray();
  }

  @Test
  void hugeTinyAndFarValuesAreFoundToo() {
    for (double unit : new double[] {1e-200, 1e-30, 1, 1e25, 1e150}) {
      var x = new double[2 * 700];
      for (int i = 0; i < x.length; i++) x[i] = unit * (i + 1);
      var q = new double[2 * 20];
      for (int i = 0; i < q.length; i++) q[i] = unit * (i * 40 + 2.25);
      q[5] = unit * 1e100;
      for (var metric : Metric.values()) {
        var brute = Neighbours.of(x, 2, metric, 2, Algorithm.BRUTE, 30);
        var all = brute.nearest(q, 3, RUN);
        if (metric != Metric.COSINE) {
          var tree = Neighbours.of(x, 2, metric, 2, Algorithm.KD_TREE, 30).nearest(q, 3, RUN);
          assertArrayEquals(tree.rows(), all.rows(), metric + " " + unit);
          assertArrayEquals(tree.distances(), all.distances());
        }
        for (int i = 0; i < 20; i++) {
          var one = brute.nearest(Arrays.copyOfRange(q, 2 * i, 2 * i + 2), 3, RUN);
          assertArrayEquals(Arrays.copyOfRange(all.rows(), 3 * i, 3 * i + 3), one.rows());
        }
      }
    }
  }

  @Test
  void threadsDoNotMatterAndFewRowsGiveAll() {
    var x = Run.seeded(2).random("x").doubles(3000).toArray();
    for (int width : new int[] {3, 30}) {
      var search = Neighbours.of(x, width);
      var one = search.nearestOthers(5, RUN.threads(1));
      var three = search.nearestOthers(5, RUN.threads(3));
      assertArrayEquals(one.rows(), three.rows());
      assertArrayEquals(one.distances(), three.distances());
      assertEquals(3000 / width, search.nearest(x, 9999, RUN).k());
      assertEquals(3000 / width - 1, search.nearestOthers(9999, RUN).k());
      assertArrayEquals(x, search.byNumber());
    }
    assertEquals(0, Neighbours.of(new double[] {1}, 1).nearestOthers(5, RUN).rows().length);
    assertEquals(0, Neighbours.of(x, 3).nearest(new double[0], 5, RUN).rows().length);
  }

  @Test
  void cosineOfARowOfZerosIsOne() {
    var search = Neighbours.of(new double[] {0, 0, 1, 2}, 2, Metric.COSINE, 2, Algorithm.AUTO, 30);
    assertArrayEquals(new double[] {1, 1}, search.nearest(new double[] {0, 0}, 2, RUN).distances());
  }

  @Test
  void refusesWhatCannotBe() {
    var x = new double[] {1, 2, 3};
    for (Runnable bad :
        List.<Runnable>of(
            () -> Neighbours.of(x, 2),
            () -> Neighbours.of(new double[0], 2),
            () -> Neighbours.of(x, 1, Metric.MINKOWSKI, 0.5, Algorithm.AUTO, 30),
            () -> Neighbours.of(x, 1, Metric.COSINE, 2, Algorithm.KD_TREE, 30),
            () -> Neighbours.of(x, 1, Metric.EUCLIDEAN, 2, Algorithm.AUTO, 0),
            () -> Neighbours.of(x, 3).nearest(new double[2], 1, RUN),
            () -> Neighbours.of(x, 3).nearest(x, 0, RUN),
            () -> Neighbours.of(x, 3).within(x, -1, RUN)))
      assertThrows(IllegalArgumentException.class, bad::run);
    var holed = Frame.of("a", Column.Numeric.of(1, Double.NaN));
    var e = assertThrows(DataException.class, () -> Neighbours.matrix(Features.of(holed)));
    assertTrue(e.getMessage().contains("'a'") && e.getMessage().contains("row 1"));
  }
}

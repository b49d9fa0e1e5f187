package millrace.trainers;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * The edges of a smallest spanning tree under mutual reachability, shortest first.
 *
 * @param from one end of each edge
 * @param to the other end
 * @param length max(core distances of the ends, their distance)
 */
record SpanningTree(int[] from, int[] to, double[] length) {
  /** Edges between two reports of progress. */
  private static final int REPORT = 256;

  /**
   * Prim's algorithm from row 0; of equal edges that to the lowest row comes first. O(rows² ×
   * features).
   */
  static SpanningTree of(Neighbours search, double[] core, Run run) {
    int n = core.length;
    var x = search.byNumber();
    var measure = search.measure();
    int w = search.width();
    var near = new double[n]; // from the tree to each row that is not in it
    var link = new int[n];
    var open = new int[n]; // the rows that are not in the tree, rising
    int left = n - 1;
    for (int i = 0; i < left; i++) open[i] = i + 1;
    Arrays.fill(near, Double.POSITIVE_INFINITY);
    int edges = n - 1;
    var from = new int[edges];
    var to = new int[edges];
    var length = new double[edges];
    int current = 0;
    for (int e = 0; e < edges; e++) {
      if (e % REPORT == 0) run.step("spanning tree", e, edges);
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      double own = core[current];
      for (int k = 0; k < left; k++) {
        int row = open[k];
        double d = near[row];
        if (d > own && d > core[row]) { // else no distance from here can be less
          double apart =
              Math.max(Math.max(own, core[row]), measure.distance(x, current * w, x, row * w));
          if (apart < d) {
            near[row] = d = apart;
            link[row] = current;
          }
        }
        if (d < least) {
          least = d;
          best = k;
        }
      }
      current = open[best];
      from[e] = link[current];
      to[e] = current;
      length[e] = near[current];
      System.arraycopy(open, best + 1, open, best, left - best - 1);
      left--;
    }
    run.step("spanning tree", edges, edges);
    var order =
        IntStream.range(0, edges)
            .boxed()
            .sorted(Comparator.comparingDouble(e -> length[e]))
            .mapToInt(e -> e)
            .toArray();
    return new SpanningTree(
        Arrays.stream(order).map(e -> from[e]).toArray(),
        Arrays.stream(order).map(e -> to[e]).toArray(),
        Arrays.stream(order).mapToDouble(e -> length[e]).toArray());
  }
}

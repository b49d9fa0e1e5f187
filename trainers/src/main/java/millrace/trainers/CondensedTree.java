package millrace.trainers;

import java.util.Arrays;

/**
 * The hierarchy of clusters, in which parts below the least size fell out of their cluster. Node 0
 * is the root; children have higher numbers than their parent.
 *
 * @param parent of each node, -1 for the root
 * @param birth λ at which each node parted from its parent; 0 for the root
 * @param size rows at birth
 * @param clusterOf the node that each row fell out of
 * @param death λ at which each row fell out
 */
record CondensedTree(int[] parent, double[] birth, int[] size, int[] clusterOf, double[] death) {
  /** The inverse of a distance; finite for 0 too, so that equal rows have a stability. */
  static double lambda(double distance) {
    return 1 / Math.max(distance, 1e-150);
  }

  static CondensedTree of(SpanningTree edges, int rows, int least) {
    int n = rows;
    // merges: node n + e joins left[e] and right[e]
    var left = new int[Math.max(0, n - 1)];
    var right = new int[left.length];
    var count = new int[2 * n - 1];
    Arrays.fill(count, 0, n, 1);
    var above = new int[2 * n - 1];
    Arrays.setAll(above, i -> i);
    for (int e = 0; e < left.length; e++) {
      left[e] = top(above, edges.from()[e]);
      right[e] = top(above, edges.to()[e]);
      above[left[e]] = above[right[e]] = n + e;
      count[n + e] = count[left[e]] + count[right[e]];
    }
    var parent = new int[Math.max(1, n)];
    var birth = new double[parent.length];
    var size = new int[parent.length];
    parent[0] = -1;
    size[0] = n;
    int nodes = 1;
    var node = new int[2 * n - 1]; // that a merge belongs to, or fell out of
    var fell = new double[2 * n - 1]; // the λ at which it fell out; 0: it did not
    var pieces = new int[n];
    for (int merge = 2 * n - 2; merge >= n; merge--) {
      if (node[merge] < 0) continue; // cut at the same distance as the merge above it
      int c = node[merge];
      double lambda = fell[merge] > 0 ? fell[merge] : lambda(edges.length()[merge - n]);
      int found = cut(merge, n, edges.length(), left, right, node, pieces);
      int large = 0;
      for (int k = 0; k < found; k++) if (count[pieces[k]] >= least) large++;
      for (int k = 0; k < found; k++) {
        int piece = pieces[k];
        node[piece] = c;
        if (fell[merge] > 0 || count[piece] < least) {
          fell[piece] = lambda;
        } else if (large > 1) {
          parent[nodes] = c;
          birth[nodes] = lambda;
          size[nodes] = count[piece];
          node[piece] = nodes++;
        }
      }
    }
    return new CondensedTree(
        Arrays.copyOf(parent, nodes),
        Arrays.copyOf(birth, nodes),
        Arrays.copyOf(size, nodes),
        Arrays.copyOf(node, n),
        Arrays.copyOf(fell, n));
  }

  /**
   * The pieces into which a merge falls when all edges of its length are cut, so that the order of
   * equal edges does not matter; merges in between are marked by node -1.
   */
  private static int cut(
      int merge, int n, double[] length, int[] left, int[] right, int[] node, int[] pieces) {
    int found = 0;
    int waiting = pieces.length; // merges still to be cut stand at the end of the array
    int at = merge;
    while (true) {
      for (int side = 0; side < 2; side++) {
        int half = side == 0 ? left[at - n] : right[at - n];
        if (half < n || length[half - n] < length[merge - n]) {
          pieces[found++] = half;
        } else {
          node[half] = -1;
          pieces[--waiting] = half;
        }
      }
      if (waiting == pieces.length) return found;
      at = pieces[waiting++];
    }
  }

  private static int top(int[] above, int node) {
    int top = node;
    while (above[top] != top) top = above[top];
    while (above[node] != top) {
      int next = above[node];
      above[node] = top;
      node = next;
    }
    return top;
  }

  /**
   * The nodes to take, none inside another and never the root.
   *
   * @param mass the set of the greatest stability in sum; else those without nodes inside
   */
  boolean[] select(boolean mass) {
    int n = parent.length;
    var stability = new double[n];
    for (int i = 0; i < clusterOf.length; i++)
      stability[clusterOf[i]] += death[i] - birth[clusterOf[i]];
    for (int c = 1; c < n; c++) stability[parent[c]] += size[c] * (birth[c] - birth[parent[c]]);
    var inside = new double[n]; // the best sum among the nodes inside
    var leaf = new boolean[n];
    Arrays.fill(leaf, true);
    var taken = new boolean[n];
    for (int c = n - 1; c > 0; c--) {
      taken[c] = leaf[c] || (mass && inside[c] <= stability[c]);
      inside[parent[c]] += taken[c] ? stability[c] : inside[c];
      leaf[parent[c]] = false;
    }
    var covered = new boolean[n];
    for (int c = 1; c < n; c++) {
      covered[c] = covered[parent[c]] || taken[parent[c]];
      if (covered[c]) taken[c] = false;
    }
    return taken;
  }

  /** For each node the number of the taken node it is or lies in, or -1; numbered by first row. */
  int[] numbers(boolean[] taken) {
    var in = new int[parent.length];
    in[0] = -1;
    for (int c = 1; c < in.length; c++) in[c] = taken[c] ? c : in[parent[c]];
    var number = new int[parent.length];
    Arrays.fill(number, -1);
    int count = 0;
    for (int c : clusterOf) if (in[c] >= 0 && number[in[c]] < 0) number[in[c]] = count++;
    for (int c = 1; c < in.length; c++) if (in[c] >= 0) number[c] = number[in[c]];
    return number;
  }
}

package millrace.embeddings;

import java.util.Arrays;

/**
 * Words as the leaves of a binary tree in which frequent ones are near the root: for hierarchical
 * softmax. Word w has the path {@code points[starts[w] .. starts[w + 1])} of inner nodes, from the
 * root on, and at each the branch {@code codes} (0 or 1).
 *
 * @see "D. Huffman, A Method for the Construction of Minimum-Redundancy Codes, Proc. IRE 40, 1952"
 */
record Huffman(int[] starts, int[] points, byte[] codes) {
  /**
   * @param counts falling, as those of {@link WordCounts}
   */
  static Huffman of(long[] counts) {
    int n = counts.length;
    var count = Arrays.copyOf(counts, 2 * n);
    Arrays.fill(count, n, 2 * n, Long.MAX_VALUE);
    var parent = new int[2 * n];
    var branch = new byte[2 * n];
    int leaf = n - 1; // leaves rise to the left, inner nodes to the right
    int inner = n;
    for (int made = 0; made < n - 1; made++) {
      long sum = 0;
      for (byte b = 0; b < 2; b++) {
        int least = leaf >= 0 && count[leaf] < count[inner] ? leaf-- : inner++;
        sum += count[least];
        parent[least] = n + made;
        branch[least] = b;
      }
      count[n + made] = sum;
    }
    return paths(n, parent, branch);
  }

  private static Huffman paths(int n, int[] parent, byte[] branch) {
    int root = 2 * n - 2;
    var starts = new int[n + 1];
    for (int w = 0; w < n; w++) {
      int length = 0;
      for (int node = w; node != root; node = parent[node]) length++;
      starts[w + 1] = Math.addExact(starts[w], length);
    }
    var points = new int[starts[n]];
    var codes = new byte[starts[n]];
    for (int w = 0; w < n; w++) {
      int at = starts[w + 1];
      for (int node = w; node != root; node = parent[node]) {
        points[--at] = parent[node] - n;
        codes[at] = branch[node];
      }
    }
    return new Huffman(starts, points, codes);
  }
}

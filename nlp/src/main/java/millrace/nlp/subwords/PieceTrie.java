package millrace.nlp.subwords;

import java.util.Arrays;
import java.util.Comparator;
import millrace.data.Vocabulary;

/**
 * Some of the pieces as a tree, looked up as it is stored. Node 0 is its root, and edge k leads to
 * node k + 1: nodes are numbered level by level.
 *
 * @param starts where the edges of each node begin; one more is their number
 * @param chars what each edge is labelled with; rising among those of a node
 * @param ids the piece that ends at each node, or -1
 */
record PieceTrie(int[] starts, int[] chars, int[] ids) {
  static final PieceTrie EMPTY = new PieceTrie(new int[2], new int[0], new int[] {-1});

  PieceTrie {
    int nodes = ids.length;
    boolean fits =
        nodes > 0
            && starts.length == nodes + 1
            && chars.length == nodes - 1
            && starts[0] == 0
            && starts[nodes] == nodes - 1;
    for (int k = 0; fits && k < nodes; k++)
      fits = starts[k] <= starts[k + 1] && starts[k + 1] < nodes;
    if (!fits) throw new IllegalArgumentException("no tree of pieces");
  }

  /** A tree of the pieces with these ids. */
  static PieceTrie of(Vocabulary pieces, int... some) {
    int n = some.length;
    if (n == 0) return EMPTY;
    var names = new String[n];
    int length = 1;
    for (int i = 0; i < n; i++) {
      names[i] = pieces.name(some[i]);
      length += names[i].length();
    }
    Arrays.sort(names, Comparator.naturalOrder());
    var from = new int[length]; // of the names that pass through each node
    var to = new int[length];
    var starts = new int[length + 1];
    var chars = new int[length];
    var ids = new int[length];
    to[0] = n;
    int nodes = 1;
    int end = 1; // of the level
    for (int node = 0, depth = 0; node < nodes; node++) {
      if (node == end) {
        depth++;
        end = nodes;
      }
      int i = from[node];
      ids[node] = -1;
      starts[node] = nodes - 1;
      if (names[i].length() == depth) ids[node] = pieces.id(names[i++]);
      while (i < to[node]) {
        char c = names[i].charAt(depth);
        chars[nodes - 1] = c;
        from[nodes] = i;
        while (i < to[node] && names[i].charAt(depth) == c) i++;
        to[nodes++] = i;
      }
    }
    starts[nodes] = nodes - 1;
    return new PieceTrie(
        Arrays.copyOf(starts, nodes + 1),
        Arrays.copyOf(chars, nodes - 1),
        Arrays.copyOf(ids, nodes));
  }

  /** The node that a character leads to, or -1. */
  int next(int node, char c) {
    int low = starts[node];
    int high = starts[node + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int there = chars[middle];
      if (there < c) low = middle + 1;
      else if (there > c) high = middle - 1;
      else return middle + 1;
    }
    return -1;
  }

  boolean isEmpty() {
    return chars.length == 0;
  }

  /** The length of the longest piece that stands here, or 0. */
  int longest(CharSequence text, int i) {
    int longest = 0;
    for (int k = i, node = 0; k < text.length(); ) {
      node = next(node, text.charAt(k++));
      if (node < 0) break;
      if (ids[node] >= 0) longest = k - i;
    }
    return longest;
  }

  /** Refuses ids that are no pieces. */
  void check(int pieces) {
    for (int id : ids)
      if (id < -1 || id >= pieces)
        throw new IllegalArgumentException(
            "a tree with the id %d of %d pieces".formatted(id, pieces));
  }
}

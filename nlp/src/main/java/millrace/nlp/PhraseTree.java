package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import millrace.data.Vocabulary;

/**
 * The phrases of a column as a tree: node 0 is its root, and edge k leads to node k + 1. So phrases
 * are looked up in the arrays as they are stored, and nothing is built when the model is loaded.
 *
 * @param words what the edges are labelled with
 * @param edges the node an edge starts from in the upper half, the word's id in the lower; rising
 * @param scores of the phrase that ends with each edge; {@code -Infinity}: none does
 */
record PhraseTree(Vocabulary words, long[] edges, double[] scores) {
  static final double NO_PHRASE = Double.NEGATIVE_INFINITY;

  /** The node that {@code word} leads to from {@code node}, or -1; from -1 nothing does. */
  int next(int node, int word) {
    if (node < 0 || word < 0) return -1;
    int edge = Arrays.binarySearch(edges, edge(node, word));
    return edge < 0 ? -1 : edge + 1;
  }

  static long edge(int node, int word) {
    return ((long) node << 32) | word;
  }

  boolean isPhrase(int node) {
    return node > 0 && scores[node - 1] != NO_PHRASE;
  }

  /** The words on the way to a node, joined. */
  String text(int node, String delimiter) {
    var text = words.name((int) edges[node - 1]);
    int before = (int) (edges[node - 1] >>> 32);
    return before == 0 ? text : text(before, delimiter) + delimiter + text;
  }

  /** All phrases, the highest score first, then in alphabetical order. */
  List<Collocations.Phrase> phrases(String delimiter) {
    var out = new ArrayList<Collocations.Phrase>();
    for (int node = 1; node <= edges.length; node++)
      if (isPhrase(node)) out.add(new Collocations.Phrase(text(node, delimiter), scores[node - 1]));
    out.sort(
        Comparator.comparingDouble(Collocations.Phrase::score)
            .reversed()
            .thenComparing(Collocations.Phrase::text));
    return out;
  }
}

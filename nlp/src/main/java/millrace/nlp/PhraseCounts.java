package millrace.nlp;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Vocabulary;

/**
 * Counts the words of a column, and the pairs that stand side by side with at most connectors
 * between. A pair with what is between is a path from node 0: node k + 1 is the k-th of {@code
 * steps}, which is the node before it and a word.
 */
final class PhraseCounts {
  private final Vocabulary words;
  private final int[] wordCounts;
  private final int total;
  private final IntPairs steps = new IntPairs();
  private int[] pairCounts = new int[64]; // of those that end with a step

  PhraseCounts(Column.Tokens tokens, List<String> connectors) {
    words = tokens.words();
    wordCounts = new int[words.size()];
    total = tokens.ids().length;
    var isConnector = connectors(words, connectors);
    for (int row = 0; row < tokens.size(); row++) {
      int node = 0; // 0: no word yet that a pair could begin with
      for (int k = tokens.starts()[row]; k < tokens.starts()[row + 1]; k++) {
        int word = tokens.ids()[k];
        if (isConnector[word]) {
          if (node > 0) node = next(node, word);
          continue;
        }
        wordCounts[word]++;
        if (node > 0) {
          int pair = next(node, word); // which may replace the array
          pairCounts[pair - 1]++;
        }
        node = next(0, word);
      }
    }
  }

  static boolean[] connectors(Vocabulary words, List<String> connectors) {
    var out = new boolean[words.size()];
    for (var c : connectors) if (words.has(c)) out[words.id(c)] = true;
    return out;
  }

  private int next(int node, int word) {
    int step = steps.add(node, word);
    if (step == pairCounts.length) pairCounts = Arrays.copyOf(pairCounts, 2 * step);
    return step + 1;
  }

  /** The pairs that score enough. */
  PhraseTree phrases(Collocations how) {
    int n = steps.size();
    var firsts = new int[n]; // the word that the path to a step begins with
    int types = 0;
    for (int count : wordCounts) if (count > 0) types++;
    for (int k = 0; k < n; k++) {
      firsts[k] = steps.first(k) == 0 ? steps.second(k) : firsts[steps.first(k) - 1];
      if (pairCounts[k] > 0) types++;
    }
    var scores = new double[n];
    var needed = new boolean[n]; // leads to a phrase
    for (int k = n - 1; k >= 0; k--) {
      scores[k] = PhraseTree.NO_PHRASE;
      if (pairCounts[k] > 0) {
        double score =
            how.score(
                wordCounts[firsts[k]], wordCounts[steps.second(k)], pairCounts[k], types, total);
        if (score > how.threshold()) {
          scores[k] = score;
          needed[k] = true;
        }
      }
      if (needed[k] && steps.first(k) > 0) needed[steps.first(k) - 1] = true; // an earlier step
    }
    return tree(needed, scores);
  }

  /** The needed steps, level by level, so that nodes and edges rise together. */
  private PhraseTree tree(boolean[] needed, double[] scores) {
    int n = needed.length;
    var used = new boolean[words.size()];
    for (int k = 0; k < n; k++) if (needed[k]) used[steps.second(k)] = true;
    var names =
        Vocabulary.of(
            IntStream.range(0, used.length).filter(w -> used[w]).mapToObj(words::name).toList());
    var ids = words.mapTo(names);
    var node = new int[n + 1]; // of the tree, for each of mine
    var level = new int[] {0};
    var edges = new long[n];
    var kept = new double[n];
    int size = 0;
    while (true) {
      var parents = new boolean[n + 1];
      for (int p : level) parents[p] = true;
      var next =
          IntStream.range(0, n)
              .filter(k -> needed[k] && parents[steps.first(k)])
              .boxed()
              .sorted((a, b) -> Long.compare(edge(node, ids, a), edge(node, ids, b)))
              .mapToInt(k -> k)
              .toArray();
      if (next.length == 0) break;
      for (int k : next) {
        edges[size] = edge(node, ids, k);
        kept[size] = scores[k];
        node[k + 1] = ++size;
      }
      level = Arrays.stream(next).map(k -> k + 1).toArray();
    }
    return new PhraseTree(names, Arrays.copyOf(edges, size), Arrays.copyOf(kept, size));
  }

  private long edge(int[] node, int[] ids, int step) {
    return PhraseTree.edge(node[steps.first(step)], ids[steps.second(step)]);
  }
}

package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.Vocabulary;

/** Reads the rows of a column from left to right and joins the phrases of a tree. */
final class PhraseJoin {
  private static final int UNSEEN = -2;

  private final Column.Tokens in;
  private final PhraseTree tree;
  private final String delimiter;
  private final boolean[] connector;
  private final int[] inTree; // the tree's id of a word
  private final int[] wordIds; // the new ids of words and of phrases
  private final int[] phraseIds;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final int[] out;
  private int size;

  private PhraseJoin(Column.Tokens in, PhraseTree tree, List<String> connectors, String delimiter) {
    this.in = in;
    this.tree = tree;
    this.delimiter = delimiter;
    connector = PhraseCounts.connectors(in.words(), connectors);
    inTree = filled(in.words().size());
    wordIds = filled(in.words().size());
    phraseIds = filled(tree.edges().length + 1);
    out = new int[in.ids().length];
  }

  private static int[] filled(int size) {
    var out = new int[size];
    Arrays.fill(out, UNSEEN);
    return out;
  }

  static Column.Tokens join(
      Column.Tokens in, PhraseTree tree, List<String> connectors, String delimiter) {
    return tree.edges().length == 0 ? in : new PhraseJoin(in, tree, connectors, delimiter).join();
  }

  private Column.Tokens join() {
    var starts = in.starts();
    var newStarts = new int[starts.length];
    for (int row = 0; row + 1 < starts.length; row++) {
      row(starts[row], starts[row + 1]);
      newStarts[row + 1] = size;
    }
    return new Column.Tokens(newStarts, Arrays.copyOf(out, size), Vocabulary.of(names));
  }

  private void row(int from, int to) {
    int begin = -1; // where a phrase may begin; node: where the words since then lead
    int node = -1;
    for (int k = from; k < to; k++) {
      int word = in.ids()[k];
      if (connector[word]) {
        if (begin < 0) emit(k, k + 1);
        else node = tree.next(node, inTree(word));
        continue;
      }
      int end = begin < 0 ? -1 : tree.next(node, inTree(word));
      if (tree.isPhrase(end)) {
        emitPhrase(end);
        begin = -1;
        continue;
      }
      if (begin >= 0) emit(begin, k);
      begin = k;
      node = tree.next(0, inTree(word));
    }
    if (begin >= 0) emit(begin, to);
  }

  private int inTree(int word) {
    if (inTree[word] == UNSEEN) inTree[word] = tree.words().id(in.words().name(word));
    return inTree[word];
  }

  private void emit(int from, int to) {
    for (int k = from; k < to; k++) {
      int word = in.ids()[k];
      if (wordIds[word] == UNSEEN) wordIds[word] = id(in.words().name(word));
      out[size++] = wordIds[word];
    }
  }

  private void emitPhrase(int node) {
    if (phraseIds[node] == UNSEEN) phraseIds[node] = id(tree.text(node, delimiter));
    out[size++] = phraseIds[node];
  }

  private int id(String name) {
    int id = index.computeIfAbsent(name, _ -> names.size());
    if (id == names.size()) names.add(name);
    return id;
  }
}

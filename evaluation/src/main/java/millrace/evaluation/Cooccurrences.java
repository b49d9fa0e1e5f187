package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * In how many windows of a corpus words occur, alone and in pairs. Only the words of the given
 * topics are counted, and only pairs that share a topic.
 *
 * <p>A word's presence in the windows of a document is a list of intervals of window numbers; a
 * pair is counted by the overlap of two such lists, so the cost does not grow with the window.
 */
final class Cooccurrences {
  /** Documents per unit of work at least, and the most units: each has counts of its own. */
  private static final int BLOCK = 1024;

  private static final int BLOCKS = 64;

  /** The words that are in the corpus' vocabulary, numbered from 0. */
  private final Map<String, Integer> ids = new HashMap<>();

  /** The partners of word w with a lower number: {@code partner[starts[w] .. starts[w + 1])}. */
  private final int[] starts;

  private final int[] partner;

  private final long[] single;
  private final long[] pair;
  private long windows;

  private Cooccurrences(List<List<String>> topics, Vocabulary words) {
    var partners = new ArrayList<TreeSet<Integer>>();
    for (var topic : topics) {
      var known = topic.stream().filter(words::has).toList();
      for (var w : known) {
        if (ids.putIfAbsent(w, ids.size()) == null) partners.add(new TreeSet<>());
      }
      for (var w : known) {
        for (var v : known) if (ids.get(v) < ids.get(w)) partners.get(ids.get(w)).add(ids.get(v));
      }
    }
    starts = new int[ids.size() + 1];
    for (int w = 0; w < ids.size(); w++) starts[w + 1] = starts[w] + partners.get(w).size();
    partner = partners.stream().flatMap(TreeSet::stream).mapToInt(Integer::intValue).toArray();
    single = new long[ids.size()];
    pair = new long[partner.length];
  }

  static Cooccurrences of(List<List<String>> topics, Column.Tokens corpus, int window, Run run) {
    var counts = new Cooccurrences(topics, corpus.words());
    var map = counts.numbers(corpus.words());
    counts.count(corpus.size(), run, (block, row) -> block.windows(corpus, row, map, window));
    return counts;
  }

  /** Whole documents; a feature is present where its value is not 0. */
  static Cooccurrences of(List<List<String>> topics, Column.Sparse corpus, Run run) {
    var counts = new Cooccurrences(topics, corpus.features());
    var map = counts.numbers(corpus.features());
    counts.count(corpus.size(), run, (block, row) -> block.bag(corpus, row, map));
    return counts;
  }

  /** The number of windows; documents without words have none. */
  long windows() {
    return windows;
  }

  /** My numbers of those words that occur in the corpus, in the same order. */
  int[] words(List<String> topic) {
    return topic.stream()
        .mapToInt(w -> ids.getOrDefault(w, -1))
        .filter(w -> w >= 0 && single[w] > 0)
        .toArray();
  }

  /** In how many windows the word occurs. */
  long of(int word) {
    return single[word];
  }

  /** In how many windows both occur; they must share a topic, or be the same. */
  long both(int w, int v) {
    if (w == v) return single[w];
    int high = Math.max(w, v);
    return pair[Arrays.binarySearch(partner, starts[high], starts[high + 1], Math.min(w, v))];
  }

  /** From the vocabulary's ids to my numbers, -1 for a word that is not counted. */
  private int[] numbers(Vocabulary words) {
    var map = new int[words.size()];
    Arrays.fill(map, -1);
    ids.forEach((w, number) -> map[words.id(w)] = number);
    return map;
  }

  private interface Document {
    void count(Block block, int row);
  }

  private void count(int rows, Run run, Document document) {
    int n = Math.clamp(rows / BLOCK, 1, BLOCKS);
    var blocks =
        run.map(
            n,
            b -> {
              var block = new Block();
              int to = (int) ((long) rows * (b + 1) / n);
              for (int row = (int) ((long) rows * b / n); row < to; row++)
                document.count(block, row);
              return block;
            });
    for (var b : blocks) {
      windows += b.windows;
      for (int w = 0; w < single.length; w++) single[w] += b.single[w];
      for (int k = 0; k < pair.length; k++) pair[k] += b.pair[k];
    }
  }

  /** The counts of some documents, and the intervals of the one in hand. */
  private final class Block {
    final long[] single = new long[Cooccurrences.this.single.length];
    final long[] pair = new long[Cooccurrences.this.pair.length];
    long windows;

    /** The window since which a word is present; -1 while it is absent. */
    private final int[] since = new int[single.length];

    /** First and last interval of each word; -1 where the document has it not. */
    private final int[] first = new int[single.length];

    private final int[] last = new int[single.length];

    /** The words of the document, each once. */
    private final int[] present = new int[single.length];

    private int presents;

    /** Intervals [from, to) of windows, and the next one of the same word or -1. */
    private int[] from = new int[64];

    private int[] to = new int[64];
    private int[] next = new int[64];
    private int intervals;

    Block() {
      Arrays.fill(since, -1);
      Arrays.fill(first, -1);
    }

    void windows(Column.Tokens corpus, int row, int[] map, int window) {
      int start = corpus.starts()[row];
      int length = corpus.starts()[row + 1] - start;
      if (length == 0) return;
      var token = corpus.ids();
      int width = Math.min(window, length);
      int n = length - width + 1;
      for (int i = 0; i < width; i++) enter(map[token[start + i]], 0);
      for (int t = 1; t < n; t++) {
        leave(map[token[start + t - 1]], t);
        enter(map[token[start + t + width - 1]], t);
      }
      for (int i = 0; i < presents; i++) leave(present[i], n);
      finish(n);
    }

    void bag(Column.Sparse corpus, int row, int[] map) {
      boolean empty = true;
      for (int k = corpus.starts()[row]; k < corpus.starts()[row + 1]; k++) {
        if (corpus.value()[k] == 0) continue;
        empty = false;
        enter(map[corpus.index()[k]], 0);
      }
      if (empty) return;
      for (int i = 0; i < presents; i++) leave(present[i], 1);
      finish(1);
    }

    private void enter(int word, int window) {
      if (word < 0 || since[word] >= 0) return;
      since[word] = window;
      if (first[word] < 0) {
        first[word] = -2; // listed, its first interval not closed yet
        present[presents++] = word;
      }
    }

    private void leave(int word, int window) {
      if (word < 0 || since[word] < 0) return;
      if (intervals == from.length) {
        from = Arrays.copyOf(from, 2 * intervals);
        to = Arrays.copyOf(to, 2 * intervals);
        next = Arrays.copyOf(next, 2 * intervals);
      }
      from[intervals] = since[word];
      to[intervals] = window;
      next[intervals] = -1;
      if (first[word] < 0) first[word] = intervals;
      else next[last[word]] = intervals;
      last[word] = intervals++;
      since[word] = -1;
    }

    private void finish(int n) {
      windows += n;
      for (int i = 0; i < presents; i++) {
        int w = present[i];
        for (int k = first[w]; k >= 0; k = next[k]) single[w] += to[k] - from[k];
        for (int k = starts[w]; k < starts[w + 1]; k++) {
          if (first[partner[k]] >= 0) pair[k] += overlap(first[w], first[partner[k]]);
        }
      }
      for (int i = 0; i < presents; i++) first[present[i]] = -1;
      presents = 0;
      intervals = 0;
    }

    /** The number of windows in both of two lists of intervals. */
    private int overlap(int a, int b) {
      int sum = 0;
      while (a >= 0 && b >= 0) {
        sum += Math.max(0, Math.min(to[a], to[b]) - Math.max(from[a], from[b]));
        if (to[a] < to[b]) a = next[a];
        else b = next[b];
      }
      return sum;
    }
  }
}

package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * The n-grams of words of a corpus, numbered in alphabetical order without making a string of one.
 *
 * <p>Words are numbered by their place in the alphabet. The n-grams of n words are the pairs of an
 * (n-1)-gram and the word after it: occurrences are put together by their (n-1)-gram, and within
 * each the words are told apart by a stamp and sorted, so that the numbers of n-grams, too, follow
 * the alphabet. Since no character of a word sorts before the space between two, an n-gram stands
 * directly before those that go on from it.
 *
 * <p>Cost O(words × n) and sorting within the distinct (n-1)-grams, on the run's threads.
 */
final class WordGrams {
  private static final int PARTS_PER_THREAD = 4;

  /** Fewer names than these are not worth several threads. */
  private static final int NAMES = 1 << 14;

  /** All n-grams of n words. */
  private static final class Level {
    /** The n-gram that starts at each place of the corpus, or -1. */
    final int[] at;

    /** Of each n-gram, the (n-1)-gram it goes on from; rising. Empty for n = 1. */
    final int[] parents;

    /** Of each n-gram its last word, by its place in the alphabet. */
    final int[] words;

    /** In how many documents it is. */
    final int[] documents;

    /** How often it is there. */
    final int[] occurrences;

    /** The number of each as a feature, or -1. */
    final int[] feature;

    Level(int[] at, int[] parents, int[] words, int[] documents, int[] occurrences) {
      this.at = at;
      this.parents = parents;
      this.words = words;
      this.documents = documents;
      this.occurrences = occurrences;
      feature = new int[words.length];
    }
  }

  private final Column.Tokens tokens;
  private final Run run;
  private final int[] alphabet;
  private final int[] documentOf;
  private final List<Level> levels = new ArrayList<>();

  private WordGrams(Column.Tokens tokens, Run run) {
    this.tokens = tokens;
    this.run = run;
    alphabet = Grams.alphabet(tokens.words());
    documentOf = new int[tokens.ids().length];
    for (int i = 0; i < tokens.size(); i++)
      Arrays.fill(documentOf, tokens.starts()[i], tokens.starts()[i + 1], i);
  }

  /**
   * The n-grams of {@code least} to {@code most} words that {@code choice} keeps, counted by
   * document. The words may hold nothing that sorts before a space or is one if {@code most} is
   * above 1.
   */
  static Counted count(Column.Tokens tokens, int least, int most, Choice choice, Run run) {
    var g = new WordGrams(tokens, run);
    g.levels.add(g.first());
    double few = choice.fewest(tokens.size());
    for (int n = 2; n <= most; n++) g.levels.add(g.next(g.levels.getLast(), n, few));
    var terms = g.choose(least, choice);
    return RowCounter.count(
        terms,
        tokens.size(),
        Grams.lengths(tokens, least, most),
        run,
        (i, out) -> {
          for (int n = least; n <= most; n++) {
            var level = g.levels.get(n - 1);
            for (int p = tokens.starts()[i]; p <= tokens.starts()[i + 1] - n; p++) {
              int gram = level.at[p];
              if (gram >= 0) out.add(level.feature[gram]);
            }
          }
        });
  }

  private Level first() {
    var rank = new int[alphabet.length];
    for (int r = 0; r < rank.length; r++) rank[alphabet[r]] = r;
    var at = new int[tokens.ids().length];
    var documents = new int[rank.length];
    var occurrences = new int[rank.length];
    var seen = new int[rank.length];
    for (int p = 0; p < at.length; p++) {
      int r = rank[tokens.ids()[p]];
      at[p] = r;
      occurrences[r]++;
      if (seen[r] == documentOf[p] + 1) continue;
      seen[r] = documentOf[p] + 1;
      documents[r]++;
    }
    var words = new int[rank.length];
    for (int r = 0; r < words.length; r++) words[r] = r;
    return new Level(at, new int[0], words, documents, occurrences);
  }

  /**
   * The n-grams of n words.
   *
   * @param few what is in fewer documents will not be kept, nor what goes on from it
   */
  private Level next(Level last, int n, double few) {
    var starts = new int[last.words.length + 1];
    int places = last.at.length;
    for (int p = 0; p <= places - n; p++) if (counts(last, p, n, few)) starts[last.at[p] + 1]++;
    for (int g = 0; g < last.words.length; g++) starts[g + 1] += starts[g];
    var order = new int[starts[last.words.length]];
    var fill = starts.clone();
    for (int p = 0; p <= places - n; p++)
      if (counts(last, p, n, few)) order[fill[last.at[p]]++] = p;
    var at = new int[places];
    Arrays.fill(at, -1);
    var bounds = bounds(starts);
    var parts =
        run.map(
            bounds.length - 1, b -> new Part(n, at).of(bounds[b], bounds[b + 1], starts, order));
    int all = 0;
    for (var part : parts) all = Math.addExact(all, part.size);
    var level = new Level(at, new int[all], new int[all], new int[all], new int[all]);
    int base = 0;
    for (int b = 0; b < parts.size(); b++) {
      parts.get(b).copyTo(level, base);
      if (base > 0)
        for (int k = starts[bounds[b]]; k < starts[bounds[b + 1]]; k++) at[order[k]] += base;
      base += parts.get(b).size;
    }
    return level;
  }

  /** Whether an n-gram worth counting starts here. */
  private boolean counts(Level last, int p, int n, double few) {
    int g = last.at[p];
    int h = last.at[p + 1];
    return g >= 0
        && h >= 0
        && documentOf[p] == documentOf[p + n - 1]
        && last.documents[g] >= few
        && last.documents[h] >= few;
  }

  /** Parts of the (n-1)-grams with about as many occurrences each. */
  private int[] bounds(int[] starts) {
    int grams = starts.length - 1;
    int parts = run.threads() == 1 ? 1 : PARTS_PER_THREAD * run.threads();
    var bounds = new int[parts + 1];
    for (int b = 1, g = 0; b < parts; b++) {
      long end = (long) starts[grams] * b / parts;
      while (g < grams && starts[g] < end) g++;
      bounds[b] = g;
    }
    bounds[parts] = grams;
    return bounds;
  }

  /** The n-grams that go on from a part of the (n-1)-grams, numbered from 0. */
  private final class Part {
    final int n;
    final int[] at;

    /** Per word, of the (n-1)-gram at hand. */
    final int[] stamp = new int[alphabet.length];

    final int[] lastDocument = new int[alphabet.length];
    final int[] wordDocuments = new int[alphabet.length];
    final int[] wordOccurrences = new int[alphabet.length];
    final int[] slot = new int[alphabet.length];

    int[] parents = new int[1 << 10];
    int[] words = new int[1 << 10];
    int[] documents = new int[1 << 10];
    int[] occurrences = new int[1 << 10];
    int size;

    Part(int n, int[] at) {
      this.n = n;
      this.at = at;
    }

    Part of(int from, int to, int[] starts, int[] order) {
      var ids = levels.getFirst().at;
      for (int g = from; g < to; g++) {
        int first = size;
        for (int k = starts[g]; k < starts[g + 1]; k++) {
          int last = order[k] + n - 1;
          meet(ids[last], documentOf[last], g);
        }
        Arrays.sort(words, first, size);
        for (int s = first; s < size; s++) {
          int w = words[s];
          slot[w] = s;
          parents[s] = g;
          documents[s] = wordDocuments[w];
          occurrences[s] = wordOccurrences[w];
        }
        for (int k = starts[g]; k < starts[g + 1]; k++) at[order[k]] = slot[ids[order[k] + n - 1]];
      }
      return this;
    }

    private void meet(int word, int document, int parent) {
      if (stamp[word] != parent + 1) {
        stamp[word] = parent + 1;
        wordDocuments[word] = 0;
        wordOccurrences[word] = 0;
        lastDocument[word] = -1;
        if (size == words.length) grow();
        words[size++] = word;
      }
      wordOccurrences[word]++;
      if (lastDocument[word] == document) return;
      lastDocument[word] = document;
      wordDocuments[word]++;
    }

    private void grow() {
      int more = Math.multiplyExact(2, size);
      parents = Arrays.copyOf(parents, more);
      words = Arrays.copyOf(words, more);
      documents = Arrays.copyOf(documents, more);
      occurrences = Arrays.copyOf(occurrences, more);
    }

    void copyTo(Level level, int base) {
      System.arraycopy(parents, 0, level.parents, base, size);
      System.arraycopy(words, 0, level.words, base, size);
      System.arraycopy(documents, 0, level.documents, base, size);
      System.arraycopy(occurrences, 0, level.occurrences, base, size);
    }
  }

  /** An n-gram that may be kept: {@code (n - 1) << 32 | gram}. */
  private long[] candidates(int least, Choice choice) {
    var found = new long[1 << 10];
    int size = 0;
    int documents = tokens.size();
    var walk = new Walk();
    for (int w = 0; w < alphabet.length; w++) {
      walk.from(0, w);
      for (int k = 0; k < walk.size; k++) {
        int n = (int) (walk.met[k] >>> 32);
        int df = levels.get(n).documents[(int) walk.met[k]];
        if (n + 1 < least || !choice.keeps(df, documents)) continue;
        if (size == found.length) found = Arrays.copyOf(found, Math.multiplyExact(2, size));
        found[size++] = walk.met[k];
      }
      walk.size = 0;
    }
    return Arrays.copyOf(found, size);
  }

  /** Meets a word and the n-grams that begin with it in alphabetical order. */
  private final class Walk {
    /** The next n-gram of each level: those of a parent stand together, in the parents' order. */
    final int[] next = new int[levels.size()];

    long[] met = new long[64];
    int size;

    void from(int level, int gram) {
      if (size == met.length) met = Arrays.copyOf(met, 2 * size);
      met[size++] = ((long) level << 32) | gram;
      if (level + 1 == levels.size()) return;
      var parents = levels.get(level + 1).parents;
      while (next[level + 1] < parents.length && parents[next[level + 1]] == gram)
        from(level + 1, next[level + 1]++);
    }
  }

  /** Numbers the n-grams to keep in alphabetical order; their names. */
  private Vocabulary choose(int least, Choice choice) {
    for (var level : levels) Arrays.fill(level.feature, -1);
    var candidates = candidates(least, choice);
    var counts = new int[choice.limits(candidates.length) ? candidates.length : 0];
    for (int k = 0; k < counts.length; k++) {
      var level = levels.get((int) (candidates[k] >>> 32));
      int gram = (int) candidates[k];
      counts[k] = choice.binary() ? level.documents[gram] : level.occurrences[gram];
    }
    var kept = counts.length == 0 ? candidates : choice.mostFrequent(candidates, counts);
    for (int f = 0; f < kept.length; f++)
      levels.get((int) (kept[f] >>> 32)).feature[(int) kept[f]] = f;
    return Vocabulary.ofDistinct(names(kept));
  }

  private String[] names(long[] kept) {
    var names = new String[kept.length];
    int blocks = kept.length < NAMES ? 1 : 2 * run.threads();
    run.map(
        blocks,
        b -> {
          int to = (int) ((long) names.length * (b + 1) / blocks);
          for (int f = (int) ((long) names.length * b / blocks); f < to; f++)
            names[f] = name((int) (kept[f] >>> 32), (int) kept[f]);
          return b;
        });
    return names;
  }

  private String name(int level, int gram) {
    var word = tokens.words().name(alphabet[levels.get(level).words[gram]]);
    return level == 0 ? word : name(level - 1, levels.get(level).parents[gram]) + " " + word;
  }
}

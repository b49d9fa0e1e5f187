package millrace.nlp;

import java.util.Arrays;
import java.util.List;
import millrace.data.Vocabulary;
import millrace.run.Run;

/** Counts the terms of documents: each gives its terms one by one, in any order. */
final class RowCounter {
  private static final int BLOCKS_PER_THREAD = 4;

  /** Fewer tokens are not worth a block of their own. */
  private static final int TOKENS = 1 << 16;

  private int[] row = new int[256];
  private int size;
  private int[] index;
  private int[] counts;
  private int filled;

  private RowCounter(int expected) {
    index = new int[expected];
    counts = new int[expected];
  }

  /** Calls {@link #add} with each term of a document; -1 is none. */
  interface Document {
    void terms(int document, RowCounter out);
  }

  void add(int term) {
    if (term < 0) return;
    if (size == row.length) row = Arrays.copyOf(row, 2 * size);
    row[size++] = term;
  }

  /** Sorts the document's terms and writes each once; how many there are now. */
  private int end() {
    Arrays.sort(row, 0, size);
    if (filled + size > index.length) {
      int more = Math.max(2 * index.length, Math.addExact(filled, size));
      index = Arrays.copyOf(index, more);
      counts = Arrays.copyOf(counts, more);
    }
    for (int k = 0; k < size; ) {
      int term = row[k];
      int from = k;
      while (k < size && row[k] == term) k++;
      index[filled] = term;
      counts[filled++] = k - from;
    }
    size = 0;
    return filled;
  }

  /** Counts all documents, in blocks on the run's threads. */
  static Counted count(Vocabulary terms, int documents, int[] lengths, Run run, Document document) {
    var starts = new int[documents + 1];
    long expected = 0;
    for (int n : lengths) expected += n;
    int most = run.threads() == 1 ? 1 : BLOCKS_PER_THREAD * run.threads();
    int blocks = Math.clamp(Math.min(documents, expected / TOKENS), 1, most);
    int room = (int) Math.min(expected / blocks + 16, 1 << 22);
    var parts =
        run.map(
            blocks,
            b -> {
              var out = new RowCounter(room);
              for (int i = at(b, blocks, documents); i < at(b + 1, blocks, documents); i++) {
                document.terms(i, out);
                starts[i + 1] = out.end();
              }
              return out;
            });
    return joined(parts, terms, starts, lengths);
  }

  private static int at(int block, int blocks, int documents) {
    return (int) ((long) documents * block / blocks);
  }

  private static Counted joined(
      List<RowCounter> parts, Vocabulary terms, int[] starts, int[] lengths) {
    int all = 0;
    for (var p : parts) all = Math.addExact(all, p.filled);
    var index = new int[all];
    var counts = new int[all];
    int at = 0;
    for (int b = 0; b < parts.size(); b++) {
      var p = parts.get(b);
      System.arraycopy(p.index, 0, index, at, p.filled);
      System.arraycopy(p.counts, 0, counts, at, p.filled);
      int documents = starts.length - 1;
      for (int i = at(b, parts.size(), documents); i < at(b + 1, parts.size(), documents); i++)
        starts[i + 1] += at;
      at += p.filled;
    }
    return new Counted(terms, starts, index, counts, lengths);
  }
}

package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import millrace.data.Column;
import millrace.run.Run;

/**
 * Documents turned into ids of words, block by block on the run's threads. Ids follow the order of
 * first appearance over all documents, so that the result does not depend on the blocks.
 */
final class Interning {
  /** Fewer characters are not worth a block of their own. */
  private static final int CHARACTERS = 1 << 18;

  private static final int BLOCKS_PER_THREAD = 4;

  private Interning() {}

  /** Sends the words of a text to a sink; used by one thread. */
  interface Reader {
    void read(String text, Sink sink);
  }

  /** The words of one block of documents. */
  static final class Sink {
    private final WordTable table = new WordTable();
    private int[] ids = new int[1 << 10];
    private int size;

    void add(char[] text, int from, int to) {
      add(table.id(text, from, to));
    }

    /** As above; {@code hash} is what {@link String#hashCode} would be. */
    void add(char[] text, int from, int to, int hash) {
      add(table.id(text, from, to, hash));
    }

    private void add(int id) {
      if (size == ids.length) ids = Arrays.copyOf(ids, Math.multiplyExact(2, size));
      ids[size++] = id;
    }
  }

  /** Reads all documents; {@code reader} is asked for one reader a block. */
  static Column.Tokens tokens(List<String> documents, Run run, Supplier<Reader> reader) {
    var bounds = blocks(documents, run.threads());
    var starts = new int[documents.size() + 1];
    var parts =
        run.map(
            bounds.length - 1,
            b -> {
              var sink = new Sink();
              var r = reader.get();
              for (int i = bounds[b]; i < bounds[b + 1]; i++) {
                r.read(documents.get(i), sink);
                starts[i + 1] = sink.size;
              }
              return sink;
            });
    return merged(parts, bounds, starts);
  }

  /** Starts of the blocks, and the end: blocks of about as many characters each. */
  private static int[] blocks(List<String> documents, int threads) {
    long all = 0;
    for (var d : documents) all += d.length();
    int most = threads == 1 ? 1 : BLOCKS_PER_THREAD * threads;
    int blocks = Math.clamp(all / CHARACTERS, 1, most);
    var bounds = new int[blocks + 1];
    long seen = 0;
    int b = 1;
    for (int i = 0; i < documents.size(); i++) {
      seen += documents.get(i).length();
      while (b < blocks && seen * blocks >= b * all) bounds[b++] = i + 1;
    }
    bounds[blocks] = documents.size();
    return bounds;
  }

  private static Column.Tokens merged(List<Sink> parts, int[] bounds, int[] starts) {
    var first = parts.getFirst();
    if (parts.size() == 1)
      return new Column.Tokens(starts, Arrays.copyOf(first.ids, first.size), first.table.words());
    var maps = new ArrayList<int[]>();
    int all = 0;
    for (var p : parts) {
      maps.add(p == first ? new int[0] : first.table.addAll(p.table));
      all = Math.addExact(all, p.size);
    }
    var ids = new int[all];
    int at = 0;
    for (int b = 0; b < parts.size(); b++) {
      var p = parts.get(b);
      if (b == 0) {
        System.arraycopy(p.ids, 0, ids, 0, p.size);
      } else {
        var map = maps.get(b);
        for (int k = 0; k < p.size; k++) ids[at + k] = map[p.ids[k]];
        for (int i = bounds[b]; i < bounds[b + 1]; i++) starts[i + 1] += at;
      }
      at += p.size;
    }
    return new Column.Tokens(starts, ids, first.table.words());
  }
}

package millrace.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * How often words are near each other: for each two words of a sentence that are d ≤ window apart,
 * 1/d. Both orders are counted. The pairs lie in blocks by the remainders of both words, so that
 * blocks that share no remainder share no word, and within a block in piles at random.
 *
 * <p>What does not fit into memory is in files of a folder that {@link #close} deletes.
 */
final class Cooccurrences implements AutoCloseable {
  /** Words of a stretch: at its end some pairs are lost. */
  private static final int STRETCH = 1 << 16;

  /** How many pairs a pile has on average, at most. */
  static final int PILE = 1 << 18;

  /** How many pairs of a run are looked at together. */
  private static final int READ = 1 << 12;

  private final int shards;
  private final Path folder;
  private final int held;
  private final List<List<Pile>> runs = new ArrayList<>();
  private Pile[][] piles = new Pile[0][0];

  /**
   * @param held how many pairs are held in memory, about; results do not depend on it
   */
  private Cooccurrences(int shards, long held) {
    this.shards = shards;
    this.held = Math.clamp(held / shards / shards, 1 << 10, 1 << 20);
    try {
      folder = Files.createTempDirectory("millrace-glove");
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for temporary files can be made", e);
    }
    for (int s = 0; s < shards; s++) runs.add(new ArrayList<>());
  }

  /**
   * Counts: one pass over the corpus.
   *
   * @param shards how many remainders there are
   */
  static Cooccurrences count(
      Corpus corpus, WordCounts words, int window, int shards, long held, Run run) {
    var out = new Cooccurrences(shards, held);
    try (var crew = new Crew(run.threads())) {
      out.read(corpus, words, window, crew, run);
      out.merge(crew, run);
      return out;
    } catch (RuntimeException | Error e) {
      out.close();
      throw e;
    }
  }

  private void read(Corpus corpus, WordCounts words, int window, Crew crew, Run run) {
    var counts = new PairCounts[shards];
    for (int s = 0; s < shards; s++) counts[s] = new PairCounts(words.words().size(), s, shards);
    long total = words.total();
    long done = 0;
    var now = new Stretch(STRETCH);
    var next = new Stretch(STRETCH);
    try (var reading = corpus.read(words)) {
      for (boolean more = reading.next(now); more; ) {
        var work = now;
        var ahead = next;
        crew.run(
            shards + 1,
            i -> {
              if (i == 0) reading.next(ahead);
              else count(work, window, i - 1, counts[i - 1]);
            });
        done += work.size();
        more = ahead.size() > 0;
        now = ahead;
        next = work;
        run.step("word counted", done, total);
      }
    }
    crew.run(
        shards,
        s -> {
          drain(s, counts[s]);
          var table = new Pile(folder.resolve("frequent-" + s), held);
          counts[s].frequent(table::add);
          runs.get(s).add(table);
        });
  }

  private void count(Stretch text, int window, int shard, PairCounts counts) {
    for (int s = 0, from = 0; s < text.sentences(); from = text.ends[s++]) {
      int to = text.ends[s];
      for (int i = from; i < to; i++) {
        int word = text.ids[i];
        if (word % shards != shard) continue;
        for (int j = Math.max(from, i - window); j < i; j++)
          counts.add(word, text.ids[j], 1f / (i - j));
        for (int j = i + 1; j <= Math.min(to - 1, i + window); j++)
          counts.add(word, text.ids[j], 1f / (j - i));
        if (counts.full()) drain(shard, counts);
      }
    }
  }

  private void drain(int shard, PairCounts counts) {
    var all = runs.get(shard);
    var pile = new Pile(folder.resolve("run-%d-%d".formatted(shard, all.size())), held);
    counts.drain(pile::add);
    all.add(pile);
  }

  /** Brings the runs of each shard together, and lays the pairs out in piles. */
  private void merge(Crew crew, Run run) {
    long all = 0;
    for (var r : runs) for (var p : r) all += p.size();
    int per = (int) Math.max(1, all / PILE / shards / shards);
    piles = new Pile[shards * shards][per];
    for (int b = 0; b < piles.length; b++)
      for (int q = 0; q < per; q++)
        piles[b][q] =
            new Pile(folder.resolve("pile-%d-%d".formatted(b, q)), Math.max(1 << 10, held / per));
    crew.run(
        shards,
        s -> {
          var random = new SplittableRandom(run.seedFor("pile", s));
          merge(
              runs.get(s),
              (pair, sum) ->
                  piles[s * shards + (int) pair % shards][random.nextInt(per)].add(pair, sum));
          for (var r : runs.get(s)) r.close();
        });
  }

  private static void merge(List<Pile> runs, PairCounts.Sink sink) {
    var heads = new PriorityQueue<Head>();
    for (int i = 0; i < runs.size(); i++) {
      var head = new Head(runs.get(i), i);
      if (head.next()) heads.add(head);
    }
    long pair = -1;
    float sum = 0;
    for (var head = heads.poll(); head != null; head = heads.poll()) {
      if (head.pair != pair) {
        if (pair >= 0) sink.add(pair, sum);
        pair = head.pair;
        sum = 0;
      }
      sum += head.sum;
      if (head.next()) heads.add(head);
    }
    if (pair >= 0) sink.add(pair, sum);
  }

  /** Where a run has been read to. */
  private static final class Head implements Comparable<Head> {
    private final Pile run;
    private final int index;
    private final long[] pairs = new long[READ];
    private final float[] sums = new float[READ];
    private long from;
    private int n;
    private int at;
    private long pair;
    private float sum;

    Head(Pile run, int index) {
      this.run = run;
      this.index = index;
    }

    boolean next() {
      if (at == n) {
        n = run.read(from, pairs, sums);
        from += n;
        at = 0;
        if (n == 0) return false;
      }
      pair = pairs[at];
      sum = sums[at++];
      return true;
    }

    @Override
    public int compareTo(Head o) {
      return pair != o.pair ? Long.compare(pair, o.pair) : Integer.compare(index, o.index);
    }
  }

  int shards() {
    return shards;
  }

  /** How many piles each block has. */
  int pilesOfBlock() {
    return piles[0].length;
  }

  /** The pairs whose first word leaves {@code a} and whose second leaves {@code b}. */
  Pile pile(int a, int b, int index) {
    return piles[a * shards + b][index];
  }

  /** How many pairs there are. */
  long size() {
    long n = 0;
    for (var block : piles) for (var pile : block) n += pile.size();
    return n;
  }

  @Override
  public void close() {
    for (var block : piles) for (var pile : block) pile.close();
    for (var all : runs) for (var pile : all) pile.close();
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
    }
  }
}

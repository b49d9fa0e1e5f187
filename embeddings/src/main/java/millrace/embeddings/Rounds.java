package millrace.embeddings;

import java.util.Arrays;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Passes over a corpus in rounds: in each, every shard learns from a stretch of its own while the
 * stretches of the next round are read, and then the changes of all are brought together. Which
 * words a shard gets, and all randomness, depend on the place in the corpus only, so the result is
 * the same for any number of threads. The learning rate falls linearly with the words read.
 *
 * @param epochs passes
 * @param rate the first learning rate
 * @param last the last one
 * @param words how many words a stretch has
 */
record Rounds(int epochs, double rate, double last, int words) {
  /** Words of a stretch, as far as it does not matter otherwise. */
  static final int STRETCH = 8192;

  /** The same for a small corpus, which shards shall divide and not each read by itself. */
  static int stretch(WordCounts words, int shards) {
    return Math.clamp(words.total() / (4L * shards), 256, STRETCH);
  }

  /** Runs until the end, or until the run says to finish. */
  void run(Corpus corpus, WordCounts counts, Learner[] shards, Run run) {
    long total = counts.total() * epochs;
    var now = stretches(shards.length);
    var next = stretches(shards.length);
    long done = 0;
    long begun = System.nanoTime();
    try (var crew = new Crew(run.threads());
        var text = new Passes(corpus, counts, epochs)) {
      text.fill(now);
      for (long round = 0; now[0].size() > 0; round++) {
        var work = now;
        var ahead = next;
        var rates = new float[work.length];
        var seeds = new long[work.length];
        for (int s = 0; s < work.length; s++) {
          rates[s] = (float) Math.max(last, rate - (rate - last) * done / total);
          seeds[s] = run.seedFor("stretch", round, s);
          done += work[s].size();
        }
        crew.run(
            work.length + 1,
            i -> {
              if (i == 0) text.fill(ahead);
              else if (work[i - 1].size() > 0)
                shards[i - 1].learn(work[i - 1], rates[i - 1], seeds[i - 1]);
            });
        merge(shards, rates[0], crew);
        now = ahead;
        next = work;
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!run.step("word", done, total, "words/s", done / seconds, "rate", rates[0])) break;
      }
    }
    if (done < total) run.step("word", total, total);
  }

  private static void merge(Learner[] shards, double rate, Crew crew) {
    if (shards.length == 1) return;
    int matrices = shards[0].shares().length;
    var all = new Share[matrices][shards.length];
    for (int m = 0; m < matrices; m++)
      for (int s = 0; s < shards.length; s++) all[m][s] = shards[s].shares()[m];
    crew.run(
        matrices * shards.length,
        i -> all[i % matrices][i / matrices].merge(all[i % matrices], i / matrices, rate));
    for (var shares : all) for (var share : shares) share.clear();
  }

  private Stretch[] stretches(int n) {
    var out = new Stretch[n];
    Arrays.setAll(out, i -> new Stretch(words));
    return out;
  }

  /** The corpus, over and over. */
  private static final class Passes implements AutoCloseable {
    private final Corpus corpus;
    private final WordCounts words;
    private int left;
    private Corpus.Reading reading;

    Passes(Corpus corpus, WordCounts words, int epochs) {
      this.corpus = corpus;
      this.words = words;
      left = epochs - 1;
      reading = corpus.read(words);
    }

    void fill(Stretch[] stretches) {
      for (var s : stretches) {
        while (!reading.next(s) && left > 0) {
          left--;
          reading.close();
          reading = corpus.read(words);
        }
      }
    }

    @Override
    public void close() {
      reading.close();
    }
  }
}

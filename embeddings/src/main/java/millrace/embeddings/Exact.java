package millrace.embeddings;

import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.run.Crew;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all words: blocks of rows that stay in the cache, a heap per part. Prepared for many
 * questions, it looks at their bytes first ({@link Sieve}) and computes only the cosines that may
 * be among the largest: the answer is the same, to the last bit.
 */
final class Exact implements Neighbours {
  /** Floats of a block. */
  private static final int BLOCK = 1 << 16;

  /** Floats of what is worth a thread. */
  private static final int PART = 1 << 20;

  /** Parts a thread: who is disturbed leaves some of his to the others. */
  private static final int PARTS = 4;

  private final WordVectors vectors;
  private final Rows rows;
  private final float @Nullable [] scales;
  private final @Nullable Sieve sieve;
  private final int threads;
  private final Crew crew;
  private final int block;

  private Exact(WordVectors vectors, float @Nullable [] scales, Run run) {
    this.vectors = vectors;
    this.scales = scales;
    sieve =
        scales != null && Sieve.fits(scales.length, vectors.width())
            ? Sieve.of(new Rows(vectors.values(), vectors.width()), scales)
            : null;
    threads = run.threads();
    crew = new Crew(threads);
    rows = new Rows(vectors.values(), vectors.width());
    block = Math.max(4, BLOCK / vectors.width());
  }

  /** For one question: lengths are taken as the words are looked at. */
  static Exact once(WordVectors vectors, Run run) {
    return new Exact(vectors, null, run);
  }

  /** For many questions: lengths are taken now. */
  static Exact prepared(WordVectors vectors, Run run) {
    var scales = new float[vectors.words().size()];
    new Rows(vectors.values(), vectors.width()).scales(0, scales.length, scales);
    return new Exact(vectors, scales, run);
  }

  @Override
  public WordVectors vectors() {
    return vectors;
  }

  @Override
  public List<Near> nearest(float[] vector, int n, int... without) {
    var x = unit(vector, vectors);
    if (sieve != null && scales != null) {
      var sifting = new Sifting(sieve, rows, scales, x, sieve.fill(x), block);
      return best(n, without, sifting::scan);
    }
    return best(
        n,
        without,
        scan(
            () ->
                (from, size, scale, out) -> {
                  rows.dots(x, from, size, out);
                  for (int i = 0; i < size; i++) out[i] *= scale[i];
                }));
  }

  /**
   * The n largest Π (1 + cos(x, p)) / 2 ÷ (Π (1 + cos(x, m)) / 2 + ε).
   *
   * @param plus directions p, of unit length
   * @param minus directions m
   */
  List<Near> products(
      List<float[]> plus, List<float[]> minus, double epsilon, int n, int... without) {
    return best(
        n,
        without,
        scan(
            () -> {
              var below = new float[block];
              var dots = new float[block];
              return (from, size, scale, out) -> {
                product(plus, from, size, scale, dots, out);
                product(minus, from, size, scale, dots, below);
                for (int i = 0; i < size; i++) out[i] /= (float) (below[i] + epsilon);
              };
            }));
  }

  private void product(
      List<float[]> factors, int from, int size, float[] scale, float[] dots, float[] out) {
    for (int i = 0; i < size; i++) out[i] = 1;
    for (var f : factors) {
      rows.dots(f, from, size, dots);
      for (int i = 0; i < size; i++) out[i] *= (1 + dots[i] * scale[i]) / 2;
    }
  }

  /** Scores of the words from .. from + size − 1, given 1 ÷ the lengths of their vectors. */
  private interface Scores {
    void of(int from, int size, float[] scale, float[] out);
  }

  /** Makes what a thread needs for itself. */
  private interface Worker {
    Scores start();
  }

  /** Offers the words from .. to − 1. */
  private interface Scan {
    void of(int from, int to, Top top);
  }

  private List<Near> best(int n, int[] without, Scan scan) {
    int words = vectors.words().size();
    int most = size(n, words);
    if (words == 0) return List.of();
    int blocks = (words + block - 1) / block;
    int parts = Math.clamp(vectors.values().length / PART, 1, Math.min(PARTS * threads, blocks));
    int share = (blocks + parts - 1) / parts * block;
    var tops = new Top[parts];
    crew.run(
        parts,
        p -> {
          tops[p] = new Top(most, without);
          int to = (int) Math.min((long) (p + 1) * share, words);
          scan.of((int) Math.min((long) p * share, to), to, tops[p]);
        });
    for (var t : Arrays.asList(tops).subList(1, parts)) tops[0].offer(t);
    return tops[0].drain(vectors.words());
  }

  private Scan scan(Worker worker) {
    return (from, to, top) -> {
      var scores = worker.start();
      var scale = new float[block];
      var out = new float[block];
      for (int at = from; at < to; at += block) {
        int size = Math.min(block, to - at);
        if (scales == null) rows.scales(at, size, scale);
        else System.arraycopy(scales, at, scale, 0, size);
        scores.of(at, size, scale, out);
        top.offer(at, size, out);
      }
    };
  }

  /** How many can be found. */
  static int size(int n, int words) {
    if (n < 1) throw new IllegalArgumentException("ask for 1 word or more, not " + n);
    return Math.min(n, Math.max(1, words));
  }

  /** A vector that was asked about, as a direction. */
  static float[] unit(float[] vector, WordVectors vectors) {
    if (vector.length != vectors.width())
      throw new DataException(
          "a vector of %d numbers was asked about, but those of the words have %d"
              .formatted(vector.length, vectors.width()));
    var x = vector.clone();
    if (!Rows.normalize(x))
      throw new DataException(
          "a vector was asked about that is zero or not finite: it has no direction, so no word is"
              + " near it");
    return x;
  }
}

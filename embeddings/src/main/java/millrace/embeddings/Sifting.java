package millrace.embeddings;

/**
 * One question to all words, by way of a {@link Sieve}. Parts tell one another what must be
 * reached: a part that has found as many as are wanted knows that nothing below its least can be
 * among them. Who hears of it sooner computes less, and finds the same.
 */
final class Sifting {
  private final Sieve sieve;
  private final Rows rows;
  private final float[] scales;
  private final float[] x;
  private final float[] filled;
  private final int block;
  private volatile float least = Float.NEGATIVE_INFINITY;

  /**
   * @param scales 1 ÷ ‖row‖ of each row
   * @param x of unit length
   * @param filled the same, {@linkplain Sieve#fill filled up}
   * @param block how many words are looked at together
   */
  Sifting(Sieve sieve, Rows rows, float[] scales, float[] x, float[] filled, int block) {
    this.sieve = sieve;
    this.rows = rows;
    this.scales = scales;
    this.x = x;
    this.filled = filled;
    this.block = block;
  }

  /** Offers the words from .. to − 1. */
  void scan(int from, int to, Top top) {
    var most = new float[block];
    var dot = new float[1];
    for (int at = from; at < to; at += block) {
      int size = Math.min(block, to - at);
      sieve.most(filled, at, size, most);
      float bound = Math.max(least, top.least());
      for (int i = 0; i < size; i++) {
        if (!(most[i] >= bound)) continue;
        rows.dots(x, at + i, 1, dot);
        float cosine = dot[0] * scales[at + i];
        if (cosine >= top.least()) {
          top.offer(at + i, cosine);
          bound = Math.max(bound, top.least());
        }
      }
      if (bound > least) least = bound; // two may write at once: then it is a little lower
    }
  }
}

package millrace.embeddings;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.learn.WordSpace.Analogy;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Kernels;
import millrace.run.Run;

/**
 * Many questions of analogy at once. They share their words: so the cosines of each distinct word
 * with all others are computed once, as a product of matrices, a block of words at a time, and what
 * is left per question is to combine three rows of them.
 */
final class Analogies {
  /** Cosines of a block. */
  private static final int BLOCK = 1 << 19;

  private static final Kernels.Elements ELEMENTS = Kernels.best().elements();
  private static final Kernels.Sums SUMS = Kernels.best().sums();

  private final Rows rows;
  private final Analogy how;
  private final float epsilon;

  /** The questions' words, each by its place among the distinct ones. */
  private final int[][] places;

  private final int[][] ids;

  /** The distinct words' directions. */
  private final float[] units;

  private final int distinct;
  private final boolean[] answerable;
  private final int block;

  /** The best answer to each question so far. */
  private record Best(int[] ids, float[] scores) {
    Best(int questions) {
      this(new int[questions], new float[questions]);
      Arrays.fill(ids, -1);
      Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    }
  }

  Analogies(WordVectors vectors, int[][] ids, Analogy how, double epsilon) {
    this.ids = ids;
    this.how = how;
    this.epsilon = (float) epsilon;
    int width = vectors.width();
    rows = new Rows(vectors.values(), width);
    var place = new int[vectors.words().size()];
    for (var side : ids) for (int id : side) place[id] = 1;
    int n = 0;
    for (int i = 0; i < place.length; i++) if (place[i] > 0) place[i] = n++;
    distinct = n;
    units = new float[Math.multiplyExact(n, width)];
    var has = new boolean[n];
    places = new int[3][ids[0].length];
    answerable = new boolean[ids[0].length];
    Arrays.fill(answerable, true);
    for (int s = 0; s < 3; s++) {
      for (int q = 0; q < ids[s].length; q++) {
        int p = place[ids[s][q]];
        places[s][q] = p;
        has[p] = rows.unit(ids[s][q], units, p * width);
        answerable[q] &= has[p];
      }
    }
    block = Math.clamp(BLOCK / Math.max(1, n) / 64 * 64L, 64, 2048);
  }

  /**
   * For each question the id of the best among the first {@code most} words; −1 if none has one.
   */
  int[] best(int most, Run run) {
    int questions = ids[0].length;
    int blocks = (most + block - 1) / block;
    int parts = Math.min(blocks, 4 * run.threads());
    if (questions == 0 || parts == 0) return new Best(questions).ids();
    var found =
        run.map(
            "analogies",
            parts,
            p -> {
              int from = (int) ((long) blocks * p / parts) * block;
              int to = (int) ((long) blocks * (p + 1) / parts) * block;
              return part(from, Math.min(to, most));
            });
    return merged(found).ids();
  }

  /** Parts come in the order of their words: of equal scores the first stays. */
  private static Best merged(List<Best> parts) {
    var out = parts.getFirst();
    for (var p : parts.subList(1, parts.size())) {
      for (int q = 0; q < out.ids.length; q++) {
        if (p.scores[q] <= out.scores[q]) continue;
        out.scores[q] = p.scores[q];
        out.ids[q] = p.ids[q];
      }
    }
    return out;
  }

  private Best part(int from, int to) {
    int width = rows.width();
    var best = new Best(ids[0].length);
    var z = new float[block];
    var t = new float[block];
    try (var f = new Cpu(1)) {
      var words = f.tensor(units, distinct, width);
      for (int at = from; at < to; at += block) {
        int size = Math.min(block, to - at);
        var x = new float[size * width];
        var none = new boolean[size];
        for (int i = 0; i < size; i++) none[i] = !rows.unit(at + i, x, i * width);
        var mute = IntStream.range(0, size).filter(i -> none[i]).toArray();
        try (var _ = f.scope()) {
          var cosines = f.floats(f.matmul(words, false, f.tensor(x, size, width), true));
          if (how == Analogy.MULTIPLY)
            ELEMENTS.affine(.5f, .5f, cosines, 0, cosines, 0, cosines.length);
          for (int q = 0; q < best.ids.length; q++) {
            if (!answerable[q]) continue;
            score(cosines, q, size, z, t);
            for (int i : mute) z[i] = Float.NEGATIVE_INFINITY;
            take(q, at, size, z, best);
          }
        }
      }
    }
    return best;
  }

  private void score(float[] cosines, int q, int n, float[] z, float[] t) {
    int a = places[0][q] * n;
    int b = places[1][q] * n;
    int c = places[2][q] * n;
    switch (how) {
      case ADD -> {
        ELEMENTS.mix(1, cosines, b, -1, cosines, a, 0, z, 0, n);
        ELEMENTS.mix(1, z, 0, 1, cosines, c, 0, z, 0, n);
      }
      case MULTIPLY -> {
        ELEMENTS.combine(Arithmetic.MULTIPLY, cosines, b, 1, cosines, c, 1, z, 0, n);
        ELEMENTS.affine(1, epsilon, cosines, a, t, 0, n);
        ELEMENTS.combine(Arithmetic.DIVIDE, z, 0, 1, t, 0, 1, z, 0, n);
      }
    }
  }

  /** The best of a block, if it is better than what there is; never a word of the question. */
  private void take(int q, int from, int n, float[] z, Best best) {
    for (var side : ids) {
      int i = side[q] - from;
      if (i >= 0 && i < n) z[i] = Float.NEGATIVE_INFINITY;
    }
    float max = SUMS.max(z, 0, n);
    if (!(max > best.scores[q])) return;
    int i = 0;
    while (z[i] != max) i++;
    best.scores[q] = max;
    best.ids[q] = from + i;
  }
}

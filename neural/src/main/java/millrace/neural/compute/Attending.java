package millrace.neural.compute;

import java.util.Arrays;

/**
 * Ops of attention. Batches come first, and heads lie side by side: queries are [B, T, heads·d].
 *
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017"
 */
public sealed interface Attending extends Op {
  /**
   * Scaled dot-product attention of many heads: y = softmax(scale · q·kᵀ) · v for each head, over
   * the keys that a query may see. q [B, T, heads·d], k [B, S, groups·d], v [B, S, groups·e] make y
   * [B, T, heads·e]; kept: ln Σ e^score, [B, heads, T]. Head h looks at group h / (heads / groups)
   * of keys and values: as many groups as heads is the usual case, one is multi-query attention,
   * some are grouped-query attention. A query that may see nothing finds zeros.
   *
   * <p>O(T·S·d) time for each head; memory beyond the results is O(S) for each thread, as only a
   * few rows of scores are there at a time.
   *
   * @param heads of queries
   * @param groups of keys and values; divides heads
   * @param from the place of the first query among the keys, in causal attention: query t sees keys
   *     0 .. from + t; −1: every query sees all keys
   * @param scale of the scores; 1/√d in the paper
   * @param lengths how many keys of each row of the batch are there, the rest being padding; empty:
   *     all
   * @param dropout the share of weights that are dropped, the others being divided by 1 − dropout
   * @param seed of dropout: weight (b, h, t, s) has the hash of element ((b·heads + h)·T + t)·S + s
   *     of {@link Elementwise.Dropout}
   * @see "J. Ainslie et al., GQA: Training generalized multi-query transformer models, EMNLP 2023"
   */
  record Attend(
      int heads, int groups, int from, double scale, int[] lengths, double dropout, long seed)
      implements Attending {
    public Attend {
      if (heads < 1 || groups < 1 || heads % groups != 0)
        throw new IllegalArgumentException(
            "Attend needs groups that divide heads, not %d and %d".formatted(groups, heads));
      if (from < -1) throw new IllegalArgumentException("from must be -1 or more but is " + from);
      if (!(dropout >= 0 && dropout < 1))
        throw new IllegalArgumentException("dropout must be in [0, 1) but is " + dropout);
    }

    /** Without padding and dropout. */
    public Attend(int heads, int groups, int from, double scale) {
      this(heads, groups, from, scale, new int[0], 0, 0);
    }

    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 3 || !fits(in[0], in[1], in[2]))
        throw refuse(
            "q[B, T, %d·d], k[B, S, %d·d] and v[B, S, %d·e]".formatted(heads, groups, groups), in);
      if (lengths.length > 0 && !lengthsFit(in[0][0], in[1][1]))
        throw refuse(
            "a length from 0 to S for each of B rows, not " + Arrays.toString(lengths), in);
      int b = in[0][0];
      int t = in[0][1];
      return new int[][] {{b, t, in[2][2] / groups * heads}, {b, heads, t}};
    }

    private boolean fits(int[] q, int[] k, int[] v) {
      return q.length == 3
          && k.length == 3
          && v.length == 3
          && q[0] == k[0]
          && k[0] == v[0]
          && k[1] == v[1]
          && q[2] % heads == 0
          && k[2] % groups == 0
          && v[2] % groups == 0
          && q[2] / heads == k[2] / groups;
    }

    private boolean lengthsFit(int batch, int keys) {
      boolean fit = lengths.length == batch;
      for (int n : lengths) fit &= n >= 0 && n <= keys;
      return fit;
    }

    /** How many keys, from the first on, query t of row b may see, of S. */
    int seen(int b, int t, int keys) {
      int n = lengths.length == 0 ? keys : lengths[b];
      return from < 0 ? n : Math.min(n, from + t + 1);
    }

    /** What drops weights. */
    Elementwise.Dropout drops() {
      return new Elementwise.Dropout(dropout, seed);
    }
  }

  /**
   * From q, k, v, the kept logarithms, y and g: the gradients of q, k and v. The weights are
   * computed anew.
   *
   * @see "T. Dao et al., FlashAttention, NeurIPS 2022, appendix B.2"
   */
  record AttendGrad(Attend forward) implements Attending {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 6) throw refuse("q, k, v, logarithms, y and g", in);
      var made = forward.shapes(in[0], in[1], in[2]);
      boolean fits =
          Arrays.equals(made[1], in[3])
              && Arrays.equals(made[0], in[4])
              && Arrays.equals(made[0], in[5]);
      if (!fits) throw refuse("logarithms[B, heads, T], and y and g as Attend makes them", in);
      return new int[][] {in[0].clone(), in[1].clone(), in[2].clone()};
    }

    @Override
    public int outputs() {
      return 3;
    }
  }

  /**
   * Rotary positions: the pairs of numbers of each head of x [B, T, heads·d] are turned by angles
   * that grow with the place, pair i of place p by p · base^(−2i/d); so the product of a query and
   * a key depends on how far they are apart.
   *
   * @param heads how many there are; d is even
   * @param base 10,000 in the paper
   * @param adjacent whether numbers 2i and 2i + 1 are a pair, as in the paper and in llama2.c; else
   *     i and i + d/2, as in Hugging Face's weights
   * @param from the place of the first row
   * @param back whether to turn back: the gradient
   * @see "J. Su et al., RoFormer: Enhanced transformer with rotary position embedding,
   *     arXiv:2104.09864"
   */
  record Rotate(int heads, double base, boolean adjacent, int from, boolean back)
      implements Attending {
    public Rotate {
      if (heads < 1 || !(base > 0) || from < 0)
        throw new IllegalArgumentException(
            "Rotate needs heads of 1 or more, a base above 0 and a place of 0 or more, not %d, %s and %d"
                .formatted(heads, base, from));
    }

    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length != 3 || in[0][2] % (2 * heads) != 0)
        throw refuse("x[B, T, %d·d] with an even d".formatted(heads), in);
      return new int[][] {in[0].clone()};
    }

    /** The same turn the other way. */
    public Rotate inverse() {
      return new Rotate(heads, base, adjacent, from, !back);
    }

    /** Cosine and sine of pair i at row t: [t·d + 2i], [t·d + 2i + 1]. */
    public double[] turns(int rows, int d) {
      var out = new double[rows * d];
      for (int i = 0; i < d / 2; i++) {
        double frequency = Math.pow(base, -2.0 * i / d);
        for (int t = 0; t < rows; t++) {
          double angle = (from + t) * frequency;
          out[t * d + 2 * i] = Math.cos(angle);
          out[t * d + 2 * i + 1] = back ? -Math.sin(angle) : Math.sin(angle);
        }
      }
      return out;
    }
  }
}

package millrace.neural.weights;

/**
 * Which elements of a query or key a rotary position embedding turns together: element 2i with
 * 2i+1, or i with i + n/2, n being the width of a head. Both turn by the same angles; weights
 * trained for one serve the other when the rows of the projections are put in another order.
 *
 * @see "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding"
 */
public enum Rope {
  /** 2i with 2i+1: the paper, Meta's Llama, llama2.c. */
  ADJACENT,
  /** i with i + n/2: Hugging Face. */
  HALVES;

  /**
   * The weight of {@code q_proj} or {@code k_proj} for {@link #HALVES}, from one for {@link
   * #ADJACENT}: in each head, row 2i becomes row i, and row 2i+1 row i + n/2.
   *
   * @param weight [heads · headWidth, columns]; left as it is
   */
  public static float[] toHalves(float[] weight, int heads, int headWidth) {
    if (heads < 1 || headWidth < 2 || headWidth % 2 != 0)
      throw new IllegalArgumentException(
          "heads must be positive and their width even, but are %d of %d"
              .formatted(heads, headWidth));
    long rows = (long) heads * headWidth;
    if (weight.length % rows != 0)
      throw new IllegalArgumentException(
          "%d elements are not whole rows of %d heads of width %d"
              .formatted(weight.length, heads, headWidth));
    int columns = (int) (weight.length / rows);
    var out = new float[weight.length];
    for (int row = 0; row < rows; row++) {
      int i = row % headWidth;
      int to = row - i + i / 2 + i % 2 * (headWidth / 2);
      System.arraycopy(weight, row * columns, out, to * columns, columns);
    }
    return out;
  }
}

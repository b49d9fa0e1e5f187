package millrace.neural.transformer;

import millrace.neural.compute.Attending.Rotate;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * Rotary positions: queries and keys are turned by their place. See {@link Rotate}.
 *
 * @param base 10,000 in the paper and in Llama 2, 500,000 in Llama 3
 * @param adjacent whether neighbours are a pair, as in llama2.c's files; else i and i + d/2, as in
 *     Hugging Face's
 */
public record Rotary(double base, boolean adjacent) {
  public Rotary {
    if (!(base > 0)) throw new IllegalArgumentException("base must be above 0 but is " + base);
  }

  /** x [B, T, heads·d], the first of whose rows stands at place {@code from}. */
  Tensor turn(Ops f, Tensor x, int heads, int from) {
    return f.run(new Rotate(heads, base, adjacent, from, false), x)[0];
  }
}

package millrace.neural.transformer;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * What an encoder made, as a block of a decoder looks at it: computed once for a source, however
 * many tokens are written.
 *
 * @param keys [B, S, width]
 * @param values [B, S, width]
 * @param lengths how many of each row are there, the rest being padding; empty: all
 */
public record CrossKeys(Tensor keys, Tensor values, int... lengths) {
  /** These rows of the batch, in this order, rows being repeated at will. */
  public CrossKeys rows(Ops f, int... ids) {
    var some = new int[lengths.length == 0 ? 0 : ids.length];
    for (int i = 0; i < some.length; i++) some[i] = lengths[ids[i]];
    return new CrossKeys(f.rows(keys, ids), f.rows(values, ids), some);
  }
}

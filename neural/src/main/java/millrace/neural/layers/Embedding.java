package millrace.neural.layers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A vector per id. It is no {@link Layer}, as ids are no tensor.
 *
 * @param table the vectors [ids, width]
 * @param padding an id whose vector is always 0 and never trained; negative: none. Negative ids
 *     always stand for padding.
 */
public record Embedding(Tensor table, int padding) {
  /** PyTorch's default: N(0, 1). */
  public static Embedding of(Ops f, int ids, int width, RandomGenerator random) {
    return of(f, ids, width, -1, Init.normal(0, 1), random);
  }

  /** With an id for padding, whose row is 0. */
  public static Embedding of(
      Ops f, int ids, int width, int padding, Init init, RandomGenerator random) {
    if (padding >= ids)
      throw new IllegalArgumentException(
          "the padding id must be below the number of ids, %d, but is %d".formatted(ids, padding));
    var values = init.values(new int[] {ids, width}, random);
    if (padding >= 0) Arrays.fill(values, padding * width, (padding + 1) * width, 0);
    return new Embedding(f.tensor(values, ids, width), padding);
  }

  /**
   * The vectors of ids that stand in a tensor of this shape, in its order: [shape.., width].
   * Without a shape: [ids, width].
   */
  public Tensor forward(Ops f, int[] ids, int... shape) {
    int[] known = ids;
    if (padding >= 0) {
      known = ids.clone();
      for (int i = 0; i < known.length; i++) if (known[i] == padding) known[i] = -1;
    }
    var rows = f.rows(table, known);
    if (shape.length == 0) return rows;
    var full = Arrays.copyOf(shape, shape.length + 1);
    full[shape.length] = table.dim(1);
    return f.reshape(rows, full);
  }
}

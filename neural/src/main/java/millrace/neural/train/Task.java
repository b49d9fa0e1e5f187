package millrace.neural.train;

import java.util.List;
import millrace.learn.Spec;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Layer;

/**
 * What {@link Training} trains: parameters, and the loss of rows that they should make small.
 *
 * <pre>{@code
 * var task = Task.of(net, labels.length, (g, batch) -> {
 *   var x = g.tensor(gather(pixels, batch), batch.length, 784);
 *   return new CrossEntropy().of(g, net.forward(g, x), gather(labels, batch));
 * });
 * }</pre>
 *
 * @param parameters what is trained
 * @param buffers what else belongs to the model, such as running statistics
 * @param rows how many rows there are
 * @param loss the loss of some rows
 * @param groups parameters with rates and decays of their own; empty: all have the optimizer's
 * @param lengths of each row, if batches shall be of rows of similar length; else empty
 * @param weights of each row, if the loss is not a plain mean: see {@link Loss}; else empty
 * @param heldOut rows that are not trained on but validated with; empty: {@link
 *     Training#validation} says how many
 * @param score what validation looks at
 */
public record Task(
    List<Tensor> parameters,
    List<Tensor> buffers,
    int rows,
    Loss loss,
    List<Group> groups,
    int[] lengths,
    double[] weights,
    int[] heldOut,
    Score score) {
  /** The loss of a batch. */
  @FunctionalInterface
  public interface Loss {
    /**
     * The mean loss of some rows, a single number; with weights Σ weight·loss / Σ weight. Only then
     * several small batches equal a large one.
     *
     * @param f a tape in training, plain ops in validation
     */
    Tensor of(Ops f, int... rows);
  }

  /** What validation looks at. */
  @FunctionalInterface
  public interface Score {
    /** Figures of the rows that are held out; the first decides. */
    Figures of(Ops f, List<int[]> batches);
  }

  public Task {
    parameters = List.copyOf(parameters);
    buffers = List.copyOf(buffers);
    groups = List.copyOf(groups);
    if (rows < 1) throw new IllegalArgumentException("there are no rows to learn from");
    if (parameters.isEmpty()) throw new IllegalArgumentException("there is nothing to train");
    check("lengths", lengths.length, rows);
    check("weights", weights.length, rows);
    for (int r : heldOut)
      if (r < 0 || r >= rows)
        throw new IllegalArgumentException(
            "row %d cannot be held out of rows 0 to %d".formatted(r, rows - 1));
  }

  private static void check(String what, int n, int rows) {
    if (n != 0 && n != rows)
      throw new IllegalArgumentException("there are %d %s for %d rows".formatted(n, what, rows));
  }

  /** Parameters and buffers, no weights or lengths, the mean loss as score. */
  public static Task of(List<Tensor> parameters, List<Tensor> buffers, int rows, Loss loss) {
    return new Task(
        parameters,
        buffers,
        rows,
        loss,
        List.of(),
        new int[0],
        new double[0],
        new int[0],
        new MeanLoss(loss, new double[0]));
  }

  /** The parameters and buffers of a {@linkplain Layer#parameters network}. */
  public static Task of(Record net, int rows, Loss loss) {
    var parameters = List.copyOf(Layer.parameters(net).values());
    return of(parameters, List.copyOf(Layer.buffers(net).values()), rows, loss);
  }

  public Task groups(List<Group> groups) {
    return Spec.with(this, "groups", groups);
  }

  public Task lengths(int... lengths) {
    return Spec.with(this, "lengths", lengths);
  }

  public Task weights(double... weights) {
    var weighted = Spec.with(this, "weights", weights);
    return score instanceof MeanLoss ? weighted.score(new MeanLoss(loss, weights)) : weighted;
  }

  public Task heldOut(int... heldOut) {
    return Spec.with(this, "heldOut", heldOut);
  }

  public Task score(Score score) {
    return Spec.with(this, "score", score);
  }

  /** How much some rows weigh together. */
  double weight(int... batch) {
    return weight(weights, batch);
  }

  private static double weight(double[] weights, int[] batch) {
    if (weights.length == 0) return batch.length;
    double sum = 0;
    for (int r : batch) sum += weights[r];
    return sum;
  }

  /** The mean loss of all rows that are held out. */
  private record MeanLoss(Loss loss, double[] weights) implements Score {
    @Override
    public Figures of(Ops f, List<int[]> batches) {
      double sum = 0;
      double total = 0;
      for (var batch : batches) {
        double weight = weight(weights, batch);
        if (weight == 0) continue;
        try (var _ = f.scope()) {
          sum += weight * f.doubles(loss.of(f, batch))[0];
        }
        total += weight;
      }
      return Figures.lowest("validation", sum / total);
    }
  }
}

package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A batch of sequences of different lengths, made ready for {@link Recurrent}: rows stand in the
 * order of falling length and time is the first axis, [T, B, ..], so that at each step the rows
 * still at work are the first ones, and no work goes into padding.
 *
 * <pre>{@code
 * var packed = Packed.of(sentences);
 * var x = embedding.forward(f, packed.ids(sentences), packed.steps(), packed.rows());
 * var out = lstm.run(f, x, packed.active(), null);
 * var perSentence = packed.restore(f, lstm.summary(f, out));   // [B, width], in the first order
 * var perWord = packed.flat(f, out.all());                     // [words, width], one after the other
 * }</pre>
 *
 * @param order which of the sequences stands in each row
 * @param lengths the lengths of the rows, never rising
 * @param active how many rows are longer than each step, never rising
 */
public record Packed(int[] order, int[] lengths, int[] active) {
  /** Of sequences of these lengths; those of one length keep their order. */
  public static Packed of(int... lengths) {
    int steps = 0;
    for (int n : lengths) {
      if (n < 0) throw new IllegalArgumentException("a sequence of length " + n);
      steps = Math.max(steps, n);
    }
    if (steps == 0)
      throw new IllegalArgumentException(
          "a batch needs a sequence that is not empty, but has " + lengths.length + " empty ones");
    var starts = new int[steps + 2]; // starts[steps - n]: the first row of length n
    for (int n : lengths) starts[steps - n + 1]++;
    for (int i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    var active = new int[steps];
    for (int t = 0; t < steps; t++) active[t] = starts[steps - t];
    var order = new int[lengths.length];
    var sorted = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      int row = starts[steps - lengths[i]]++;
      order[row] = i;
      sorted[row] = lengths[i];
    }
    return new Packed(order, sorted, active);
  }

  /** Of these sequences of ids. */
  public static Packed of(int[][] sequences) {
    var lengths = new int[sequences.length];
    for (int i = 0; i < lengths.length; i++) lengths[i] = sequences[i].length;
    return of(lengths);
  }

  /** B, the number of sequences. */
  public int rows() {
    return order.length;
  }

  /** T, the length of the longest. */
  public int steps() {
    return active.length;
  }

  /** The ids of the sequences as [T, B], -1 where a sequence has ended: for {@link Embedding}. */
  public int[] ids(int[][] sequences) {
    var out = new int[steps() * rows()];
    Arrays.fill(out, -1);
    for (int row = 0; row < rows(); row++) {
      var s = sequences[order[row]];
      if (s.length != lengths[row])
        throw new IllegalArgumentException(
            "sequence %d has %d elements, but the batch was packed for %d"
                .formatted(order[row], s.length, lengths[row]));
      for (int t = 0; t < s.length; t++) out[t * rows() + row] = s[t];
    }
    return out;
  }

  /** [B, T, ..] in the first order to [T, B, ..] in this one; zeros where a sequence has ended. */
  public Tensor timeFirst(Ops f, Tensor x) {
    if (x.rank() < 2 || x.dim(0) != rows() || x.dim(1) < steps())
      throw new IllegalArgumentException(
          "a batch of %d sequences of up to %d steps needs x[%d, %d, ..], but was given %s"
              .formatted(rows(), steps(), rows(), steps(), Tensor.text(x.shape())));
    var from = new int[steps() * rows()];
    for (int row = 0; row < rows(); row++)
      for (int t = 0; t < steps(); t++)
        from[t * rows() + row] = t < lengths[row] ? order[row] * x.dim(1) + t : -1;
    return move(f, x, from, steps(), rows());
  }

  /** [T, B, ..] in this order to [B, T, ..] in the first one; zeros where a sequence has ended. */
  public Tensor batchFirst(Ops f, Tensor x) {
    check(x);
    var from = new int[steps() * rows()];
    for (int row = 0; row < rows(); row++)
      for (int t = 0; t < steps(); t++)
        from[order[row] * steps() + t] = t < lengths[row] ? t * rows() + row : -1;
    return move(f, x, from, rows(), steps());
  }

  /** [T, B, ..] to the elements of all sequences, one sequence behind the other: [Σ length, ..]. */
  public Tensor flat(Ops f, Tensor x) {
    check(x);
    var row = new int[rows()];
    int size = 0;
    for (int i = 0; i < row.length; i++) {
      row[order[i]] = i;
      size += lengths[i];
    }
    var from = new int[size];
    int at = 0;
    for (int r : row) for (int t = 0; t < lengths[r]; t++) from[at++] = t * rows() + r;
    return move(f, x, from, size);
  }

  /** [B, ..] in the first order to this one. */
  public Tensor sort(Ops f, Tensor x) {
    return f.rows(x, order);
  }

  /** [B, ..] in this order to the first one. */
  public Tensor restore(Ops f, Tensor x) {
    var back = new int[order.length];
    for (int i = 0; i < back.length; i++) back[order[i]] = i;
    return f.rows(x, back);
  }

  private void check(Tensor x) {
    if (x.rank() < 2 || x.dim(0) != steps() || x.dim(1) != rows())
      throw new IllegalArgumentException(
          "this batch needs x[%d, %d, ..], but was given %s"
              .formatted(steps(), rows(), Tensor.text(x.shape())));
  }

  /** Rows of the first two axes of x, which become these. */
  private static Tensor move(Ops f, Tensor x, int[] from, int... axes) {
    var rest = Arrays.copyOfRange(x.shape(), 1, x.rank());
    rest[0] = x.dim(0) * x.dim(1);
    var rows = f.rows(f.reshape(x, rest), from);
    if (axes.length == 1) return rows;
    var shape = x.shape().clone();
    shape[0] = axes[0];
    shape[1] = axes[1];
    return f.reshape(rows, shape);
  }
}

package millrace.neural.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recurrent cells over whole sequences, as one op: the weights are packed once, not once a step.
 * Time is the first axis, [T, B, ..]. The rows of a batch stand in the order of falling length, so
 * that at each step the first {@code active[t]} rows are still at work (PyTorch's packed
 * sequences).
 */
public sealed interface Recurrence extends Op {
  /** The kinds of cell, with PyTorch's equations and order of gates. */
  enum Cell {
    /** h = tanh(x + U·h + b): Elman's network. */
    TANH(1, 0),
    /** h = relu(x + U·h + b). */
    RELU(1, 0),
    /**
     * i, f, o = σ(..), g = tanh(..), c = f·c + i·g, h = o·tanh(c); gates in the order i, f, g, o.
     * Kept: the four gates.
     *
     * @see "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997"
     */
    LSTM(4, 4),
    /**
     * r, z = σ(..), n = tanh(x + r·q) with q = U·h + b, h = (1 − z)·n + z·h; gates in the order r,
     * z, n. Kept: r, z, n, q.
     *
     * @see "K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014"
     */
    GRU(3, 4);

    private final int gates;
    private final int kept;

    Cell(int gates, int kept) {
      this.gates = gates;
      this.kept = kept;
    }

    /** How many blocks of H the projections and U have. */
    public int gates() {
      return gates;
    }

    /** How many blocks of H are kept a step for the gradient. */
    public int kept() {
      return kept;
    }
  }

  /**
   * A layer in one direction.
   *
   * <p>Inputs: x [T, B, G·H], which is the input already multiplied and its bias added; U [G·H, H];
   * b [G·H], added to U·h; h₀ [B, H]; for LSTM c₀ [B, H].
   *
   * <p>Results: h [T, B, H], zero where a row is not active; the last h [B, H] of each row; for
   * LSTM the last c [B, H]. Kept: the gates [T, B, K·H] where K is {@link Cell#kept}, and for LSTM
   * c [T, B, H].
   *
   * @param reverse whether time runs backwards: a row starts at its own end
   * @param active how many rows are active at each step, never rising, [T]; empty: all
   */
  record Recur(Cell cell, boolean reverse, int[] active) implements Recurrence {
    @Override
    public int[][] shapes(int[]... in) {
      int inputs = cell == Cell.LSTM ? 5 : 4;
      int g = cell.gates();
      boolean fits = in.length == inputs && in[0].length == 3 && in[1].length == 2;
      int h = fits ? in[1][1] : 0;
      fits =
          fits && in[0][2] == g * h && in[1][0] == g * h && Arrays.equals(in[2], new int[] {g * h});
      for (int k = 3; fits && k < inputs; k++) fits = Arrays.equals(in[k], new int[] {in[0][1], h});
      if (!fits) {
        throw refuse(
            "x[T, B, %dH], U[%dH, H], b[%dH], h0[B, H]%s"
                .formatted(g, g, g, cell == Cell.LSTM ? " and c0[B, H]" : ""),
            in);
      }
      int t = in[0][0];
      int b = in[0][1];
      check(active, t, b);
      var all = new int[] {t, b, h};
      var last = new int[] {b, h};
      return switch (cell) {
        case LSTM -> new int[][] {all, last, last.clone(), {t, b, cell.kept() * h}, all.clone()};
        case GRU -> new int[][] {all, last, {t, b, cell.kept() * h}};
        case TANH, RELU -> new int[][] {all, last};
      };
    }

    @Override
    public int outputs() {
      return cell == Cell.LSTM ? 3 : 2;
    }

    @Override
    public String name() {
      return cell.toString();
    }
  }

  /**
   * Inputs: U, b, h₀ (and for LSTM c₀), h [T, B, H], the kept gates (none for TANH and RELU) (and
   * for LSTM c [T, B, H]), then the gradients of h [T, B, H] and of the last h [B, H] (and for LSTM
   * of the last c [B, H]).
   *
   * <p>Results: the gradients of x [T, B, G·H] (zero where not active), U, b, h₀ (and for LSTM c₀).
   */
  record RecurGrad(Cell cell, boolean reverse, int[] active) implements Recurrence {
    @Override
    public int[][] shapes(int[]... in) {
      int inputs =
          switch (cell) {
            case LSTM -> 10;
            case GRU -> 7;
            case TANH, RELU -> 6;
          };
      int at = cell == Cell.LSTM ? 4 : 3;
      boolean fits = in.length == inputs && in[0].length == 2 && in[at].length == 3;
      var h = fits ? in[at] : new int[3];
      var first = new int[] {h[1], h[2]};
      var gates = new int[] {h[0], h[1], cell.kept() * h[2]};
      int width = cell.gates() * h[2];
      var expected = new ArrayList<int[]>(List.of(new int[] {width, h[2]}, new int[] {width}));
      expected.add(first);
      if (cell == Cell.LSTM) expected.add(first);
      expected.add(h);
      if (cell.kept() > 0) expected.add(gates);
      if (cell == Cell.LSTM) expected.add(h);
      expected.add(h);
      expected.add(first);
      if (cell == Cell.LSTM) expected.add(first);
      if (!fits || !Arrays.deepEquals(in, expected.toArray(int[][]::new)))
        throw refuse(
            "U[%dH, H], b, the first states[B, H], h[T, B, H], what was kept, and the gradients"
                .formatted(cell.gates()),
            in);
      check(active, h[0], h[1]);
      var x = new int[] {h[0], h[1], width};
      return cell == Cell.LSTM
          ? new int[][] {x, in[0].clone(), in[1].clone(), first, first.clone()}
          : new int[][] {x, in[0].clone(), in[1].clone(), first};
    }

    @Override
    public int outputs() {
      return cell == Cell.LSTM ? 5 : 4;
    }
  }

  private static void check(int[] active, int steps, int batch) {
    if (active.length == 0) return;
    boolean fits = active.length == steps && active[0] <= batch;
    for (int t = 0; fits && t < steps; t++)
      fits = active[t] >= 0 && (t == 0 || active[t] <= active[t - 1]);
    if (!fits)
      throw new IllegalArgumentException(
          "%d steps of %d rows need %d counts of active rows that never rise, but were given %s"
              .formatted(steps, batch, steps, Arrays.toString(active)));
  }
}

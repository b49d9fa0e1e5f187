package millrace.neural.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network: simple (Elman), LSTM or GRU; one level above the other; in one direction or
 * both. Equations, order of gates and defaults are PyTorch's. Time is the first axis: [T, B, in] to
 * [T, B, directions · hidden]. Sequences of different lengths are {@link Packed}.
 *
 * <ul>
 *   <li>many to many: {@link #forward}
 *   <li>many to one: {@link #summary}, or {@link Summarize} as a layer
 *   <li>one to many: {@link Repeat} before it, or feed back what it gives, step by step, with
 *       {@link #run} and the last state
 * </ul>
 *
 * @param levels from below
 * @param dropout of what goes from one level to the next, in training; default 0
 */
public record Recurrent(Cell cell, List<Level> levels, double dropout) implements Layer {
  /**
   * The weights of a direction, the gates one below the other (G of them, see {@link Cell}).
   *
   * @param inputWeight [G·hidden, in]
   * @param inputBias [G·hidden]
   * @param hiddenWeight [G·hidden, hidden]
   * @param hiddenBias [G·hidden]
   */
  public record Direction(
      Tensor inputWeight, Tensor inputBias, Tensor hiddenWeight, Tensor hiddenBias) {}

  /**
   * A level.
   *
   * @param backward null: time only runs forwards
   */
  public record Level(Direction forward, @Nullable Direction backward) {}

  /**
   * States of all levels and directions, each [B, hidden]: those of a level forwards, then
   * backwards, then the next level.
   *
   * @param cells of an LSTM; else empty
   */
  public record State(List<Tensor> hidden, List<Tensor> cells) {}

  /**
   * What a run gives.
   *
   * @param all the hidden states of the last level, [T, B, directions · hidden]
   * @param last the states after the last step of each row (backwards: after its first)
   */
  public record Output(Tensor all, State last) {}

  public Recurrent {
    levels = List.copyOf(levels);
    if (levels.isEmpty()) throw new IllegalArgumentException("Recurrent needs a level");
    new Dropout(dropout); // refuses what is no probability
  }

  /** One level in one direction. PyTorch's default: all weights U(−1/√hidden, 1/√hidden). */
  public static Recurrent of(Ops f, Cell cell, int in, int hidden, RandomGenerator random) {
    return of(f, cell, in, hidden, 1, false, random);
  }

  /** PyTorch's default: all weights and biases U(−1/√hidden, 1/√hidden). */
  public static Recurrent of(
      Ops f,
      Cell cell,
      int in,
      int hidden,
      int levels,
      boolean bidirectional,
      RandomGenerator random) {
    double bound = 1 / Math.sqrt(hidden);
    var init = Init.uniform(-bound, bound);
    int n = cell.gates() * hidden;
    return stack(
        cell,
        hidden,
        in,
        levels,
        bidirectional,
        width ->
            new Direction(
                init.of(f, random, n, width),
                init.of(f, random, n),
                init.of(f, random, n, hidden),
                init.of(f, random, n)));
  }

  /**
   * Each gate's weights by {@code input} and {@code recurrent}, biases 0; but an LSTM forgets
   * nothing at first: that bias is 1. Keras's default is Glorot uniform and orthogonal.
   *
   * @see "R. Jozefowicz, W. Zaremba, I. Sutskever, An empirical exploration of recurrent network
   *     architectures, ICML 2015 (the bias of 1)"
   */
  public static Recurrent of(
      Ops f,
      Cell cell,
      int in,
      int hidden,
      int levels,
      boolean bidirectional,
      Init input,
      Init recurrent,
      RandomGenerator random) {
    return stack(
        cell,
        hidden,
        in,
        levels,
        bidirectional,
        width ->
            new Direction(
                gates(f, cell, hidden, width, input, random),
                f.tensor(bias(cell, hidden), cell.gates() * hidden),
                gates(f, cell, hidden, hidden, recurrent, random),
                f.zeros(cell.gates() * hidden)));
  }

  private static double[] bias(Cell cell, int hidden) {
    var out = new double[cell.gates() * hidden];
    if (cell == Cell.LSTM) for (int i = hidden; i < 2 * hidden; i++) out[i] = 1;
    return out;
  }

  private static Tensor gates(
      Ops f, Cell cell, int hidden, int width, Init init, RandomGenerator random) {
    int n = hidden * width;
    var out = new double[cell.gates() * n];
    for (int g = 0; g < cell.gates(); g++)
      System.arraycopy(init.values(new int[] {hidden, width}, random), 0, out, g * n, n);
    return f.tensor(out, cell.gates() * hidden, width);
  }

  private interface Maker {
    Direction of(int width);
  }

  private static Recurrent stack(
      Cell cell, int hidden, int in, int levels, boolean bidirectional, Maker maker) {
    var out = new ArrayList<Level>();
    for (int i = 0; i < levels; i++) {
      int width = i == 0 ? in : bidirectional ? 2 * hidden : hidden;
      var forward = maker.of(width);
      out.add(new Level(forward, bidirectional ? maker.of(width) : null));
    }
    return new Recurrent(cell, out, 0);
  }

  /** The same weights, with dropout between the levels. */
  public Recurrent dropout(double p) {
    return new Recurrent(cell, levels, p);
  }

  /** The number of units of a direction. */
  public int hidden() {
    return levels.getFirst().forward.hiddenWeight.dim(1);
  }

  /** The width of what comes out: directions · hidden. */
  public int width() {
    return levels.getLast().backward == null ? hidden() : 2 * hidden();
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return run(f, x, new int[0], null).all;
  }

  /**
   * Runs over a batch.
   *
   * @param x [T, B, in]
   * @param active how many rows are at work at each step, as {@link Packed} has it; empty: all
   * @param first the states before the first step; null: zeros
   */
  public Output run(Ops f, Tensor x, int[] active, @Nullable State first) {
    if (x.rank() != 3)
      throw new IllegalArgumentException(
          "Recurrent needs x[T, B, in], but was given " + Tensor.text(x.shape()));
    var hidden = new ArrayList<Tensor>();
    var cells = new ArrayList<Tensor>();
    var zeros = first == null ? f.zeros(x.dim(1), hidden()) : null;
    for (int i = 0; i < levels.size(); i++) {
      if (i > 0) x = new Dropout(dropout).forward(f, x);
      var level = levels.get(i);
      var all = new ArrayList<Tensor>();
      for (var d : directions(level)) {
        int k = hidden.size();
        var h = zeros != null ? zeros : first.hidden.get(k);
        var projected = f.linear(x, d.inputWeight, d.inputBias);
        var op = new Recur(cell, !all.isEmpty(), active); // the second direction is backwards
        Tensor[] y;
        if (cell == Cell.LSTM) {
          var c = zeros != null ? zeros : first.cells.get(k);
          y = f.run(op, projected, d.hiddenWeight, d.hiddenBias, h, c);
          cells.add(y[2]);
        } else {
          y = f.run(op, projected, d.hiddenWeight, d.hiddenBias, h);
        }
        all.add(y[0]);
        hidden.add(y[1]);
      }
      x = all.size() == 1 ? all.getFirst() : f.concat(2, all.get(0), all.get(1));
    }
    return new Output(x, new State(hidden, cells));
  }

  private static List<Direction> directions(Level level) {
    var backward = level.backward;
    return backward == null ? List.of(level.forward) : List.of(level.forward, backward);
  }

  /**
   * What is known after the last step: the last hidden state of the last level, [B, hidden], that
   * of both directions one behind the other.
   */
  public Tensor summary(Ops f, Output out) {
    var h = out.last.hidden;
    int n = h.size();
    return levels.getLast().backward == null
        ? h.get(n - 1)
        : f.concat(1, h.get(n - 2), h.get(n - 1));
  }
}

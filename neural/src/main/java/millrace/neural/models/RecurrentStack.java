package millrace.neural.models;

import java.util.ArrayList;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.layers.Init;
import millrace.neural.layers.Recurrent;

/** Recurrent networks whose tensors come from {@link Weights}. */
final class RecurrentStack {
  private RecurrentStack() {}

  /**
   * Input weights by Glorot, recurrent ones orthogonal, gate by gate; biases 0, but an LSTM's of
   * forgetting 1. Names: {@code level.0.forward.input}, {@code .. .bias}, {@code .. .hidden}, ..
   */
  static Recurrent of(
      Weights weights,
      Cell cell,
      int in,
      int hidden,
      int layers,
      boolean bidirectional,
      double dropout) {
    var levels = new ArrayList<Recurrent.Level>();
    for (int i = 0; i < layers; i++) {
      int width = i == 0 ? in : bidirectional ? 2 * hidden : hidden;
      var at = weights.in("level." + i);
      levels.add(
          new Recurrent.Level(
              direction(at.in("forward"), cell, width, hidden),
              bidirectional ? direction(at.in("backward"), cell, width, hidden) : null));
    }
    return new Recurrent(cell, levels, dropout);
  }

  private static Recurrent.Direction direction(Weights weights, Cell cell, int in, int hidden) {
    int n = cell.gates() * hidden;
    return new Recurrent.Direction(
        weights.of("input", gates(cell, Init.glorotUniform(1)), n, in),
        weights.of("bias", forgetNothing(cell), n),
        weights.of("hidden", gates(cell, Init.orthogonal(1)), n, hidden),
        weights.of("hiddenBias", Init.zeros(), n));
  }

  private static Init gates(Cell cell, Init each) {
    return (shape, random) -> {
      var out = new double[shape[0] * shape[1]];
      int n = out.length / cell.gates();
      var one = new int[] {shape[0] / cell.gates(), shape[1]};
      for (int g = 0; g < cell.gates(); g++)
        System.arraycopy(each.values(one, random), 0, out, g * n, n);
      return out;
    };
  }

  /** Of the gates i, f, g, o the second says what is kept. */
  private static Init forgetNothing(Cell cell) {
    return (shape, _) -> {
      var out = new double[shape[0]];
      int hidden = shape[0] / cell.gates();
      if (cell == Cell.LSTM) for (int i = hidden; i < 2 * hidden; i++) out[i] = 1;
      return out;
    };
  }
}

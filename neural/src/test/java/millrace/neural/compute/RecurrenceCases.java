package millrace.neural.compute;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.OpCase.Input;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Recurrence.RecurGrad;

/** Cases of {@link Recurrence}. */
final class RecurrenceCases {
  private RecurrenceCases() {}

  static void addTo(Cases c) {
    int[] all = {};
    for (var cell : Cell.values())
      for (boolean reverse : new boolean[] {false, true}) {
        recur(c, false, new Recur(cell, reverse, all), 1, 1, 1);
        recur(c, false, new Recur(cell, reverse, all), 4, 3, 5);
        recur(c, false, new Recur(cell, reverse, all), 3, 1, 17);
        recur(c, false, new Recur(cell, reverse, all), 2, 17, 16);
        recur(c, false, new Recur(cell, reverse, all), 7, 2, 33);
        recur(c, false, new Recur(cell, reverse, all), 0, 2, 3);
        recur(c, false, new Recur(cell, reverse, all), 3, 0, 2);
        // packed: from the longest row to the shortest; a row of length 0; nothing at the end
        recur(c, false, new Recur(cell, reverse, new int[] {3, 3, 2, 1}), 4, 3, 5);
        recur(c, false, new Recur(cell, reverse, new int[] {3, 1, 1, 1}), 4, 4, 17);
        recur(c, false, new Recur(cell, reverse, new int[] {2, 1, 0}), 3, 2, 4);
        recur(c, false, new Recur(cell, reverse, new int[] {3, 3}), 2, 3, 4);
        recur(c, false, new Recur(cell, reverse, new int[] {0, 0}), 2, 3, 4);
      }
    for (var cell : Cell.values()) {
      recur(c, true, new Recur(cell, false, all), 4, 31, 67);
      recur(c, true, new Recur(cell, true, new int[] {37, 20, 3}), 3, 37, 65);
    }
  }

  private static void recur(Cases c, boolean large, Recur op, int steps, int batch, int h) {
    int g = op.cell().gates();
    boolean lstm = op.cell() == Cell.LSTM;
    var in = new ArrayList<Input>();
    in.add(c.normal(steps, batch, g * h));
    in.add(c.spread(1 / Math.sqrt(h), g * h, h));
    in.add(c.spread(.5, g * h));
    in.add(c.spread(.5, batch, h));
    if (lstm) in.add(c.normal(batch, h));
    var inputs = in.toArray(Input[]::new);
    var made = List.of(c.results(op, inputs));

    var back = new ArrayList<>(in.subList(1, in.size()));
    back.add(made.getFirst());
    back.addAll(made.subList(op.outputs(), made.size()));
    back.add(c.normal(steps, batch, h));
    back.add(c.normal(batch, h));
    if (lstm) back.add(c.normal(batch, h));
    var gradient = new RecurGrad(op.cell(), op.reverse(), op.active());
    if (large) {
      c.large(op, inputs);
      c.large(gradient, back.toArray(Input[]::new));
    } else {
      c.add(op, inputs);
      c.add(gradient, back.toArray(Input[]::new));
    }
  }
}

package millrace.neural.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Tensor;
import millrace.neural.losses.CrossEntropy;
import millrace.run.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrent networks against PyTorch ({@code golden/layers.py}). */
abstract class RecurrentSuite {
  private final RandomGenerator random = Run.seeded(1).random("weights");
  private final Golden golden;

  RecurrentSuite(Golden golden) {
    this.golden = golden;
  }

  @AfterEach
  void close() {
    golden.close();
  }

  @ParameterizedTest
  @EnumSource
  void oneLevel(Cell cell) {
    for (boolean both : new boolean[] {false, true}) {
      var name = (both ? "bidirectional " : "recurrent ") + cell;
      var r = Recurrent.of(golden.f, cell, 3, 4, 1, both, random);
      golden.check(name, r, (f, in) -> r.forward(f, in.get("x")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void stackedInBothDirectionsOverPackedRows(Cell cell) {
    var r = Recurrent.of(golden.f, cell, 3, 4, 2, true, random);
    golden.check("packed " + cell, r, (f, in) -> packed(f, r, in));
  }

  private static Tensor packed(Ops f, Recurrent r, Map<String, Tensor> in) {
    var packed = Packed.of(2, 5, 3, 5, 1);
    List<Tensor> hidden = new ArrayList<>();
    List<Tensor> cells = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      hidden.add(packed.sort(f, in.get("x.h" + k)));
      if (r.cell() == Cell.LSTM) cells.add(packed.sort(f, in.get("x.c" + k)));
    }
    var x = packed.timeFirst(f, in.get("x"));
    var out = r.run(f, x, packed.active(), new Recurrent.State(hidden, cells));
    List<Tensor> all = new ArrayList<>();
    all.add(f.reshape(packed.batchFirst(f, out.all()), -1));
    for (var t : out.last().hidden()) all.add(f.reshape(packed.restore(f, t), -1));
    for (var t : out.last().cells()) all.add(f.reshape(packed.restore(f, t), -1));
    return f.concat(0, all.toArray(Tensor[]::new));
  }

  @ParameterizedTest
  @EnumSource(names = {"GRU", "LSTM"})
  void encoderAndDecoder(Cell cell) {
    var f = golden.f;
    var attention = AdditiveAttention.of(f, 4, 8, 5, random);
    var net = EncoderDecoder.of(f, cell, 6, 10, 3, 4, 2, attention, random);
    int[][] sources = {{3, 1, 4}, {2}, {5, 3}};
    int[][] targets = {{0, 1, 2, 9}, {0, 3, 9}, {0, 2, 2, 1, 9}};
    golden.check(
        "encoder decoder " + cell,
        net,
        (g, in) ->
            new CrossEntropy()
                .of(g, net.logits(g, sources, targets), EncoderDecoder.expected(targets)));
  }
}

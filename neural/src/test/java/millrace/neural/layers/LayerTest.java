package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Names of parameters, what training changes, and what layers refuse. */
class LayerTest {
  private static final Ops F = new Reference();
  private final RandomGenerator random = Run.seeded(1).random("weights");

  private record Net(Embedding words, List<Sequential> blocks, Recurrent reader, Tensor scale) {}

  private Net net() {
    var block =
        Sequential.of(
            Conv1d.of(F, 3, 4, 3, random).withoutBias(),
            BatchNorm.of(F, 4),
            new Activation(Function.RELU));
    return new Net(
        Embedding.of(F, 9, 3, random),
        List.of(Sequential.of(new Flatten()), block),
        Recurrent.of(F, Cell.GRU, 4, 2, 1, true, random),
        F.zeros(1));
  }

  @Test
  void names() {
    var net = net();
    assertEquals(
        List.of(
            "words.table",
            "blocks.1.layers.0.weight",
            "blocks.1.layers.1.gain",
            "blocks.1.layers.1.bias",
            "reader.levels.0.forward.inputWeight",
            "reader.levels.0.forward.inputBias",
            "reader.levels.0.forward.hiddenWeight",
            "reader.levels.0.forward.hiddenBias",
            "reader.levels.0.backward.inputWeight",
            "reader.levels.0.backward.inputBias",
            "reader.levels.0.backward.hiddenWeight",
            "reader.levels.0.backward.hiddenBias",
            "scale"),
        List.copyOf(Layer.parameters(net).keySet()));
    assertEquals(
        List.of("blocks.1.layers.1.mean", "blocks.1.layers.1.variance"),
        List.copyOf(Layer.buffers(net).keySet()));
    assertEquals(15, Layer.state(net).size());
    assertEquals("words.table", Layer.state(net).firstEntry().getKey());
    assertSame(net.scale, Layer.parameters(net).get("scale"));
  }

  private record Tied(Embedding in, Linear out) {}

  @Test
  void tiedWeightsAreOneParameter() {
    var in = Embedding.of(F, 9, 3, random);
    var tied = new Tied(in, new Linear(in.table(), null));
    assertEquals(List.of("in.table"), List.copyOf(Layer.parameters(tied).keySet()));
  }

  @Test
  void aLayerThatIsNoRecordWouldHideItsTensors() {
    var w = F.zeros(2, 2);
    var net = Sequential.of(new Flatten(), (f, x) -> f.matmul(x, false, w, false));
    var e = assertThrows(IllegalArgumentException.class, () -> Layer.parameters(net));
    assertTrue(e.getMessage().startsWith("layers.1 is a layer of "), e.getMessage());
    assertTrue(e.getMessage().endsWith("no record: its tensors, if any, cannot be found"));
  }

  @Test
  void dropoutDropsInTrainingOnly() {
    var x = F.affine(F.zeros(100, 100), 0, 1);
    var layer = new Dropout(.3);
    assertSame(x, layer.forward(F, x));
    var tape = new Tape(F, List.of(x), 7);
    var y = layer.forward(tape, x);
    var v = F.doubles(y);
    int kept = 0;
    for (double each : v) {
      assertTrue(each == 0 || Math.abs(each - 1 / .7) < 1e-12);
      if (each != 0) kept++;
    }
    assertEquals(.7, kept / 1e4, .015);
    tape.backward(sum(tape, y));
    assertArrayEquals(v, F.doubles(tape.gradient(x)), 1e-12);
    var other = F.doubles(layer.forward(new Tape(F, List.of(x), 8), x));
    int differ = 0;
    for (int i = 0; i < v.length; i++) if (v[i] != other[i]) differ++;
    assertEquals(.42, differ / 1e4, .02);
    var none = new Dropout(0);
    assertSame(x, none.forward(tape, x));
  }

  private static Tensor sum(Ops f, Tensor x) {
    return f.sum(f.reshape(x, -1), 0);
  }

  /** Only between levels, and only in training. */
  @Test
  void dropoutBetweenLevels() {
    var x = Init.normal(0, 1).of(F, random, 6, 3, 4);
    var one = Recurrent.of(F, Cell.LSTM, 4, 5, random);
    var two = Recurrent.of(F, Cell.LSTM, 4, 5, 2, false, random);
    assertArrayEquals(values(one, x, false), values(one.dropout(.5), x, true));
    assertArrayEquals(values(two, x, false), values(two.dropout(.5), x, false));
    var dropped = values(two.dropout(.5), x, true);
    var whole = values(two, x, true);
    int same = 0;
    for (int i = 0; i < whole.length; i++) if (whole[i] == dropped[i]) same++;
    assertEquals(0, same);
  }

  private static double[] values(Layer layer, Tensor x, boolean training) {
    return F.doubles(layer.forward(training ? new Tape(F, List.of(), 1) : F, x));
  }

  @Test
  void runningStatisticsMoveInTrainingOnly() {
    var norm = BatchNorm.of(F, 1);
    var x = F.tensor(new double[] {1, 2, 3, 6}, 4, 1);
    norm.forward(F, x);
    assertArrayEquals(new double[] {0}, F.doubles(norm.mean()));
    norm.forward(new Tape(F, List.of(), 1), x);
    assertEquals(.3, F.doubles(norm.mean())[0], 1e-12);
    assertEquals(.9 + .1 * 14 / 3, F.doubles(norm.variance())[0], 1e-12);
  }

  @Test
  void residualAddsAndSequentialChains() {
    var x = F.tensor(new double[] {-1, 2}, 1, 2);
    var relu = new Activation(Function.RELU);
    assertArrayEquals(new double[] {-1, 4}, F.doubles(new Residual(relu).forward(F, x)));
    var both = new Residual(relu, new Activation(Function.SQUARE));
    assertArrayEquals(new double[] {1, 6}, F.doubles(both.forward(F, x)));
    assertSame(x, Sequential.of().forward(F, x));
    var chain = Sequential.of(new Activation(Function.SQUARE), new Softmax(true), new Softmax());
    assertEquals(1, F.doubles(F.sum(chain.forward(F, x), 1))[0], 1e-12);
  }

  @Test
  void shapes() {
    var x = F.zeros(2, 3, 4, 5);
    assertArrayEquals(new int[] {2, 60}, new Flatten().forward(F, x).shape());
    assertArrayEquals(new int[] {2, 3, 20}, new Flatten(2).forward(F, x).shape());
    assertArrayEquals(new int[] {120}, new Flatten(0).forward(F, x).shape());
    var repeated = new Repeat(7).forward(F, F.tensor(new double[] {1, 2}, 1, 2));
    assertArrayEquals(new int[] {7, 1, 2}, repeated.shape());
    assertEquals(2, F.doubles(repeated)[13]);
    var lstm = Recurrent.of(F, Cell.LSTM, 5, 3, 2, true, random);
    assertEquals(6, lstm.width());
    var summary = new Summarize(lstm).forward(F, F.zeros(4, 2, 5));
    assertArrayEquals(new int[] {2, 6}, summary.shape());
    assertNull(Recurrent.of(F, Cell.LSTM, 5, 3, random).levels().getFirst().backward());
  }

  /** Forwards the last step, backwards the first. */
  @Test
  void summaryIsTheEndOfBothDirections() {
    var r = Recurrent.of(F, Cell.GRU, 2, 3, 2, true, random);
    var x = Init.normal(0, 1).of(F, random, 4, 1, 2);
    var all = F.doubles(r.forward(F, x));
    var last = F.doubles(new Summarize(r).forward(F, x));
    for (int i = 0; i < 3; i++) {
      assertEquals(all[3 * 6 + i], last[i]);
      assertEquals(all[3 + i], last[3 + i]);
    }
  }

  /** Two halves, the second from the states of the first, are the whole. */
  @Test
  void statesGoOn() {
    for (var cell : Cell.values()) {
      var r = Recurrent.of(F, cell, 2, 3, 2, false, random);
      var x = Init.normal(0, 1).of(F, random, 6, 2, 2);
      var first = r.run(F, F.slice(x, 0, 0, 2), new int[0], null);
      var second = r.run(F, F.slice(x, 0, 2, 6), new int[0], first.last());
      assertArrayEquals(
          F.doubles(r.forward(F, x)), F.doubles(F.concat(0, first.all(), second.all())), 1e-12);
    }
  }

  @Test
  void refusals() {
    var flat = F.zeros(2, 3);
    says("Flatten needs a tensor that has axis 2, but was given [2, 3]", new Flatten(2), flat);
    says("GlobalPool needs x[N, C, ..], but was given [2, 3]", new GlobalPool(Pooling.MAX), flat);
    says("BatchNorm needs x[N, 4, ..], but was given [2, 3]", BatchNorm.of(F, 4), flat);
    says(
        "Residual adds [2, 3] to [6]: they must have one shape; give it a shortcut that changes x",
        new Residual(new Flatten(0)),
        flat);
    says("Conv1d needs x[N, 3, length], but was given [2, 3]", Conv1d.of(F, 3, 1, 2, random), flat);
    says(
        "Recurrent needs x[T, B, in], but was given [2, 3]",
        Recurrent.of(F, Cell.GRU, 3, 2, random),
        flat);
    says(
        "Pool of a sequence needs a window of height 1 without padding above, but has "
            + Window.of(2, 2).pad(1, 0),
        new Pool(Pooling.MAX, Window.of(2, 2).pad(1, 0)),
        F.zeros(1, 1, 4));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> BatchNorm.of(F, 3).forward(new Tape(F, List.of(), 1), F.zeros(1, 3)));
    assertEquals(
        "BatchNorm needs more than one number per channel in training, but was given [1, 3]",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
    assertThrows(IllegalArgumentException.class, () -> new Repeat(0));
    assertThrows(IllegalArgumentException.class, () -> new Recurrent(Cell.GRU, List.of(), 0));
    assertThrows(
        IllegalArgumentException.class, () -> Embedding.of(F, 3, 2, 3, Init.normal(0, 1), random));
  }

  private static void says(String message, Layer layer, Tensor x) {
    var e = assertThrows(IllegalArgumentException.class, () -> layer.forward(F, x));
    assertEquals(message, e.getMessage());
  }
}

package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.random.RandomGenerator;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.neural.losses.Contrastive;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.losses.Ctc;
import millrace.neural.losses.Total;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Whole networks in training: every gradient against central differences, in double. */
class CompositeGradientTest {
  private static final Ops F = new Reference();
  private static final double STEP = 1e-5;
  private final RandomGenerator random = Run.seeded(11).random("weights");

  private interface Net {
    Tensor loss(Ops f);
  }

  private static double value(Net net) {
    return F.doubles(net.loss(new Tape(F, Map.<String, Tensor>of().values(), 3)))[0];
  }

  /** The tape drops the same elements each time, its seed being the same. */
  private static void check(Record layers, Net net) {
    var parameters = Layer.parameters(layers);
    var tape = new Tape(F, parameters.values(), 3);
    tape.backward(net.loss(tape));
    double largest = 0;
    for (var p : parameters.entrySet()) {
      var numbers = ((Storage.Doubles) p.getValue().storage()).values();
      var gradient = F.doubles(tape.gradient(p.getValue()));
      for (int i = 0; i < gradient.length; i++) {
        double at = numbers[i];
        numbers[i] = at + STEP;
        double above = value(net);
        numbers[i] = at - STEP;
        double below = value(net);
        numbers[i] = at;
        double slope = (above - below) / (2 * STEP);
        assertEquals(slope, gradient[i], 1e-7, p.getKey() + " " + i);
        largest = Math.max(largest, Math.abs(slope));
      }
    }
    assertTrue(largest > .01, "nothing but flat: " + largest);
  }

  @Test
  void images() {
    var small = Window.of(3, 3).pad(1, 1);
    var net =
        Sequential.of(
            Conv2d.of(F, 2, 3, small, random).withoutBias(),
            BatchNorm.of(F, 3),
            new Activation(Function.GELU),
            Pool.max(2),
            new Residual(
                Sequential.of(
                    Conv2d.of(F, 3, 4, small, random),
                    new Activation(Function.SILU),
                    new Dropout(.2)),
                Conv2d.of(F, 3, 4, Window.of(1, 1), random)),
            Pool.mean(2),
            new GlobalPool(Pooling.MEAN),
            LayerNorm.of(F, 4),
            Linear.of(F, 4, 3, random));
    var x = Init.normal(0, 1).of(F, random, 3, 2, 5, 6);
    var loss = new CrossEntropy().smoothing(.1);
    check(net, f -> loss.of(f, net.forward(f, x), 2, 0, 1));
  }

  private record Text(Embedding words, Sequential rest) {}

  @Test
  void words() {
    var net =
        new Text(
            Embedding.of(F, 7, 3, 0, Init.normal(0, 1), random),
            Sequential.of(
                Conv1d.of(F, 3, 4, 3, random).padding(1),
                new Activation(Function.TANH),
                new GlobalPool(Pooling.MAX),
                RmsNorm.of(F, 4),
                SwiGlu.of(F, 4, 5, random),
                Linear.of(F, 4, 2, random).then(Function.ELU)));
    int[] ids = {1, 2, 3, 0, 5, 6, 1, 1, 4, 2, 0, 0};
    var pairs = F.tensor(new double[] {1}, 1);
    check(
        net,
        f -> {
          var x = f.permute(net.words.forward(f, ids, 2, 6), 0, 2, 1);
          var y = net.rest.forward(f, x);
          return new Contrastive(3, Total.MEAN)
              .of(f, f.slice(y, 0, 0, 1), f.slice(y, 0, 1, 2), pairs);
        });
  }

  private record Speech(Recurrent reader, DotAttention attention, Linear out) {}

  @Test
  void sequences() {
    var net =
        new Speech(
            Recurrent.of(F, Cell.LSTM, 3, 2, 2, true, random).dropout(.3),
            DotAttention.of(F, 4, 4, 3, random),
            Linear.of(F, 4, 4, random));
    int[] lengths = {3, 6, 5};
    var packed = Packed.of(lengths);
    var mask = F.add(Masks.padding(F, lengths, 6), Masks.causal(F, 6));
    var x = Init.normal(0, 1).of(F, random, 3, 6, 3);
    int[][] labels = {{1}, {2, 2, 3}, {3, 1}};
    check(
        net,
        f -> {
          var h = net.reader.run(f, packed.timeFirst(f, x), packed.active(), null).all();
          var h2 = packed.batchFirst(f, h);
          var seen = net.attention.attend(f, h2, net.attention.memory(f, h2, mask));
          var logs = f.logSoftmax(net.out.forward(f, f.permute(seen, 1, 0, 2)));
          return new Ctc().of(f, logs, labels, lengths);
        });
  }
}

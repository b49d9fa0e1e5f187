package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.losses.BinaryCrossEntropy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** The example of {@link Init#zeros}: units that start alike stay alike. */
class SymmetryTest {
  private final Ops f = new Reference();
  private final RandomGenerator random = Run.seeded(1).random("weights");

  private record Net(Linear hidden, Linear out) {
    static Net of(Ops f, Init init, RandomGenerator random) {
      return new Net(
          Linear.of(f, 2, 8, init, random).then(Function.TANH), Linear.of(f, 8, 1, init, random));
    }
  }

  /** The loss on XOR after training. */
  private double train(Net net) {
    var x = f.tensor(new double[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    var y = f.tensor(new double[] {0, 1, 1, 0}, 4, 1);
    var adam = new Adam(f, Layer.parameters(net).values(), .03);
    double loss = Double.NaN;
    for (int step = 0; step < 500; step++)
      loss =
          adam.step(
              g -> new BinaryCrossEntropy().of(g, net.out.forward(g, net.hidden.forward(g, x)), y));
    return loss;
  }

  @Test
  void equalWeightsRemainEqual() {
    var net = Net.of(f, Init.constant(.5), random);
    assertTrue(train(net) > .3);
    var w = f.doubles(net.hidden.weight());
    for (int unit = 1; unit < 8; unit++)
      assertArrayEquals(Arrays.copyOf(w, 2), Arrays.copyOfRange(w, 2 * unit, 2 * unit + 2), 1e-12);
    assertTrue(Math.abs(w[0] - .5) > .1); // although they do learn
  }

  @Test
  void zerosDoNotMoveAtAll() {
    var net = Net.of(f, Init.zeros(), random);
    assertEquals(Math.log(2), train(net), 1e-9);
    for (double w : f.doubles(net.hidden.weight())) assertEquals(0, w);
    for (double w : f.doubles(net.out.weight())) assertEquals(0, w);
  }

  @Test
  void differentWeightsLearn() {
    assertTrue(train(Net.of(f, Init.glorotUniform(1), random)) < .02);
  }
}

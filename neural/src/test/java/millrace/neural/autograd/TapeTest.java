package millrace.neural.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Normalization.SoftmaxGrad;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Blend;
import millrace.neural.compute.Update.Fill;
import millrace.run.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Ops f = new Reference();
  private final RandomGenerator random = Run.seeded(5).random("tape test");

  @AfterEach
  void close() {
    f.close();
  }

  private Tensor random(int... shape) {
    return f.tensor(random.doubles(Tensor.sizeOf(shape), -1, 1).toArray(), shape);
  }

  private Tensor total(Ops f, Tensor x) {
    return f.sum(f.reshape(x, -1), 0);
  }

  @Test
  void aTensorThatIsUsedOftenGetsTheSumOfItsGradients() {
    var x = f.tensor(new double[] {2, -3}, 2);
    var tape = new Tape(f, List.of(x), 1);
    // x³ + x·x + 4x, with slope 3x² + 2x + 4
    var cube = tape.multiply(tape.multiply(x, x), x);
    var y = tape.add(tape.add(cube, tape.multiply(x, x)), tape.scale(x, 4));
    tape.backward(total(tape, y));
    assertArrayEquals(new double[] {20, 25}, f.doubles(tape.gradient(x)), 1e-12);
  }

  @Test
  void aSummedGradientIsNotSharedWithItsParts() {
    var a = f.tensor(new double[] {1}, 1);
    var b = f.tensor(new double[] {10}, 1);
    var tape = new Tape(f, List.of(a, b), 1);
    // a + b hands the same tensor to both; more goes to a alone
    var y = tape.add(tape.add(tape.add(a, b), a), a);
    tape.backward(y);
    assertEquals(3, f.doubles(tape.gradient(a))[0]);
    assertEquals(1, f.doubles(tape.gradient(b))[0]);
  }

  /** The gradient of t is a sum, which ADD hands to a and b as it is; then a gets more. */
  @Test
  void aSumThatIsHandedOnIsNotAddedToInPlace() {
    for (boolean reshaped : new boolean[] {false, true}) {
      var a = f.tensor(new double[] {1}, 1);
      var b = f.tensor(new double[] {10}, 1);
      var tape = new Tape(f, List.of(a, b), 1);
      var z = tape.scale(a, 3);
      var sum = tape.add(a, b);
      var t = reshaped ? tape.reshape(sum, 1, 1) : sum;
      var square = tape.reshape(tape.multiply(t, t), 1);
      tape.backward(tape.add(square, z));
      assertEquals(25, f.doubles(tape.gradient(a))[0]);
      assertEquals(22, f.doubles(tape.gradient(b))[0]);
    }
  }

  @Test
  void aSegmentThatUsesNothingWatchedHasNoGradients() {
    var x = f.tensor(new double[] {2}, 1);
    var w = f.tensor(new double[] {5}, 1);
    var tape = new Tape(f, List.of(w), 1);
    var y = tape.checkpoint((g, in) -> g.scale(in[0], 3), x);
    tape.backward(tape.multiply(y, w));
    assertEquals(6, f.doubles(tape.gradient(w))[0]);
  }

  @Test
  void whatIsNotWatchedIsNotNoted() {
    var x = random(3);
    var other = random(3);
    var tape = new Tape(f, List.of(x), 1);
    var y = tape.multiply(other, other);
    var e = assertThrows(IllegalArgumentException.class, () -> tape.backward(total(tape, y)));
    assertTrue(e.getMessage().contains("depends on no watched tensor"), e.getMessage());
    assertArrayEquals(new double[3], f.doubles(tape.gradient(x)));
  }

  @Test
  void aLossIsOneNumber() {
    var x = random(3);
    var tape = new Tape(f, List.of(x), 1);
    var y = tape.scale(x, 2);
    var e = assertThrows(IllegalArgumentException.class, () -> tape.backward(y));
    assertTrue(e.getMessage().contains("loss of one number, not Tensor[3]"), e.getMessage());
  }

  @Test
  void gradientsOfGradientsAndOverwritingAreRefused() {
    var x = random(2, 3);
    var tape = new Tape(f, List.of(x), 1);
    var twice =
        assertThrows(IllegalArgumentException.class, () -> tape.run(new SoftmaxGrad(false), x, x));
    assertTrue(twice.getMessage().contains("SoftmaxGrad has no gradient"), twice.getMessage());
    var over = assertThrows(IllegalArgumentException.class, () -> tape.run(new Fill(0), x));
    assertTrue(over.getMessage().contains("overwrite"), over.getMessage());
  }

  @Test
  void seedsFollowFromTheSeed() {
    var a = new Tape(f, List.of(), 9);
    var b = new Tape(f, List.of(), 9);
    long first = a.nextSeed();
    assertEquals(first, b.nextSeed());
    assertNotEquals(first, a.nextSeed());
    assertNotEquals(first, new Tape(f, List.of(), 10).nextSeed());
  }

  /** Dropout, a running mean, and a weight that is used inside and outside of the segment. */
  private record Net(Tensor weight, Tensor running) {
    Tensor segment(Ops f, Tensor x) {
      var h = f.tanh(f.matmul(x, false, weight, true));
      f.run(new Blend(0.5), running, f.reshape(f.mean(h, 0), h.dim(1)));
      return f.run(new Dropout(0.4, f.nextSeed()), h)[0];
    }

    Tensor loss(Tape tape, Tensor x, boolean checkpoint) {
      var first = tape.matmul(x, false, weight, false);
      var h =
          checkpoint ? tape.checkpoint((f, in) -> segment(f, in[0]), first) : segment(tape, first);
      var again = tape.run(new Dropout(0.2, tape.nextSeed()), tape.add(h, first))[0];
      return tape.sum(tape.reshape(tape.multiply(again, again), -1), 0);
    }
  }

  @Test
  void checkpointingChangesNoBit() {
    var x = random(7, 5);
    var weight = random(5, 5);
    var results = new double[2][];
    var means = new double[2][];
    for (int k = 0; k < 2; k++) {
      var net = new Net(weight, f.zeros(5));
      var tape = new Tape(f, List.of(weight, x), 3);
      var loss = net.loss(tape, x, k == 1);
      tape.backward(loss);
      var all = f.concat(0, f.reshape(loss, 1), f.reshape(tape.gradient(weight), 25));
      results[k] = f.doubles(f.concat(0, all, f.reshape(tape.gradient(x), 35)));
      means[k] = f.doubles(net.running);
    }
    assertTrue(results[0][0] > 0);
    assertArrayEquals(results[0], results[1]);
    assertArrayEquals(means[0], means[1], "running statistics move once, not twice");
  }

  @Test
  void aSegmentMustBeGivenWhatItUses() {
    var x = random(4, 4);
    var tape = new Tape(f, List.of(x), 1);
    var y = tape.tanh(x);
    var out = tape.checkpoint((g, in) -> g.multiply(in[0], y), tape.scale(x, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> tape.backward(total(tape, out)));
    assertTrue(e.getMessage().contains("not among its inputs"), e.getMessage());
  }
}

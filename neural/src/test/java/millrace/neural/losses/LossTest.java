package millrace.neural.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import org.junit.jupiter.api.Test;

/** What losses do at their edges. */
class LossTest {
  private static final Ops F = new Reference();
  private static final double[] ONES = {1, 1};

  @Test
  void nothingCounts() {
    var x = F.zeros(2, 3);
    var all = new CrossEntropy().ignore(1);
    assertTrue(Double.isNaN(F.doubles(all.of(F, x, 1, 1))[0]));
    assertEquals(0, F.doubles(all.total(Total.SUM).of(F, x, 1, 1))[0]);
  }

  /** Vectors that are alike have a distance whose slope must not be NaN. */
  @Test
  void equalVectors() {
    var a = F.tensor(new double[] {1, 2, 3, 4}, 2, 2);
    var b = F.tensor(new double[] {1, 2, 3, 4}, 2, 2);
    var tape = new Tape(F, List.of(a, b), 0);
    tape.backward(new TripletMargin().of(tape, a, b, b));
    for (double d : F.doubles(tape.gradient(a))) assertTrue(Double.isFinite(d));
    assertEquals(1, F.doubles(new TripletMargin().of(F, a, b, b))[0], 1e-12);
    assertEquals(0, F.doubles(new CosineEmbedding().of(F, a, b, F.tensor(ONES, 2)))[0], 1e-9);
  }

  @Test
  void refusals() {
    var a = F.zeros(2, 3);
    var b = F.zeros(2, 1);
    says(
        "MeanSquaredError needs tensors of one shape, but was given [2, 3] and [2, 1]",
        () -> new MeanSquaredError().of(F, a, b));
    says("Huber delta must be positive but is 0.0", () -> new Huber(0, Total.MEAN));
    says(
        "BinaryCrossEntropy has 2 weights, but was given [2, 3]: a column needs a weight",
        () -> new BinaryCrossEntropy(new double[2], Total.MEAN).of(F, a, a));
    says(
        "MultiClassHinge has the target 3, but there are classes 0 to 2",
        () -> new MultiClassHinge().of(F, a, 0, 3));
    says(
        "Contrastive needs vectors [n, width] and numbers [n], but was given [2, 3] and [2, 1]",
        () -> new Contrastive().of(F, a, a, b));
    says(
        "CosineEmbedding margin must be in [-1, 1] but is 2.0",
        () -> new CosineEmbedding(2, Total.MEAN));
  }

  private void says(String message, Runnable what) {
    var e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}

package millrace.neural.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses and their gradients against PyTorch ({@code golden/losses.py}), in double. */
class LossGoldenTest {
  private static final Golden GOLDEN = new Golden("losses.tsv");
  private static final Ops F = GOLDEN.f;
  private static final int[] CLASSES = {2, 0, 4, 1, 2, 2};
  private static final int[][] LABELS = {{1, 2, 2}, {3}, {4, 1, 1, 4}};
  private static final double[] WEIGHTS = {.5, 1, 2, 3, .25};

  private record None() {}

  private interface One {
    Tensor of(Ops f, Tensor x);
  }

  private interface Two {
    Tensor of(Ops f, Tensor x, Tensor y);
  }

  private static void one(String name, One loss) {
    GOLDEN.check(name, new None(), (f, in) -> loss.of(f, in.get("x0")));
  }

  private static void two(String name, Two loss) {
    GOLDEN.check(name, new None(), (f, in) -> loss.of(f, in.get("x0"), in.get("x1")));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofNumbers(Total total) {
    two("squared " + total, new MeanSquaredError(total)::of);
    two("absolute " + total, new MeanAbsoluteError(total)::of);
    two("huber " + total, new Huber(1, total)::of);
    two("huber .5 " + total, new Huber(.5, total)::of);
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofClasses(Total total) {
    var plain = new CrossEntropy().total(total);
    one("cross entropy " + total, (f, x) -> plain.of(f, x, CLASSES));
    one("cross entropy smoothed " + total, (f, x) -> plain.smoothing(.1).of(f, x, CLASSES));
    one("cross entropy weighted " + total, (f, x) -> plain.weights(WEIGHTS).of(f, x, CLASSES));
    var all = plain.smoothing(.2).weights(WEIGHTS).ignore(2);
    one("cross entropy all " + total, (f, x) -> all.of(f, x, CLASSES));
    one("multi class hinge " + total, (f, x) -> new MultiClassHinge(1, total).of(f, x, CLASSES));
    one("multi class hinge 2 " + total, (f, x) -> new MultiClassHinge(2, total).of(f, x, CLASSES));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofTwoClasses(Total total) {
    var targets = GOLDEN.tensor("targets");
    var signs = GOLDEN.tensor("signs");
    var plain = new BinaryCrossEntropy(new double[0], total);
    one("binary " + total, (f, x) -> plain.of(f, x, targets));
    one("binary large " + total, (f, x) -> plain.of(f, x, targets));
    var weighted = new BinaryCrossEntropy(new double[] {.5, 2, 7}, total);
    one("binary weighted " + total, (f, x) -> weighted.of(f, x, targets));
    one("hinge " + total, (f, x) -> new Hinge(1, false, total).of(f, x, signs));
    one("hinge squared " + total, (f, x) -> new Hinge(.7, true, total).of(f, x, signs));
  }

  @ParameterizedTest
  @EnumSource
  void ofDistributions(Total total) {
    var target = GOLDEN.tensor("probabilities");
    one("kl " + total, (f, x) -> new KullbackLeibler(total).of(f, x, target));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofAlignments(Total total) {
    var plain = new Ctc(0, false, total);
    one("ctc " + total, (f, x) -> plain.of(f, f.logSoftmax(x), LABELS, 9, 4, 7));
    int[][] labels = {{1}, {1, 2}, {3}}; // the second needs its 2 steps
    var finite = new Ctc(4, true, total);
    one("ctc infinite " + total, (f, x) -> finite.of(f, f.logSoftmax(x), labels, 9, 2, 7));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofDistances(Total total) {
    var signs = GOLDEN.tensor("signs");
    var together = F.affine(signs, .5, .5);
    two("contrastive " + total, (f, a, b) -> new Contrastive(3, total).of(f, a, b, together));
    two("cosine " + total, (f, a, b) -> new CosineEmbedding(0, total).of(f, a, b, signs));
    two("cosine margin " + total, (f, a, b) -> new CosineEmbedding(.2, total).of(f, a, b, signs));
    triplet("triplet " + total, new TripletMargin(1, false, total));
    triplet("triplet swapped " + total, new TripletMargin(2.5, true, total));
  }

  private static void triplet(String name, TripletMargin loss) {
    GOLDEN.check(name, new None(), (f, in) -> loss.of(f, in.get("x0"), in.get("x1"), in.get("x2")));
  }

  @Test
  void defaultsAreMeans() {
    two("squared MEAN", new MeanSquaredError()::of);
    two("absolute MEAN", new MeanAbsoluteError()::of);
    two("huber MEAN", new Huber()::of);
    one("cross entropy MEAN", (f, x) -> new CrossEntropy().of(f, x, CLASSES));
    one("multi class hinge MEAN", (f, x) -> new MultiClassHinge().of(f, x, CLASSES));
    one("binary MEAN", (f, x) -> new BinaryCrossEntropy().of(f, x, GOLDEN.tensor("targets")));
    one("hinge MEAN", (f, x) -> new Hinge().of(f, x, GOLDEN.tensor("signs")));
    one("kl ROWS", (f, x) -> new KullbackLeibler().of(f, x, GOLDEN.tensor("probabilities")));
    one("ctc MEAN", (f, x) -> new Ctc().of(f, f.logSoftmax(x), LABELS, 9, 4, 7));
    triplet("triplet MEAN", new TripletMargin());
    two("cosine MEAN", (f, a, b) -> new CosineEmbedding().of(f, a, b, GOLDEN.tensor("signs")));
  }

  /** Logits of sequences are rows like any others. */
  @Test
  void logitsOfSequences() {
    var x = GOLDEN.tensor("cross entropy MEAN/x0");
    var y = new CrossEntropy().of(F, F.reshape(x, 2, 3, 5), CLASSES);
    GOLDEN.near("cross entropy MEAN/y", y);
  }

  @Test
  void nothingCounts() {
    var x = F.zeros(2, 3);
    var all = new CrossEntropy().ignore(1);
    assertTrue(Double.isNaN(F.doubles(all.of(F, x, 1, 1))[0]));
    assertEquals(0, F.doubles(all.total(Total.SUM).of(F, x, 1, 1))[0]);
  }

  /** Vectors that are alike have a distance without a slope: it must not be NaN. */
  @Test
  void equalVectors() {
    var a = F.tensor(new double[] {1, 2, 3, 4}, 2, 2);
    var none = new HashSet<Double>();
    for (double v : F.doubles(new TripletMargin().of(F, a, a, a))) none.add(v);
    assertEquals(Set.of(1.0), none);
    assertEquals(1, F.doubles(Distance.cosine(F, a, a))[1], 1e-9);
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

  private static void says(String message, Runnable what) {
    var e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}

package millrace.neural.losses;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses and their gradients against PyTorch ({@code golden/losses.py}). */
abstract class LossSuite {
  private static final int[] CLASSES = {2, 0, 4, 1, 2, 2};
  private static final int[][] LABELS = {{1, 2, 2}, {3}, {4, 1, 1, 4}};
  private static final double[] WEIGHTS = {.5, 1, 2, 3, .25};
  private final Golden golden;

  LossSuite(Golden golden) {
    this.golden = golden;
  }

  @AfterEach
  void close() {
    golden.close();
  }

  private record None() {}

  private interface One {
    Tensor of(Ops f, Tensor x);
  }

  private interface Two {
    Tensor of(Ops f, Tensor x, Tensor y);
  }

  private void one(String name, One loss) {
    golden.check(name, new None(), (f, in) -> loss.of(f, in.get("x0")));
  }

  private void two(String name, Two loss) {
    golden.check(name, new None(), (f, in) -> loss.of(f, in.get("x0"), in.get("x1")));
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
    var targets = golden.tensor("targets");
    var signs = golden.tensor("signs");
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
    var target = golden.tensor("probabilities");
    one("kl " + total, (f, x) -> new KullbackLeibler(total).of(f, x, target));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofAlignments(Total total) {
    var plain = new Ctc(0, false, total);
    one("ctc " + total, (f, x) -> plain.of(f, f.logSoftmax(x), LABELS, 9, 4, 7));
    int[][] labels = {{1}, {1, 1}, {3}}; // the second needs a blank between
    var finite = new Ctc(4, true, total);
    one("ctc infinite " + total, (f, x) -> finite.of(f, f.logSoftmax(x), labels, 9, 2, 7));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "SUM"})
  void ofDistances(Total total) {
    var signs = golden.tensor("signs");
    var together = golden.f.affine(signs, .5, .5);
    two("contrastive " + total, (f, a, b) -> new Contrastive(3, total).of(f, a, b, together));
    two("cosine " + total, (f, a, b) -> new CosineEmbedding(0, total).of(f, a, b, signs));
    two("cosine margin " + total, (f, a, b) -> new CosineEmbedding(.2, total).of(f, a, b, signs));
    triplet("triplet " + total, new TripletMargin(1, false, total));
    triplet("triplet swapped " + total, new TripletMargin(2.5, true, total));
  }

  private void triplet(String name, TripletMargin loss) {
    golden.check(name, new None(), (f, in) -> loss.of(f, in.get("x0"), in.get("x1"), in.get("x2")));
  }

  @Test
  void defaultsAreMeans() {
    two("squared MEAN", new MeanSquaredError()::of);
    two("absolute MEAN", new MeanAbsoluteError()::of);
    two("huber MEAN", new Huber()::of);
    one("cross entropy MEAN", (f, x) -> new CrossEntropy().of(f, x, CLASSES));
    one("multi class hinge MEAN", (f, x) -> new MultiClassHinge().of(f, x, CLASSES));
    one("binary MEAN", (f, x) -> new BinaryCrossEntropy().of(f, x, golden.tensor("targets")));
    one("hinge MEAN", (f, x) -> new Hinge().of(f, x, golden.tensor("signs")));
    one("kl ROWS", (f, x) -> new KullbackLeibler().of(f, x, golden.tensor("probabilities")));
    one("ctc MEAN", (f, x) -> new Ctc().of(f, f.logSoftmax(x), LABELS, 9, 4, 7));
    triplet("triplet MEAN", new TripletMargin());
    two("cosine MEAN", (f, a, b) -> new CosineEmbedding().of(f, a, b, golden.tensor("signs")));
  }

  /** Logits of sequences are rows like any others. */
  @Test
  void logitsOfSequences() {
    var x = golden.tensor("cross entropy MEAN/x0");
    var y = new CrossEntropy().of(golden.f, golden.f.reshape(x, 2, 3, 5), CLASSES);
    golden.near("cross entropy MEAN/y", y);
  }
}

package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import millrace.data.Frame;
import millrace.learn.DecisionFunction;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.LinearSvc;
import millrace.trainers.LinearSvr;
import millrace.trainers.OneClassSvm;
import millrace.trainers.Svc;
import millrace.trainers.Svr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The other implementation is our own learner of the same objective: with a strict {@code tol} both
 * come within 1e-5 of the one minimum there is (the hinge's, which is not smooth, within 1e-3; the
 * tube's within 1e-4).
 */
class VectorMachinesTest {
  private static final Run RUN = Run.seeded(5).threads(2);

  /** The greatest difference, as a share of the greatest decision value. */
  private static double apart(double[] a, double[] b) {
    assertEquals(a.length, b.length);
    double most = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.abs(b[i]));
    }
    return most / size;
  }

  private static double[] decisions(DecisionFunction f, Frame frame) {
    return f.decision(frame);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void linearClassifierDecidesAsOurs(int k) {
    var train = Frames.levels(300, k, 1, false);
    var test = Frames.levels(200, k, 2, false);
    for (double c : new double[] {0.05, 1}) {
      var theirs = new LibLinearSvc().c(c).tol(1e-9).maxIter(100_000).fit(train, RUN);
      var ours = new LinearSvc().c(c).tol(1e-10).maxIter(100_000).fit(train, RUN);
      assertTrue(apart(decisions(theirs, test), decisions(ours, test)) < 1e-5);
      assertEquals(k == 2 ? 1 : k, theirs.intercepts().length);
    }
    // LibLinear makes 300 passes at most, which are enough for a small C.
    var theirs =
        new LibLinearSvc()
            .loss(LibLinearSvc.Loss.HINGE)
            .c(0.005)
            .tol(1e-8)
            .maxIter(1_000_000)
            .fit(train, RUN);
    var ours =
        new LinearSvc()
            .loss(LinearSvc.Loss.HINGE)
            .c(0.005)
            .tol(1e-8)
            .maxIter(1_000_000)
            .fit(train, RUN);
    assertTrue(apart(decisions(theirs, test), decisions(ours, test)) < 1e-3);
  }

  @Test
  void l1PenaltyLeavesWeightsAt0() {
    var train = Frames.levels(300, 3, 1, false);
    var fitted = new LibLinearSvc().penalty(LibLinearSvc.Penalty.L1).c(0.01).fit(train, RUN);
    int zeros = 0;
    for (double w : fitted.weights()) if (w == 0) zeros++;
    assertTrue(zeros > 3 && zeros < fitted.weights().length, zeros + " weights are 0");
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new LibLinearSvc().loss(LibLinearSvc.Loss.HINGE).penalty(LibLinearSvc.Penalty.L1));
    assertTrue(e.getMessage().contains("L1"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(LibLinearSvr.Loss.class)
  void linearRegressorIsOurs(LibLinearSvr.Loss loss) {
    var train = Frames.numbers(300, 3, false);
    var test = Frames.numbers(200, 4, false);
    var theirs =
        new LibLinearSvr()
            .loss(loss)
            .c(0.1)
            .epsilon(0.5)
            .tol(1e-9)
            .maxIter(1_000_000)
            .fit(train, RUN);
    var ours =
        new LinearSvr()
            .loss(LinearSvr.Loss.valueOf(loss.name()))
            .c(0.1)
            .epsilon(0.5)
            .tol(1e-9)
            .maxIter(1_000_000)
            .fit(train, RUN);
    assertTrue(apart(theirs.predict(test).values(), ours.predict(test).values()) < 1e-4);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void classifierDecidesAsOurs(int k) {
    var train = Frames.levels(250, k, 1, false);
    var test = Frames.levels(150, k, 2, false);
    for (var kernel : new LibSvmKernel[] {LibSvmKernel.RBF, LibSvmKernel.POLY}) {
      var theirs = new LibSvmSvc().kernel(kernel).tol(1e-9).coef0(1).fit(train, RUN);
      var ours = new Svc().kernel(Kernel.valueOf(kernel.name())).tol(1e-9).coef0(1).fit(train, RUN);
      assertTrue(apart(theirs.pairs(test), ours.pairs(test)) < 1e-6, kernel + "");
      assertArrayEquals(ours.count(), theirs.count());
      assertArrayEquals(ours.support(), theirs.support());
      assertEquals(ours.predict(test).size(), theirs.predict(test).size());
      for (int i = 0; i < 150; i++) {
        assertEquals(ours.predict(test).label(i), theirs.predict(test).label(i));
      }
    }
  }

  /** LibSVM's functions speak for the level it meets first: any order must give the same. */
  @Test
  void theOrderOfRowsDoesNotTurnTheLevelsRound() {
    var train = Frames.levels(200, 4, 3, false);
    var back = new int[200];
    for (int i = 0; i < 200; i++) back[i] = 199 - i;
    var trainer = new LibSvmSvc().tol(1e-9);
    var a = trainer.fit(train, RUN).pairs(train);
    var b = trainer.fit(train.rows(back), RUN).pairs(train);
    assertArrayEquals(a, b, 1e-6);
  }

  @Test
  void regressorIsOurs() {
    var train = Frames.numbers(250, 3, false);
    var test = Frames.numbers(150, 4, false);
    for (double gamma : new double[] {Kernel.SCALE, Kernel.AUTO, 0.02}) {
      var theirs = new LibSvmSvr().c(20).gamma(gamma).tol(1e-8).fit(train, RUN);
      var ours = new Svr().c(20).gamma(gamma).tol(1e-8).fit(train, RUN);
      assertTrue(apart(theirs.predict(test).values(), ours.predict(test).values()) < 1e-6);
    }
  }

  @Test
  void oneClassIsOurs() {
    var train = Frames.numbers(250, 3, false).features();
    var test = Frames.numbers(150, 4, false).features();
    for (double nu : new double[] {0.1, 0.5}) {
      var theirs = new LibSvmOneClass().nu(nu).tol(1e-9).fit(train, RUN);
      var ours = new OneClassSvm().nu(nu).tol(1e-9).fit(train, RUN);
      assertTrue(apart(theirs.predict(test).values(), ours.predict(test).values()) < 1e-6);
    }
  }

  @Test
  void libSvmIsSilentAndCanBeCancelledWithin() {
    var train = Frames.levels(400, 2, 1, false);
    var said = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      new LibSvmSvc().fit(train, RUN);
    } finally {
      System.setOut(before);
    }
    assertEquals("", said.toString(StandardCharsets.UTF_8));
    var run = Run.seeded(1);
    var steps = new int[1];
    assertThrows(
        CancellationException.class,
        () ->
            new LibSvmSvc()
                .c(1e4)
                .tol(1e-9)
                .fit(
                    train,
                    run.listen(
                        _ -> {
                          if (++steps[0] == 2) run.cancel();
                        })));
  }
}

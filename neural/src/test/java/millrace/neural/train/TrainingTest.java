package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private static final Run RUN = Run.seeded(7).threads(1);

  @Test
  void learns() {
    try (var f = new Cpu(1)) {
      var spirals = new Spirals(f, 200, RUN);
      var history =
          new Training()
              .optimizer(new Adam().lr(.02))
              .epochs(60)
              .validation(.2)
              .fit(f, spirals.task().score(spirals::score), RUN);
      assertEquals(60, history.epochs().size());
      assertTrue(history.kept().figures()[0] >= .95, () -> history.kept().toString());
      assertEquals(List.of("accuracy", "loss"), history.kept().names());
      assertTrue(history.epochs().getLast().loss() < history.epochs().getFirst().loss() / 3);
    }
  }

  @Test
  void sameBytesForAnyNumberOfThreads() {
    float[] expected = null;
    for (int threads : new int[] {1, 2, 3}) {
      try (var f = new Cpu(threads)) {
        var run = RUN.threads(threads);
        var spirals = new Spirals(f, 300, 64, RUN);
        new Training().epochs(3).batchSize(128).ema(.9).clipNorm(1).fit(f, spirals.task(), run);
        var weights = spirals.weights();
        if (expected == null) expected = weights;
        assertArrayEquals(expected, weights, threads + " threads");
      }
    }
    try (var f = new Cpu(1)) {
      var spirals = new Spirals(f, 300, 64, RUN.seed(8));
      new Training().epochs(3).batchSize(128).fit(f, spirals.task(), RUN.seed(8));
      assertFalse(Arrays.equals(expected, spirals.weights()), "another seed, other weights");
    }
  }

  /** As golden/optimizers.py: 20 steps of SGD and the average that .9 of stays at each step. */
  @Test
  void averagesOfWeights() {
    var net = SmallNet.golden(new Reference());
    var task = Task.of(net.parameters, List.of(), 6, (g, rows) -> net.loss(g));
    new Training()
        .optimizer(new Sgd().lr(.1))
        .batchSize(6)
        .epochs(20)
        .ema(.9)
        .fit(net.f, task, RUN);
    var golden = Golden.numbers(Golden.read("optimizers.json").get("ema"));
    assertArrayEquals(golden, net.numbers(), 1e-12);
  }

  /** A step of rate 1 from the start shows the clipped gradients of golden/optimizers.py. */
  @Test
  void clipsAsPyTorch() {
    var golden = Golden.read("optimizers.json");
    for (double most : new double[] {.1, 1, 100}) {
      var expected = Golden.numbers(golden.get("clip norm").get("" + most).get("gradients"));
      assertArrayEquals(expected, firstGradients(new Training().clipNorm(most)), 1e-12);
    }
    var expected = Golden.numbers(golden.get("clip value"));
    assertArrayEquals(expected, firstGradients(new Training().clipValue(.05)), 1e-12);
  }

  private static double[] firstGradients(Training training) {
    var net = SmallNet.golden(new Reference());
    var before = net.numbers();
    var task = Task.of(net.parameters, List.of(), 6, (g, rows) -> net.loss(g));
    training.optimizer(new Sgd().lr(1)).batchSize(6).epochs(1).fit(net.f, task, RUN);
    var after = net.numbers();
    return IntStream.range(0, after.length).mapToDouble(i -> before[i] - after[i]).toArray();
  }

  /** Both parameters of a sum have the same tensor as gradient: it must not be scaled twice. */
  @Test
  void clipsSharedGradientsOnce() {
    for (var f : List.of(new Reference(), new Cpu(1))) {
      try (f) {
        var p = f.zeros(2);
        var q = f.zeros(2);
        var task =
            Task.of(List.of(p, q), List.of(), 1, (g, rows) -> g.sum(g.scale(g.add(p, q), 10), 0));
        new Training().optimizer(new Sgd().lr(1)).epochs(1).clipNorm(1).fit(f, task, RUN);
        assertArrayEquals(new double[] {-.5, -.5}, f.doubles(p), 1e-6);
        assertArrayEquals(new double[] {-.5, -.5}, f.doubles(q), 1e-6);
      }
    }
  }

  @Test
  void smallBatchesMakeALargeOne() {
    var weights = new double[30];
    for (int i = 0; i < 30; i++) weights[i] = 1 + i % 3;
    for (boolean weighted : new boolean[] {false, true}) {
      var large = train(weighted ? weights : new double[0], 30, 1);
      var small = train(weighted ? weights : new double[0], 7, 5); // 7, 7, 7, 7 and 2 rows
      assertArrayEquals(large, small, 1e-13);
    }
  }

  private static double[] train(double[] weights, int batchSize, int accumulate) {
    var f = new Reference();
    var spirals = new Spirals(f, 30, RUN);
    spirals.weights = weights;
    var task = spirals.task().weights(weights);
    var training = new Training().batchSize(batchSize).accumulate(accumulate).epochs(4);
    assertEquals(4, training.steps(task));
    training.clipNorm(.5).fit(f, task, RUN);
    return SmallNet.numbers(f, task.parameters());
  }

  /** One weight that overshoots: validation is best in epoch 2, and then gets worse. */
  @Test
  void stopsEarlyAndGoesBack() {
    var f = new Reference();
    var w = f.tensor(new double[] {0}, 1);
    var figures = new double[] {5, 4, 2, 3, 2.5, 1.95, 9, 9};
    var seen = new ArrayList<Double>();
    var task =
        Task.of(List.of(w), List.of(), 4, (g, rows) -> g.affine(w, 1, 0))
            .heldOut(3)
            .score(
                (g, batches) -> {
                  seen.add(g.doubles(w)[0]);
                  return Figures.lowest("figure", figures[seen.size() - 1]);
                });
    var training = new Training().optimizer(new Sgd().lr(1)).batchSize(3).epochs(8);

    var history = training.patience(3).minDelta(.1).fit(f, task, RUN);
    assertTrue(history.stopped());
    assertEquals(6, history.epochs().size());
    assertEquals(2, history.best());
    assertEquals(2, history.kept().figures()[0]);
    assertEquals(-3, f.doubles(w)[0]);

    f.set(w, new float[] {0});
    seen.clear();
    history = training.fit(f, task, RUN);
    assertFalse(history.stopped());
    assertEquals(8, history.epochs().size());
    assertEquals(5, history.best());
    assertEquals(-6, f.doubles(w)[0]);

    f.set(w, new float[] {0});
    seen.clear();
    history = training.keepBest(false).fit(f, task, RUN);
    assertEquals(-1, history.best());
    assertEquals(-8, f.doubles(w)[0]);
  }

  @Test
  void highFiguresCanBeTheBest() {
    var f = new Reference();
    var w = f.tensor(new double[] {0}, 1);
    var task =
        Task.of(List.of(w), List.of(), 2, (g, rows) -> g.affine(w, 1, 0))
            .heldOut(0)
            .score((g, b) -> Figures.highest("figure", -Math.abs(g.doubles(w)[0] + 3)));
    var history = new Training().optimizer(new Sgd().lr(1)).epochs(5).patience(1).fit(f, task, RUN);
    assertEquals(2, history.best());
    assertEquals(-3, f.doubles(w)[0]);
    assertEquals(4, history.epochs().size());
  }

  @Test
  void heldOutRowsAreNotTrainedOn() {
    var f = new Reference();
    var spirals = new Spirals(f, 50, RUN);
    var trained = new boolean[50];
    var validated = new boolean[50];
    var task = spirals.task();
    var watched =
        Task.of(
                task.parameters(),
                List.of(),
                50,
                (g, rows) -> {
                  for (int r : rows) (g.training() ? trained : validated)[r] = true;
                  return spirals.loss(g, rows);
                })
            .lengths(IntStream.range(0, 50).toArray());
    new Training().validation(.3).epochs(2).batchSize(4).fit(f, watched, RUN);
    int held = 0;
    for (int i = 0; i < 50; i++) {
      assertTrue(trained[i] ^ validated[i], "row " + i);
      if (validated[i]) held++;
    }
    assertEquals(15, held);
  }

  @Test
  void schedulesByStepAndByEpoch() {
    var f = new Reference();
    var rates = new ArrayList<Double>();
    var run = RUN.listen(p -> p.values().computeIfPresent("lr", (k, v) -> add(rates, v)));
    var spirals = new Spirals(f, 12, RUN);
    var training =
        new Training()
            .optimizer(new Sgd().lr(.5))
            .schedule(new Schedule.StepDecay(2, .5))
            .batchSize(4)
            .epochs(2);
    training.fit(f, spirals.task(), run);
    assertEquals(List.of(.5, .5, .25, .25, .125, .125), rates);
    rates.clear();
    training.schedule(new Schedule.StepDecay(1, .5)).byEpochs(true).fit(f, spirals.task(), run);
    assertEquals(List.of(.5, .5, .5, .25, .25, .25), rates);
    rates.clear();
    var bad = spirals.task().heldOut(0).score((g, b) -> Figures.lowest("figure", 1));
    training.schedule(new Plateau(.5, 0)).epochs(3).fit(f, bad, run);
    assertEquals(.5, rates.getFirst());
    assertEquals(.25, rates.getLast());
  }

  /** Epochs of two steps with rows drawn anew, three and a half of them. */
  @Test
  void drawsRowsAndEndsWithinAnEpoch() {
    var f = new Reference();
    var seen = new ArrayList<int[]>();
    var spirals = new Spirals(f, 12, RUN);
    var task = spirals.task();
    var watched =
        Task.of(
                task.parameters(),
                task.buffers(),
                12,
                (g, rows) -> {
                  if (g.training()) seen.add(rows);
                  return spirals.loss(g, rows);
                })
            .heldOut(3, 4);
    var training = new Training().batchSize(5).accumulate(2).drawn(20).mostSteps(7).epochs(9);
    assertEquals(7, training.steps(watched));
    assertEquals(18, training.mostSteps(0).steps(watched));
    var progress = new ArrayList<Run.Progress>();
    var history = training.fit(f, watched, RUN.listen(progress::add));
    assertEquals(4, history.epochs().size());
    assertEquals(7, progress.getLast().done());
    assertEquals(7, progress.getLast().total());
    assertTrue(progress.getLast().values().containsKey("validation"));
    assertEquals(14, seen.size());
    var rows = seen.stream().flatMapToInt(Arrays::stream).toArray();
    assertEquals(70, rows.length);
    assertTrue(Arrays.stream(rows).noneMatch(r -> r == 3 || r == 4), "held out");
    assertEquals(10, Arrays.stream(rows).distinct().count());
    assertFalse(Arrays.equals(seen.get(0), seen.get(4)), "each epoch draws anew");
  }

  private static Double add(List<Double> list, Double v) {
    list.add(v);
    return v;
  }

  @Test
  void tellsOfEachStep() {
    var f = new Reference();
    var heard = new ArrayList<Run.Progress>();
    var spirals = new Spirals(f, 20, RUN);
    var training = new Training().batchSize(4).epochs(2).validation(.2).readEvery(3);
    training.fit(f, spirals.task(), RUN.listen(heard::add));
    assertEquals(8, heard.size());
    for (int i = 0; i < 8; i++) {
      assertEquals(i + 1, heard.get(i).done());
      assertEquals(8, heard.get(i).total());
    }
    assertEquals(Map.of(), heard.get(0).values());
    assertEquals(List.of("loss", "lr", "epoch"), List.copyOf(heard.get(2).values().keySet()));
    assertEquals(
        List.of("loss", "lr", "epoch", "validation"), List.copyOf(heard.get(7).values().keySet()));
  }

  /** Looking at the loss less often changes nothing but what is shown. */
  @Test
  void readingLessOftenIsTheSame() {
    var weights = new ArrayList<double[]>();
    var losses = new ArrayList<Double>();
    for (int every : new int[] {1, 4, 1000}) {
      var f = new Reference();
      var spirals = new Spirals(f, 50, RUN);
      var history =
          new Training().batchSize(4).epochs(2).readEvery(every).fit(f, spirals.task(), RUN);
      losses.add(history.epochs().getLast().loss());
      weights.add(SmallNet.numbers(f, spirals.task().parameters()));
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
    assertEquals(losses.get(0), losses.get(1), 1e-13);
    assertEquals(losses.get(0), losses.get(2), 1e-13);
  }

  @Test
  void finishesAndCancels() {
    var f = new Reference();
    var spirals = new Spirals(f, 40, RUN);
    var run = Run.seeded(7);
    var finishing = run.listen(p -> finishAt(run, p, 7));
    var history = new Training().batchSize(10).epochs(5).fit(f, spirals.task(), finishing);
    assertEquals(2, history.epochs().size());

    var other = Run.seeded(7);
    var cancelling = other.listen(p -> cancelAt(other, p, 7));
    assertThrows(
        CancellationException.class,
        () -> new Training().batchSize(10).epochs(5).fit(f, spirals.task(), cancelling));
  }

  private static void finishAt(Run run, Run.Progress p, int at) {
    if (p.done() == at) run.finish();
  }

  private static void cancelAt(Run run, Run.Progress p, int at) {
    if (p.done() == at) run.cancel();
  }

  @Test
  void lossThatIsNoNumberIsAnError() {
    var f = new Reference();
    var spirals = new Spirals(f, 40, RUN);
    var wild = new Training().optimizer(new Sgd().lr(1e200)).epochs(30);
    var e = assertThrows(ArithmeticException.class, () -> wild.fit(f, spirals.task(), RUN));
    assertTrue(e.getMessage().contains("learning rate of 1.0E200"), e.getMessage());
  }

  /** With rows held out, the best weights are kept and the work ends. */
  @Test
  void lossThatIsNoNumberEndsTheWork() {
    var f = new Reference();
    var w = f.tensor(new double[] {1}, 1);
    var task =
        Task.of(
            List.of(w),
            List.of(),
            4,
            (g, rows) -> {
              var x = g.apply(Function.LOG, w); // not a number below 0
              return g.training() ? x : g.affine(w, 1, 0);
            });
    var training = new Training().optimizer(new Sgd().lr(.4)).batchSize(3).epochs(50);
    var history = training.fit(f, task.heldOut(0), RUN);
    assertTrue(history.epochs().size() < 10, "it ended");
    assertTrue(f.doubles(w)[0] > 0 || history.best() >= 0, "the best weights are back");
    assertTrue(Double.isFinite(f.doubles(w)[0]));
  }

  @Test
  void secondOrderInTheSameLoop() {
    var net = SmallNet.golden(new Reference());
    var task = Task.of(net.parameters, List.of(), 6, (g, rows) -> net.loss(g));
    var lbfgs = new Lbfgs().maxIter(4).strongWolfe(true);
    var history = new Training().optimizer(lbfgs).batchSize(6).epochs(8).fit(net.f, task, RUN);
    var golden = Golden.read("optimizers.json").get("lbfgs wolfe").get("losses");
    for (int i = 0; i < 8; i++)
      assertEquals(golden.get(i).asDouble(), history.epochs().get(i).loss(), 1e-9);
    assertThrows(IllegalArgumentException.class, () -> new Training().optimizer(lbfgs).clipNorm(1));
  }

  @Test
  void refusals() {
    var f = new Reference();
    var w = f.zeros(2);
    Task.Loss loss = (g, rows) -> g.affine(w, 1, 0);
    var task = Task.of(List.of(w), List.of(), 4, loss);
    var e = assertThrows(IllegalArgumentException.class, () -> new Training().fit(f, task, RUN));
    assertTrue(e.getMessage().contains("one number, not Tensor[2]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> task.weights(1, 2));
    assertThrows(IllegalArgumentException.class, () -> task.heldOut(4));
    assertThrows(IllegalArgumentException.class, () -> Task.of(List.of(w), List.of(), 0, loss));
    assertThrows(
        IllegalArgumentException.class, () -> Task.of(List.<Tensor>of(), List.of(), 1, loss));
    assertThrows(
        IllegalArgumentException.class, () -> new Training().fit(f, task.heldOut(0, 1, 2, 3), RUN));
    assertThrows(IllegalArgumentException.class, () -> new Training().epochs(0));
  }
}

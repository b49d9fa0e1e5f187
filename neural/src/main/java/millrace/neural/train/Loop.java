package millrace.neural.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.run.Run;
import millrace.store.Checkpoint;

/** One {@link Training} at work. */
final class Loop {
  private static final String PHASE = "step";

  private final Training how;
  private final Ops f;
  private final Task task;
  private final Run run;
  private final Optional<Checkpoint<TrainingState>> checkpoint;
  private final Updater updater;
  private final Steps steps;
  private final List<Tensor> weights = new ArrayList<>();
  private final Copies averages;
  private final Copies best;
  private final int[] rows;
  private final List<int[]> held;
  private final long total;

  private int epoch;
  private int batch;
  private long step;
  private double lossSum;
  private double lossWeight;
  private double bestCost = Double.POSITIVE_INFINITY;
  private int bestEpoch = -1;
  private double[] costs = {};
  private final List<History.Epoch> epochs = new ArrayList<>();
  private double lr;
  private boolean diverged;

  Loop(Training how, Ops f, Task task, Run run, Optional<Checkpoint<TrainingState>> checkpoint) {
    this.how = how;
    this.f = f;
    this.task = task;
    this.run = run;
    this.checkpoint = checkpoint;
    var optimizer = how.optimizer();
    var groups = task.groups();
    if (groups.isEmpty()) {
      groups =
          how.decayVectors()
              ? List.of(Group.of(optimizer, task.parameters()))
              : Group.matricesDecay(optimizer, task.parameters());
    }
    updater = optimizer.updater(f, groups);
    steps = new Steps(how, f, task, run, updater);
    weights.addAll(task.parameters());
    weights.addAll(task.buffers());
    averages = new Copies(f, how.ema() > 0 ? task.parameters() : List.of());
    averages.take();
    total = how.steps(task);
    var heldOut = heldOut();
    best = new Copies(f, heldOut.length > 0 && how.keepBest() ? weights : List.of());
    rows = others(heldOut);
    if (rows.length == 0)
      throw new IllegalArgumentException(
          "all of the %d rows are held out: none are left to learn from".formatted(task.rows()));
    held = new Batches(how.batchSize(), task.lengths()).inOrder(heldOut);
  }

  private int[] heldOut() {
    if (task.heldOut().length > 0) return task.heldOut();
    var order = IntStream.range(0, task.rows()).toArray();
    var random = run.random("validation");
    for (int i = 0; i < how.held(task); i++) {
      int j = i + random.nextInt(order.length - i);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    var held = Arrays.copyOf(order, how.held(task));
    Arrays.sort(held);
    return held;
  }

  private int[] others(int[] held) {
    var out = new boolean[task.rows()];
    for (int r : held) out[r] = true;
    return IntStream.range(0, out.length).filter(r -> !out[r]).toArray();
  }

  History fit() {
    checkpoint.flatMap(Checkpoint::resume).ifPresent(this::restore);
    boolean go = true;
    while (go && epoch < how.epochs() && step < total && !patienceIsOver()) go = epoch();
    if (bestEpoch >= 0 && how.keepBest()) best.give();
    else if (how.ema() > 0) averages.give();
    boolean early = patienceIsOver() && epoch < how.epochs();
    if (step < total) run.step(PHASE, total, total);
    checkpoint.ifPresent(Checkpoint::done);
    return new History(epochs, how.keepBest() ? bestEpoch : -1, early);
  }

  private boolean patienceIsOver() {
    return how.patience() > 0 && epoch - 1 - bestEpoch >= how.patience() && costs.length > 0;
  }

  /** The rest of an epoch; false if the run shall finish. */
  private boolean epoch() {
    var batches = batches();
    boolean go = true;
    while (go && batch < batches.size()) {
      int to = Math.min(batches.size(), batch + how.accumulate());
      double factor = how.schedule().factor(how.byEpochs() ? epoch : step, costs);
      lr = how.optimizer().lr() * factor;
      steps.step(step, factor, batches.subList(batch, to));
      if (how.ema() > 0) averages.blend(1 - how.ema());
      step++;
      batch = to;
      if (batch == batches.size() || step == total) break;
      double shown = steps.unread() == how.readEvery() ? read() : Double.NaN;
      go = tell(shown) && !diverged;
      if (steps.unread() == 0) saveIfDue();
    }
    if (steps.unread() > 0) read();
    return endEpoch() && go && !diverged;
  }

  private List<int[]> batches() {
    var batches = new Batches(how.batchSize(), task.lengths());
    var random = run.random("batches", epoch);
    return how.drawn() > 0
        ? batches.drawn(rows, how.drawn(), random)
        : batches.shuffled(rows, random);
  }

  /** Adds the losses since the last look to those of the epoch; their mean. */
  private double read() {
    double sum = steps.lossSum();
    double weight = steps.lossWeight();
    steps.forget();
    diverged |= !Double.isFinite(sum);
    if (diverged && (bestEpoch < 0 || !how.keepBest()))
      throw new ArithmeticException(
          "the loss is %s at step %d (epoch %d) with a learning rate of %s: lower it, clip the gradients (clipNorm) or look for extreme inputs"
              .formatted(sum / weight, step, epoch + 1, lr));
    lossSum += sum;
    lossWeight += weight;
    return sum / weight;
  }

  private boolean tell(double loss) {
    if (Double.isNaN(loss)) return run.step(PHASE, step, total);
    return run.step(PHASE, step, total, "loss", loss, "lr", lr, "epoch", epoch + 1);
  }

  /** Validates, if there is something to validate with; false if the run shall finish. */
  private boolean endEpoch() {
    double loss = lossSum / lossWeight;
    var values = new ArrayList<Object>(List.of("loss", loss, "lr", lr, "epoch", epoch + 1));
    if (held.isEmpty()) {
      epochs.add(new History.Epoch(loss, lr, List.of(), new double[0]));
    } else {
      var figures = validate();
      epochs.add(new History.Epoch(loss, lr, figures.names(), figures.values()));
      for (int i = 0; i < figures.values().length; i++) {
        values.add(figures.names().get(i));
        values.add(figures.values()[i]);
      }
    }
    epoch++;
    batch = 0;
    lossSum = 0;
    lossWeight = 0;
    boolean go = run.step(PHASE, step, total, values.toArray());
    saveIfDue();
    return go;
  }

  private Figures validate() {
    boolean average = how.ema() > 0;
    if (average) averages.exchange();
    var figures = task.score().of(f, held);
    double cost = figures.cost();
    costs = Arrays.copyOf(costs, costs.length + 1);
    costs[costs.length - 1] = cost;
    if (cost < bestCost - how.minDelta()) {
      bestCost = cost;
      bestEpoch = epoch;
      best.take();
    }
    if (average) averages.exchange();
    return figures;
  }

  private void saveIfDue() {
    checkpoint.filter(Checkpoint::due).ifPresent(c -> c.save(state()));
  }

  private TrainingState state() {
    return new TrainingState(
        epoch,
        batch,
        step,
        lossSum,
        lossWeight,
        Values.of(f, weights),
        updater.state(),
        averages.values(),
        bestEpoch < 0 ? Values.none() : best.values(),
        bestCost,
        bestEpoch,
        costs,
        epochs);
  }

  private void restore(TrainingState state) {
    epoch = state.epoch();
    batch = state.batch();
    step = state.step();
    lossSum = state.lossSum();
    lossWeight = state.lossWeight();
    state.weights().to(f, weights);
    updater.restore(state.updater());
    averages.set(state.averages());
    if (state.bestEpoch() >= 0) best.set(state.best());
    bestCost = state.bestCost();
    bestEpoch = state.bestEpoch();
    costs = state.costs();
    epochs.addAll(state.epochs());
  }
}

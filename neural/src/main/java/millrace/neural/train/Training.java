package millrace.neural.train;

import java.util.Optional;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Ops;
import millrace.run.Run;
import millrace.store.Checkpoint;

/**
 * How a network is trained. The same seed gives the same weights, whatever the number of threads
 * and whether or not the work was interrupted.
 *
 * <pre>{@code
 * var net = Sequential.of(Linear.of(f, 784, 128, random).then(Function.RELU), Linear.of(f, 128, 10, random));
 * var history = new Training()
 *     .optimizer(new AdamW().lr(2e-3))
 *     .epochs(30).batchSize(64)
 *     .validation(.1).patience(5)
 *     .fit(f, Task.of(net, rows, (g, batch) -> loss(g, net, batch)), run);
 * }</pre>
 *
 * <p>An epoch visits all rows that are not held out, in an order that follows from the seed, or so
 * many of them as are {@linkplain #drawn}: then it is merely what lies between two validations.
 * With rows held out ({@link #validation} or {@link Task#heldOut}) the weights are those of the
 * epoch whose first {@linkplain Figures figure} was best; else those of the last.
 *
 * <p>{@link Run#step} hears of each step: loss, lr and epoch, and at the end of an epoch the
 * figures of validation; a {@link MetricsLog} that listens writes them down. A run that is told to
 * finish ends after the step it is at, as if it were the last.
 *
 * @param optimizer how weights move (default AdamW)
 * @param schedule how the learning rate changes (default: it does not)
 * @param byEpochs whether the schedule's time counts epochs, not steps (default false)
 * @param epochs how often all rows are visited, at most (default 20)
 * @param drawn how many rows an epoch draws, with replacement, as where rows are windows of a long
 *     text; 0: it visits all, once each (default 0)
 * @param mostSteps steps in all, at most, also where an epoch is not over; 0: as many as the epochs
 *     have (default 0)
 * @param batchSize rows of a batch (default 32)
 * @param accumulate batches whose gradients make one step (default 1)
 * @param decayVectors whether biases and gains of norms, too, have weight decay (default true, as
 *     in PyTorch)
 * @param clipNorm the most that the norm of all gradients together may be; 0: no matter (default 0)
 * @param clipValue the most that any gradient may be; 0: no matter (default 0)
 * @param ema what part of a moving average of the weights stays at each step, such as .999; the
 *     average is what is validated and kept, with the running statistics as they are; 0: none
 *     (default 0)
 * @param validation the share of rows that is held out, chosen by the seed (default 0)
 * @param patience epochs without progress before it ends; 0: it does not (default 0)
 * @param minDelta what counts as progress: more than this (default 0)
 * @param keepBest whether the best weights are kept rather than the last (default true)
 * @param readEvery steps between two looks at the loss, for each of which a device is waited for
 *     (default 1)
 * @see "I. Goodfellow et al., Deep Learning, 2016, chapter 8 and section 7.8 (early stopping)"
 */
public record Training(
    @Param("how weights move") Optimizer optimizer,
    @Param("how the learning rate changes") Schedule schedule,
    @Param("whether the schedule counts epochs") boolean byEpochs,
    @Param(value = "how often all rows are visited, at most", min = 1) int epochs,
    @Param(value = "rows that an epoch draws; 0: it visits all", min = 0) int drawn,
    @Param(value = "steps in all, at most; 0: those of all epochs", min = 0) long mostSteps,
    @Param(value = "rows of a batch", min = 1) int batchSize,
    @Param(value = "batches of a step", min = 1) int accumulate,
    @Param("whether biases and gains decay, too") boolean decayVectors,
    @Param(value = "the most that the norm of the gradients may be", min = 0) double clipNorm,
    @Param(value = "the most that a gradient may be", min = 0) double clipValue,
    @Param(value = "what part of the average of weights stays", min = 0, max = 1) double ema,
    @Param(value = "the share of rows that is held out", min = 0, max = 0.9) double validation,
    @Param(value = "epochs without progress before it ends", min = 0) int patience,
    @Param(value = "what counts as progress", min = 0) double minDelta,
    @Param("whether the best weights are kept") boolean keepBest,
    @Param(value = "steps between two looks at the loss", min = 1) int readEvery) {
  public Training {
    Spec.check(
        Training.class,
        optimizer,
        schedule,
        byEpochs,
        epochs,
        drawn,
        mostSteps,
        batchSize,
        accumulate,
        decayVectors,
        clipNorm,
        clipValue,
        ema,
        validation,
        patience,
        minDelta,
        keepBest,
        readEvery);
    if (optimizer instanceof Lbfgs && (clipNorm > 0 || clipValue > 0))
      throw new IllegalArgumentException(
          "Lbfgs needs gradients as they are: clipNorm and clipValue must be 0");
  }

  public Training() {
    this(
        new AdamW(),
        new Schedule.Constant(),
        false,
        20,
        0,
        0,
        32,
        1,
        true,
        0,
        0,
        0,
        0,
        0,
        0,
        true,
        1);
  }

  public Training optimizer(Optimizer optimizer) {
    return Spec.with(this, "optimizer", optimizer);
  }

  public Training schedule(Schedule schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public Training byEpochs(boolean byEpochs) {
    return Spec.with(this, "byEpochs", byEpochs);
  }

  public Training epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public Training drawn(int drawn) {
    return Spec.with(this, "drawn", drawn);
  }

  public Training mostSteps(long mostSteps) {
    return Spec.with(this, "mostSteps", mostSteps);
  }

  public Training batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public Training accumulate(int accumulate) {
    return Spec.with(this, "accumulate", accumulate);
  }

  public Training decayVectors(boolean decayVectors) {
    return Spec.with(this, "decayVectors", decayVectors);
  }

  public Training clipNorm(double clipNorm) {
    return Spec.with(this, "clipNorm", clipNorm);
  }

  public Training clipValue(double clipValue) {
    return Spec.with(this, "clipValue", clipValue);
  }

  public Training ema(double ema) {
    return Spec.with(this, "ema", ema);
  }

  public Training validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public Training patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public Training minDelta(double minDelta) {
    return Spec.with(this, "minDelta", minDelta);
  }

  public Training keepBest(boolean keepBest) {
    return Spec.with(this, "keepBest", keepBest);
  }

  public Training readEvery(int readEvery) {
    return Spec.with(this, "readEvery", readEvery);
  }

  /** How many steps there are in all: what a {@link Schedule} may want to know. */
  public long steps(Task task) {
    long all = (long) epochs * stepsPerEpoch(task);
    return mostSteps > 0 ? Math.min(mostSteps, all) : all;
  }

  private int stepsPerEpoch(Task task) {
    int batches = new Batches(batchSize).count(drawn > 0 ? drawn : task.rows() - held(task));
    return (batches + accumulate - 1) / accumulate;
  }

  /** How many rows are held out. */
  int held(Task task) {
    if (task.heldOut().length > 0) return task.heldOut().length;
    return (int) Math.round(validation * task.rows());
  }

  /** {@link #fit(Ops, Task, Run, Checkpoint)} that keeps no states. */
  public History fit(Ops f, Task task, Run run) {
    return fit(f, task, run, Optional.empty());
  }

  /**
   * Trains: changes the parameters and buffers of the task in place.
   *
   * @param checkpoint where states are kept so that the work can go on if its process dies: {@code
   *     Checkpoint.of(run, trainer, train, TrainingState.class)}
   * @throws ArithmeticException if the loss is not a number any more and there are no better
   *     weights to go back to
   * @throws Run.CancelledException if the run is cancelled
   */
  public History fit(Ops f, Task task, Run run, Checkpoint<TrainingState> checkpoint) {
    return fit(f, task, run, Optional.of(checkpoint));
  }

  private History fit(Ops f, Task task, Run run, Optional<Checkpoint<TrainingState>> checkpoint) {
    try (var _ = f.scope()) { // states and copies of weights are given back at the end
      return new Loop(this, f, task, run, checkpoint).fit();
    }
  }
}

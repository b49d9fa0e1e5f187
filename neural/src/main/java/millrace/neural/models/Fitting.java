package millrace.neural.models;

import java.util.List;
import java.util.function.LongFunction;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Trainer;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.train.AdamW;
import millrace.neural.train.Schedule;
import millrace.neural.train.Task;
import millrace.neural.train.Training;
import millrace.neural.train.TrainingState;
import millrace.neural.train.Warmup;
import millrace.run.Run;
import millrace.store.Checkpoint;

/**
 * How a network is trained: what the trainers of this package have in common. AdamW without decay
 * of biases, in batches, with early stopping by rows set aside.
 *
 * @param clip the most that the norm of the gradients may be; 0: no matter
 * @param warmup in which share of the steps the learning rate rises from near 0; 0: none
 */
record Fitting(
    double learningRate,
    double weightDecay,
    int batchSize,
    int epochs,
    Decay schedule,
    double validation,
    int patience,
    double clip,
    double warmup) {
  /** Without a warm-up. */
  Fitting(
      double learningRate,
      double weightDecay,
      int batchSize,
      int epochs,
      Decay schedule,
      double validation,
      int patience,
      double clip) {
    this(learningRate, weightDecay, batchSize, epochs, schedule, validation, patience, clip, 0);
  }

  /** With fewer rows than this, none are set aside to stop early. */
  static final int FEWEST = 20;

  /** Makes the network and says what it learns. */
  interface Start {
    Task task(Ops f, Weights.Fresh weights);
  }

  /**
   * What came out.
   *
   * @param epochs how many were made
   * @param loss the loss of the weights kept, of the rows set aside if there were some
   */
  record Result(List<Weight> weights, int epochs, double loss) {}

  /** Trains a network with one answer a row. */
  Result fit(
      Frame train, Trainer<?> who, Inputs inputs, Target target, RowNet.Builder builder, Run run) {
    var data = inputs.read(train, run);
    return fit(
        train,
        who,
        run,
        (f, weights) -> {
          var net = builder.build(weights, inputs, target.outputs());
          return Task.of(
                  weights.trained(),
                  weights.buffers(),
                  train.size(),
                  (g, rows) -> target.loss(g, net.forward(g, data, rows), rows))
              .lengths(data.lengths());
        });
  }

  Result fit(Frame train, Trainer<?> who, Run run, Start start) {
    return fit(train, who, run, start, this::schedule);
  }

  /**
   * @param over the schedule of so many steps
   */
  Result fit(
      Frame train, Trainer<?> who, Run run, Start start, LongFunction<? extends Schedule> over) {
    try (var f = new Cpu(run.threads())) {
      var weights = new Weights.Fresh(f, run.random("weights"));
      var task = start.task(f, weights);
      boolean aside = train.size() >= FEWEST && Math.round(validation * train.size()) > 0;
      var training =
          new Training()
              .optimizer(new AdamW().lr(learningRate).weightDecay(weightDecay))
              .decayVectors(false)
              .epochs(epochs)
              .batchSize(batchSize)
              .clipNorm(clip)
              .validation(aside ? validation : 0)
              .patience(aside ? patience : 0);
      training = training.schedule(over.apply(training.steps(task)));
      var checkpoint = Checkpoint.of(run, who, train, TrainingState.class);
      var history = training.fit(f, task, run, checkpoint);
      var kept = history.kept();
      double loss = aside ? kept.figures()[0] : kept.loss();
      return new Result(weights.values(), history.epochs().size(), loss);
    } catch (ArithmeticException e) {
      throw new DataException(who.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private Schedule schedule(long steps) {
    long rise = Math.round(warmup * steps);
    if (rise < 1) return schedule.over(steps);
    return new Warmup(rise, 1.0 / (rise + 1), schedule.over(steps - rise));
  }
}

package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Trainer;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reduction.SquaredNorm;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.ClipNorm;
import millrace.neural.train.AdamW;
import millrace.neural.train.Evaluation;
import millrace.neural.train.Group;
import millrace.run.Run;

/**
 * How a network is trained: what the trainers of this package have in common. AdamW in batches that
 * are drawn anew each epoch, with the weights of the epoch kept whose loss on rows set aside was
 * least.
 */
record Fitting(
    double learningRate,
    double weightDecay,
    int batchSize,
    int epochs,
    Decay schedule,
    double validation,
    int patience,
    double clip) {
  /** With fewer rows than this, none are set aside to stop early. */
  static final int FEWEST = 20;

  /** What a network learns from: rows that have a loss. */
  interface Learner {
    /** The mean loss [1] of these rows. */
    Tensor loss(Ops f, int... rows);
  }

  /** Makes the network and binds it to the training rows. */
  interface Start {
    Learner with(Ops f, Weights weights);
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
          return (g, rows) -> target.loss(g, net.forward(g, data, rows), rows);
        });
  }

  Result fit(Frame train, Trainer<?> who, Run run, Start start) {
    var rows = shuffled(train.size(), run.random("validation"));
    int aside = train.size() < FEWEST ? 0 : (int) Math.round(validation * train.size());
    var held = Arrays.copyOf(rows, aside);
    var kept = Arrays.copyOfRange(rows, aside, rows.length);
    Arrays.sort(held);
    Arrays.sort(kept);
    try (var f = new Cpu(run.threads())) {
      var weights = new Weights.Fresh(f, run.random("weights"));
      var learner = start.with(f, weights);
      var parameters = weights.trained();
      var optimizer = new AdamW().lr(learningRate).weightDecay(weightDecay);
      var updater = optimizer.updater(f, Group.matricesDecay(optimizer, parameters));
      var ordered = updater.parameters();
      int batches = (kept.length + batchSize - 1) / batchSize;
      long steps = (long) epochs * batches;
      double best = Double.POSITIVE_INFINITY;
      List<Weight> found = weights.values();
      int since = 0;
      int epoch = 0;
      while (epoch < epochs) {
        var order = kept.clone();
        shuffle(order, run.random("batches", epoch));
        double sum = 0;
        for (int b = 0; b < batches; b++) {
          // batches of nearly one size, so that none is left with a single row
          int from = (int) ((long) kept.length * b / batches);
          int to = (int) ((long) kept.length * (b + 1) / batches);
          var batch = Arrays.copyOfRange(order, from, to);
          long step = (long) epoch * batches + b;
          var loss = new double[1];
          updater.step(
              schedule.factor(step, steps),
              () -> {
                var tape = new Tape(f, parameters, run.seedFor("step", step));
                var l = learner.loss(tape, batch);
                tape.backward(l);
                loss[0] = f.floats(l)[0];
                var e = Evaluation.of(tape, l, ordered);
                if (clip > 0) clip(f, e.gradients());
                return e;
              });
          sum += loss[0] * batch.length;
        }
        double mean = sum / kept.length;
        double judged = aside == 0 ? mean : loss(f, learner, held);
        epoch++;
        if (!Double.isFinite(mean)) {
          throw new DataException(
              "%s: the loss is %s in epoch %d: lower the learning rate"
                  .formatted(who.getClass().getSimpleName(), mean, epoch));
        }
        if (aside == 0 || judged < best) {
          best = judged;
          found = weights.values();
          since = 0;
        } else if (++since >= patience) {
          break;
        }
        if (!run.step("epoch", epoch, epochs, "loss", mean, "validation", judged)) break;
      }
      run.step("epoch", epochs, epochs, "best", best);
      return new Result(found, epoch, best);
    }
  }

  private void clip(Ops f, List<Tensor> gradients) {
    var n = f.run(new SquaredNorm(), gradients.toArray(Tensor[]::new))[0];
    var in = new ArrayList<Tensor>(List.of(n));
    in.addAll(gradients);
    f.run(new ClipNorm(clip), in.toArray(Tensor[]::new));
  }

  private static double loss(Ops f, Learner learner, int[] rows) {
    double sum = 0;
    int n = 256;
    for (int from = 0; from < rows.length; from += n) {
      var batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + n));
      try (var scope = f.scope()) {
        sum += f.floats(learner.loss(f, batch))[0] * (double) batch.length;
      }
    }
    return sum / rows.length;
  }

  private static int[] shuffled(int n, RandomGenerator random) {
    var rows = IntStream.range(0, n).toArray();
    shuffle(rows, random);
    return rows;
  }

  private static void shuffle(int[] a, RandomGenerator random) {
    for (int i = a.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }
}

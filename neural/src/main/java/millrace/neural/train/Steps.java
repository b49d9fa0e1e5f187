package millrace.neural.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reduction;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;
import millrace.run.Run;

/** The steps of a training: gradients of batches, accumulated, clipped and given to the updater. */
final class Steps {
  private final Training how;
  private final Ops f;
  private final Task task;
  private final Run run;
  private final Updater updater;

  /** Σ weight·loss of the steps since the last look: it stays on the device. */
  private final Tensor lossSum;

  private double lossWeight;
  private int unread;

  Steps(Training how, Ops f, Task task, Run run, Updater updater) {
    this.how = how;
    this.f = f;
    this.task = task;
    this.run = run;
    this.updater = updater;
    lossSum = f.zeros(1);
  }

  /** How many steps were made since the last look at their losses. */
  int unread() {
    return unread;
  }

  /** Σ weight·loss of these steps; waits for the device. */
  double lossSum() {
    return f.doubles(lossSum)[0];
  }

  double lossWeight() {
    return lossWeight;
  }

  /** The losses have been looked at. */
  void forget() {
    f.run(new Update.Fill(0), lossSum);
    lossWeight = 0;
    unread = 0;
  }

  /** One step along the gradient of the mean loss of some batches. */
  void step(long step, double factor, List<int[]> batches) {
    double weight = 0;
    for (var batch : batches) weight += task.weight(batch);
    double total = weight;
    boolean[] first = {true};
    unread++;
    if (total == 0) return; // rows that do not count
    lossWeight += total;
    updater.step(
        factor,
        () -> {
          var e = evaluate(step, total, batches);
          if (first[0]) f.run(new Update.Axpy(total), lossSum, e.loss());
          first[0] = false;
          return new Evaluation(e.loss(), clip(e.gradients()));
        });
  }

  private Evaluation evaluate(long step, double total, List<int[]> batches) {
    var parameters = updater.parameters();
    if (batches.size() == 1) {
      var tape = new Tape(f, parameters, run.seedFor("step", step, 0));
      var loss = number(task.loss().of(tape, batches.getFirst()), tape);
      tape.backward(loss);
      return new Evaluation(loss, own(tape, parameters));
    }
    var sum = f.zeros(1);
    var gradients = new ArrayList<Tensor>();
    for (var p : parameters) gradients.add(f.zeros(p.shape()));
    for (int i = 0; i < batches.size(); i++) {
      double share = task.weight(batches.get(i)) / total;
      if (share == 0) continue;
      try (var _ = f.scope()) {
        var tape = new Tape(f, parameters, run.seedFor("step", step, i));
        var loss = number(task.loss().of(tape, batches.get(i)), tape);
        tape.backward(loss);
        f.run(new Update.Axpy(share), sum, loss);
        for (int k = 0; k < gradients.size(); k++)
          f.run(new Update.Axpy(share), gradients.get(k), tape.gradient(parameters.get(k)));
      }
    }
    return new Evaluation(sum, gradients);
  }

  private static Tensor number(Tensor loss, Tape tape) {
    if (loss.size() != 1)
      throw new IllegalArgumentException(
          "the loss of a batch is one number, not %s: take the mean".formatted(loss));
    return loss.rank() == 1 ? loss : tape.reshape(loss, 1);
  }

  /** The gradients, each in a storage of its own, so that they can be changed in place. */
  private List<Tensor> own(Tape tape, List<Tensor> parameters) {
    var seen = new HashSet<Storage>();
    var out = new ArrayList<Tensor>(parameters.size());
    for (var p : parameters) {
      var g = tape.gradient(p);
      if (!seen.add(g.storage())) {
        var copy = f.zeros(g.shape());
        f.run(new Update.Blend(1), copy, g);
        g = copy;
      }
      out.add(g);
    }
    return out;
  }

  private List<Tensor> clip(List<Tensor> gradients) {
    if (how.clipValue() > 0)
      f.run(new Update.ClipValue(how.clipValue()), gradients.toArray(Tensor[]::new));
    if (how.clipNorm() > 0) {
      var in = new Tensor[gradients.size() + 1];
      for (int i = 1; i < in.length; i++) in[i] = gradients.get(i - 1);
      in[0] = f.run(new Reduction.SquaredNorm(), gradients.toArray(Tensor[]::new))[0];
      f.run(new Update.ClipNorm(how.clipNorm()), in);
    }
    return gradients;
  }
}

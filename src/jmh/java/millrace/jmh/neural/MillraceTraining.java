package millrace.jmh.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.neural.layers.Activation;
import millrace.neural.layers.Conv2d;
import millrace.neural.layers.Flatten;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Pool;
import millrace.neural.layers.Recurrent;
import millrace.neural.layers.Sequential;
import millrace.neural.layers.Summarize;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.Adam;
import millrace.neural.train.Evaluation;
import millrace.neural.train.Sgd;
import millrace.neural.train.Updater;

/** Training steps by Millrace: the layers, the tape and the optimizers that everyone uses. */
final class MillraceTraining implements Work {
  private final Ops f;
  private final Layer net;
  private final Problem problem;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();
  private final Updater updater;
  private int step;

  MillraceTraining(Ops f, String kind, String optimizer) {
    this.f = f;
    this.problem = Problem.of(kind);
    for (var x : problem.inputs()) inputs.add(f.tensor(x, problem.shape()));
    for (var w : problem.weights()) weights.add(f.tensor(w.values(), w.shape()));
    this.net = net(kind);
    var how =
        optimizer.equals("adam")
            ? new Adam().lr(Training.ADAM_RATE)
            : new Sgd().lr(Training.SGD_RATE);
    this.updater = how.updater(f, weights.toArray(Tensor[]::new));
  }

  private Layer net(String kind) {
    return switch (kind) {
      case "mlp" -> Sequential.of(linear(0).then(Function.RELU), linear(2));
      case "cnn" ->
          Sequential.of(
              convolution(0),
              new Activation(Function.RELU),
              Pool.max(2),
              convolution(2),
              new Activation(Function.RELU),
              Pool.max(2),
              new Flatten(),
              linear(4));
      case "lstm" -> {
        var direction =
            new Recurrent.Direction(weights.get(0), weights.get(2), weights.get(1), weights.get(3));
        var level = new Recurrent.Level(direction, null);
        var lstm = new Recurrent(Cell.LSTM, List.of(level), 0);
        yield Sequential.of(new Summarize(lstm), linear(4));
      }
      default -> throw new IllegalArgumentException("there is no network '%s'".formatted(kind));
    };
  }

  private Linear linear(int at) {
    return new Linear(weights.get(at), weights.get(at + 1));
  }

  private Conv2d convolution(int at) {
    return new Conv2d(weights.get(at), weights.get(at + 1), Window.of(3, 3).pad(1, 1));
  }

  @Override
  public DoubleSupplier run(int times) {
    var told = new double[] {Double.NaN};
    for (int i = 1; i <= times; i++) {
      int batch = step++ % inputs.size();
      boolean last = i == times;
      updater.step(
          1,
          () -> {
            var tape = new Tape(f, weights, step);
            var logits = net.forward(tape, inputs.get(batch));
            var loss = new CrossEntropy().of(tape, logits, problem.labels()[batch]);
            tape.backward(loss);
            if (last) told[0] = f.floats(loss)[0]; // on a device: waits for all steps
            return Evaluation.of(tape, loss, weights);
          });
    }
    return () -> told[0];
  }
}

package millrace.jmh.neural;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;
import millrace.neural.compute.Window;
import millrace.neural.layers.Conv2d;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Pool;
import millrace.neural.losses.CrossEntropy;

/** Training steps by Millrace: the layers, the tape and the optimizers that everyone uses. */
final class MillraceTraining implements Work {
  private final Ops f;
  private final String kind;
  private final boolean adam;
  private final Problem problem;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> means = new ArrayList<>();
  private final List<Tensor> squares = new ArrayList<>();
  private int step;

  MillraceTraining(Ops f, String kind, String optimizer) {
    this.f = f;
    this.kind = kind;
    this.adam = optimizer.equals("adam");
    this.problem = Problem.of(kind);
    for (var x : problem.inputs()) inputs.add(f.tensor(x, problem.shape()));
    for (var w : problem.weights()) {
      weights.add(f.tensor(w.values(), w.shape()));
      means.add(f.zeros(w.shape()));
      squares.add(f.zeros(w.shape()));
    }
  }

  @Override
  public double run(int times) {
    double loss = Double.NaN;
    for (int i = 0; i < times; i++) loss = step(i == times - 1);
    return loss;
  }

  private double step(boolean tell) {
    int batch = step++ % inputs.size();
    try (var _ = f.scope()) {
      var tape = new Tape(f, weights, step);
      var logits = forward(tape, inputs.get(batch));
      var loss = new CrossEntropy().of(tape, logits, problem.labels()[batch]);
      tape.backward(loss);
      for (int p = 0; p < weights.size(); p++) update(p, tape.gradient(weights.get(p)));
      return tell ? f.floats(loss)[0] : Double.NaN;
    }
  }

  private Tensor forward(Ops f, Tensor x) {
    return switch (kind) {
      case "mlp" -> linear(2).forward(f, linear(0).then(Function.RELU).forward(f, x));
      case "cnn" -> {
        var y = Pool.max(2).forward(f, f.relu(convolution(0).forward(f, x)));
        var z = Pool.max(2).forward(f, f.relu(convolution(2).forward(f, y)));
        yield linear(4).forward(f, f.reshape(z, z.dim(0), -1));
      }
      case "lstm" -> {
        var projected = f.linear(x, weights.get(0), weights.get(2));
        var zeros = f.zeros(Problem.ROWS, Problem.UNITS);
        var out =
            f.run(
                new Recur(Cell.LSTM, false, new int[0]),
                projected,
                weights.get(1),
                weights.get(3),
                zeros,
                f.zeros(Problem.ROWS, Problem.UNITS));
        yield linear(4).forward(f, out[1]);
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private Linear linear(int at) {
    return new Linear(weights.get(at), weights.get(at + 1));
  }

  private Conv2d convolution(int at) {
    return new Conv2d(weights.get(at), weights.get(at + 1), Window.of(3, 3).pad(1, 1));
  }

  private void update(int p, Tensor g) {
    var w = weights.get(p);
    if (adam) {
      double b1 = Training.BETA1;
      double b2 = Training.BETA2;
      f.run(
          new Step(
              Rule.ADAM,
              Training.ADAM_RATE,
              0,
              b1,
              b2,
              Training.EPS,
              1 - Math.pow(b1, step),
              1 - Math.pow(b2, step),
              0,
              0),
          w,
          g,
          means.get(p),
          squares.get(p));
    } else {
      f.run(new Step(Rule.SGD, Training.SGD_RATE, 0), w, g);
    }
  }
}

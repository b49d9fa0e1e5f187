package millrace.neural.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** The network of golden/optimizers.py: 2 inputs, 3 tanh units, 1 output; mean squared error. */
final class SmallNet {
  private static final int[][] SHAPES = {{3, 2}, {3}, {1, 3}, {1}};

  final Ops f;
  final Tensor x;
  final Tensor y;
  final List<Tensor> parameters = new ArrayList<>();

  SmallNet(Ops f, double[] x, double[] y, double[] start) {
    this.f = f;
    this.x = f.tensor(x, x.length / 2, 2);
    this.y = f.tensor(y, y.length, 1);
    int at = 0;
    for (var shape : SHAPES) {
      int n = Tensor.sizeOf(shape);
      parameters.add(f.tensor(Arrays.copyOfRange(start, at, at + n), shape));
      at += n;
    }
  }

  static SmallNet golden(Ops f) {
    var json = Golden.read("optimizers.json");
    return new SmallNet(
        f,
        Golden.numbers(json.get("x")),
        Golden.numbers(json.get("y")),
        Golden.numbers(json.get("start")));
  }

  Tensor loss(Ops f) {
    var hidden = f.tanh(f.linear(x, parameters.get(0), parameters.get(1)));
    var out = f.linear(hidden, parameters.get(2), parameters.get(3));
    var squares = f.apply(Function.SQUARE, f.subtract(out, y));
    return f.reshape(f.mean(squares, 0), 1);
  }

  Evaluation evaluate() {
    var tape = new Tape(f, parameters, 1);
    var loss = loss(tape);
    tape.backward(loss);
    return Evaluation.of(tape, loss, parameters);
  }

  double[] numbers() {
    return numbers(f, parameters);
  }

  static double[] numbers(Ops f, List<Tensor> tensors) {
    return tensors.stream().flatMapToDouble(t -> Arrays.stream(f.doubles(t))).toArray();
  }
}

package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Product.Int8;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;

/** {@link Product} in double. */
final class ReferenceProduct {
  private ReferenceProduct() {}

  static void run(Product op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case MatMul m -> matmul(m, in[0], in[1], out[0]);
      case Linear l -> linear(l, in, out[0]);
      case Int8(var weight) -> int8(weight, in, out[0]);
    }
  }

  private static void matmul(MatMul op, Tensor a, Tensor b, Tensor out) {
    int m = out.dim(-2);
    int n = out.dim(-1);
    int k = a.dim(op.ta() ? -2 : -1);
    int batches = m * n == 0 ? 0 : out.size() / (m * n);
    int stepB = b.rank() == 2 ? 0 : k * n; // one matrix b may serve the whole batch
    var x = numbers(a);
    var w = numbers(b);
    var y = numbers(out);
    for (int batch = 0; batch < batches; batch++)
      for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            double left = x[batch * m * k + (op.ta() ? l * m + i : i * k + l)];
            double right = w[batch * stepB + (op.tb() ? j * k + l : l * n + j)];
            sum += left * right;
          }
          y[(batch * m + i) * n + j] = sum;
        }
  }

  private static void int8(Int8Matrix w, Tensor[] in, Tensor out) {
    int rows = out.size() / w.rows();
    var x = numbers(in[0]);
    var y = numbers(out);
    for (int r = 0; r < rows; r++)
      for (int o = 0; o < w.rows(); o++) {
        double sum = 0;
        for (int i = 0; i < w.width(); i++)
          sum += x[r * w.width() + i] * w.values()[o * w.width() + i];
        y[r * w.rows() + o] = sum * w.scales()[o] + (in.length == 2 ? numbers(in[1])[o] : 0);
      }
  }

  private static void linear(Linear op, Tensor[] in, Tensor out) {
    int inputs = in[1].dim(1);
    int outputs = in[1].dim(0);
    int rows = outputs == 0 ? 0 : out.size() / outputs;
    var x = numbers(in[0]);
    var w = numbers(in[1]);
    var y = numbers(out);
    for (int r = 0; r < rows; r++)
      for (int o = 0; o < outputs; o++) {
        double sum = in.length == 3 ? numbers(in[2])[o] : 0;
        for (int i = 0; i < inputs; i++) sum += x[r * inputs + i] * w[o * inputs + i];
        y[r * outputs + o] = op.function().at(sum, op.a());
      }
  }
}

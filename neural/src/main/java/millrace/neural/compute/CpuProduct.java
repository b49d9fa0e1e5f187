package millrace.neural.compute;

import org.jspecify.annotations.Nullable;

/** {@link Product} on the processor: {@link Gemm}. */
final class CpuProduct {
  /** Rows of weights in bytes that are taken together. */
  private static final int SOME = 32;

  /** As much is read from memory for one float as for so many bytes. */
  private static final int BYTES_A_FLOAT = 4;

  private final Machine machine;

  CpuProduct(Machine machine) {
    this.machine = machine;
  }

  void run(Product op, Tensor[] in, Tensor[] out) {
    if (out[0].size() == 0) return;
    switch (op) {
      case Product.MatMul(boolean ta, boolean tb) -> matmul(ta, tb, in[0], in[1], out[0]);
      case Product.Linear(var f, double a) ->
          linear(f, (float) a, in[0], in[1], in.length == 3 ? in[2] : null, out[0]);
      case Product.Int8(var weight) -> int8(weight, in[0], in.length == 2 ? in[1] : null, out[0]);
    }
  }

  private void matmul(boolean ta, boolean tb, Tensor a, Tensor b, Tensor c) {
    int m = c.dim(-2);
    int n = c.dim(-1);
    int k = a.dim(ta ? -2 : -1);
    int count = c.size() / m / n;
    boolean shared = b.rank() == 2;
    if (shared && !ta) { // one matrix of many rows
      m *= count;
      count = 1;
    }
    var first = new Matrix(a.floats(), 0, ta ? m : k, ta);
    var second = new Matrix(b.floats(), 0, tb ? k : n, tb);
    machine
        .gemm()
        .batch(
            count,
            m,
            n,
            k,
            first,
            m * k,
            second,
            shared ? 0 : k * n,
            Matrix.of(c.floats(), 0, n),
            m * n);
  }

  /** Some rows of weights, which stay in the cache, for all rows of x. */
  private void int8(Int8Matrix w, Tensor x, @Nullable Tensor bias, Tensor y) {
    int n = w.rows();
    int k = w.width();
    int rows = y.size() / n;
    var from = x.floats();
    var to = y.floats();
    machine.each(
        (n + SOME - 1) / SOME,
        (int) Math.min(Integer.MAX_VALUE, (long) SOME * k * rows / BYTES_A_FLOAT),
        (begin, end) -> {
          for (int b = begin * SOME; b < Math.min(n, end * SOME); b += SOME) {
            int some = Math.min(SOME, n - b);
            for (int r = 0; r < rows; r++) {
              int at = r * n + b;
              machine.sums().dots(from, r * k, w.values(), b * k, some, k, to, at);
              for (int i = 0; i < some; i++)
                to[at + i] =
                    to[at + i] * w.scales()[b + i] + (bias == null ? 0 : bias.floats()[b + i]);
            }
          }
        });
  }

  private void linear(
      Function f, float a, Tensor x, Tensor weight, @Nullable Tensor bias, Tensor y) {
    int n = weight.dim(0);
    int k = weight.dim(1);
    int m = y.size() / n;
    var start = bias == null ? null : Matrix.row(bias.floats(), 0);
    var w = new Matrix(weight.floats(), 0, k, true);
    var v = y.floats();
    machine.gemm().multiply(m, n, k, Matrix.of(x.floats(), 0, k), w, start, Matrix.of(v, 0, n));
    if (f == Function.IDENTITY) return;
    var e = machine.elements();
    machine.each(m * n, 1, (from, to) -> e.apply(f, a, v, from, v, from, to - from));
  }
}

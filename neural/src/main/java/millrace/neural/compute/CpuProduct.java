package millrace.neural.compute;

/** {@link Product} on the processor. */
final class CpuProduct {
  private final Machine machine;

  CpuProduct(Machine machine) {
    this.machine = machine;
  }

  void run(Product op, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var y = in[1].floats();
    var z = out[0].floats();
    if (out[0].size() == 0) return;
    switch (op) {
      case Product.MatMul(boolean ta, boolean tb) -> {
        int m = out[0].dim(-2);
        int n = out[0].dim(-1);
        int k = in[0].dim(ta ? -2 : -1);
        boolean shared = in[1].rank() == 2;
        for (int i = 0; i < out[0].size() / (m * n); i++)
          multiply(x, i * m * k, ta, y, shared ? 0 : i * k * n, tb, z, i * m * n, m, k, n);
      }
      case Product.Linear(var f, double a) -> {
        int n = out[0].dim(-1);
        int k = in[1].dim(1);
        int m = out[0].size() / n;
        multiply(x, 0, false, y, 0, true, z, 0, m, k, n);
        var e = machine.elements();
        for (int i = 0; i < m && in.length == 3; i++)
          e.mix(1, z, i * n, 1, in[2].floats(), 0, 0, z, i * n, n);
        e.apply(f, (float) a, z, 0, z, 0, m * n);
      }
    }
  }

  private static void multiply(
      float[] x,
      int xo,
      boolean ta,
      float[] y,
      int yo,
      boolean tb,
      float[] z,
      int zo,
      int m,
      int k,
      int n) {
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++)
          sum += x[xo + (ta ? p * m + i : i * k + p)] * y[yo + (tb ? j * k + p : p * n + j)];
        z[zo + i * n + j] = sum;
      }
  }
}

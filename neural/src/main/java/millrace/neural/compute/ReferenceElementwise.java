package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;

/** {@link Elementwise} in double. */
final class ReferenceElementwise {
  private ReferenceElementwise() {}

  static void run(Elementwise op, Tensor[] in, Tensor[] out) {
    var x = numbers(in[0]);
    var y = numbers(out[0]);
    int n = out[0].size();
    switch (op) {
      case Apply(var f, double a) -> {
        for (int i = 0; i < n; i++) y[i] = f.at(x[i], a);
      }
      case ApplyGrad(var f, double a) -> {
        var at = numbers(in[1]);
        var g = numbers(in[2]);
        for (int i = 0; i < n; i++) y[i] = g[i] * f.slope(x[i], at[i], a);
      }
      case Affine(double scale, double shift) -> {
        for (int i = 0; i < n; i++) y[i] = scale * x[i] + shift;
      }
      case Combine c -> combine(c, in[0], in[1], out[0]);
      case SumTo s -> {
        for (int i = 0; i < in[0].size(); i++) y[index(i, in[0].shape(), s.shape())] += x[i];
      }
      case Expand e -> {
        for (int i = 0; i < n; i++) y[i] = x[index(i, e.shape(), in[0].shape())];
      }
      case Dropout d -> {
        for (int i = 0; i < n; i++) y[i] = d.dropped(i) ? 0 : x[i] / (1 - d.p());
      }
    }
  }

  private static void combine(Combine op, Tensor a, Tensor b, Tensor out) {
    var x = numbers(a);
    var z = numbers(b);
    var y = numbers(out);
    for (int i = 0; i < out.size(); i++) {
      double left = x[index(i, out.shape(), a.shape())];
      double right = z[index(i, out.shape(), b.shape())];
      y[i] =
          switch (op.arithmetic()) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
          };
    }
  }

  /** Where element i of a tensor of the full shape is found in one that is repeated to it. */
  private static int index(int i, int[] full, int[] shape) {
    int at = 0;
    int step = 1;
    for (int k = 1; k <= shape.length; k++) { // axes are aligned at the end
      int extent = full[full.length - k];
      if (shape[shape.length - k] != 1) at += i % extent * step;
      step *= shape[shape.length - k];
      i /= extent;
    }
    return at;
  }
}

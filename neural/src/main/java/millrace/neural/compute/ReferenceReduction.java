package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.MaxGrad;
import millrace.neural.compute.Reduction.Reduce;
import millrace.neural.compute.Reduction.SquaredNorm;

/** {@link Reduction} in double. */
final class ReferenceReduction {
  private ReferenceReduction() {}

  static void run(Reduction op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Reduce r -> reduce(r.kind(), Shaping.axis(r.axis(), in[0].rank()), in[0], out[0]);
      case MaxGrad m -> maxGrad(Shaping.axis(m.axis(), in[0].rank()), in, out[0]);
      case SquaredNorm _ -> {
        double sum = 0;
        for (var x : in) for (int i = 0; i < x.size(); i++) sum += numbers(x)[i] * numbers(x)[i];
        numbers(out[0])[0] = sum;
      }
    }
  }

  private static void reduce(Kind kind, int axis, Tensor in, Tensor out) {
    int extent = in.dim(axis);
    int inner = inner(axis, in);
    var x = numbers(in);
    var y = numbers(out);
    for (int i = 0; i < out.size(); i++) {
      int at = i / inner * extent * inner + i % inner;
      double sum = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < extent; j++) {
        sum += x[at + j * inner];
        most = Math.max(most, x[at + j * inner]);
      }
      y[i] =
          switch (kind) {
            case SUM -> sum;
            case MEAN -> sum / extent;
            case MAX -> most;
          };
    }
  }

  private static void maxGrad(int axis, Tensor[] in, Tensor out) {
    int extent = in[0].dim(axis);
    int inner = inner(axis, in[0]);
    var x = numbers(in[0]);
    var most = numbers(in[1]);
    var g = numbers(in[2]);
    for (int i = 0; i < in[1].size(); i++) {
      int at = i / inner * extent * inner + i % inner;
      for (int j = 0; j < extent; j++)
        if (x[at + j * inner] == most[i]) {
          numbers(out)[at + j * inner] = g[i];
          break;
        }
    }
  }

  /** The number of elements behind one place of an axis. */
  private static int inner(int axis, Tensor x) {
    int n = 1;
    for (int k = axis + 1; k < x.rank(); k++) n *= x.dim(k);
    return n;
  }
}

package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Shaping.Concat;
import millrace.neural.compute.Shaping.Permute;
import millrace.neural.compute.Shaping.Reshape;
import millrace.neural.compute.Shaping.Rows;
import millrace.neural.compute.Shaping.RowsGrad;
import millrace.neural.compute.Shaping.Slice;
import millrace.neural.compute.Shaping.Unslice;

/** {@link Shaping} in double. */
final class ReferenceShaping {
  private ReferenceShaping() {}

  static void run(Shaping op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Reshape _ -> throw new AssertionError("a reshape shares its storage");
      case Permute(var axes) -> permute(axes, in[0], out[0]);
      case Slice s -> copy(in[0], s.from(), out[0], 0, s.axis(), out[0].dim(s.axis()));
      case Unslice u -> copy(in[0], 0, out[0], u.from(), u.axis(), in[0].dim(u.axis()));
      case Concat c -> {
        int at = 0;
        for (var part : in) {
          copy(part, 0, out[0], at, c.axis(), part.dim(c.axis()));
          at += part.dim(c.axis());
        }
      }
      case Rows(var ids) -> {
        int row = row(out[0]);
        for (int i = 0; i < ids.length; i++)
          if (ids[i] >= 0)
            System.arraycopy(numbers(in[0]), ids[i] * row, numbers(out[0]), i * row, row);
      }
      case RowsGrad g -> {
        int row = row(in[0]);
        var x = numbers(in[0]);
        var y = numbers(out[0]);
        for (int i = 0; i < g.ids().length; i++)
          if (g.ids()[i] >= 0)
            for (int j = 0; j < row; j++) y[g.ids()[i] * row + j] += x[i * row + j];
      }
    }
  }

  private static void permute(int[] axes, Tensor x, Tensor y) {
    var place = new int[axes.length]; // of element i of the result, along each axis of x
    for (int i = 0; i < y.size(); i++) {
      int rest = i;
      for (int k = axes.length - 1; k >= 0; k--) {
        place[axes[k]] = rest % y.dim(k);
        rest /= y.dim(k);
      }
      int at = 0;
      for (int k = 0; k < place.length; k++) at = at * x.dim(k) + place[k];
      numbers(y)[i] = numbers(x)[at];
    }
  }

  /** Copies count elements along an axis, and all of the other axes. */
  private static void copy(Tensor x, int from, Tensor y, int to, int axis, int count) {
    int a = Shaping.axis(axis, x.rank());
    int outer = 1;
    for (int k = 0; k < a; k++) outer *= x.dim(k);
    int inner = 1;
    for (int k = a + 1; k < x.rank(); k++) inner *= x.dim(k);
    for (int i = 0; i < outer; i++)
      System.arraycopy(
          numbers(x),
          (i * x.dim(a) + from) * inner,
          numbers(y),
          (i * y.dim(a) + to) * inner,
          count * inner);
  }

  /** The number of elements behind one place of the first axis. */
  private static int row(Tensor x) {
    int n = 1;
    for (int k = 1; k < x.rank(); k++) n *= x.dim(k);
    return n;
  }
}

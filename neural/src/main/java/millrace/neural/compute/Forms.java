package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.Shaping.Concat;
import millrace.neural.compute.Shaping.Permute;
import millrace.neural.compute.Shaping.Reshape;
import millrace.neural.compute.Shaping.Rows;
import millrace.neural.compute.Shaping.Slice;

/** The ops that rearrange. */
public interface Forms {
  /** Does one op. */
  Tensor[] run(Op op, Tensor... in);

  /** The same numbers in another shape; one extent may be -1. The storage is shared. */
  default Tensor reshape(Tensor x, int... shape) {
    return run(new Reshape(shape), x)[0];
  }

  /** Axis i of the result is axis {@code axes[i]} of x. */
  default Tensor permute(Tensor x, int... axes) {
    return run(new Permute(axes), x)[0];
  }

  /** The last two axes exchanged. */
  default Tensor transpose(Tensor x) {
    var axes = new int[x.rank()];
    for (int i = 0; i < axes.length; i++) axes[i] = i;
    axes[axes.length - 1] = axes.length - 2;
    axes[axes.length - 2] = axes.length - 1;
    return permute(x, axes);
  }

  /** The elements {@code from .. to - 1} along an axis. */
  default Tensor slice(Tensor x, int axis, int from, int to) {
    return run(new Slice(axis, from, to), x)[0];
  }

  /** One behind the other along an axis. */
  default Tensor concat(int axis, Tensor... parts) {
    return run(new Concat(axis), parts)[0];
  }

  /** Rows of a table; zeros for negative ids. */
  default Tensor rows(Tensor table, int... ids) {
    return run(new Rows(ids), table)[0];
  }

  /** Repeated to a shape. */
  default Tensor expand(Tensor x, int... shape) {
    return run(new Expand(shape), x)[0];
  }

  /** Summed over the axes along which a tensor of this shape would be repeated. */
  default Tensor sumTo(Tensor x, int... shape) {
    return run(new SumTo(shape), x)[0];
  }
}

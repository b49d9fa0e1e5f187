package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import millrace.neural.compute.Broadcast;
import millrace.neural.compute.Elementwise;
import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.Tensor;

/** {@link Elementwise} on a device. */
final class OnElementwise {
  /** As AXES in the kernels. */
  private static final int AXES = 8;

  /** Planes with shorter rows are walked element by element. */
  private static final int SHORTEST_ROW = 32;

  private final ClWork work;
  private final OnReduction reduction;
  private final MemorySegment walk;
  private final MemorySegment places;

  OnElementwise(ClWork work, OnReduction reduction) {
    this.work = work;
    this.reduction = reduction;
    walk = work.struct(1 + 3 * AXES);
    places = work.struct(1 + 2 * AXES);
  }

  Tensor[] run(Elementwise op, Tensor[] in, int[][] shapes) {
    var out = work.make(shapes[0]);
    var y = work.buffer(out);
    var x = work.buffer(in[0]);
    int n = out.size();
    switch (op) {
      case Apply(var function, double a) ->
          kernel("apply_" + lower(function)).arg(n).arg(a).arg(x).arg(y).run(n);
      case ApplyGrad(var function, double a) ->
          kernel("slope_" + lower(function))
              .arg(n)
              .arg(a)
              .arg(x)
              .arg(work.buffer(in[1]))
              .arg(work.buffer(in[2]))
              .arg(y)
              .run(n);
      case Affine(double scale, double shift) ->
          kernel("affine").arg(n).arg(scale).arg(shift).arg(x).arg(y).run(n);
      case Combine c -> combine(lower(c.arithmetic()), in[0], in[1], out);
      case SumTo _ -> sumTo(in[0], out);
      case Expand _ -> {
        var both = Broadcast.of(in[0].shape(), out.shape());
        gather(both.shape(), both.left(), x, y, n);
      }
      case Dropout d ->
          kernel("dropout")
              .arg(n)
              .arg(d.key(0))
              .arg(d.key(1))
              .arg(d.threshold())
              .arg(1 / (1 - d.p()))
              .arg(x)
              .arg(y)
              .run(n);
    }
    return new Tensor[] {out};
  }

  private ClKernel kernel(String name) {
    return work.kernel("elementwise", name);
  }

  private static String lower(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }

  private void combine(String name, Tensor left, Tensor right, Tensor out) {
    int n = out.size();
    var a = work.buffer(left);
    var b = work.buffer(right);
    var y = work.buffer(out);
    if (left.size() == n && right.size() == n) {
      kernel(name + "_alike").arg(n).arg(a).arg(b).arg(y).run(n);
      return;
    }
    var both = Broadcast.of(left.shape(), right.shape());
    int axes = both.shape().length;
    int row = both.shape()[axes - 1];
    if (axes <= 2 && row >= SHORTEST_ROW) {
      boolean plane = axes == 2;
      kernel(name + "_plane")
          .arg(row)
          .arg(plane ? both.left()[0] : 0)
          .arg(both.left()[axes - 1])
          .arg(plane ? both.right()[0] : 0)
          .arg(both.right()[axes - 1])
          .arg(a)
          .arg(b)
          .arg(y)
          .run(row, plane ? both.shape()[0] : 1, 1);
      return;
    }
    fewEnough(axes);
    walk.set(JAVA_INT, 0, axes);
    for (int k = 0; k < axes; k++) {
      walk.setAtIndex(JAVA_INT, 1 + k, both.shape()[k]);
      walk.setAtIndex(JAVA_INT, 1 + AXES + k, both.left()[k]);
      walk.setAtIndex(JAVA_INT, 1 + 2 * AXES + k, both.right()[k]);
    }
    kernel(name + "_any").arg(n).arg(walk).arg(a).arg(b).arg(y).run(n);
  }

  /** Axis after axis, from the last, so that each is one sum along an axis. */
  private void sumTo(Tensor in, Tensor out) {
    var both = Broadcast.of(in.shape(), out.shape());
    var y = work.buffer(out);
    if (in.size() == 0) {
      work.fill(y, out.size(), 0);
      return;
    }
    var shape = both.shape();
    int sums = 0;
    for (int k = 0; k < shape.length; k++) if (repeats(both, k)) sums++;
    var x = work.buffer(in);
    if (sums == 0) {
      gather(shape, both.left(), x, y, out.size());
      return;
    }
    int inner = 1;
    int outer = in.size();
    for (int k = shape.length - 1; k >= 0; k--) {
      outer /= shape[k];
      if (!repeats(both, k)) {
        inner *= shape[k];
        continue;
      }
      var to = --sums == 0 ? y : work.temporary((long) outer * inner);
      reduction.along("sum", 1, outer, shape[k], inner, x, to);
      if (x != work.buffer(in)) work.free(x);
      x = to;
    }
  }

  private static boolean repeats(Broadcast both, int axis) {
    return both.right()[axis] == 0 && both.shape()[axis] > 1;
  }

  /** y, of this shape, in its order; x at these steps along each axis. */
  void gather(int[] shape, int[] step, ClBuffer x, ClBuffer y, int n) {
    fewEnough(shape.length);
    places.set(JAVA_INT, 0, shape.length);
    for (int k = 0; k < shape.length; k++) {
      places.setAtIndex(JAVA_INT, 1 + k, shape[k]);
      places.setAtIndex(JAVA_INT, 1 + AXES + k, step[k]);
    }
    work.kernel("shaping", "gather").arg(n).arg(places).arg(x).arg(y).run(n);
  }

  private static void fewEnough(int axes) {
    if (axes > AXES)
      throw new IllegalArgumentException(
          "OpenCl walks %d axes at most that cannot be merged, but these tensors have %d"
              .formatted(AXES, axes));
  }
}

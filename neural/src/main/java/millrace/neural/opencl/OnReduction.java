package millrace.neural.opencl;

import millrace.neural.compute.Reduction;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.MaxGrad;
import millrace.neural.compute.Reduction.Reduce;
import millrace.neural.compute.Reduction.SquaredNorm;
import millrace.neural.compute.Shaping;
import millrace.neural.compute.Tensor;

/** {@link Reduction} on a device, and the sums that other families need. */
final class OnReduction {
  /** How many numbers of a row a group takes. */
  private static final int ROW_CHUNK = 4096;

  /** How many numbers of a column a work-item adds up. */
  private static final int COLUMN_CHUNK = 256;

  private final ClWork work;

  OnReduction(ClWork work) {
    this.work = work;
  }

  Tensor[] run(Reduction op, Tensor[] in, int[][] shapes) {
    var out = work.make(shapes[0]);
    var y = work.buffer(out);
    var x = work.buffer(in[0]);
    switch (op) {
      case Reduce(Kind kind, int axis) -> {
        int a = Shaping.axis(axis, in[0].rank());
        int n = in[0].dim(a);
        var name = kind == Kind.MAX ? "max" : "sum";
        double scale = kind == Kind.MEAN ? 1.0 / n : 1;
        along(name, scale, outer(in[0], a), n, inner(in[0], a), x, y);
      }
      case MaxGrad(int axis) -> {
        int a = Shaping.axis(axis, in[0].rank());
        int count = in[1].size();
        work.kernel("reduction", "max_grad")
            .arg(count)
            .arg(in[0].dim(a))
            .arg(inner(in[0], a))
            .arg(x)
            .arg(work.buffer(in[1]))
            .arg(work.buffer(in[2]))
            .arg(y)
            .run(count);
      }
      case SquaredNorm _ -> squaredNorm(in, y);
    }
    return new Tensor[] {out};
  }

  private void squaredNorm(Tensor[] in, ClBuffer y) {
    int chunks = 0;
    for (var x : in) chunks += chunks(x.size(), ROW_CHUNK);
    var partial = work.temporary(chunks);
    int at = 0;
    for (var x : in) {
      int own = chunks(x.size(), ROW_CHUNK);
      rows("square", 1, 1, x.size(), own, work.buffer(x), at, partial);
      at += own;
    }
    along("sum", 1, 1, chunks, 1, partial, y);
    work.free(partial);
  }

  /**
   * y [outer, inner] ← scale · the sum or maximum over n of x [outer, n, inner].
   *
   * @param name sum or max
   */
  void along(String name, double scale, int outer, int n, int inner, ClBuffer x, ClBuffer y) {
    int chunks = chunks(n, inner == 1 ? ROW_CHUNK : COLUMN_CHUNK);
    double now = chunks == 1 ? scale : 1;
    var to = chunks == 1 ? y : work.temporary((long) outer * chunks * inner);
    if (inner == 1) rows(name, now, outer, n, chunks, x, 0, to);
    else {
      work.kernel("reduction", name + "_columns")
          .arg(n)
          .arg(inner)
          .arg(COLUMN_CHUNK)
          .arg(chunks)
          .arg(now)
          .arg(x)
          .arg(to)
          .run(work.wide(inner), chunks, outer);
    }
    if (chunks == 1) return;
    along(name, scale, outer, chunks, inner, to, y);
    work.free(to);
  }

  private void rows(
      String name, double scale, int outer, int n, int chunks, ClBuffer x, int at, ClBuffer y) {
    int lanes = work.lanes(Math.min(n, ROW_CHUNK));
    work.kernel("reduction", name + "_rows")
        .arg(n)
        .arg(ROW_CHUNK)
        .arg(chunks)
        .arg(scale)
        .arg(x)
        .arg(at)
        .arg(y)
        .run((long) outer * chunks * lanes, 1, 1, lanes, 1);
  }

  /** A chunk even if there is nothing, whose result is that of nothing. */
  private static int chunks(int n, int chunk) {
    return Math.max(1, (n - 1) / chunk + 1);
  }

  /** The number of elements before an axis. */
  static int outer(Tensor x, int axis) {
    int n = 1;
    for (int k = 0; k < axis; k++) n *= x.dim(k);
    return n;
  }

  /** The number of elements behind one place of an axis. */
  static int inner(Tensor x, int axis) {
    int n = 1;
    for (int k = axis + 1; k < x.rank(); k++) n *= x.dim(k);
    return n;
  }
}

package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import millrace.neural.compute.Function;
import millrace.neural.compute.Product;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@link Product} on a device, and the products inside of convolutions and recurrent layers. There
 * are two kernels: one suits processors, the other all else.
 */
final class OnProduct {
  /** The part of C that a work-item of product_registers makes. */
  private static final int ROWS = 6;

  private static final int COLUMNS = 32;

  /** The part of C that a group of product_tiles makes, and the side of the group. */
  private static final int TILE = 64;

  private static final int SIDE = 16;

  private final ClWork work;
  private final MemorySegment struct;

  OnProduct(ClWork work) {
    this.work = work;
    struct = work.struct(21);
  }

  /**
   * A matrix, or many: element (i, j) is at {@code from + i·row + j·step}. The next product of a
   * batch takes the matrix {@code batch} further, the next one of those to be added up that {@code
   * sum} further.
   */
  record Matrix(ClBuffer buffer, int from, int row, int step, int batch, int sum) {
    /** One matrix, its rows one behind the other. */
    static Matrix rows(ClBuffer buffer, int from, int width) {
      return new Matrix(buffer, from, width, 1, 0, 0);
    }

    /** One matrix, its columns one behind the other: stored transposed. */
    static Matrix columns(ClBuffer buffer, int from, int height) {
      return new Matrix(buffer, from, 1, height, 0, 0);
    }

    /** The same for a batch. */
    Matrix batch(int distance) {
      return new Matrix(buffer, from, row, step, distance, sum);
    }

    /** The same for products that are added up. */
    Matrix sum(int distance) {
      return new Matrix(buffer, from, row, step, batch, distance);
    }
  }

  /** How large: m x k times k x n, as many as batch, each the sum of this many. */
  record Size(int m, int n, int k, int batch, int sums) {
    static Size of(int m, int n, int k) {
      return new Size(m, n, k, 1, 1);
    }
  }

  /** What is done to the result: a bias per column or row, a function, adding to what is there. */
  record Finish(@Nullable ClBuffer bias, boolean perRow, Function function, double a, boolean add) {
    static final Finish NONE = new Finish(null, false, Function.IDENTITY, 0, false);
    static final Finish ADD = new Finish(null, false, Function.IDENTITY, 0, true);
  }

  Tensor[] run(Product op, Tensor[] in, int[][] shapes) {
    var out = work.make(shapes[0]);
    switch (op) {
      case MatMul(boolean ta, boolean tb) -> matMul(ta, tb, in[0], in[1], out);
      case Linear(Function function, double a) -> {
        int n = in[1].dim(0);
        int k = in[1].dim(1);
        var bias = in.length == 3 ? work.buffer(in[2]) : null;
        multiply(
            Size.of(n == 0 ? 0 : out.size() / n, n, k),
            Matrix.rows(work.buffer(in[0]), 0, k),
            Matrix.columns(work.buffer(in[1]), 0, k),
            Matrix.rows(work.buffer(out), 0, n),
            new Finish(bias, false, function, a, false));
      }
    }
    return new Tensor[] {out};
  }

  private void matMul(boolean ta, boolean tb, Tensor left, Tensor right, Tensor out) {
    int m = out.dim(-2);
    int n = out.dim(-1);
    int k = left.dim(ta ? -2 : -1);
    var a = work.buffer(left);
    var b = work.buffer(right);
    var matrixA = ta ? Matrix.columns(a, 0, m) : Matrix.rows(a, 0, k);
    var matrixB = tb ? Matrix.columns(b, 0, k) : Matrix.rows(b, 0, n);
    var matrixC = Matrix.rows(work.buffer(out), 0, n);
    int batch = 1;
    for (int i = 0; i < out.rank() - 2; i++) batch *= out.dim(i);
    if (right.rank() == 2 && !ta) { // the batch is but more rows
      multiply(Size.of(batch * m, n, k), matrixA, matrixB, matrixC, Finish.NONE);
      return;
    }
    multiply(
        new Size(m, n, k, batch, 1),
        matrixA.batch(m * k),
        right.rank() == 2 ? matrixB : matrixB.batch(k * n),
        matrixC.batch(m * n),
        Finish.NONE);
  }

  /** C ← finish(A·B). */
  void multiply(Size size, Matrix a, Matrix b, Matrix c, Finish finish) {
    if (size.m == 0 || size.n == 0 || size.batch == 0) return;
    if (!work.processor) {
      launch("product_tiles", size, a, b, size.n, c, finish);
      return;
    }
    if (readable(size, b)) {
      launch("product_registers", size, a, b, size.n, c, finish);
      return;
    }
    var packed = packed(size, b);
    launch("product_registers", size, a, packed, packed.row, c, finish);
    work.free(packed.buffer);
  }

  /** As {@link #multiply}, B being the result of {@link #prepared} for this size. */
  void multiplyPrepared(Size size, Matrix a, Matrix b, Matrix c, Finish finish) {
    if (size.m == 0 || size.n == 0 || size.batch == 0) return;
    if (work.processor) launch("product_registers", size, a, b, b.row, c, finish);
    else launch("product_tiles", size, a, b, size.n, c, finish);
  }

  /** B as the kernel reads it best, for many products; a copy is freed by {@link #release}. */
  Matrix prepared(Size size, Matrix b) {
    return !work.processor || readable(size, b) ? b : packed(size, b);
  }

  void release(Matrix prepared, Matrix b) {
    if (prepared != b) work.free(prepared.buffer);
  }

  /** Whether product_registers can read B where it lies. */
  private static boolean readable(Size size, Matrix b) {
    return b.step == 1 && size.n >= COLUMNS;
  }

  /** A copy of B by rows, their width rounded up to what product_registers takes at once. */
  private Matrix packed(Size size, Matrix b) {
    int width = (size.n + COLUMNS - 1) / COLUMNS * COLUMNS;
    // Either a batch or sums: no op has both.
    int distance = b.batch + b.sum;
    int count = distance == 0 ? 1 : b.batch != 0 ? size.batch : size.sums;
    var to = work.temporary((long) count * size.k * width);
    work.kernel("product", "rows_of")
        .arg(size.k)
        .arg(size.n)
        .arg(width)
        .arg(b.from)
        .arg(b.row)
        .arg(b.step)
        .arg(distance)
        .arg(b.buffer)
        .arg(to)
        .run(width, size.k, count);
    int each = Math.multiplyExact(size.k, width);
    return new Matrix(to, 0, width, 1, b.batch == 0 ? 0 : each, b.sum == 0 ? 0 : each);
  }

  private void launch(
      String name, Size size, Matrix a, Matrix b, int width, Matrix c, Finish finish) {
    put(0, size.m, size.n, size.k, width);
    put(4, a.from, a.row, a.step, a.batch, a.sum);
    put(9, b.from, b.row, b.step, b.batch, b.sum);
    put(14, c.from, c.row, c.batch);
    int bias = finish.bias == null ? 0 : finish.perRow ? 2 : 1;
    put(17, size.sums, bias, finish.function.ordinal(), finish.add ? 1 : 0);
    var kernel =
        work.kernel("product", name)
            .arg(struct)
            .arg(finish.a)
            .arg(a.buffer)
            .arg(b.buffer)
            .arg(finish.bias == null ? a.buffer : finish.bias) // not read where there is none
            .arg(c.buffer);
    if (work.processor) {
      kernel.run(over(size.n, COLUMNS), over(size.m, ROWS), size.batch, 1, 1);
    } else {
      kernel.run(over(size.n, TILE) * SIDE, over(size.m, TILE) * SIDE, size.batch, SIDE, SIDE);
    }
  }

  private static long over(int n, int part) {
    return (n + part - 1) / part;
  }

  private void put(int at, int... values) {
    for (int i = 0; i < values.length; i++) struct.setAtIndex(JAVA_INT, at + i, values[i]);
  }
}

package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import millrace.neural.compute.Function;
import millrace.neural.compute.Int8Matrix;
import millrace.neural.compute.Product;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@link Product} on a device, and the products inside of convolutions and recurrent layers. On
 * processors a copy of B is made in panels, unless there are few rows; other devices copy tiles.
 */
final class OnProduct {
  /** The part of C that a work-item of product_registers makes. */
  private static final int ROWS = 6;

  private static final int COLUMNS = 32;

  /** The part of C that a group of product_tiles makes, and the side of the group. */
  private static final int TILE = 64;

  private static final int SIDE = 16;

  /** How many rows of a panel a work-item copies. */
  private static final int DEPTH = 16;

  /** With so few rows a copy of B does not pay, with so many it does even if B lies by rows. */
  private static final int FEW = 8;

  private static final int MANY = 64;

  private final ClWork work;
  private final MemorySegment struct;

  OnProduct(ClWork work) {
    this.work = work;
    struct = work.struct(22);
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
      case Product.Int8(var weight) -> int8(weight, in, out);
    }
    return new Tensor[] {out};
  }

  /** The weights go to the device each time, as floats: bytes pay on processors only. */
  private void int8(Int8Matrix weight, Tensor[] in, Tensor out) {
    int n = weight.rows();
    int k = weight.width();
    var weights = work.numbers(weight.floats());
    var bias = in.length == 2 ? work.buffer(in[1]) : null;
    multiply(
        Size.of(out.size() / n, n, k),
        Matrix.rows(work.buffer(in[0]), 0, k),
        Matrix.columns(weights, 0, k),
        Matrix.rows(work.buffer(out), 0, n),
        new Finish(bias, false, Function.IDENTITY, 0, false));
    work.free(weights);
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
      put(size, a, b, 0, 0, c, finish);
      int x = over(size.n, TILE) * SIDE;
      int y = over(size.m, TILE) * SIDE;
      kernel("product_tiles", a, b, c, finish).run(x, y, size.batch, SIDE, SIDE);
    } else if (size.m <= FEW && a.step == 1 && b.row == 1) {
      put(size, a, b, 0, 0, c, finish);
      kernel("product_dots", a, b, c, finish).run(size.n, size.m, size.batch, 8, 1);
    } else {
      var prepared = prepared(size, b);
      multiplyPrepared(size, a, prepared, c, finish);
      release(prepared);
    }
  }

  /** B as it is multiplied by often. */
  record Prepared(Matrix matrix, int panel, boolean copy) {}

  /** For products of this size or with fewer rows; to be {@link #release released}. */
  Prepared prepared(Size size, Matrix b) {
    boolean direct = b.step == 1 && size.n >= COLUMNS && size.m < MANY;
    if (!work.processor || direct) return new Prepared(b, 0, false);
    // Either a batch or sums: no op has both.
    int distance = b.batch + b.sum;
    int count = distance == 0 ? 1 : b.batch != 0 ? size.batch : size.sums;
    int panel = Math.multiplyExact(size.k, COLUMNS);
    int each = Math.multiplyExact(over(size.n, COLUMNS), panel);
    var to = work.temporary((long) count * each);
    work.kernel("product", "panels")
        .arg(size.k)
        .arg(size.n)
        .arg(b.from)
        .arg(b.row)
        .arg(b.step)
        .arg(distance)
        .arg(b.buffer)
        .arg(to)
        .run(over(size.n, COLUMNS), over(size.k, DEPTH), count, 1, 1);
    var matrix = new Matrix(to, 0, COLUMNS, 1, b.batch == 0 ? 0 : each, b.sum == 0 ? 0 : each);
    return new Prepared(matrix, panel, true);
  }

  void release(Prepared b) {
    if (b.copy) work.free(b.matrix.buffer);
  }

  /** As {@link #multiply}. */
  void multiplyPrepared(Size size, Matrix a, Prepared prepared, Matrix c, Finish finish) {
    var b = prepared.matrix;
    if (!work.processor) {
      multiply(size, a, b, c, finish);
      return;
    }
    int width = prepared.copy ? over(size.n, COLUMNS) * COLUMNS : size.n;
    put(size, a, b, width, prepared.panel, c, finish);
    kernel("product_registers", a, b, c, finish)
        .run(over(size.m, ROWS), over(size.n, COLUMNS), size.batch, 1, 1);
  }

  private ClKernel kernel(String name, Matrix a, Matrix b, Matrix c, Finish finish) {
    return work.kernel("product", name)
        .arg(struct)
        .arg(finish.a)
        .arg(a.buffer)
        .arg(b.buffer)
        .arg(finish.bias == null ? a.buffer : finish.bias) // not read where there is none
        .arg(c.buffer);
  }

  /** Describes a product, as the struct in the kernels' file has it. */
  @SuppressWarnings("EnumOrdinal") // as ClContext tells the kernels
  private void put(Size size, Matrix a, Matrix b, int width, int panel, Matrix c, Finish finish) {
    put(0, size.m, size.n, size.k, width, panel);
    put(5, a.from, a.row, a.step, a.batch, a.sum);
    put(10, b.from, b.row, b.step, b.batch, b.sum);
    put(15, c.from, c.row, c.batch);
    int bias = finish.bias == null ? 0 : finish.perRow ? 2 : 1;
    put(18, size.sums, bias, finish.function.ordinal(), finish.add ? 1 : 0);
  }

  private static int over(int n, int part) {
    return (n + part - 1) / part;
  }

  private void put(int at, int... values) {
    for (int i = 0; i < values.length; i++) struct.setAtIndex(JAVA_INT, at + i, values[i]);
  }
}

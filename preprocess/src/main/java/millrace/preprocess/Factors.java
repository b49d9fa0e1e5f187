package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import millrace.preprocess.Features.Csr;
import millrace.run.Run;

/**
 * A matrix that is multiplied with narrow ones from both sides: dense in tiles, or sparse by rows
 * and by columns. Blocks of rows go in parallel; each row's sum is taken in one order.
 */
final class Factors {
  private static final long WORTH = 1 << 22;

  private final int rows;
  private final int width;

  /** Dense: the tiles; sparse: nothing in them. */
  private final Tiles x;

  private final Tiles turned;
  private final List<Csr> sparse;

  private Factors(int rows, int width, Tiles x, Tiles turned, List<Csr> sparse) {
    this.rows = rows;
    this.width = width;
    this.x = x;
    this.turned = turned;
    this.sparse = sparse;
  }

  static Factors of(Tiles x) {
    return new Factors(x.rows(), x.width(), x, x.transposed(), List.of());
  }

  static Factors of(Csr x) {
    var none = Tiles.zeros(0, 0);
    return new Factors(x.rows(), x.width(), none, none, List.of(x, transposed(x)));
  }

  private static Csr transposed(Csr x) {
    var starts = new int[x.width() + 1];
    int entries = x.starts()[x.rows()];
    for (int k = 0; k < entries; k++) starts[x.index()[k] + 1]++;
    for (int f = 0; f < x.width(); f++) starts[f + 1] += starts[f];
    var at = starts.clone();
    var index = new int[entries];
    var value = new double[entries];
    for (int i = 0; i < x.rows(); i++) {
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
        int to = at[x.index()[k]]++;
        index[to] = i;
        value[to] = x.value()[k];
      }
    }
    return new Csr(starts, index, value, x.rows());
  }

  int rows() {
    return rows;
  }

  int width() {
    return width;
  }

  /** The sum of all squares. */
  double squares() {
    double s = 0;
    for (int t = 0; t < x.count(); t++) for (var v : x.tile(t)) for (double a : v) s += a * a;
    for (var m : sparse.subList(0, Math.min(1, sparse.size())))
      for (double a : m.value()) s += a * a;
    return s;
  }

  /** The mean of all cells. */
  double mean() {
    double s = 0;
    for (int t = 0; t < x.count(); t++) for (var v : x.tile(t)) for (double a : v) s += a;
    for (var m : sparse.subList(0, Math.min(1, sparse.size()))) for (double a : m.value()) s += a;
    return s / rows / width;
  }

  /** X times a matrix of features × k: rows × k. */
  Tiles times(Tiles right, Run run) {
    return sparse.isEmpty() ? dense(x, right, run) : sparse(sparse.getFirst(), right, run);
  }

  /** The transposed X times a matrix of rows × k: features × k. */
  Tiles transposedTimes(Tiles right, Run run) {
    return sparse.isEmpty() ? dense(turned, right, run) : sparse(sparse.getLast(), right, run);
  }

  private static Tiles dense(Tiles x, Tiles right, Run run) {
    int k = right.width();
    var out = Tiles.zeros(x.rows(), k);
    var weights = new double[k][];
    for (int c = 0; c < k; c++) weights[c] = right.column(c);
    blocks(
        out,
        (long) x.width() * k,
        run,
        t -> {
          for (int c = 0; c < k; c++)
            Tiles.combine(out.tile(t)[c], weights[c], 0, x.tile(t), 0, x.width(), x.size(t));
        });
    return out;
  }

  private static Tiles sparse(Csr x, Tiles right, Run run) {
    int k = right.width();
    var out = Tiles.zeros(x.rows(), k);
    var rows = right.rowMajor();
    long each = (long) x.starts()[x.rows()] / Math.max(1, x.rows()) * k * 4;
    blocks(
        out,
        each,
        run,
        t -> {
          var sum = new double[k];
          var tile = out.tile(t);
          for (int i = 0; i < out.size(t); i++) {
            Arrays.fill(sum, 0);
            int row = t * Tiles.SIZE + i;
            for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) {
              double v = x.value()[e];
              int at = x.index()[e] * k;
              for (int c = 0; c < k; c++) sum[c] += v * rows[at + c];
            }
            for (int c = 0; c < k; c++) tile[c][i] = sum[c];
          }
        });
    return out;
  }

  /** Visits the tiles, in parallel where there is enough to do. */
  static void blocks(Tiles of, long workOfRow, Run run, IntConsumer body) {
    int count = of.count();
    if (run.threads() == 1 || count < 2 || of.rows() * workOfRow < WORTH) {
      for (int t = 0; t < count; t++) body.accept(t);
      return;
    }
    int parts =
        Math.min(count, 4 * run.threads()); // tiles are written by one each: any cut will do
    int each = (count + parts - 1) / parts;
    run.map(
        parts,
        g -> {
          for (int t = g * each; t < Math.min(count, (g + 1) * each); t++) body.accept(t);
          return g;
        });
  }

  /** The inner products of the columns, k × k. */
  static double[] gram(Tiles x) {
    int k = x.width();
    var out = new double[k * k];
    for (int t = 0; t < x.count(); t++)
      Tiles.products(x.tile(t), x.tile(t), x.size(t), out, 0, k, true);
    for (int a = 0; a < k; a++) for (int b = 0; b < a; b++) out[a * k + b] = out[b * k + a];
    return out;
  }

  /**
   * The first singular vectors.
   *
   * @param left rows × k
   * @param right features × k
   */
  record Singular(double[][] left, double[] values, double[][] right) {}

  /** Of a non-negative matrix, so the first value is that of a mean: exact if a side is short. */
  Singular singular(int k, Run run) {
    int side = Math.min(rows, width);
    int want = Math.min(k, side);
    int wide = Math.min(side, Math.max(want + 10, 20));
    var random = run.random("subspace");
    var basis = new double[wide][width];
    for (var v : basis) for (int j = 0; j < v.length; j++) v[j] = random.nextGaussian();
    boolean exact = wide == side;
    if (exact && side == width)
      for (int c = 0; c < wide; c++) {
        Arrays.fill(basis[c], 0);
        basis[c][c] = 1;
      }
    double[][] left = new double[0][];
    int rounds = exact ? 1 : 7;
    for (int r = 0; r < rounds; r++) {
      left = columns(times(Tiles.ofColumns(basis, width), run));
      TruncatedSvd.orthonormal(left);
      basis = columns(transposedTimes(Tiles.ofColumns(left, rows), run));
      if (r + 1 < rounds) TruncatedSvd.orthonormal(basis);
    }
    // rows of B = Q' X
    var small = new double[wide][wide];
    for (int a = 0; a < wide; a++)
      for (int b = a; b < wide; b++) small[a][b] = Gram.dot(basis[a], basis[b]);
    var e = Gram.eigen(small);
    var u = new double[want][];
    var v = new double[want][];
    var s = new double[want];
    for (int c = 0; c < want; c++) {
      s[c] = Math.sqrt(e.values()[c]);
      u[c] = Gram.product(left, e.vectors()[c]);
      v[c] = Gram.product(basis, e.vectors()[c]);
      for (int j = 0; j < v[c].length; j++) v[c][j] = s[c] > 0 ? v[c][j] / s[c] : 0;
    }
    return new Singular(u, s, v);
  }

  private static double[][] columns(Tiles x) {
    var out = new double[x.width()][];
    for (int c = 0; c < out.length; c++) out[c] = x.column(c);
    return out;
  }
}

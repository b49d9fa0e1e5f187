package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import millrace.preprocess.Features.Csr;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * A matrix that is multiplied with narrow ones from both sides: dense in tiles, or sparse by rows
 * and by columns. Blocks of rows go in parallel; each row's sum is taken in one order.
 */
final class Factors {
  private static final long WORTH = 1 << 20;

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
  Tiles times(Tiles right, Crew crew) {
    return sparse.isEmpty() ? dense(x, right, crew) : sparse(sparse.getFirst(), right, crew);
  }

  /** The transposed X times a matrix of rows × k: features × k. */
  Tiles transposedTimes(Tiles right, Crew crew) {
    return sparse.isEmpty() ? dense(turned, right, crew) : sparse(sparse.getLast(), right, crew);
  }

  private static Tiles dense(Tiles x, Tiles right, Crew crew) {
    int k = right.width();
    int p = x.width();
    var out = Tiles.zeros(x.rows(), k);
    var weights = right.columnMajor();
    // A wide matrix may be one tile alone: the columns of the product are shared too.
    int cuts = x.count() > 1 ? 1 : Math.clamp(k / 8, 1, 4);
    int each = (k + cuts - 1) / cuts;
    pieces(
        x.count() * cuts,
        (long) x.rows() * p * k,
        crew,
        g -> {
          int t = g / cuts;
          int from = g % cuts * each;
          int to = Math.min(k, from + each);
          if (from >= to) return;
          var part = Arrays.copyOfRange(out.tile(t), from, to);
          Tiles.combineAll(part, weights, from * p, p, x.tile(t), p, x.size(t));
        });
    return out;
  }

  private static Tiles sparse(Csr x, Tiles right, Crew crew) {
    int k = right.width();
    var out = Tiles.zeros(x.rows(), k);
    var rows = right.rowMajor();
    long each = (long) x.starts()[x.rows()] / Math.max(1, x.rows()) * k * 4;
    blocks(
        out,
        each,
        crew,
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
  static void blocks(Tiles of, long workOfRow, Crew crew, IntConsumer body) {
    pieces(of.count(), of.rows() * workOfRow, crew, body);
  }

  private static void pieces(int count, long work, Crew crew, IntConsumer body) {
    if (work >= WORTH) crew.run(count, body);
    else for (int t = 0; t < count; t++) body.accept(t);
  }

  /** The inner products of the columns, k × k. The cut into parts does not depend on the crew. */
  static double[] gram(Tiles x, Crew crew) {
    int k = x.width();
    int parts = Math.clamp(x.count(), 1, 8);
    int each = (x.count() + parts - 1) / parts;
    var sums = new double[parts][k * k];
    pieces(
        parts,
        (long) x.rows() * k * k,
        crew,
        g -> {
          for (int t = g * each; t < Math.min(x.count(), (g + 1) * each); t++)
            Tiles.products(x.tile(t), x.tile(t), x.size(t), sums[g], 0, k, true);
        });
    var out = sums[0];
    for (int g = 1; g < parts; g++) for (int j = 0; j < out.length; j++) out[j] += sums[g][j];
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
  Singular singular(int k, Run run, Crew crew) {
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
      left = columns(times(Tiles.ofColumns(basis, width), crew));
      TruncatedSvd.orthonormal(left);
      basis = columns(transposedTimes(Tiles.ofColumns(left, rows), crew));
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

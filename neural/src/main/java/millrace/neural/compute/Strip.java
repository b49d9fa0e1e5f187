package millrace.neural.compute;

import static millrace.neural.compute.Packing.HEIGHT;
import static millrace.neural.compute.Packing.TOGETHER;
import static millrace.neural.compute.Packing.WIDTH;

import org.jspecify.annotations.Nullable;

/**
 * The product of matrices on one thread, cut into blocks that fit the caches (K. Goto and R. van de
 * Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34, 2008): a packed block of A
 * stays in the second level, a panel of B in the first, while tiles of C pass through registers.
 *
 * <p>Where the cuts along k are depends on k alone, so that a strip of a product has the same bits
 * as the whole.
 */
final class Strip {
  /** Blocks along k, m and n. */
  static final int KC = 384;

  private static final int MC = Lanes.COUNT == 16 ? 504 : 240;
  private static final int NC = 2048;

  /** A product of at most so many multiplications is done without packing, where that pays. */
  private static final int SMALL = 1 << 20;

  private static final float[] ZEROS = new float[WIDTH];

  private final Team team;
  private final int thread;
  private final float[] tile = new float[HEIGHT * WIDTH];

  /** For one thread of a team, whose scratch 0 (A) and 1 (B) it uses. */
  Strip(Team team, int thread) {
    this.team = team;
    this.thread = thread;
  }

  /** C ← start + A·B; without a start, zeros. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if (k == 0) copy(m, n, start, c);
    int kb = split(k, KC, 16);
    for (int p = 0; p < k; p += kb) {
      int kc = Math.min(kb, k - p);
      block(m, n, kc, a.from(0, p), b.from(p, 0), p == 0 ? start : c, c);
    }
  }

  /** The same, B having been packed. */
  void multiply(int m, Matrix a, Packed b, @Nullable Matrix start, Matrix c) {
    if (b.k() == 0) copy(m, b.n(), start, c);
    int width = Packing.packedColumns(b.n(), 1);
    int kb = split(b.k(), KC, 16);
    for (int p = 0; p < b.k(); p += kb) {
      int kc = Math.min(kb, b.k() - p);
      var from = p == 0 ? start : c;
      if (rowsCollide(a) || b.n() > 6 * WIDTH) {
        var pa = packA(m, kc, a.from(0, p));
        panels(m, b.n(), kc, pa, true, b.panels(), width * p, from, c);
      } else {
        panels(m, b.n(), kc, a.from(0, p), false, b.panels(), width * p, from, c);
      }
    }
  }

  /** Packs B for {@link #multiply}. */
  static void pack(int k, int n, Matrix b, float[] panels) {
    int width = Packing.packedColumns(n, 1);
    int kb = split(k, KC, 16);
    for (int p = 0; p < k; p += kb)
      Packing.b(b.from(p, 0), n, Math.min(kb, k - p), panels, width * p);
  }

  /** Whether the rows of a tile share too few sets of the first cache: they are 4 KiB apart. */
  private static boolean rowsCollide(Matrix a) {
    return a.stride() != 0 && a.stride() % 1024 == 0;
  }

  private Matrix packA(int m, int kc, Matrix a) {
    var pa = team.scratch(thread, 0, m * kc);
    Packing.a(a, m, kc, pa, 0);
    return Matrix.of(pa, 0, 0);
  }

  private void block(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if ((long) m * n * kc <= SMALL) direct(m, n, kc, a, b, start, c);
    else if (m <= MC) packedOnTheFly(m, n, kc, a, b, start, c);
    else packed(m, n, kc, a, b, start, c);
  }

  /** Small: A as it is, B as it is unless it is stored transposed. */
  private void direct(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    int j = b.transposed() ? 0 : n / WIDTH * WIDTH; // whole panels need no copy
    for (int i = 0; i < j; i += WIDTH)
      column(
          m,
          WIDTH,
          kc,
          a,
          false,
          b.values(),
          b.at(0, i),
          b.stride(),
          from(start, 0, i),
          c.from(0, i));
    if (j == n) return;
    var pb = team.scratch(thread, 1, Packing.packedColumns(n - j, kc));
    Packing.b(b.from(0, j), n - j, kc, pb, 0);
    panels(m, n - j, kc, a, false, pb, 0, from(start, 0, j), c.from(0, j));
  }

  /** Few rows: B is packed some panels at a time, which never leave the cache. */
  private void packedOnTheFly(
      int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    var packed = packA(m, kc, a);
    int some = TOGETHER * WIDTH;
    var pb = team.scratch(thread, 1, some * kc);
    for (int j = 0; j < n; j += some) {
      int nc = Math.min(some, n - j);
      Packing.b(b.from(0, j), nc, kc, pb, 0);
      panels(m, nc, kc, packed, true, pb, 0, from(start, 0, j), c.from(0, j));
    }
  }

  /** Many rows: a block of B is packed once, then all blocks of A are multiplied with it. */
  private void packed(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    int mb = split(m, MC, HEIGHT);
    int nb = split(n, NC, WIDTH);
    var pa = team.scratch(thread, 0, mb * kc);
    var packed = Matrix.of(pa, 0, 0);
    var pb = team.scratch(thread, 1, Packing.packedColumns(nb, kc));
    for (int j = 0; j < n; j += nb) {
      int nc = Math.min(nb, n - j);
      Packing.b(b.from(0, j), nc, kc, pb, 0);
      for (int i = 0; i < m; i += mb) {
        int mc = Math.min(mb, m - i);
        Packing.a(a.from(i, 0), mc, kc, pa, 0);
        panels(mc, nc, kc, packed, true, pb, 0, from(start, i, j), c.from(i, j));
      }
    }
  }

  /** All rows of A against packed panels of B. */
  void panels(
      int m,
      int n,
      int kc,
      Matrix a,
      boolean packedA,
      float[] pb,
      int bo,
      @Nullable Matrix start,
      Matrix c) {
    for (int j = 0; j < n; j += WIDTH)
      column(
          m,
          Math.min(WIDTH, n - j),
          kc,
          a,
          packedA,
          pb,
          bo + j * kc,
          WIDTH,
          from(start, 0, j),
          c.from(0, j));
  }

  /** All rows of A against one panel of B, whose rows are {@code step} apart. */
  private void column(
      int m,
      int n,
      int kc,
      Matrix a,
      boolean packedA,
      float[] b,
      int bo,
      int step,
      @Nullable Matrix start,
      Matrix c) {
    var z = start == null ? ZEROS : start.values();
    int zo = start == null ? 0 : start.offset();
    int ldz = start == null ? 0 : start.stride();
    for (int i = 0, h; i < m; i += h) {
      h = Packing.height(m - i);
      int zi = zo + i * ldz;
      int ci = c.offset() + i * c.stride();
      if (n == WIDTH) {
        tile(h, i, kc, a, packedA, b, bo, step, z, zi, ldz, c.values(), ci, c.stride());
      } else { // by way of a whole tile
        for (int r = 0; r < h; r++) System.arraycopy(z, zi + r * ldz, tile, r * WIDTH, n);
        tile(h, i, kc, a, packedA, b, bo, step, tile, 0, WIDTH, tile, 0, WIDTH);
        for (int r = 0; r < h; r++)
          System.arraycopy(tile, r * WIDTH, c.values(), ci + r * c.stride(), n);
      }
    }
  }

  private static void tile(
      int h,
      int i,
      int kc,
      Matrix a,
      boolean packedA,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    boolean rows = !packedA && !a.transposed();
    int ao = packedA ? a.offset() + i * kc : a.at(i, 0);
    int lda = packedA ? h : a.stride();
    Tiles.tile(rows, h, kc, a.values(), ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
  }

  private static @Nullable Matrix from(@Nullable Matrix start, int i, int j) {
    return start == null ? null : start.from(i, j);
  }

  /** C ← start. */
  private static void copy(int m, int n, @Nullable Matrix start, Matrix c) {
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++)
        c.values()[c.at(i, j)] = start == null ? 0 : start.values()[start.at(i, j)];
  }

  /** Cuts a length into equal blocks of at most {@code most}, each a multiple of {@code unit}. */
  static int split(int length, int most, int unit) {
    if (length <= most) return length;
    int parts = (length + most - 1) / most;
    return Math.min(most, ((length + parts - 1) / parts + unit - 1) / unit * unit);
  }
}

package millrace.neural.compute;

import static millrace.neural.compute.Packing.HEIGHT;
import static millrace.neural.compute.Packing.TOGETHER;
import static millrace.neural.compute.Packing.WIDTH;

import org.jspecify.annotations.Nullable;

/**
 * The product of matrices on one thread, cut into blocks that fit the caches (after K. Goto and R.
 * van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34, 2008), while tiles
 * of C pass through registers. Where C fits into the second level, a panel of B stays in the first
 * and A comes by. Where it does not, some panels of B stay in the second, a tile's rows of A in the
 * first, and C comes by from left to right, so that the processor sees which lines are next; blocks
 * are deeper then, as every one along k takes all of C in and out.
 *
 * <p>Each element is one chain of fused multiply-adds in the order of k, which goes on from the
 * float in C where a block ended: cuts change no bit.
 */
final class Strip {
  /** Blocks along k: of a second factor that is packed once for many products. */
  static final int KC = 384;

  /** The same where C is in the second cache: a panel of B takes two thirds of the first. */
  private static final int NEAR_KC = 256;

  /** The same where it is not. */
  private static final int FAR_KC = 768;

  /** From the first to the last row of a C that stays in the second cache, in floats. */
  private static final long NEAR = 200_000;

  /** So many rows of A are packed at a time. */
  private static final int MC = 4092;

  /** So many columns of B are. */
  private static final int NC = TOGETHER * WIDTH;

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
    int kb = split(k, far(m, c) ? FAR_KC : NEAR_KC, 16);
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
        for (int j = 0; j < b.n(); j += NC) {
          int nc = Math.min(NC, b.n() - j);
          panels(
              m, nc, kc, pa, true, b.panels(), width * p + j * kc, from(from, 0, j), c.from(0, j));
        }
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

  /** Whether C is too large for the second cache. */
  private static boolean far(int m, Matrix c) {
    return (long) m * c.stride() > NEAR;
  }

  private void block(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if ((long) m * n * kc <= SMALL) {
      direct(m, n, kc, a, b, start, c);
      return;
    }
    int mb = split(m, MC, HEIGHT);
    for (int i = 0; i < m; i += mb)
      packed(Math.min(mb, m - i), n, kc, a.from(i, 0), b, from(start, i, 0), c.from(i, 0));
  }

  /** Small: A as it is, B as it is unless it is stored transposed. */
  private void direct(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    int j = b.transposed() ? 0 : n / WIDTH * WIDTH; // whole panels need no copy
    for (int i = 0; i < j; i += WIDTH)
      column(m, i, WIDTH, kc, a, false, b.values(), b.at(0, i), b.stride(), start, c);
    if (j == n) return;
    var pb = team.scratch(thread, 1, Packing.packedColumns(n - j, kc));
    Packing.b(b.from(0, j), n - j, kc, pb, 0);
    panels(m, n - j, kc, a, false, pb, 0, from(start, 0, j), c.from(0, j));
  }

  /** A is packed; B is packed some panels at a time, which never leave the cache. */
  private void packed(int m, int n, int kc, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    var packed = packA(m, kc, a);
    var pb = team.scratch(thread, 1, Packing.packedColumns(Math.min(n, NC), kc));
    for (int j = 0; j < n; j += NC) {
      int nc = Math.min(NC, n - j);
      Packing.b(b.from(0, j), nc, kc, pb, 0);
      panels(m, nc, kc, packed, true, pb, 0, from(start, 0, j), c.from(0, j));
    }
  }

  /** All rows of A against packed panels of B. */
  private void panels(
      int m,
      int n,
      int kc,
      Matrix a,
      boolean packedA,
      float[] pb,
      int bo,
      @Nullable Matrix start,
      Matrix c) {
    if (packedA && far(m, c)) {
      for (int i = 0, h; i < m; i += h) {
        h = Packing.height(m - i);
        for (int j = 0; j < n; j += WIDTH) {
          int nc = Math.min(WIDTH, n - j);
          some(i, h, j, nc, kc, a, true, pb, bo + j * kc, WIDTH, start, c);
        }
      }
    } else {
      for (int j = 0; j < n; j += WIDTH) {
        int nc = Math.min(WIDTH, n - j);
        column(m, j, nc, kc, a, packedA, pb, bo + j * kc, WIDTH, start, c);
      }
    }
  }

  /** All rows of A against one panel of B, whose rows are {@code step} apart. */
  private void column(
      int m,
      int j,
      int n,
      int kc,
      Matrix a,
      boolean packedA,
      float[] b,
      int bo,
      int step,
      @Nullable Matrix start,
      Matrix c) {
    for (int i = 0, h; i < m; i += h) {
      h = Packing.height(m - i);
      some(i, h, j, n, kc, a, packedA, b, bo, step, start, c);
    }
  }

  /** h rows of A from row i on against one panel of B, for n columns of C from column j on. */
  private void some(
      int i,
      int h,
      int j,
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
    int ldz = start == null ? 0 : start.stride();
    int zi = start == null ? 0 : start.offset() + i * ldz + j;
    int ci = c.offset() + i * c.stride() + j;
    if (n == WIDTH) {
      tile(h, i, kc, a, packedA, b, bo, step, z, zi, ldz, c.values(), ci, c.stride());
    } else { // by way of a whole tile
      for (int r = 0; r < h; r++) System.arraycopy(z, zi + r * ldz, tile, r * WIDTH, n);
      tile(h, i, kc, a, packedA, b, bo, step, tile, 0, WIDTH, tile, 0, WIDTH);
      for (int r = 0; r < h; r++)
        System.arraycopy(tile, r * WIDTH, c.values(), ci + r * c.stride(), n);
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

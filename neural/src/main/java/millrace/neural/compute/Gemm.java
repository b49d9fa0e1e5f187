package millrace.neural.compute;

import org.jspecify.annotations.Nullable;

/**
 * Products of matrices, C ← start + A·B, in SIMD ({@link Strip}, {@link Gemv}) or plain loops. How
 * a product is done depends on its shape alone, and each element is computed in the same way in
 * whichever part it lies: so the result has the same bits for any number of threads.
 */
final class Gemm {
  /** Products of fewer multiplications stay on one thread: to wake another takes longer. */
  private static final long ALONE = 500_000;

  /** The same for a vector times a matrix, which is bound by memory. */
  private static final long VECTOR_ALONE = 200_000;

  private final Team team;
  private final boolean simd;
  private final Strip[] strips;

  /**
   * @param simd whether to use vectors; else plain loops
   */
  Gemm(Team team, boolean simd) {
    this.team = team;
    this.simd = simd;
    strips = new Strip[simd ? team.threads() : 0];
    for (int i = 0; i < strips.length; i++) strips[i] = new Strip(team, i);
  }

  /**
   * C ← start + A·B, on all threads if it is worth it.
   *
   * @param start what is added to: C itself, a {@linkplain Matrix#row row}, or nothing
   */
  void multiply(int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if (m == 0 || n == 0) return;
    if (m == 1 || n == 1) {
      vector(m, n, k, a, b, start, c);
      return;
    }
    long work = (long) m * n * k;
    if (team.threads() == 1 || work < ALONE) {
      one(0, m, n, k, a, b, start, c);
      return;
    }
    boolean columns = n >= m;
    int length = columns ? n : m;
    int unit = columns ? 2 * 16 : 12;
    int per = (length + team.threads() - 1) / team.threads();
    int part = (per + unit - 1) / unit * unit;
    team.run(
        (length + part - 1) / part,
        (p, thread) -> {
          int at = p * part;
          int size = Math.min(part, length - at);
          if (columns) one(thread, m, size, k, a, b.from(0, at), from(start, 0, at), c.from(0, at));
          else one(thread, size, n, k, a.from(at, 0), b, from(start, at, 0), c.from(at, 0));
        });
  }

  /**
   * As many products as given, each with the matrices so far behind those of the one before.
   * Smaller ones are done side by side, larger ones by all threads, one after the other.
   */
  void batch(
      int count,
      int m,
      int n,
      int k,
      Matrix a,
      int nextA,
      Matrix b,
      int nextB,
      Matrix c,
      int nextC) {
    if (count == 1 || (long) m * n * k >= ALONE) {
      for (int i = 0; i < count; i++)
        multiply(m, n, k, a.shift(i * nextA), b.shift(i * nextB), null, c.shift(i * nextC));
      return;
    }
    long most = Math.max(1, count * ((long) m * n * k + 1) / (ALONE / 4)); // parts worth a thread
    int parts = (int) Math.min(Math.min(count, most), 4L * team.threads());
    int part = (count + parts - 1) / parts;
    team.run(
        (count + part - 1) / part,
        (p, thread) -> {
          for (int i = p * part; i < Math.min(count, (p + 1) * part); i++)
            one(thread, m, n, k, a.shift(i * nextA), b.shift(i * nextB), null, c.shift(i * nextC));
        });
  }

  /** The same on the calling thread, which is this one of the team. */
  void one(int thread, int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if (simd) strips[thread].multiply(m, n, k, a, b, start, c);
    else ScalarGemm.multiply(m, n, k, a, b, start, c);
  }

  /**
   * Packs a second factor of k rows and n columns.
   *
   * @param panels room for {@link #packedSize} floats
   */
  Packed pack(int k, int n, Matrix b, float[] panels) {
    if (simd) Strip.pack(k, n, b, panels);
    return new Packed(n, k, b, panels);
  }

  /** How many floats a packed factor takes. */
  int packedSize(int k, int n) {
    return simd ? Packing.packedColumns(n, k) : 0;
  }

  /**
   * How wide the panels of a packed factor of n columns are, for who lays it out by himself: block
   * b, of {@link #block} rows, begins at {@code b · block(k) · ⌈n / width⌉ · width}, its panel j
   * {@code j · width · rows} behind that.
   */
  int panelWidth(int n) {
    return simd ? Packing.WIDTH : n;
  }

  /** How many rows the blocks of a packed factor of k rows have; the last may have fewer. */
  int block(int k) {
    return simd ? Strip.split(k, Strip.KC, 16) : k;
  }

  boolean simd() {
    return simd;
  }

  /** C ← start + A·B of m rows on the calling thread, which is this one of the team. */
  void one(int thread, int m, Matrix a, Packed b, @Nullable Matrix start, Matrix c) {
    if (simd) strips[thread].multiply(m, a, b, start, c);
    else ScalarGemm.multiply(m, b.n(), b.k(), a, b.plain(), start, c);
  }

  /** One row or one column of results: y ← y + x·B, y being scratch unless it is contiguous. */
  private void vector(int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    if (!simd) {
      ScalarGemm.multiply(m, n, k, a, b, start, c);
      return;
    }
    boolean row = m == 1;
    int length = row ? n : m;
    var x =
        row
            ? line(a.values(), a.offset(), a.transposed() ? a.stride() : 1, k)
            : line(b.values(), b.offset(), b.transposed() ? 1 : b.stride(), k);
    var big = row ? b : new Matrix(a.values(), a.offset(), a.stride(), !a.transposed());
    boolean direct = row || c.stride() == 1;
    var y = direct ? c.values() : team.scratch(0, 1, length);
    int yo = direct ? c.offset() : 0;
    int step = row ? 1 : start == null ? 0 : start.stride();
    for (int j = 0; j < length; j++)
      y[yo + j] = start == null ? 0 : start.values()[start.offset() + j * step];
    int parts = (long) length * k < VECTOR_ALONE ? 1 : team.threads();
    int per = (length + parts - 1) / parts;
    int part = (per + Gemv.UNIT - 1) / Gemv.UNIT * Gemv.UNIT;
    team.run(
        (length + part - 1) / part,
        (p, thread) -> {
          int at = p * part;
          int size = Math.min(part, length - at);
          int bo = big.at(0, at);
          if (big.transposed())
            Gemv.dots(size, k, x.values(), x.offset(), big.values(), bo, big.stride(), y, yo + at);
          else
            Gemv.rows(size, k, x.values(), x.offset(), big.values(), bo, big.stride(), y, yo + at);
        });
    if (!direct) for (int i = 0; i < m; i++) c.values()[c.offset() + i * c.stride()] = y[i];
  }

  /** Elements a step apart, as neighbours. */
  private Matrix line(float[] v, int offset, int step, int k) {
    if (step == 1) return Matrix.row(v, offset);
    var x = team.scratch(0, 0, k);
    for (int p = 0; p < k; p++) x[p] = v[offset + p * step];
    return Matrix.row(x, 0);
  }

  static @Nullable Matrix from(@Nullable Matrix start, int i, int j) {
    return start == null ? null : start.from(i, j);
  }
}

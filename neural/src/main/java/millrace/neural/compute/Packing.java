package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies blocks of the factors of a product into the order in which the tiles read them, so that
 * they stay in the cache and every load is of neighbours.
 */
final class Packing {
  /** How many columns a panel of B has: two vectors. */
  static final int WIDTH = 2 * COUNT;

  /** How many panels of B are packed together, so that long stretches of its rows are read. */
  static final int TOGETHER = 8;

  /** The most rows of a tile. */
  static final int HEIGHT = COUNT == 16 ? 12 : 4;

  // Squares of 4 by 4 are transposed, whatever the width of a vector: one source for all. Where
  // vectors
  // have sixteen floats, Squares takes half as many instructions.
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> QUAD_INTS = IntVector.SPECIES_128;
  private static final int[] EVEN_PAIRS = {0, 4, 2, 6};
  private static final int[] ODD_PAIRS = {1, 5, 3, 7};
  private static final int[] LOW_HALVES = {0, 1, 4, 5};
  private static final int[] HIGH_HALVES = {2, 3, 6, 7};

  /** So many rows are packed at a time: they stay in the first cache. */
  private static final int SOME = 8;

  private Packing() {}

  /** How many rows the next tile has if so many are left. */
  static int height(int left) {
    if (left >= HEIGHT) return HEIGHT;
    return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }

  /** How many floats so many columns of B take, packed. */
  static int packedColumns(int n, int kc) {
    return (n + WIDTH - 1) / WIDTH * WIDTH * kc;
  }

  /**
   * Packs a block of A, m rows by kc: row i + r of a tile of h rows that begins at row i is at
   * {@code o + i · kc + k · h + r}.
   */
  static void a(Matrix a, int m, int kc, float[] d, int o) {
    if (a.transposed()) {
      for (int k = 0; k < kc; k += SOME)
        transposedA(a.from(0, k), m, Math.min(SOME, kc - k), kc, d, o, k);
      return;
    }
    for (int i = 0, h; i < m; i += h) {
      h = height(m - i);
      int to = o + i * kc;
      int r = 0;
      if (COUNT == Squares.SIDE && h == HEIGHT && m - i >= Squares.SIDE) {
        // four rows more than the tile has: what they leave in the next tile is overwritten
        transposeSixteen(a.values(), a.at(i, 0), a.stride(), kc, d, to, h, h);
        r = h;
      }
      for (; r <= h - 4; r += 4)
        transposeQuad(a.values(), a.at(i + r, 0), a.stride(), kc, d, to + r, h);
      for (; r < h; r++) copyLine(a.values(), a.at(i + r, 0), 1, kc, d, to + r, h);
    }
  }

  /** A few columns of A, k and on, stored as rows: each is read once from end to end. */
  private static void transposedA(Matrix a, int m, int some, int kc, float[] d, int o, int k) {
    for (int i = 0, h; i < m; i += h) {
      h = height(m - i);
      int to = o + i * kc + k * h;
      int r = 0;
      for (; r <= h - 4; r += 4)
        copyQuad(a.values(), a.at(i + r, 0), a.stride(), some, d, to + r, h);
      for (; r < h; r++) copyLine(a.values(), a.at(i + r, 0), a.stride(), some, d, to + r, h);
    }
  }

  /**
   * Packs a block of B, kc rows by n: column j is at {@code o + (j / WIDTH) · WIDTH · kc + k ·
   * WIDTH + j % WIDTH}; the last panel is filled up with zeros.
   */
  static void b(Matrix b, int n, int kc, float[] d, int o) {
    if (b.transposed()) {
      transposedB(b, n, kc, d, o);
    } else {
      int j = 0;
      for (; j <= n - TOGETHER * WIDTH; j += TOGETHER * WIDTH)
        copyPanels(TOGETHER, b.values(), b.at(0, j), b.stride(), kc, d, o + j * kc);
      int whole = (n - j) / WIDTH;
      if (whole > 0) copyPanels(whole, b.values(), b.at(0, j), b.stride(), kc, d, o + j * kc);
      j += whole * WIDTH;
      if (j < n) copyRest(b.values(), b.at(0, j), b.stride(), n - j, kc, d, o + j * kc);
    }
  }

  /**
   * A few rows at a time, panel by panel: written to all panels in turn, their lines, which are a
   * multiple of 4 KiB apart, would get into each other's way.
   */
  private static void copyPanels(
      int panels, float[] b, int q, int stride, int kc, float[] d, int o) {
    for (int k = 0; k < kc; k += SOME) {
      int some = Math.min(SOME, kc - k);
      for (int p = 0; p < panels; p++)
        copyPanel(b, q + k * stride + p * WIDTH, stride, some, d, o + (p * kc + k) * WIDTH);
    }
  }

  private static void copyPanel(float[] b, int q, int stride, int rows, float[] d, int o) {
    for (int k = 0; k < rows; k++) {
      int from = q + k * stride;
      int to = o + k * WIDTH;
      FloatVector.fromArray(FLOATS, b, from).intoArray(d, to);
      FloatVector.fromArray(FLOATS, b, from + COUNT).intoArray(d, to + COUNT);
    }
  }

  private static void copyRest(float[] b, int q, int stride, int n, int kc, float[] d, int o) {
    for (int k = 0; k < kc; k++) {
      int from = q + k * stride;
      int to = o + k * WIDTH;
      for (int j = 0; j < n; j++) d[to + j] = b[from + j];
      for (int j = n; j < WIDTH; j++) d[to + j] = 0;
    }
  }

  private static void transposedB(Matrix b, int n, int kc, float[] d, int o) {
    int j = 0;
    if (COUNT == Squares.SIDE)
      for (; j <= n - COUNT; j += COUNT)
        transposeSixteen(b.values(), b.at(0, j), b.stride(), kc, d, place(o, j, kc), WIDTH, COUNT);
    for (; j <= n - 4; j += 4)
      transposeQuad(b.values(), b.at(0, j), b.stride(), kc, d, place(o, j, kc), WIDTH);
    for (; j < n; j++) copyLine(b.values(), b.at(0, j), 1, kc, d, place(o, j, kc), WIDTH);
    for (; j % WIDTH != 0; j++)
      for (int k = 0, to = place(o, j, kc); k < kc; k++) d[to + k * WIDTH] = 0;
  }

  /** Sixteen rows of kc elements, of which those at the end, less than a square, only of h rows. */
  private static void transposeSixteen(
      float[] s, int q, int stride, int kc, float[] d, int o, int ldd, int h) {
    int k = Squares.transpose(s, q, stride, kc, d, o, ldd);
    for (int r = 0; k < kc && r < h; r += 4)
      transposeQuad(s, q + r * stride + k, stride, kc - k, d, o + k * ldd + r, ldd);
  }

  private static int place(int o, int j, int kc) {
    return o + j / WIDTH * WIDTH * kc + j % WIDTH;
  }

  /** Element (i, j) of rows by columns at q goes to {@code o + j · ldd + i}. */
  static void transpose(
      float[] s, int q, int stride, int rows, int columns, float[] d, int o, int ldd) {
    int i = 0;
    for (; i <= rows - 4; i += 4) transposeQuad(s, q + i * stride, stride, columns, d, o + i, ldd);
    for (; i < rows; i++) copyLine(s, q + i * stride, 1, columns, d, o + i, ldd);
  }

  private static void copyLine(float[] s, int q, int step, int kc, float[] d, int o, int h) {
    for (int k = 0; k < kc; k++) d[o + k * h] = s[q + k * step];
  }

  /** Four neighbours of each of kc rows. */
  private static void copyQuad(float[] s, int q, int stride, int kc, float[] d, int o, int h) {
    for (int k = 0; k < kc; k++)
      FloatVector.fromArray(QUAD, s, q + k * stride).intoArray(d, o + k * h);
  }

  /** Four rows of kc elements: element k of row r goes to {@code o + k · h + r}. */
  private static void transposeQuad(float[] s, int q, int stride, int kc, float[] d, int o, int h) {
    var even = IntVector.fromArray(QUAD_INTS, EVEN_PAIRS, 0);
    var odd = IntVector.fromArray(QUAD_INTS, ODD_PAIRS, 0);
    var low = IntVector.fromArray(QUAD_INTS, LOW_HALVES, 0);
    var high = IntVector.fromArray(QUAD_INTS, HIGH_HALVES, 0);
    int k = 0;
    for (; k <= kc - 4; k += 4) {
      var r0 = FloatVector.fromArray(QUAD, s, q + k).reinterpretAsInts();
      var r1 = FloatVector.fromArray(QUAD, s, q + stride + k).reinterpretAsInts();
      var r2 = FloatVector.fromArray(QUAD, s, q + 2 * stride + k).reinterpretAsInts();
      var r3 = FloatVector.fromArray(QUAD, s, q + 3 * stride + k).reinterpretAsInts();
      var e01 = even.selectFrom(r0, r1); // r0[0] r1[0] r0[2] r1[2]
      var o01 = odd.selectFrom(r0, r1);
      var e23 = even.selectFrom(r2, r3);
      var o23 = odd.selectFrom(r2, r3);
      low.selectFrom(e01, e23).reinterpretAsFloats().intoArray(d, o + k * h);
      low.selectFrom(o01, o23).reinterpretAsFloats().intoArray(d, o + (k + 1) * h);
      high.selectFrom(e01, e23).reinterpretAsFloats().intoArray(d, o + (k + 2) * h);
      high.selectFrom(o01, o23).reinterpretAsFloats().intoArray(d, o + (k + 3) * h);
    }
    for (; k < kc; k++) for (int r = 0; r < 4; r++) d[o + k * h + r] = s[q + r * stride + k];
  }
}

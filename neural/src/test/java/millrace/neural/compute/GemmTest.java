package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products of matrices against the definition in double. With vectors as wide as the system
 * property millrace.simd says.
 */
class GemmTest {
  /** What is left over where nothing should be written. */
  private static final float UNTOUCHED = 12345;

  private static final boolean SIMD = SimdWidth.asked() != 0 && SimdWidth.available();

  private final Random random = new Random(1);

  /** Small as they are, these products would be done before any tile is compiled. */
  @BeforeAll
  static void vectors() {
    if (SIMD) Tiles.vectorsAtOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everySmallSize(int threads) {
    try (var team = new Team(threads)) {
      var gemm = new Gemm(team, SIMD);
      for (int round = 0; round < 150; round++)
        check(gemm, 1 + random.nextInt(70), 1 + random.nextInt(70), 1 + random.nextInt(70));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aroundTheBordersOfBlocks(int threads) {
    try (var team = new Team(threads)) {
      var gemm = new Gemm(team, SIMD);
      int[][] sizes = {
        {13, 33, 767},
        {13, 33, 769},
        {5, 40, 1537},
        {13, 31, 2050}, // along k
        {179, 70, 90},
        {181, 70, 90},
        {241, 130, 64},
        {362, 33, 100}, // along m
        {250, 2049, 5},
        {181, 4100, 3},
        {12, 2049, 60},
        {3, 5000, 9}, // along n
        {181, 2049, 40},
        {1, 1, 5000},
        {1, 3000, 300},
        {3000, 1, 300},
        {2, 1, 1},
        {64, 10, 784}
      };
      for (var s : sizes) check(gemm, s[0], s[1], s[2]);
    }
  }

  @Test
  void plainLoops() {
    try (var team = new Team(2)) {
      var gemm = new Gemm(team, false);
      for (int round = 0; round < 100; round++)
        check(gemm, 1 + random.nextInt(40), 1 + random.nextInt(40), 1 + random.nextInt(40));
    }
  }

  @Test
  void nothingToMultiplyLeavesTheStart() {
    try (var team = new Team(1)) {
      var gemm = new Gemm(team, SIMD);
      for (int m : new int[] {1, 3}) check(gemm, m, 5, 0);
      check(gemm, 4, 1, 0);
      check(gemm, 0, 5, 3);
      check(gemm, 5, 0, 3);
    }
  }

  @Test
  void theSameBitsOnAnyNumberOfThreads() {
    int[][] sizes = {
      {200, 2100, 130}, {500, 65, 800}, {1, 1001, 517}, {1001, 1, 517}, {97, 97, 97}
    };
    for (var s : sizes)
      for (int way = 0; way < 4; way++) {
        float[] expected = null;
        for (int threads = 1; threads <= 3; threads++) {
          try (var team = new Team(threads)) {
            random.setSeed(7);
            var given = new Given(s[0], s[1], s[2], (way & 1) != 0, (way & 2) != 0, 1);
            given.multiply(new Gemm(team, SIMD));
            if (expected == null) expected = given.c.values();
            assertArrayEquals(expected, given.c.values(), "threads " + threads + " " + given);
          }
        }
      }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void batches(int threads) {
    int m = 19;
    int n = 37;
    int k = 23;
    int count = 11;
    var a = numbers(count * m * k);
    var b = numbers(count * k * n);
    var c = new float[count * m * n];
    try (var team = new Team(threads)) {
      new Gemm(team, SIMD)
          .batch(
              count,
              m,
              n,
              k,
              Matrix.of(a, 0, k),
              m * k,
              new Matrix(b, 0, k, true),
              k * n,
              Matrix.of(c, 0, n),
              m * n);
    }
    for (int i = 0; i < count; i++)
      compare(
          m,
          n,
          k,
          Matrix.of(a, i * m * k, k),
          new Matrix(b, i * k * n, k, true),
          null,
          Matrix.of(c, i * m * n, n),
          "item " + i);
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private void check(Gemm gemm, int m, int n, int k) {
    for (int way = 0; way < 4; way++) {
      var given = new Given(m, n, k, (way & 1) != 0, (way & 2) != 0, random.nextInt(4));
      var before = given.start == given.c ? copy(given.c) : given.start;
      given.multiply(gemm);
      compare(m, n, k, given.a, given.b, before, given.c, given.toString());
      given.checkUntouched();
    }
  }

  private static Matrix copy(Matrix m) {
    return new Matrix(m.values().clone(), m.offset(), m.stride(), m.transposed());
  }

  private static void compare(
      int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c, String what) {
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        double sum = start == null ? 0 : start.values()[start.at(i, j)];
        double size = Math.abs(sum);
        for (int p = 0; p < k; p++) {
          double term = (double) a.values()[a.at(i, p)] * b.values()[b.at(p, j)];
          sum += term;
          size += Math.abs(term);
        }
        double allowed = 0x1p-24 * (2 + Math.sqrt(k)) * size; // rounding, mostly at random
        if (!(Math.abs(sum - c.values()[c.at(i, j)]) <= allowed))
          assertEquals(sum, c.values()[c.at(i, j)], allowed, what + " at " + i + ", " + j);
      }
  }

  private float[] numbers(int n) {
    var v = new float[n];
    for (int i = 0; i < n; i++) v[i] = random.nextFloat() * 2 - 1;
    return v;
  }

  /** Matrices within larger arrays. */
  private final class Given {
    final int m;
    final int n;
    final int k;
    final Matrix a;
    final Matrix b;
    final Matrix c;
    final @Nullable Matrix start;

    Given(int m, int n, int k, boolean ta, boolean tb, int kind) {
      this.m = m;
      this.n = n;
      this.k = k;
      a = matrix(ta ? k : m, ta ? m : k, ta);
      b = matrix(tb ? n : k, tb ? k : n, tb);
      c = matrix(m, n, false);
      start =
          switch (kind) {
            case 0 -> null;
            case 1 -> c;
            case 2 -> Matrix.row(numbers(n + 3), 3);
            default -> matrix(m, n, false);
          };
      for (int i = 0, from = 0; i <= m; i++) { // all around c
        int to = i < m ? c.at(i, 0) : c.values().length;
        for (; from < to; from++) c.values()[from] = UNTOUCHED;
        from = to + n;
      }
    }

    private Matrix matrix(int rows, int columns, boolean transposed) {
      int offset = random.nextInt(5);
      int stride = columns + (random.nextBoolean() ? random.nextInt(20) : 0);
      int size = offset + Math.max(0, rows - 1) * stride + columns; // not a float more
      return new Matrix(numbers(size), offset, stride, transposed);
    }

    void multiply(Gemm gemm) {
      gemm.multiply(m, n, k, a, b, start, c);
    }

    void checkUntouched() {
      for (int i = 0, from = 0; i <= m && n > 0; i++) {
        int to = i < m ? c.at(i, 0) : c.values().length;
        for (; from < to; from++)
          assertEquals(UNTOUCHED, c.values()[from], "overwritten at " + from + " of " + this);
        from = to + n;
      }
    }

    @Override
    public String toString() {
      return "%d x %d x %d%s%s, strides %d %d %d"
          .formatted(
              m,
              n,
              k,
              a.transposed() ? " ta" : "",
              b.transposed() ? " tb" : "",
              a.stride(),
              b.stride(),
              c.stride());
    }
  }
}

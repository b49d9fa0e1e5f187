package millrace.trainers;

import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * Kept training rows and the kernel in which new rows are compared with them.
 *
 * @param columns the columns it reads
 * @param features the features these must give
 */
public record SupportVectors(
    List<String> columns, Vocabulary features, KernelFunction kernel, KernelRows rows) {
  /** Rows that are done together: their kernel values with a few vectors stay in the cache. */
  private static final int TILE = 256;

  public SupportVectors {
    columns = List.copyOf(columns);
  }

  /** Rows of a training frame, whose columns are those to read later. */
  public static SupportVectors of(Frame train, KernelFunction kernel, KernelRows rows) {
    var x = train.features();
    var names = List.copyOf(x.names());
    return new SupportVectors(
        names, millrace.preprocess.Features.of(x, names).names(), kernel, rows);
  }

  /** How many there are. */
  public int size() {
    return rows.rows();
  }

  /** Which function a coefficient belongs to. */
  interface Functions {
    int of(int block, int slot);
  }

  /**
   * The sums {@code Σ_v coefficient · K(v, row)} of several functions for every row, row-major.
   * O(rows · vectors · (features + slots)), in parallel.
   *
   * @param blocks how many vectors stand in each block
   * @param coef coefficients of slot s at {@code s * size() ..}
   * @param slots how many functions each vector has a part in
   */
  double[] sums(Frame frame, int[] blocks, double[] coef, int slots, int count, Functions to) {
    var x = KernelRows.of(frame, columns, features, rows.denseId());
    int n = x.rows();
    var out = new double[Math.multiplyExact(n, count)];
    Run.quiet()
        .map(
            (n + TILE - 1) / TILE,
            t -> {
              int from = t * TILE;
              int size = Math.min(TILE, n - from);
              var tile = x.rows(IntStream.range(from, from + size).toArray());
              var sums = tile(new KernelPoints(tile, kernel), blocks, coef, slots, count, to);
              for (int f = 0; f < count; f++)
                for (int i = 0; i < size; i++) out[(from + i) * count + f] = sums[f][i];
              return t;
            });
    return out;
  }

  /** One function of all vectors. */
  double[] sum(Frame frame, double[] coef) {
    return sums(frame, new int[] {size()}, coef, 1, 1, (_, _) -> 0);
  }

  private double[][] tile(
      KernelPoints x, int[] blocks, double[] coef, int slots, int count, Functions to) {
    int n = x.n;
    int m = size();
    var out = new double[count][n];
    var k0 = new double[n];
    var k1 = new double[n];
    var k2 = new double[n];
    var k3 = new double[n];
    int v = 0;
    for (int b = 0; b < blocks.length; b++) {
      int end = v + blocks[b];
      for (; v + 3 < end; v += 4) {
        x.values(rows, v, k0);
        x.values(rows, v + 1, k1);
        x.values(rows, v + 2, k2);
        x.values(rows, v + 3, k3);
        for (int s = 0; s < slots; s++) {
          int c = s * m + v;
          add(coef[c], coef[c + 1], coef[c + 2], coef[c + 3], k0, k1, k2, k3, out[to.of(b, s)], n);
        }
      }
      for (; v < end; v++) {
        x.values(rows, v, k0);
        for (int s = 0; s < slots; s++) add(coef[s * m + v], k0, out[to.of(b, s)], n);
      }
    }
    return out;
  }

  private static void add(
      double a,
      double b,
      double c,
      double d,
      double[] ka,
      double[] kb,
      double[] kc,
      double[] kd,
      double[] out,
      int n) {
    for (int i = 0; i < n; i++) out[i] += (a * ka[i] + b * kb[i]) + (c * kc[i] + d * kd[i]);
  }

  private static void add(double a, double[] ka, double[] out, int n) {
    for (int i = 0; i < n; i++) out[i] += a * ka[i];
  }
}

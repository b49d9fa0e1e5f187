package millrace.neural.compute;

import java.util.Arrays;

/**
 * What the parts of {@link Cpu} share: loops, threads, arrays, and the ways to cut work.
 *
 * @param kernels the loops
 * @param team the threads
 * @param memory the arrays
 * @param gemm the products of matrices
 */
record Machine(Kernels kernels, Team team, Memory memory, Gemm gemm) {
  Machine(Kernels kernels, Team team, Memory memory) {
    this(kernels, team, memory, new Gemm(team, !(kernels instanceof Scalar)));
  }

  /** Work on fewer elements than this stays on one thread. */
  static final int ALONE = 32_768;

  /** Elements from .. to − 1. */
  interface Range {
    void run(int from, int to);
  }

  /** As {@link Range}, on a thread that has its own scratch memory. */
  interface Partial {
    void run(int from, int to, float[] sums);
  }

  Kernels.Elements elements() {
    return kernels.elements();
  }

  Kernels.Sums sums() {
    return kernels.sums();
  }

  Kernels.Rows rows() {
    return kernels.rows();
  }

  /**
   * Does n items, each of about {@code cost} elements, whose results do not depend on each other;
   * so the cuts may depend on the number of threads.
   */
  void each(int n, int cost, Range work) {
    long all = (long) n * cost;
    if (team.threads() == 1 || all < ALONE || n < 2) {
      if (n > 0) work.run(0, n);
      return;
    }
    int parts = (int) Math.min(Math.min(n, 4L * team.threads()), all / (ALONE / 2));
    int unit = cost == 1 ? 64 : 1; // whole cache lines
    int share = ((n + parts - 1) / parts + unit - 1) / unit * unit;
    int count = (n + share - 1) / share;
    team.run(count, (part, _) -> work.run(part * share, Math.min(n, (part + 1) * share)));
  }

  /**
   * Adds up n items, each of about {@code cost} elements, to {@code width} sums. The cuts depend on
   * the sizes alone and partial sums are added in order, so the result is the same for any number
   * of threads.
   *
   * @param work adds its items to sums, which start at zero
   */
  void total(int n, int cost, int width, float[] out, Partial work) {
    int share = (int) Math.max(1, Math.max(ALONE / Math.max(1, cost), (n + 63L) / 64));
    int parts = Math.max(1, (n + share - 1) / share);
    Arrays.fill(out, 0, width, 0);
    if (parts == 1) {
      work.run(0, n, out);
      return;
    }
    var sums = new float[parts][];
    team.run(
        parts,
        (part, _) -> {
          sums[part] = new float[width];
          work.run(part * share, Math.min(n, (part + 1) * share), sums[part]);
        });
    for (var s : sums) elements().mix(1, s, 0, 1, out, 0, 0, out, 0, width);
  }
}

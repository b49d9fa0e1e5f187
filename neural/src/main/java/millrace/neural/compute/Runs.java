package millrace.neural.compute;

import java.util.Arrays;

/**
 * Stretches of neighbours that belong into each row of a matrix: how the windows of a convolution
 * are laid out as a factor of a product. Row r, stretch s copies {@code length[s]} floats from
 * {@code base + row[r] + from[s]}.
 */
final class Runs {
  private int[] from = new int[32];
  private int[] to = new int[32];
  private int[] length = new int[32];
  private int count;

  void clear() {
    count = 0;
  }

  /** Adds a stretch, behind the last one as part of it if both ends meet. */
  void add(int from, int to, int length) {
    int last = count - 1;
    if (count > 0
        && this.from[last] + this.length[last] == from
        && this.to[last] + this.length[last] == to) {
      this.length[last] += length;
      return;
    }
    if (count == this.from.length) {
      this.from = Arrays.copyOf(this.from, 2 * count);
      this.to = Arrays.copyOf(this.to, 2 * count);
      this.length = Arrays.copyOf(this.length, 2 * count);
    }
    this.from[count] = from;
    this.to[count] = to;
    this.length[count++] = length;
  }

  /**
   * Writes rows first .. end − 1, the first of which begins at o.
   *
   * @param width how far apart they are
   */
  void copy(
      boolean simd,
      float[] src,
      int base,
      int[] rows,
      int first,
      int end,
      float[] dst,
      int o,
      int width) {
    for (int s = 0; s < count; s++) {
      int at = base + from[s];
      int place = o + to[s];
      if (length[s] == 1) single(src, at, rows, first, end, dst, place, width);
      else if (simd) SimdRuns.copy(src, at, rows, first, end, dst, place, width, length[s]);
      else plain(src, at, rows, first, end, dst, place, width, length[s]);
    }
  }

  private static void single(
      float[] src, int at, int[] rows, int first, int end, float[] dst, int o, int width) {
    for (int r = first, to = o; r < end; r++, to += width) dst[to] = src[at + rows[r]];
  }

  private static void plain(
      float[] src, int at, int[] rows, int first, int end, float[] dst, int o, int width, int n) {
    for (int r = first, to = o; r < end; r++, to += width)
      for (int i = 0, from = at + rows[r]; i < n; i++) dst[to + i] = src[from + i];
  }
}

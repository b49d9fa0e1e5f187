package millrace.neural.compute;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How two shapes are aligned at their ends and repeated along extents of 1, with the axes that both
 * walk alike merged into one, so that most cases come down to one or two axes.
 *
 * @param shape the merged result shape, at least one axis
 * @param left the distance between neighbours of the left operand along each axis; 0 if repeated
 * @param right the same for the right operand
 */
public record Broadcast(int[] shape, int[] left, int[] right) {
  /** The common shape; null if there is none. */
  public static int @Nullable [] shape(int[] a, int[] b) {
    var out = new int[Math.max(a.length, b.length)];
    for (int k = 1; k <= out.length; k++) {
      int x = k <= a.length ? a[a.length - k] : 1;
      int y = k <= b.length ? b[b.length - k] : 1;
      if (x != y && x != 1 && y != 1) return null;
      out[out.length - k] = x == 1 ? y : x;
    }
    return out;
  }

  /** How a and b, which fit, are walked together. */
  public static Broadcast of(int[] a, int[] b) {
    var full = shape(a, b);
    if (full == null) throw new IllegalArgumentException("shapes that do not fit");
    int n = full.length;
    var shape = new int[Math.max(1, n)];
    var left = new int[shape.length];
    var right = new int[shape.length];
    int axes = 0;
    int stepA = 1;
    int stepB = 1;
    for (int k = 1; k <= n; k++) { // from the last axis to the first
      int d = full[n - k];
      int x = k <= a.length ? a[a.length - k] : 1;
      int y = k <= b.length ? b[b.length - k] : 1;
      int sa = x == 1 ? 0 : stepA;
      int sb = y == 1 ? 0 : stepB;
      stepA *= x;
      stepB *= y;
      if (d == 1) continue;
      int last = axes - 1;
      if (axes > 0 && sa == left[last] * shape[last] && sb == right[last] * shape[last]) {
        shape[last] *= d;
      } else {
        shape[axes] = d;
        left[axes] = sa;
        right[axes++] = sb;
      }
    }
    if (axes == 0) return new Broadcast(new int[] {1}, new int[] {0}, new int[] {0});
    return new Broadcast(reversed(shape, axes), reversed(left, axes), reversed(right, axes));
  }

  private static int[] reversed(int[] a, int n) {
    var out = Arrays.copyOf(a, n);
    for (int i = 0; i < n; i++) out[i] = a[n - 1 - i];
    return out;
  }
}

package millrace.preprocess;

import java.util.Arrays;

/**
 * A quadtree (octree in three dimensions) of places, each cell with its mean and count, for the
 * repulsion of Barnes and Hut: far cells stand for all their places.
 *
 * @see "Barnes, Hut: A hierarchical O(N log N) force-calculation algorithm. Nature 324, 1986"
 */
final class SpaceTree {
  private static final int DEEPEST = 48;

  private final int d;
  private final int branches;
  private int cells;
  private int[] child; // 0: none
  private int[] count;
  private int[] single; // the place a leaf holds first
  private double[] mean; // sums while the tree is built
  private double[] squareWidth;

  /** The leaf of each place. */
  private final int[] leaf;

  SpaceTree(double[] y, int d) {
    this.d = d;
    branches = 1 << d;
    int n = y.length / d;
    leaf = new int[n];
    room(Math.max(16, 2 * n));
    var centre = new double[d];
    double half = 0;
    for (int c = 0; c < d; c++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = c; i < y.length; i += d) {
        low = Math.min(low, y[i]);
        high = Math.max(high, y[i]);
      }
      centre[c] = (low + high) / 2;
      half = Math.max(half, (high - low) / 2);
    }
    half = half * (1 + 1e-9) + 1e-300;
    cells = 1;
    squareWidth[0] = 4 * half * half;
    for (int i = 0; i < n; i++) insert(y, i, centre, half);
    for (int c = 0; c < cells; c++)
      for (int k = 0; k < d; k++) mean[c * d + k] /= Math.max(1, count[c]);
  }

  private void room(int size) {
    child = child == null ? new int[size * branches] : Arrays.copyOf(child, size * branches);
    count = count == null ? new int[size] : Arrays.copyOf(count, size);
    single = single == null ? new int[size] : Arrays.copyOf(single, size);
    mean = mean == null ? new double[size * d] : Arrays.copyOf(mean, size * d);
    squareWidth = squareWidth == null ? new double[size] : Arrays.copyOf(squareWidth, size);
  }

  private void insert(double[] y, int i, double[] rootCentre, double rootHalf) {
    var centre = rootCentre.clone();
    double half = rootHalf;
    int cell = 0;
    for (int depth = 0; ; depth++) {
      int before = count[cell]++;
      for (int k = 0; k < d; k++) mean[cell * d + k] += y[i * d + k];
      if (before == 0) {
        single[cell] = i;
        leaf[i] = cell;
        return;
      }
      boolean isLeaf = leaf[single[cell]] == cell;
      if (isLeaf && (depth == DEEPEST || equal(y, i, single[cell]))) {
        leaf[i] = cell;
        return;
      }
      if (isLeaf) moveDown(y, cell, before, centre);
      int b = branch(y, i, centre);
      cell = childOf(cell, b);
      half /= 2;
      for (int k = 0; k < d; k++) centre[k] += (b >> k & 1) == 0 ? -half : half;
    }
  }

  /** The places of a leaf, all equal, move to a child. */
  private void moveDown(double[] y, int cell, int places, double[] centre) {
    int first = single[cell];
    int to = childOf(cell, branch(y, first, centre));
    count[to] = places;
    single[to] = first;
    for (int k = 0; k < d; k++) mean[to * d + k] = places * y[first * d + k];
    leaf[first] = to;
  }

  private int childOf(int cell, int b) {
    int at = cell * branches + b;
    if (child[at] == 0) {
      if (cells == count.length) room(2 * cells);
      squareWidth[cells] = squareWidth[cell] / 4;
      child[at] = cells++;
    }
    return child[at];
  }

  private int branch(double[] y, int i, double[] centre) {
    int b = 0;
    for (int k = 0; k < d; k++) if (y[i * d + k] >= centre[k]) b |= 1 << k;
    return b;
  }

  private boolean equal(double[] y, int i, int j) {
    for (int k = 0; k < d; k++) if (y[i * d + k] != y[j * d + k]) return false;
    return true;
  }

  /**
   * Adds {@code Σ q² (yᵢ - yⱼ)} over all other places j to {@code force[at ..]}, where q = 1 / (1 +
   * |yᵢ - yⱼ|²), and gives {@code Σ q}.
   *
   * @param squareAngle a cell whose width is below this (squared) share of its distance counts as
   *     one
   * @param stack room for 64 times the branches
   */
  double repel(double[] y, int i, double squareAngle, int[] stack, double[] force, int at) {
    double sum = 0;
    int depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
      int cell = stack[--depth];
      double square = 0;
      for (int k = 0; k < d; k++) {
        double v = y[i * d + k] - mean[cell * d + k];
        square += v * v;
      }
      boolean isLeaf = leaf[single[cell]] == cell;
      if (isLeaf || squareWidth[cell] < squareAngle * square) {
        int many = count[cell];
        if (isLeaf && equal(y, i, single[cell])) many--;
        double q = 1 / (1 + square);
        sum += many * q;
        double f = many * q * q;
        for (int k = 0; k < d; k++) force[at + k] += f * (y[i * d + k] - mean[cell * d + k]);
      } else {
        for (int b = cell * branches; b < (cell + 1) * branches; b++)
          if (child[b] != 0) stack[depth++] = child[b];
      }
    }
    return sum;
  }
}

package millrace.trainers;

/**
 * The Cholesky factor of a symmetric positive semidefinite matrix with unit diagonal, with diagonal
 * pivoting: it stops where the rest is not told from rounding any more, and so reveals the rank.
 * O(p·rank²).
 *
 * @see "N. J. Higham, Analysis of the Cholesky decomposition of a semi-definite matrix, 1990"
 */
final class Cholesky {
  /** Rows by original index: {@code l[i * p + k]} for step k. */
  private final double[] l;

  private final int p;

  /** The original indices in the order of the pivots; those from {@link #rank} on are left out. */
  final int[] order;

  final int rank;

  /**
   * @param a the matrix, p × p; only read
   * @param use which rows and columns take part
   * @param least pivots at or below this end the factorisation
   */
  Cholesky(double[] a, int p, boolean[] use, double least) {
    this.p = p;
    l = new double[p * p];
    int n = 0;
    for (boolean u : use) if (u) n++;
    order = new int[n];
    n = 0;
    for (int i = 0; i < p; i++) if (use[i]) order[n++] = i;
    var left = new double[p];
    for (int i : order) left[i] = a[i * p + i];
    int k = 0;
    for (; k < n; k++) {
      int best = k;
      for (int i = k + 1; i < n; i++) if (left[order[i]] > left[order[best]]) best = i;
      int pivot = order[best];
      if (!(left[pivot] > least)) break;
      order[best] = order[k];
      order[k] = pivot;
      double root = Math.sqrt(left[pivot]);
      l[pivot * p + k] = root;
      for (int i = k + 1; i < n; i++) {
        int row = order[i];
        double v = (a[row * p + pivot] - Vectors.dot(l, row * p, l, pivot * p, k)) / root;
        l[row * p + k] = v;
        left[row] -= v * v;
      }
    }
    rank = k;
  }

  /** Solves A x = b for the pivots taken; 0 for the others. O(rank²). */
  double[] solve(double[] b) {
    return backward(forward(b));
  }

  /** {@code L⁻¹ b}, in the order of the pivots. */
  double[] forward(double[] b) {
    var z = new double[rank];
    for (int k = 0; k < rank; k++) {
      int row = order[k] * p;
      z[k] = (b[order[k]] - Vectors.dot(l, row, z, 0, k)) / l[row + k];
    }
    return z;
  }

  /** {@code L⁻ᵀ z} in the original order; 0 for those left out. Overwrites z. */
  double[] backward(double[] z) {
    var x = new double[p];
    for (int k = rank - 1; k >= 0; k--) {
      int row = order[k] * p;
      z[k] /= l[row + k];
      Vectors.add(-z[k], l, row, z, 0, k);
      x[order[k]] = z[k];
    }
    return x;
  }
}

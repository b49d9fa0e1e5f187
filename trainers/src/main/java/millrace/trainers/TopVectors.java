package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.data.DataException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The eigenvectors of the greatest eigenvalues of a symmetric matrix that is only known through its
 * products: a block Krylov space, orthonormal throughout, restarted from its best vectors. Blocks
 * find eigenvalues that stand several times.
 *
 * @see "Y. Saad, Numerical Methods for Large Eigenvalue Problems, SIAM, 2011"
 */
final class TopVectors {
  private static final int MOST_RESTARTS = 300;

  /** After so many restarts the space is doubled: a small one does not tell close values apart. */
  private static final int PATIENCE = 6;

  private static final int GREATEST_SPACE = 256;

  /**
   * Added to the eigenvalues, which lie in [-1, 1], before they are asked for: among many that are
   * nearly 0, the library's QL iteration does not end.
   */
  private static final double SHIFT = 2;

  /** The product of the matrix with some vectors. */
  interface Matrix {
    double[][] times(double[][] vectors);
  }

  private final Matrix matrix;
  private final int n;
  private int most;
  private double[][] basis;
  private double[][] images;
  private final RandomGenerator random;
  private int size;

  private TopVectors(Matrix matrix, int n, int most, RandomGenerator random) {
    this.matrix = matrix;
    this.n = n;
    this.most = most;
    this.random = random;
    basis = new double[most][];
    images = new double[most][];
  }

  /**
   * @param tolerance of the residuals' lengths, for a matrix of norm about 1
   * @return unit vectors, greatest eigenvalue first
   */
  static double[][] of(Matrix matrix, int n, int k, double tolerance, RandomGenerator random) {
    int block = Math.min(n, k + Math.max(2, k / 2));
    var t = new TopVectors(matrix, n, Math.min(n, block * 6), random);
    var start = new double[block][n];
    for (var v : start) Arrays.setAll(v, _ -> random.nextGaussian());
    for (int restart = 0; restart < MOST_RESTARTS; restart++) {
      if (restart > 0 && restart % PATIENCE == 0) t.grow();
      t.size = 0;
      t.append(start);
      while (t.size < t.most) {
        int from = t.size - Math.min(t.size, block);
        t.append(Arrays.copyOfRange(t.images, from, t.size));
      }
      var small = t.projected();
      start = t.combined(small, t.basis, block);
      if (t.size == n || t.residual(small, start, k) <= tolerance) return Arrays.copyOf(start, k);
    }
    throw new DataException(
        "the %d greatest eigenvectors did not settle in %d restarts, so close are their eigenvalues; another affinity or kernel may do"
            .formatted(k, MOST_RESTARTS));
  }

  private void grow() {
    most = Math.max(most, Math.min(n, Math.min(2 * most, GREATEST_SPACE)));
    basis = new double[most][];
    images = new double[most][];
  }

  /** Appends what is new in these vectors, as many as there is room for. */
  private void append(double[][] vectors) {
    int from = size;
    for (var v : vectors) {
      if (size == most) break;
      var w = v.clone();
      while (!orthogonalise(w)) Arrays.setAll(w, _ -> random.nextGaussian());
      basis[size++] = w;
    }
    var products = matrix.times(Arrays.copyOfRange(basis, from, size));
    System.arraycopy(products, 0, images, from, size - from);
  }

  private boolean orthogonalise(double[] w) {
    double before = Vectors.norm(w);
    if (before == 0) return false;
    for (int pass = 0; pass < 2; pass++)
      for (int b = 0; b < size; b++) Vectors.add(-Vectors.dot(w, basis[b]), basis[b], w);
    double length = Vectors.norm(w);
    if (!(length > 1e-10 * before)) return false;
    for (int i = 0; i < n; i++) w[i] /= length;
    return true;
  }

  /** The projected matrix, shifted. */
  private EigenDecomposition projected() {
    var h = new double[size][size];
    for (int a = 0; a < size; a++)
      for (int b = a; b < size; b++) h[a][b] = h[b][a] = Vectors.dot(basis[a], images[b]);
    for (int a = 0; a < size; a++) h[a][a] += SHIFT;
    return new EigenDecomposition(new Array2DRowRealMatrix(h, false));
  }

  private double[][] combined(EigenDecomposition small, double[][] of, int count) {
    var out = new double[count][n];
    for (int c = 0; c < count; c++) {
      var e = small.getEigenvector(c).toArray();
      for (int b = 0; b < size; b++) Vectors.add(e[b], of[b], out[c]);
    }
    return out;
  }

  private double residual(EigenDecomposition small, double[][] vectors, int k) {
    var products = combined(small, images, k);
    double most = 0;
    for (int c = 0; c < k; c++) {
      Vectors.add(SHIFT - small.getRealEigenvalue(c), vectors[c], products[c]);
      most = Math.max(most, Vectors.norm(products[c]));
    }
    return most;
  }
}

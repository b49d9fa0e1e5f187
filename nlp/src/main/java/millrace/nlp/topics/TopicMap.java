package millrace.nlp.topics;

import millrace.run.Run;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Where topics lie on a plane: principal coordinates (classical multidimensional scaling) of the
 * Jensen-Shannon divergence between their distributions of words.
 *
 * @see "Sievert, Shirley 2014, LDAvis; Gower 1966, Some distance properties of latent root and
 *     vector methods"
 */
final class TopicMap {
  private TopicMap() {}

  /**
   * The divergences (p ‖ m) / 2 + (q ‖ m) / 2 with m = (p + q) / 2 in nats, from 0 to log 2, of
   * each pair of rows. O(k² width).
   *
   * @param p k rows, each a distribution
   * @return k × k, row-major, symmetric
   */
  static double[] divergences(double[] p, int k, Run run) {
    int width = p.length / k;
    var entropy = new double[k];
    for (int i = 0; i < k; i++) {
      for (int v = i * width; v < (i + 1) * width; v++) entropy[i] += plogp(p[v]);
    }
    var rows =
        run.map(
            k,
            i -> {
              var row = new double[i];
              for (int j = 0; j < i; j++) {
                double mixed = 0;
                int a = i * width;
                int b = j * width;
                for (int v = 0; v < width; v++) mixed += plogp((p[a + v] + p[b + v]) / 2);
                row[j] = Math.max(0, (entropy[i] + entropy[j]) / 2 - mixed);
              }
              return row;
            });
    var out = new double[k * k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < i; j++) {
        out[i * k + j] = rows.get(i)[j];
        out[j * k + i] = rows.get(i)[j];
      }
    }
    return out;
  }

  private static double plogp(double p) {
    return p > 0 ? p * Math.log(p) : 0;
  }

  /**
   * The first two principal coordinates of points with these distances: eigenvectors of the doubly
   * centred −d²/2, each times the root of its eigenvalue (0 where that is negative, as distances
   * need not be Euclidean). An axis has no direction of its own, so the coordinate furthest from 0
   * is made positive. O(k³).
   *
   * @param distances k × k, symmetric
   * @return x and y of each point in turn
   */
  static double[] place(double[] distances, int k) {
    var mean = new double[k];
    double all = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) mean[i] += square(distances[i * k + j]) / k;
      all += mean[i] / k;
    }
    var centred = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        centred[i][j] = -(square(distances[i * k + j]) - mean[i] - mean[j] + all) / 2;
      }
    }
    var eigen = new EigenDecomposition(new Array2DRowRealMatrix(centred, false));
    var out = new double[2 * k];
    for (int axis = 0; axis < Math.min(2, k); axis++) {
      double value = eigen.getRealEigenvalue(axis);
      // What is left by rounding would be drawn as a distance, being the root of it.
      double length = value > 1e-12 * eigen.getRealEigenvalue(0) ? Math.sqrt(value) : 0;
      var v = eigen.getEigenvector(axis);
      int furthest = 0;
      for (int i = 1; i < k; i++) {
        if (Math.abs(v.getEntry(i)) > Math.abs(v.getEntry(furthest)) + 1e-9) furthest = i;
      }
      double scale = v.getEntry(furthest) < 0 ? -length : length;
      for (int i = 0; i < k; i++) out[2 * i + axis] = scale * v.getEntry(i);
    }
    return out;
  }

  private static double square(double v) {
    return v * v;
  }
}

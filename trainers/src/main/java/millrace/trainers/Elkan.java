package millrace.trainers;

import millrace.preprocess.Tiles;

/**
 * Nearest centres by the triangle inequality: a row whose centre cannot have lost it keeps it
 * without any distance being computed. Wants a lower bound for each row and centre: rows × k
 * numbers. Pays where clusters are well apart and features are many.
 *
 * @see "C. Elkan, Using the triangle inequality to accelerate k-means, ICML 2003"
 */
final class Elkan implements Lloyd.Assignment {
  private final int k;
  private final int p;
  private final int rows;
  private final double[] x;
  private final double[] upper;
  private final double[] lower;
  private final double[] between;
  private final double[] nearestOther;
  private final double[] moved;
  private double[] centres = new double[0];

  Elkan(Tiles x, int k) {
    this.k = k;
    p = x.width();
    rows = x.rows();
    this.x = x.rowMajor();
    upper = new double[rows];
    lower = new double[Math.multiplyExact(rows, k)];
    between = new double[k * k];
    nearestOther = new double[k];
    moved = new double[k];
  }

  @Override
  public void centres(double[] next) {
    if (centres.length > 0)
      for (int c = 0; c < k; c++) moved[c] = distance(centres, c * p, next, c * p);
    centres = next;
    for (int c = 0; c < k; c++) {
      double least = Double.POSITIVE_INFINITY;
      for (int d = 0; d < k; d++) {
        double v = c == d ? 0 : distance(next, c * p, next, d * p);
        between[c * k + d] = v;
        if (c != d) least = Math.min(least, v);
      }
      nearestOther[c] = least / 2;
    }
  }

  @Override
  public void assign(int tile, int[] labels) {
    int to = Math.min(rows, (tile + 1) * Tiles.SIZE);
    for (int i = tile * Tiles.SIZE; i < to; i++)
      labels[i] = labels[i] < 0 ? first(i) : again(i, labels[i]);
  }

  private int first(int row) {
    int at = row * k;
    int best = 0;
    for (int c = 0; c < k; c++) {
      lower[at + c] = distance(x, row * p, centres, c * p);
      if (lower[at + c] < lower[at + best]) best = c;
    }
    upper[row] = lower[at + best];
    return best;
  }

  private int again(int row, int label) {
    int at = row * k;
    for (int c = 0; c < k; c++) lower[at + c] = Math.max(0, lower[at + c] - moved[c]);
    double u = upper[row] + moved[label];
    int best = label;
    if (u >= nearestOther[best]) {
      boolean tight = false;
      for (int c = 0; c < k; c++) {
        if (c == best || u < lower[at + c] || u < between[best * k + c] / 2) continue;
        if (!tight) {
          u = lower[at + best] = distance(x, row * p, centres, best * p);
          tight = true;
          if (u < lower[at + c] || u < between[best * k + c] / 2) continue;
        }
        double d = distance(x, row * p, centres, c * p);
        lower[at + c] = d;
        if (d < u || (d == u && c < best)) {
          best = c;
          u = d;
        }
      }
    }
    upper[row] = u;
    return best;
  }

  private double distance(double[] a, int ao, double[] b, int bo) {
    double s0 = 0;
    double s1 = 0;
    int f = 0;
    for (; f + 1 < p; f += 2) {
      double d0 = a[ao + f] - b[bo + f];
      double d1 = a[ao + f + 1] - b[bo + f + 1];
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    if (f < p) s0 += (a[ao + f] - b[bo + f]) * (a[ao + f] - b[bo + f]);
    return Math.sqrt(s0 + s1);
  }
}

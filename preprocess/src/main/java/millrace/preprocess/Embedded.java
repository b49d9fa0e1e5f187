package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/** What steps share that give each training row a place in a map. */
final class Embedded {
  /** A nearest row at this share of the k-th distance is the row itself. */
  private static final double SAME = 1e-12;

  private Embedded() {}

  static List<String> columns(Frame frame) {
    return Columnwise.names(frame, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
  }

  /** The frame with places in place of columns. */
  static Frame replace(
      Frame frame, List<String> columns, String prefix, double[] places, int components) {
    var names = new ArrayList<String>();
    var made = new ArrayList<Column>();
    for (int c = 0; c < components; c++) {
      var v = new double[frame.size()];
      for (int i = 0; i < v.length; i++) v[i] = places[i * components + c];
      names.add(prefix + (c + 1));
      made.add(new Column.Numeric(v));
    }
    return Columnwise.append(frame.without(columns), names, made);
  }

  /** The weight of each of k neighbours, from their distances, which start at {@code at}. */
  interface Weighting {
    double[] weights(double[] distances, int at, int k);
  }

  /**
   * Places of new rows: the weighted mean of those of their nearest training rows; a training row
   * keeps its own.
   */
  static double[] places(
      Neighbours.Nearest near, double[] places, int components, Weighting weighting) {
    int k = near.k();
    var out = new double[near.rows().length / k * components];
    for (int i = 0, at = 0; at < near.rows().length; i++, at += k) {
      boolean same = near.distances()[at] <= SAME * near.distances()[at + k - 1];
      var w = same ? new double[] {1} : weighting.weights(near.distances(), at, k);
      double total = 0;
      for (double v : w) total += v;
      for (int j = 0; j < w.length; j++)
        for (int c = 0; c < components; c++)
          out[i * components + c] +=
              (same ? 1 : w[j] / total) * places[near.rows()[at + j] * components + c];
    }
    return out;
  }

  static double[] queries(Frame frame, List<String> columns, Vocabulary features) {
    return Neighbours.matrix(Features.of(frame, columns, features));
  }

  /** Scores of the first principal components, row-major; random where the rows have fewer. */
  static double[] principal(double[] x, int width, int components, RandomGenerator random) {
    int n = x.length / width;
    var centred = x.clone();
    var mean = new double[width];
    for (int i = 0; i < x.length; i++) mean[i % width] += x[i] / n;
    double most = 0;
    for (int i = 0; i < x.length; i++) {
      centred[i] -= mean[i % width];
      most = Math.max(most, Math.abs(centred[i]));
    }
    var out = new double[n * components];
    if (most > 1e-12) for (int i = 0; i < x.length; i++) centred[i] /= most;
    else Arrays.fill(centred, 0);
    var vectors =
        Lanczos.greatest(
            (v, to) -> covariance(centred, width, v, to),
            width,
            components,
            20 * components + 30,
            new double[0][],
            random);
    for (int c = 0; c < components; c++) {
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double s = c < vectors.length ? Distance.dot(centred, i * width, vectors[c], 0, width) : 0;
        out[i * components + c] = s;
        squares += s * s;
      }
      if (squares > 1e-20 * n) continue;
      for (int i = 0; i < n; i++) out[i * components + c] = random.nextGaussian();
    }
    return out;
  }

  private static void covariance(double[] x, int width, double[] v, double[] to) {
    for (int at = 0; at < x.length; at += width) {
      double s = Distance.dot(x, at, v, 0, width);
      for (int f = 0; f < width; f++) to[f] += s * x[at + f];
    }
  }
}

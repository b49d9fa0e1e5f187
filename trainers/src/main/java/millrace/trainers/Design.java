package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * A training frame as linear models want it: centred columns X and a centred target y, sparse where
 * the data are.
 *
 * <p>A feature that is not zero in more than half of the rows is kept as a dense array from which
 * its mean was taken. The others stay sparse and as they were; their means enter the products
 * instead. That loses no accuracy: with at most half of the entries not zero, the mean's square is
 * at most half of the mean square (Cauchy-Schwarz), so the difference cancels at most one bit.
 *
 * <p>A feature whose centred values are all within the rounding of its values is constant: it is
 * left out ({@link #norm} 0) and gets the weight 0.
 *
 * <p>Weights of rows: means are weighted means, then every row of X and y is multiplied by the root
 * of its weight, which turns weighted sums of squares into sums of squares. A feature whose entries
 * carry most of the weight is kept dense, too.
 */
final class Design {
  /** The share of weight from which on a feature is kept dense, however few its entries are. */
  private static final double HEAVY = 0.9;

  /** Blocks of a Gram matrix that are kept at once hold at most this many numbers. */
  private static final int GRAM_SPACE = 1 << 23;

  final List<String> columns;
  final Vocabulary names;
  final int rows;
  final int width;

  /** The root of each row's weight: ones without weights. */
  final double[] root;

  /** The sum of the weights: the number of rows without. */
  final double total;

  /** The mean of each feature; 0 when there is no intercept. */
  final double[] mean;

  /** The Euclidean norm of each centred column; 0 for a constant one. */
  final double[] norm;

  /** How large a column's rounding error is, relative to its norm. */
  final double[] noise;

  /** The centred target, and its mean. */
  final double[] y;

  final double yMean;

  /** The features kept dense, and their centred values. */
  final int[] denseId;

  final double[][] dense;

  /** The other features: the values of row i stand at {@code starts[i] .. starts[i + 1]}. */
  final int[] starts;

  final int[] index;
  final double[] value;

  /** The means of the sparse features, 0 at the dense ones. */
  final double[] sparseMean;

  private Design(
      List<String> columns,
      Entries entries,
      Vocabulary names,
      double[] target,
      double @Nullable [] weights,
      boolean centre) {
    this.columns = columns;
    this.names = names;
    rows = target.length;
    width = names.size();
    root = new double[rows];
    for (int i = 0; i < rows; i++) root[i] = weights == null ? 1 : Math.sqrt(weights[i]);
    total = weights == null ? rows : Vectors.sum(weights);
    mean = new double[width];
    norm = new double[width];
    noise = new double[width];
    sparseMean = new double[width];
    denseId = entries.denseId;
    dense = entries.dense;
    starts = entries.starts;
    index = entries.index;
    value = entries.value;
    var isDense = new boolean[width];
    for (int f : denseId) isDense[f] = true;
    var size = new double[width];
    for (int d = 0; d < dense.length; d++) {
      int f = denseId[d];
      size[f] = Vectors.maxAbs(dense[d]);
      if (centre) mean[f] = centre(dense[d], weights);
      if (weights != null) scaleRows(dense[d]);
      norm[f] = Vectors.norm(dense[d]);
    }
    if (weights != null)
      for (int i = 0; i < rows; i++)
        for (int k = starts[i]; k < starts[i + 1]; k++) value[k] *= root[i];
    sparseStatistics(size, isDense, centre);
    for (int f = 0; f < width; f++) {
      double rounding = 4 * Math.ulp(1.0) * size[f] * Math.sqrt(isDense[f] ? total : rows);
      if (norm[f] <= rounding) norm[f] = 0;
      else noise[f] = rounding / norm[f];
    }
    leaveOutConstants();
    y = target.clone();
    yMean = centre ? centre(y, weights) : 0;
    if (weights != null) scaleRows(y);
  }

  private void scaleRows(double[] v) {
    for (int i = 0; i < rows; i++) v[i] *= root[i];
  }

  /**
   * Reads a frame whose needs were checked.
   *
   * @throws DataException when a feature is infinite or not a number
   */
  static Design of(Frame train, boolean centre) {
    return of(train, ((Column.Numeric) train.targetColumn()).values(), weights(train), centre);
  }

  /** As {@link #of(Frame, boolean)}, the weights scaled so that they add up to the rows. */
  static Design ofMean(Frame train, boolean centre) {
    var w = weights(train);
    if (w != null) {
      double each = Vectors.sum(w) / w.length;
      for (int i = 0; i < w.length; i++) w[i] /= each;
    }
    return of(train, ((Column.Numeric) train.targetColumn()).values(), w, centre);
  }

  /** The frame's weights; null where none are marked. */
  static double @Nullable [] weights(Frame train) {
    return train.weightsName().isEmpty() ? null : Weights.of(train);
  }

  /**
   * Reads the features alone; y is 0 and rows count alike, whatever weights are marked.
   *
   * @throws DataException when a feature is infinite or not a number
   */
  static Design ofFeatures(Frame train, boolean centre) {
    return of(train, new double[train.size()], null, centre);
  }

  private static Design of(Frame train, double[] y, double @Nullable [] weights, boolean centre) {
    var x = train.features();
    var columns = List.copyOf(x.names());
    var features = Features.of(x, columns);
    return new Design(columns, entries(features, weights), features.names(), y, weights, centre);
  }

  /** The features kept dense, not centred yet, and the entries of the others. */
  private record Entries(
      int[] denseId, double[][] dense, int[] starts, int[] index, double[] value) {}

  private static Entries entries(Features x, double @Nullable [] weights) {
    if (weights == null && !x.sparse()) {
      var columns = x.columnArrays();
      if (allDense(columns, x)) {
        var id = new int[columns.length];
        for (int f = 0; f < id.length; f++) id[f] = f;
        return new Entries(id, columns, new int[x.rows() + 1], new int[0], new double[0]);
      }
    }
    return entries(x.csr(), x.names(), weights);
  }

  /** Whether no feature is 0 in half of the rows or more. */
  private static boolean allDense(double[][] columns, Features x) {
    for (var v : columns) {
      int count = 0;
      for (double entry : v) count += entry != 0 ? 1 : 0;
      if (count <= v.length / 2) return false;
      if (!Linear.finite(v)) checkFinite(x.csr(), x.names(), 0);
    }
    return true;
  }

  private static Entries entries(Features.Csr csr, Vocabulary names, double @Nullable [] weights) {
    if (!Linear.finite(csr.value())) checkFinite(csr, names, 0);
    int rows = csr.rows();
    int width = csr.width();
    var count = new int[width];
    for (int f : csr.index()) count[f]++;
    var heavy = new boolean[width];
    if (weights != null) markHeavy(csr, weights, heavy);
    var slot = new int[width];
    var ids = new ArrayList<Integer>();
    int entries = 0;
    for (int f = 0; f < width; f++) {
      slot[f] = count[f] > rows / 2 || heavy[f] ? ids.size() : -1;
      if (slot[f] >= 0) ids.add(f);
      else entries += count[f];
    }
    var out =
        new Entries(
            ids.stream().mapToInt(Integer::intValue).toArray(),
            new double[ids.size()][rows],
            new int[rows + 1],
            new int[entries],
            new double[entries]);
    split(csr, slot, out);
    return out;
  }

  private static void markHeavy(Features.Csr csr, double[] weights, boolean[] heavy) {
    var share = new double[heavy.length];
    for (int i = 0; i < weights.length; i++)
      for (int k = csr.starts()[i]; k < csr.starts()[i + 1]; k++)
        share[csr.index()[k]] += weights[i];
    double total = Vectors.sum(weights);
    for (int f = 0; f < heavy.length; f++) heavy[f] = share[f] > HEAVY * total;
  }

  /**
   * @param first the number of the first row, for the message
   */
  static void checkFinite(Features.Csr x, Vocabulary names, int first) {
    for (int i = 0; i < x.rows(); i++) {
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
        double v = x.value()[k];
        if (!Double.isFinite(v)) {
          throw new DataException(
              "feature '%s' is %s in row %d, but must be finite: leave the row out or make the cell missing and put new Impute() before"
                  .formatted(names.name(x.index()[k]), v, first + i));
        }
      }
    }
  }

  private static void split(Features.Csr csr, int[] slot, Entries out) {
    var index = csr.index();
    var value = csr.value();
    int n = 0;
    for (int i = 0; i < csr.rows(); i++) {
      for (int k = csr.starts()[i]; k < csr.starts()[i + 1]; k++) {
        int f = index[k];
        if (slot[f] >= 0) {
          out.dense[slot[f]][i] = value[k];
        } else {
          out.index[n] = f;
          out.value[n++] = value[k];
        }
      }
      out.starts[i + 1] = n;
    }
  }

  /** Takes the mean away twice: what rounding left of it the first time goes the second time. */
  private double centre(double[] v, double @Nullable [] weights) {
    double sum = 0;
    for (int pass = 0; pass < 2; pass++) {
      double first = v[0];
      double s = 0;
      if (weights == null) for (double x : v) s += x - first;
      else for (int i = 0; i < v.length; i++) s += weights[i] * (v[i] - first);
      double m = first + s / total;
      for (int i = 0; i < v.length; i++) v[i] -= m;
      sum += m;
    }
    return sum;
  }

  private void sparseStatistics(double[] size, boolean[] isDense, boolean centre) {
    for (int k = 0; k < index.length; k++)
      size[index[k]] = Math.max(size[index[k]], Math.abs(value[k]));
    var squares = new double[width];
    var sums = new double[width];
    for (int i = 0; i < rows; i++) {
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        if (value[k] == 0) continue; // of weight 0
        double v = value[k] / size[index[k]];
        sums[index[k]] += v * root[i];
        squares[index[k]] += v * v;
      }
    }
    for (int f = 0; f < width; f++) {
      if (isDense[f]) continue;
      double m = centre ? sums[f] / total : 0;
      mean[f] = sparseMean[f] = m * size[f];
      norm[f] = size[f] * Math.sqrt(Math.max(0, squares[f] - total * m * m));
    }
  }

  /** A constant feature becomes 0 everywhere, so that no product sees its rounding errors. */
  private void leaveOutConstants() {
    for (int d = 0; d < dense.length; d++) if (norm[denseId[d]] == 0) dense[d] = new double[rows];
    for (int k = 0; k < index.length; k++) if (norm[index[k]] == 0) value[k] = 0;
    for (int f = 0; f < width; f++) if (norm[f] == 0) sparseMean[f] = 0;
  }

  /** The intercept that belongs to these weights. */
  double intercept(double[] weights) {
    return yMean - Vectors.dot(mean, weights);
  }

  /** {@code out = X w}. O(entries). */
  void times(double[] w, double[] out) {
    double shift = -Vectors.dot(sparseMean, w);
    for (int i = 0; i < rows; i++) {
      double s = shift * root[i];
      for (int k = starts[i]; k < starts[i + 1]; k++) s += w[index[k]] * value[k];
      out[i] = s;
    }
    for (int d = 0; d < dense.length; d++)
      if (w[denseId[d]] != 0) Vectors.add(w[denseId[d]], dense[d], out);
  }

  /** {@code out = X' r}. O(entries). */
  void transposeTimes(double[] r, double[] out) {
    double sum = Vectors.dot(root, r);
    for (int f = 0; f < width; f++) out[f] = -sparseMean[f] * sum;
    for (int i = 0; i < rows; i++) {
      double v = r[i];
      for (int k = starts[i]; k < starts[i + 1]; k++) out[index[k]] += v * value[k];
    }
    for (int d = 0; d < dense.length; d++) out[denseId[d]] = Vectors.dot(dense[d], r);
  }

  /** The rows from {@code from} to {@code to}, column by column and with their zeros. */
  double[][] block(int from, int to) {
    var out = new double[width][to - from];
    for (int f = 0; f < width; f++)
      if (sparseMean[f] != 0)
        for (int i = from; i < to; i++) out[f][i - from] = -sparseMean[f] * root[i];
    for (int i = from; i < to; i++)
      for (int k = starts[i]; k < starts[i + 1]; k++) out[index[k]][i - from] += value[k];
    for (int d = 0; d < dense.length; d++)
      System.arraycopy(dense[d], from, out[denseId[d]], 0, to - from);
    return out;
  }

  /** One column of X. */
  double[] column(int feature) {
    var unit = new double[width];
    unit[feature] = 1;
    var out = new double[rows];
    times(unit, out);
    return out;
  }

  /**
   * {@code X' X}, row-major. The rows are cut into blocks whose number depends on the shape alone,
   * and added up in their order: the same bits on any number of threads. O(Σ entries of a row
   * squared).
   */
  double[] gram(Run run) {
    int most = (int) Math.max(1, GRAM_SPACE / ((long) width * width));
    int each =
        Math.max(Math.max(2048, 2 * width), (rows + Math.min(16, most) - 1) / Math.min(16, most));
    int blocks = (rows + each - 1) / each;
    var parts = run.map("gram", blocks, b -> partialGram(b * each, Math.min(rows, (b + 1) * each)));
    var g = parts.getFirst();
    for (int b = 1; b < blocks; b++) Vectors.add(1, parts.get(b), g);
    for (int i = 0; i < width; i++) {
      if (sparseMean[i] == 0) continue;
      for (int j = i; j < width; j++) {
        if (sparseMean[j] == 0) continue;
        g[i * width + j] -= total * sparseMean[i] * sparseMean[j];
      }
    }
    for (int i = 0; i < width; i++) for (int j = 0; j < i; j++) g[i * width + j] = g[j * width + i];
    return g;
  }

  /** The upper triangle of the Gram matrix of some rows, the sparse features not centred. */
  double[] partialGram(int from, int to) {
    var g = new double[width * width];
    for (int i = from; i < to; i++) {
      for (int a = starts[i]; a < starts[i + 1]; a++) {
        int row = index[a] * width;
        double v = value[a];
        for (int b = a; b < starts[i + 1]; b++) g[row + index[b]] += v * value[b];
      }
    }
    var cross = new double[width];
    for (int d = 0; d < dense.length; d++) {
      var x = dense[d];
      int f = denseId[d];
      Arrays.fill(cross, 0);
      for (int i = from; i < to; i++) {
        double v = x[i];
        for (int k = starts[i]; k < starts[i + 1]; k++) cross[index[k]] += v * value[k];
      }
      for (int j = 0; j < width; j++) g[Math.min(f, j) * width + Math.max(f, j)] += cross[j];
    }
    int strip = 1024; // rows of all dense columns that stay in the cache together
    for (int at = from; at < to; at += strip) {
      int n = Math.min(strip, to - at);
      for (int d = 0; d < dense.length; d++) {
        for (int e = d; e < dense.length; e++)
          g[denseId[d] * width + denseId[e]] += Vectors.dot(dense[d], at, dense[e], at, n);
      }
    }
    return g;
  }

  /** {@code X X'}, row-major: for more features than rows. O(rows × entries + rows² × dense). */
  double[] outerGram(Run run) {
    var k = new double[rows * rows];
    var fromMean = new double[rows];
    for (int i = 0; i < rows; i++)
      for (int a = starts[i]; a < starts[i + 1]; a++)
        fromMean[i] += value[a] * sparseMean[index[a]];
    double mm = Vectors.dot(sparseMean, sparseMean);
    int each = 64;
    run.map(
        "gram",
        (rows + each - 1) / each,
        b -> {
          int to = Math.min(rows, (b + 1) * each);
          var row = new double[width];
          for (int i = b * each; i < to; i++) outerRow(i, row, k, fromMean, mm);
          return b;
        });
    for (int i = 0; i < rows; i++) for (int j = 0; j < i; j++) k[i * rows + j] = k[j * rows + i];
    return k;
  }

  /** {@code row} is room for a row, zero before and after. */
  private void outerRow(int i, double[] row, double[] k, double[] fromMean, double mm) {
    for (int a = starts[i]; a < starts[i + 1]; a++) row[index[a]] = value[a];
    for (int j = i; j < rows; j++) {
      double s = root[i] * root[j] * mm - root[j] * fromMean[i] - root[i] * fromMean[j];
      for (int b = starts[j]; b < starts[j + 1]; b++) s += row[index[b]] * value[b];
      for (var d : dense) s += d[i] * d[j];
      k[i * rows + j] = s;
    }
    for (int a = starts[i]; a < starts[i + 1]; a++) row[index[a]] = 0;
  }
}

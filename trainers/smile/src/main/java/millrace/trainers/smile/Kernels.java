// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.IdentityHashMap;
import java.util.List;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.trainers.Kernel;
import millrace.trainers.KernelFunction;
import millrace.trainers.KernelRows;
import millrace.trainers.SupportVectors;
import smile.math.kernel.GaussianKernel;
import smile.math.kernel.HyperbolicTangentKernel;
import smile.math.kernel.LinearKernel;
import smile.math.kernel.MaternKernel;
import smile.math.kernel.MercerKernel;
import smile.math.kernel.PolynomialKernel;

/** Training rows for Smile's kernel machines, and the way from their vectors back to the rows. */
final class Kernels {
  private static final double MATERN_3_2 = 1.5;
  private static final double MATERN_5_2 = 2.5;

  private final List<String> columns;
  private final Features features;
  private final IdentityHashMap<double[], Integer> number = new IdentityHashMap<>();
  final double[][] rows;

  Kernels(Frame train) {
    columns = List.copyOf(train.features().names());
    features = Features.of(train);
    rows = Smile.rows(features);
    for (int i = 0; i < rows.length; i++) number.put(rows[i], i);
  }

  /** Which training row a vector is: the same array, not an equal one. */
  int number(double[] vector) {
    var n = number.get(vector);
    if (n == null) throw new IllegalStateException("Smile gave a vector that is no training row");
    return n;
  }

  /** What the parameters of a machine mean for these rows. */
  KernelFunction function(Kernel kernel, double gamma, int degree, double coef0) {
    double g = gamma;
    if (gamma == Kernel.AUTO) g = 1.0 / features.width();
    if (gamma == Kernel.SCALE) {
      double variance = variance();
      g = variance > 0 ? 1 / (features.width() * variance) : 1;
    }
    return new KernelFunction(kernel, g, degree, coef0);
  }

  /** Of all entries together, divisor n. */
  private double variance() {
    double n = (double) rows.length * features.width();
    double mean = 0;
    for (var row : rows) for (double v : row) mean += v / n;
    double variance = 0;
    for (var row : rows) for (double v : row) variance += (v - mean) * (v - mean) / n;
    return variance;
  }

  /** The same function as Smile's. */
  static MercerKernel<double[]> smile(KernelFunction f) {
    double length = 1 / Math.sqrt(2 * f.gamma());
    return switch (f.kernel()) {
      case LINEAR -> new LinearKernel();
      case POLY -> new PolynomialKernel(f.degree(), f.gamma(), f.coef0());
      case SIGMOID -> new HyperbolicTangentKernel(f.gamma(), f.coef0());
      case RBF -> new GaussianKernel(length);
      case MATERN_3_2 -> new MaternKernel(length, MATERN_3_2);
      case MATERN_5_2 -> new MaternKernel(length, MATERN_5_2);
    };
  }

  /**
   * What Smile's kernels refuse.
   *
   * @throws IllegalArgumentException naming parameter and value
   */
  static void check(Class<?> type, Kernel kernel, double gamma, double coef0) {
    if (gamma < 0 && gamma != Kernel.AUTO) {
      throw new IllegalArgumentException(
          "%s gamma must be positive, 0 (scale) or -1 (auto), but is %s"
              .formatted(type.getSimpleName(), gamma));
    }
    if (kernel == Kernel.POLY && coef0 < 0) {
      throw new IllegalArgumentException(
          "%s coef0 must not be negative with the kernel POLY, but is %s"
              .formatted(type.getSimpleName(), coef0));
    }
  }

  /** Some of the training rows, with the kernel they are compared in. */
  SupportVectors vectors(KernelFunction function, List<Integer> chosen) {
    int p = features.width();
    var dense = new double[Math.multiplyExact(chosen.size(), p)];
    for (int v = 0; v < chosen.size(); v++)
      System.arraycopy(rows[chosen.get(v)], 0, dense, v * p, p);
    var ids = new int[p];
    for (int f = 0; f < p; f++) ids[f] = f;
    var kept = new KernelRows(p, ids, dense, new int[chosen.size() + 1], new int[0], new double[0]);
    return new SupportVectors(columns, features.names(), function, kept);
  }

  static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}

package millrace.trainers.tribuo;

/**
 * A target as gradient descent wants it: less its mean, divided by its standard deviation.
 *
 * @param size the standard deviation; 1 where that is 0
 */
record ScaledTarget(double[] values, double mean, double size) {
  static ScaledTarget of(double[] y) {
    double mean = 0;
    for (double v : y) mean += v / y.length;
    double square = 0;
    for (double v : y) square += (v - mean) * (v - mean) / y.length;
    double size = square > 0 ? Math.sqrt(square) : 1;
    var values = new double[y.length];
    for (int i = 0; i < y.length; i++) values[i] = (y[i] - mean) / size;
    return new ScaledTarget(values, mean, size);
  }
}

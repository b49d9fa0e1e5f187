package millrace.neural.train;

/**
 * What the numbers of a tensor are like. Those that are not finite are counted and left out of the
 * rest.
 *
 * @param name whose they are
 * @param size how many there are
 * @param mean their mean
 * @param deviation their standard deviation, √(Σ(x − mean)²/size)
 * @param norm √Σx²
 * @param zeros the share that is exactly 0
 * @param max the greatest absolute value
 * @param notFinite how many are infinite or not a number
 */
public record Statistics(
    String name,
    int size,
    double mean,
    double deviation,
    double norm,
    double zeros,
    double max,
    int notFinite) {
  /** Of these numbers. O(n). */
  public static Statistics of(String name, double... x) {
    double sum = 0;
    double squares = 0;
    double max = 0;
    int zeros = 0;
    int finite = 0;
    for (double v : x) {
      if (!Double.isFinite(v)) continue;
      finite++;
      sum += v;
      squares += v * v;
      max = Math.max(max, Math.abs(v));
      if (v == 0) zeros++;
    }
    double mean = finite == 0 ? 0 : sum / finite;
    double spread = 0;
    for (double v : x) if (Double.isFinite(v)) spread += (v - mean) * (v - mean);
    return new Statistics(
        name,
        x.length,
        mean,
        finite == 0 ? 0 : Math.sqrt(spread / finite),
        Math.sqrt(squares),
        x.length == 0 ? 0 : (double) zeros / x.length,
        max,
        x.length - finite);
  }

  /** √(Σx²/size): how large a typical number is. */
  public double typical() {
    return size == 0 ? 0 : norm / Math.sqrt(size);
  }
}

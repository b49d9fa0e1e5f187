package millrace.evaluation;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The range of k independent standard normal variables: the studentized range with infinitely many
 * degrees of freedom. P(q) = k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz.
 *
 * <p>By the trapezoid rule, whose error falls exponentially for smooth integrands that vanish at
 * both ends; about 10⁻¹⁴ here.
 *
 * @see "scipy 1.10, scipy.stats.studentized_range with df=inf"
 */
final class StudentizedRange {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double STEP = 1 / 32.0;
  private static final double EDGE = 9;

  private StudentizedRange() {}

  /** P(range > q). As 1 − P(q) it has no figures below 10⁻¹⁴. */
  static double survival(double q, int k) {
    return Math.max(0, 1 - probability(q, k));
  }

  /** P(range ≤ q). */
  static double probability(double q, int k) {
    if (q <= 0) return 0;
    double s = 0;
    for (double z = -EDGE; z <= EDGE; z += STEP) {
      s += NORMAL.density(z) * Math.pow(NORMAL.probability(z - q, z), k - 1.0);
    }
    return Math.min(1, k * s * STEP);
  }

  /** The q with P(range ≤ q) = p, by bisection. */
  static double quantile(double p, int k) {
    double low = 0;
    double high = 1;
    while (probability(high, k) < p && high < 64) high *= 2;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (probability(middle, k) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}

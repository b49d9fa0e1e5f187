package millrace.neural.train;

/**
 * The factor falls whenever validation has not become better for a while: PyTorch's
 * ReduceLROnPlateau with its relative threshold. A figure is better if it is below best −
 * threshold·|best|.
 *
 * @param decay what the factor is multiplied by, in (0, 1) (PyTorch's factor, default .1)
 * @param patience how many epochs without progress are let pass (default 10)
 * @param threshold what counts as progress, at least 0 (default 1e-4)
 * @param cooldown how many epochs after a reduction do not count (default 0)
 * @param floor the factor does not fall below this, in [0, 1] (default 0)
 */
public record Plateau(double decay, int patience, double threshold, int cooldown, double floor)
    implements Schedule {
  public Plateau {
    if (!(decay > 0 && decay < 1))
      throw new IllegalArgumentException("Plateau decay must be in (0, 1) but is " + decay);
    if (patience < 0 || cooldown < 0)
      throw new IllegalArgumentException(
          "Plateau patience and cooldown must be at least 0 but are %d and %d"
              .formatted(patience, cooldown));
    if (!(threshold >= 0))
      throw new IllegalArgumentException(
          "Plateau threshold must be at least 0 but is " + threshold);
    if (!(floor >= 0 && floor <= 1))
      throw new IllegalArgumentException("Plateau floor must be in [0, 1] but is " + floor);
  }

  /** With PyTorch's other defaults. */
  public Plateau(double decay, int patience) {
    this(decay, patience, 1e-4, 0, 0);
  }

  @Override
  public double factor(long t, double... watched) {
    double factor = 1;
    double best = Double.POSITIVE_INFINITY;
    int bad = 0;
    int cool = 0;
    for (double v : watched) {
      if (best == Double.POSITIVE_INFINITY ? v < best : v < best - threshold * Math.abs(best)) {
        best = v;
        bad = 0;
      } else {
        bad++;
      }
      if (cool > 0) {
        cool--;
        bad = 0;
      }
      if (bad > patience) {
        factor = Math.max(factor * decay, floor);
        cool = cooldown;
        bad = 0;
      }
    }
    return factor;
  }
}

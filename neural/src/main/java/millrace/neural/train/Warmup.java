package millrace.neural.train;

/**
 * A line from start to 1 over the first steps, then another schedule, whose time begins there:
 * PyTorch's LinearLR and what follows in a SequentialLR.
 *
 * @param length how long it warms up, at least 1
 * @param start the factor at time 0, in [0, 1] (PyTorch's default: 1/3)
 * @param then what follows
 * @see "P. Goyal et al., Accurate, large minibatch SGD, arXiv:1706.02677, section 2.2"
 */
public record Warmup(long length, double start, Schedule then) implements Schedule {
  public Warmup {
    if (length < 1)
      throw new IllegalArgumentException("Warmup length must be at least 1 but is " + length);
    if (!(start >= 0 && start <= 1))
      throw new IllegalArgumentException("Warmup start must be in [0, 1] but is " + start);
  }

  @Override
  public double factor(long t, double... watched) {
    return t < length ? start + (1 - start) * t / length : then.factor(t - length, watched);
  }
}

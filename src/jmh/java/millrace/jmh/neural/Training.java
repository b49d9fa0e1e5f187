package millrace.jmh.neural;

/** How all sides train. */
final class Training {
  static final double SGD_RATE = 0.05;
  static final double ADAM_RATE = 1e-3;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPS = 1e-8;

  private Training() {}
}

package millrace.jmh.neural;

/** Something that is done again and again, from the state where the last call left it. */
interface Work extends AutoCloseable {
  /**
   * Does it so many times, one after the other.
   *
   * @return a number by which the sides are compared: the loss of the last training step, or the
   *     mean magnitude of the result
   */
  double run(int times);

  @Override
  default void close() {}

  /** The mean magnitude: of the first {@code size} numbers. */
  static double magnitude(float[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) sum += Math.abs(values[i]);
    return sum / size;
  }
}

package millrace.jmh.neural;

import java.util.function.DoubleSupplier;

/** Something that is done again and again, from the state where the last call left it. */
interface Work extends AutoCloseable {
  /**
   * Does it so many times, one after the other, to the end.
   *
   * @return a number by which the sides are compared: the loss of the last training step, or the
   *     mean magnitude of the result. It is asked for once, when the clock has stopped: to make a
   *     copy of the result takes memory that nobody has touched yet, and that takes long
   */
  DoubleSupplier run(int times);

  @Override
  default void close() {}

  /** The mean magnitude: of the first {@code size} numbers. */
  static double magnitude(float[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) sum += Math.abs(values[i]);
    return sum / size;
  }
}

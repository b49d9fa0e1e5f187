package millrace.neural.compute;

/**
 * A tensor operation as a value: a record of its settings. {@link Ops#run} does it. An op knows the
 * shapes it takes and makes, so that all backends refuse the same inputs with the same words; what
 * it computes is said by its Javadoc and by {@code Reference}, in double.
 *
 * <p>Gradients are made of ops, too ({@code Gradients}): those that only serve there are called
 * {@code …Grad}, and have no gradient of their own.
 */
public sealed interface Op
    permits Elementwise,
        Product,
        Shaping,
        Reduction,
        Normalization,
        Convolution,
        Recurrence,
        Attending,
        Loss,
        Update {
  /**
   * The shapes of the results for inputs of these shapes.
   *
   * @throws IllegalArgumentException naming the op, the shapes and what was expected
   */
  int[][] shapes(int[]... in);

  /** How many of the results are meant for callers; any later ones are kept for the gradient. */
  default int outputs() {
    return 1;
  }

  /** What the op is called in messages. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Refuses shapes, saying what was expected. */
  default IllegalArgumentException refuse(String expected, int[]... in) {
    var shapes = new StringBuilder();
    for (var s : in) shapes.append(shapes.isEmpty() ? "" : " and ").append(Tensor.text(s));
    return new IllegalArgumentException(
        "%s needs %s, but was given %s".formatted(name(), expected, shapes));
  }
}

package millrace.neural.compute;

/**
 * A stretch of work, such as a training step, whose tensors are given back at its end: every tensor
 * that the {@link Ops} made since {@link Ops#scope} and that was not {@linkplain #keep kept}. On a
 * device this frees memory; on the heap the arrays are used again by the next step. A tensor must
 * not be touched after its scope has been closed.
 *
 * <pre>{@code
 * try (var step = f.scope()) {
 *   var loss = …;
 *   total += f.floats(loss)[0];
 * }
 * }</pre>
 *
 * <p>Scopes nest; the inner one closes first.
 */
public interface Scope extends AutoCloseable {
  /** Lets a tensor live on in the scope around this one, and returns it. */
  Tensor keep(Tensor tensor);

  @Override
  void close();
}

/**
 * Tensors, the operations on them, and the backends that do these: {@link
 * millrace.neural.compute.Ops}.
 */
@NullMarked
package millrace.neural.compute;

import org.jspecify.annotations.NullMarked;

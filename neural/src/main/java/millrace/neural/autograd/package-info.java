/** Gradients: a tape that remembers ops, and the rules that turn them back. */
@NullMarked
package millrace.neural.autograd;

import org.jspecify.annotations.NullMarked;

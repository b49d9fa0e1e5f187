/**
 * What training makes small. Each loss is a record of its settings with a method {@code of} that
 * gives a tensor of one number, made of ops, so that it has gradients on every backend. Definitions
 * and defaults are PyTorch's.
 */
@NullMarked
package millrace.neural.losses;

import org.jspecify.annotations.NullMarked;

/**
 * Training: optimizers, learning-rate schedules, and the loop that uses them: {@link
 * millrace.neural.train.Training}.
 */
@NullMarked
package millrace.neural.train;

import org.jspecify.annotations.NullMarked;

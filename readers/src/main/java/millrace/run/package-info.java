/**
 * How a computation runs: seed, threads, progress and cancellation, in one {@link
 * millrace.run.Run}.
 */
@NullMarked
package millrace.run;

import org.jspecify.annotations.NullMarked;

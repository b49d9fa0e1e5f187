/** Tabular learners of the core, under Apache-2.0. */
@NullMarked
package millrace.trainers;

import org.jspecify.annotations.NullMarked;

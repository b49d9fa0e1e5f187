/** Leakage-free preparation: steps, pipelines, and the design matrix. */
@NullMarked
package millrace.preprocess;

import org.jspecify.annotations.NullMarked;

/**
 * Metrics, folds, holdout, cross-validation, paired statistics, baselines and comparison reports.
 */
@NullMarked
package millrace.evaluation;

import org.jspecify.annotations.NullMarked;

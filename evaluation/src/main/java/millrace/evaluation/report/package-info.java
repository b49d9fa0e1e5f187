/**
 * Shows a {@link millrace.evaluation.Comparison}: as a text table, HTML page, Markdown, JSON and
 * CSV.
 */
@NullMarked
package millrace.evaluation.report;

import org.jspecify.annotations.NullMarked;

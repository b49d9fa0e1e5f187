/**
 * Tabular learners of the core, under Apache-2.0, in plain Java.
 *
 * <p>For numbers: {@link millrace.trainers.Ols} (least squares that survives dependent columns),
 * {@link millrace.trainers.Ridge}, {@link millrace.trainers.Lasso} and {@link
 * millrace.trainers.ElasticNet}. For levels: {@link millrace.trainers.Logistic}. All read numeric,
 * dense and sparse columns as they are, use what is sparse, and give the same bits on any number of
 * threads.
 *
 * <pre>{@code
 * var model = Steps.of(new OneHot(), new Standardize()).then(new Ridge().alpha(0.5)).fit(cars);
 * }</pre>
 */
@NullMarked
package millrace.trainers;

import org.jspecify.annotations.NullMarked;

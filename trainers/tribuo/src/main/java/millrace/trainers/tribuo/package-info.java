/** Learners trained by Oracle Tribuo, LibLinear and XGBoost; our own records predict. */
@NullMarked
package millrace.trainers.tribuo;

import org.jspecify.annotations.NullMarked;

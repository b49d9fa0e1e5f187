package millrace.learn;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one hyper-parameter, on a record component of a trainer. The default is in the trainer's
 * no-argument constructor; {@link Spec} reads both.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {
  /** What it does, in one line, with the paper's symbol. */
  String value();

  /** Least legal value, itself allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Greatest legal value, itself allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** {low, high}: where a search looks; empty: not searched. */
  double[] tune() default {};

  /** Search on a logarithmic scale. */
  boolean log() default false;
}

package millrace.learn;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the catalogue says of a trainer beside its parameters. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface About {
  /** What it is, in one line. */
  String value();

  /**
   * The source of the method: authors, title, place, year; or the scikit-learn class it follows.
   */
  String cite();

  /** Whose code trains it. */
  String engine() default "Millrace";

  /** The licence of whatever trains it, as an SPDX identifier. */
  String licence() default "Apache-2.0";
}

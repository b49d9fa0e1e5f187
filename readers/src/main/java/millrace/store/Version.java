package millrace.store;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The version of a record's components in model files; 1 without this annotation. Whoever changes
 * the components of a record that stands in model files raises it by one and may let the record
 * read older files with a method
 *
 * <pre>{@code
 * static Fitted upgrade(int from, Map<String, Object> tree)
 * }</pre>
 *
 * <p>It gets the older components by name: arrays as primitive arrays, lists of strings and
 * vocabularies as {@code List<String>}, numbers as {@code Long} or {@code Double} (those that are
 * not finite as strings), tagged models and trainers as themselves, other records as such maps.
 * Without that method, older files are refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Version {
  int value();
}

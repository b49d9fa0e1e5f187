/**
 * The contracts of learning: a {@link millrace.learn.Trainer} fits a {@link millrace.learn.Model};
 * declarations of hyper-parameters and the catalogue.
 */
@NullMarked
package millrace.learn;

import org.jspecify.annotations.NullMarked;

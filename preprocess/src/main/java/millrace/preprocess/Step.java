package millrace.preprocess;

import millrace.data.Frame;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * A trainer of a {@link Transform}: one preparation step. A step acts on the columns it can read
 * and lets the others through; on a frame without any such column it does nothing. Only {@link
 * #prepare} can treat training rows differently from later ones: it is where rows may be dropped or
 * added, and where an encoder that reads the target cross-fits.
 */
public interface Step<T extends Transform> extends Trainer<T> {
  /** A fitted transform and what the training rows became. */
  record Prepared<T extends Transform>(T transform, Frame train) {}

  /**
   * Fits, and gives the training rows as the next step is to see them. By default {@code
   * transform.apply(train, run)}.
   */
  default Prepared<T> prepare(Frame train, Run run) {
    var transform = fit(train, run);
    return new Prepared<>(transform, transform.apply(train, run));
  }

  /**
   * Whether {@link #prepare} may give other rows than it was given: then it cannot stand in {@link
   * On}, where the other columns keep theirs.
   */
  default boolean changesRows() {
    return false;
  }
}

package millrace.learn;

import millrace.data.Frame;
import millrace.run.Run;

/**
 * A fitted map from frame to frame, row by row. It has no way to learn: nothing of the frame it is
 * given can stay in it.
 */
public interface Transform extends Model {
  /** The frame with this transform applied; as many rows as it was given, in the same order. */
  Frame apply(Frame frame);

  /**
   * The same, and the threads of the run may share the rows: transforms for which that pays (text,
   * topics) say so. The result does not depend on it.
   */
  default Frame apply(Frame frame, Run run) {
    return apply(frame);
  }
}

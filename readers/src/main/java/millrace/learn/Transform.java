package millrace.learn;

import millrace.data.Frame;

/**
 * A fitted map from frame to frame, row by row. It has no way to learn: nothing of the frame it is
 * given can stay in it.
 */
public interface Transform extends Model {
  /** The frame with this transform applied; as many rows as it was given, in the same order. */
  Frame apply(Frame frame);
}

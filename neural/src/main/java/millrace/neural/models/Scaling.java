package millrace.neural.models;

/** How the window of a series is brought to the scale of the others. */
public enum Scaling {
  /** Not at all. */
  NONE,
  /** The mean of the window is taken away. */
  LEVEL,
  /**
   * The mean of the window is taken away, and the rest divided by its size: for series that are
   * positive and whose swings grow with them. A window with the mean 0 is divided by 1.
   */
  RELATIVE
}

package millrace.neural.models;

import millrace.neural.train.Schedule;

/** How the learning rate goes on, step by step. */
public enum Decay {
  /** It stays. */
  CONSTANT,
  /** Along half a cosine to 0. */
  COSINE,
  /** Up from a 25th in three tenths of the steps, then along half a cosine to 0. */
  ONE_CYCLE;

  Schedule over(long steps) {
    return switch (this) {
      case CONSTANT -> new Schedule.Constant();
      case COSINE -> new Schedule.Cosine(Math.max(1, steps), 0);
      case ONE_CYCLE -> new Schedule.OneCycle(Math.max(2, steps));
    };
  }
}

package millrace.neural.models;

/** How the learning rate goes on from its greatest value. */
public enum Decay {
  /** It stays. */
  CONSTANT,
  /** In a straight line to 0. */
  LINEAR,
  /** Along half a cosine to 0. */
  COSINE,
  /** Up from a 25th in the first three tenths of the steps, then along half a cosine to 0. */
  ONE_CYCLE;

  /** What the greatest learning rate is multiplied with at a step, counted from 0. */
  double factor(long step, long steps) {
    double done = (double) step / steps;
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - done;
      case COSINE -> (1 + Math.cos(Math.PI * done)) / 2;
      case ONE_CYCLE ->
          done < 0.3
              ? 0.04 + 0.96 * (1 - Math.cos(Math.PI * done / 0.3)) / 2
              : (1 + Math.cos(Math.PI * (done - 0.3) / 0.7)) / 2;
    };
  }
}

package millrace.neural.train;

import java.util.List;

/**
 * How a training went.
 *
 * @param epochs what each epoch gave
 * @param best the epoch, from 0, whose weights were kept; -1 if nothing was validated: the last
 * @param stopped whether it ended before its last epoch because nothing became better
 */
public record History(List<Epoch> epochs, int best, boolean stopped) {
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * One epoch.
   *
   * @param loss the mean loss of its steps, each taken before the step
   * @param lr the learning rate of its last step
   * @param names of the figures of validation, the one that decides first; empty: none was made
   * @param figures their values
   */
  public record Epoch(double loss, double lr, List<String> names, double[] figures) {
    public Epoch {
      names = List.copyOf(names);
    }
  }

  /** The epoch whose weights were kept: the best or, if nothing was validated, the last. */
  public Epoch kept() {
    return best < 0 ? epochs.getLast() : epochs.get(best);
  }
}

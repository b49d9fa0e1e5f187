package millrace.learn;

import millrace.data.Frame;
import millrace.run.Run;

/**
 * A record of hyper-parameters that can learn an {@code M} from a frame. A preprocessor is a
 * trainer whose model is a {@link Transform}. Each component carries {@link Param}; the no-argument
 * constructor holds the defaults; the type carries {@link About}; a line in {@code
 * META-INF/services/millrace.learn.Trainer} puts it into the {@link Catalog}.
 */
public interface Trainer<M extends Model> {
  /**
   * Learns from all rows of {@code train}. Leaves the frame as it was; the same seed gives the same
   * model on any number of threads.
   *
   * @throws millrace.data.DataException if the frame does not hold what {@link #needs} says
   * @throws Run.CancelledException if the run is cancelled
   */
  M fit(Frame train, Run run);

  default M fit(Frame train) {
    return fit(train, Run.quiet());
  }

  /** What the frame must hold; read by error messages, the catalogue and the contract test. */
  Needs needs();
}

package millrace.evaluation;

import millrace.learn.Model;
import millrace.store.Store;
import millrace.store.StoreException;

/** How large a model is as a file. */
final class ModelSize {
  private ModelSize() {}

  /** Bytes, or -1 for a model that {@link Store} cannot save: one that is no record of arrays. */
  static long of(Model model) {
    try {
      return Store.bytes(model).length;
    } catch (StoreException _) {
      return -1;
    }
  }
}

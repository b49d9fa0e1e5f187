package millrace.trainers;

import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Importances;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;

/** A model that predicts a linear function of the features: its importances are {@code |w|}. */
public interface LinearModel extends Predictor<Numbers>, Importances {
  /** The linear function. */
  Linear linear();

  @Override
  default Numbers predict(Frame frame) {
    return linear().values(frame);
  }

  @Override
  default Vocabulary features() {
    return linear().features();
  }

  @Override
  default double[] importances() {
    return linear().importances();
  }
}

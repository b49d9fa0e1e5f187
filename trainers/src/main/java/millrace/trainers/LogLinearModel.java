package millrace.trainers;

import millrace.data.Frame;
import millrace.learn.Prediction.Numbers;

/** A model that predicts {@code exp} of a linear function of the features. */
public interface LogLinearModel extends LinearModel {
  @Override
  default Numbers predict(Frame frame) {
    var out = linear().values(frame).values();
    for (int i = 0; i < out.length; i++) out[i] = Math.exp(out[i]);
    return new Numbers(out);
  }
}

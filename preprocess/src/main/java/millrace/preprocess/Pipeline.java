package millrace.preprocess;

import millrace.data.Frame;
import millrace.evaluation.Mean;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Steps and a trainer as one trainer: whoever refits it refits all of it, so that nothing of a test
 * row can leak into the preparation. Made by {@link Steps#then}.
 *
 * @see "scikit-learn 1.2, sklearn.pipeline.Pipeline"
 */
@About(value = "steps and a trainer as one trainer", cite = "scikit-learn Pipeline")
public record Pipeline<Y extends Prediction>(
    @Param("the preparation") Steps steps,
    @Param("what learns from the prepared rows") Trainer<? extends Predictor<Y>> last)
    implements Trainer<Pipeline.Fitted<Y>> {
  public Pipeline {
    Spec.check(Pipeline.class, steps, last);
  }

  /** For the catalogue: no steps, then the mean. */
  @SuppressWarnings("unchecked")
  public Pipeline() {
    this(new Steps(), (Trainer<? extends Predictor<Y>>) (Trainer<?>) new Mean());
  }

  public Pipeline<Y> steps(Steps steps) {
    return Spec.with(this, "steps", steps);
  }

  public Pipeline<Y> last(Trainer<? extends Predictor<Y>> last) {
    return Spec.with(this, "last", last);
  }

  @Override
  public Needs needs() {
    return new Needs(steps.needs().features(), last.needs().target(), true, last.needs().weights());
  }

  @Override
  public Fitted<Y> fit(Frame train, Run run) {
    needs().check(train, this);
    var prepared = steps.prepare(train, run.silent());
    return new Fitted<>(prepared.transform(), last.fit(prepared.train(), run));
  }

  @Override
  public String toString() {
    return (steps.steps().isEmpty() ? "" : steps + " → ") + Spec.print((Record) last);
  }

  /** From raw rows to predictions. The target, if the caller left it in, is taken out first. */
  public record Fitted<Y extends Prediction>(Steps.Fitted steps, Predictor<Y> last)
      implements Predictor<Y> {
    @Override
    public Y predict(Frame frame) {
      return last.predict(steps.apply(frame.features()));
    }

    @Override
    public Y predict(Frame frame, Run run) {
      return last.predict(steps.apply(frame.features(), run), run);
    }
  }
}

package millrace.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Steps in order, each fitted on what the ones before it made of the training rows.
 *
 * <pre>{@code
 * var prep = Steps.of(new Impute(), new OneHot(), new Standardize());
 * var model = prep.then(new Ridge()).fit(cars);
 * }</pre>
 *
 * @see "scikit-learn 1.2, sklearn.pipeline.Pipeline"
 */
@About(value = "steps in order", cite = "scikit-learn Pipeline (transformers only)")
public record Steps(@Param("the steps, first to last") List<Step<?>> steps)
    implements Step<Steps.Fitted> {
  public Steps {
    Spec.check(Steps.class, steps);
    steps = List.copyOf(steps);
  }

  public Steps() {
    this(List.of());
  }

  public static Steps of(Step<?>... steps) {
    return new Steps(List.of(steps));
  }

  public Steps steps(List<Step<?>> steps) {
    return Spec.with(this, "steps", steps);
  }

  /** These steps and one more. */
  public Steps and(Step<?> step) {
    var all = new ArrayList<>(steps);
    all.add(step);
    return new Steps(all);
  }

  /** The pipeline that ends in {@code last}. */
  public <Y extends Prediction> Pipeline<Y> then(Trainer<? extends Predictor<Y>> last) {
    return new Pipeline<>(this, last);
  }

  @Override
  public Needs needs() {
    var target = steps.stream().flatMap(s -> s.needs().target().stream()).findFirst();
    return new Needs(Needs.features(Column.class).features(), target, true, true);
  }

  @Override
  public boolean changesRows() {
    return steps.stream().anyMatch(Step::changesRows);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return prepare(train, run).transform();
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    needs().check(train, this);
    var done = new ArrayList<Transform>();
    for (int i = 0; i < steps.size(); i++) {
      run.step("step", i, steps.size());
      var prepared = steps.get(i).prepare(train, run.silent());
      done.add(prepared.transform());
      train = prepared.train();
    }
    run.step("step", steps.size(), steps.size());
    return new Prepared<>(new Fitted(done), train);
  }

  @Override
  public String toString() {
    return steps.stream().map(Steps::print).collect(Collectors.joining(" → "));
  }

  /** A step as it is shown: by its name and what differs from its defaults. */
  static String print(Step<?> step) {
    return step instanceof Steps || step instanceof On || !(step instanceof Record r)
        ? step.toString()
        : Spec.print(r);
  }

  /** The fitted steps, applied in order. */
  public record Fitted(List<Transform> transforms) implements Transform {
    public Fitted {
      transforms = List.copyOf(transforms);
    }

    @Override
    public Frame apply(Frame frame) {
      for (var t : transforms) frame = t.apply(frame);
      return frame;
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      for (var t : transforms) frame = t.apply(frame, run);
      return frame;
    }
  }
}

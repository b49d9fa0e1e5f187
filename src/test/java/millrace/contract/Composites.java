package millrace.contract;

import java.util.List;
import millrace.evaluation.Folds;
import millrace.evaluation.Regression;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.learn.Trainer;
import millrace.neural.models.TransformerClassifier;
import millrace.preprocess.Drop;
import millrace.preprocess.Impute;
import millrace.preprocess.On;
import millrace.preprocess.OneHot;
import millrace.preprocess.Polynomial;
import millrace.preprocess.Standardize;
import millrace.preprocess.Steps;
import millrace.preprocess.TargetTransform;
import millrace.trainers.Ridge;

/** Trainers made of others, whose defaults alone would say little. */
final class Composites {
  private Composites() {}

  static List<Trainer<?>> all() {
    return List.of(
        Steps.of(new Impute(), new OneHot(), new Standardize()),
        Steps.of(Drop.of("note", "day"), new Impute(), new OneHot(), new Standardize())
            .then(new Ridge()),
        TargetTransform.log(new Ridge()),
        new TransformerClassifier()
            .model(Samples.ENCODER)
            .heads(2)
            .freeze(List.of())
            .lora(2)
            .longest(60),
        new On(List.of("a", "b"), new Polynomial()),
        Search.grid(
                Space.of(new Ridge()).vary("alpha", List.of(.1, 1., 10.), Ridge::alpha),
                Folds.k(3),
                Regression.R2)
            .halving());
  }
}

package millrace.preprocess;

import java.nio.file.Path;
import java.util.Optional;
import millrace.data.Column;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;

/**
 * A preparation that can be written down in a file and put around any model: steps and, for a
 * regression, a function of the target.
 *
 * <pre>{@code
 * {
 *   "target": {"transform": "log", "margin": 0.5},
 *   "drop": ["id", "note*"],
 *   "steps": [
 *     {"step": "Impute", "strategy": "median"},
 *     {"step": "On", "columns": ["year", "mileage"], "do": {"step": "Polynomial", "degree": 3}},
 *     {"step": "OneHot", "minCount": 5},
 *     {"step": "Standardize"}
 *   ]
 * }
 * }</pre>
 *
 * <p>All three parts may be left out. {@code transform} is a {@link TargetTransform.Function} in
 * any case; {@code margin} is its margin, 0.5 when not given. {@code drop} holds words as {@link
 * Drop} knows them and comes first. A step is named as in the catalogue, and its other keys are its
 * parameters by their names; a parameter not given keeps its default. What a step such as {@link
 * On} has inside stands under {@code do}: a step or a list of steps. Nothing is passed over: an
 * unknown key, a key given twice, a value of the wrong kind and text after the end are errors that
 * name file, step, key, value and what was expected.
 *
 * @param steps the preparation
 * @param target the function of the target to learn, if any
 * @param margin see {@link TargetTransform#margin}; without a function it has no effect
 */
public record Recipe(Steps steps, Optional<TargetTransform.Function> target, double margin) {
  public Recipe {
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("Recipe margin must be at least 0 but is " + margin);
    }
  }

  /** Steps without a function of the target. */
  public static Recipe of(Step<?>... steps) {
    return new Recipe(Steps.of(steps), Optional.empty(), 0.5);
  }

  /** With this function of the target. */
  public Recipe target(TargetTransform.Function function) {
    return new Recipe(steps, Optional.of(function), margin);
  }

  /**
   * Reads a recipe from a JSON file in UTF-8.
   *
   * @throws millrace.data.DataException if the file cannot be read or does not hold a recipe,
   *     naming file and place
   */
  public static Recipe read(Path file) {
    return RecipeFile.read(file);
  }

  /**
   * Reads a recipe from JSON text.
   *
   * @param name where the text is from, for messages
   * @throws millrace.data.DataException if the text does not hold a recipe
   */
  public static Recipe parse(String name, String json) {
    return RecipeFile.parse(name, json);
  }

  /**
   * The model with this preparation around it.
   *
   * @throws IllegalArgumentException if there is a function of the target, but the model does not
   *     predict numbers
   */
  public <Y extends Prediction> Pipeline<Y> around(Trainer<? extends Predictor<Y>> model) {
    return target.isEmpty() ? steps.then(model) : steps.then(wrapped(model));
  }

  private <Y extends Prediction> Trainer<? extends Predictor<Y>> wrapped(
      Trainer<? extends Predictor<Y>> model) {
    if (!model.needs().target().equals(Optional.<Class<?>>of(Column.Numeric.class))) {
      throw new IllegalArgumentException(
          "the recipe has the target transform %s, but %s does not predict numbers: leave \"target\" out"
              .formatted(target.orElseThrow(), Spec.print((Record) model)));
    }
    // A model with a numeric target predicts numbers: so Y is Numbers, which javac cannot know.
    @SuppressWarnings("unchecked")
    var regressor = (Trainer<? extends Predictor<Numbers>>) (Trainer<?>) model;
    @SuppressWarnings("unchecked")
    var typed =
        (Trainer<? extends Predictor<Y>>)
            (Trainer<?>) new TargetTransform(target.orElseThrow(), regressor, margin);
    return typed;
  }

  @Override
  public String toString() {
    return target.map(t -> t + " target, ").orElse("") + steps;
  }
}

package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Metric;
import millrace.evaluation.Regression;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.Auto;
import millrace.preprocess.MinMax;
import millrace.preprocess.Recipe;
import millrace.preprocess.Steps;
import millrace.preprocess.TargetTransform;
import millrace.preprocess.TargetTransform.Function;
import millrace.readers.Csv;

/**
 * What {@code compare} and {@code train} share: the embedded table, the task, the recipe around a
 * model, the metrics.
 */
final class Prepare {
  /** What {@code --task} says. */
  enum TaskChoice {
    AUTO,
    REGRESSION,
    CLASSIFICATION;

    /**
     * Regression for a numeric target, classification for a nominal one or a numeric one of two
     * values.
     */
    Task of(Frame frame) {
      var y = frame.targetColumn();
      var name = frame.targetName().orElseThrow();
      if (!(y instanceof Column.Numeric || y instanceof Column.Nominal)) {
        throw new DataException(
            "the target '%s' is %s, but must be numeric or nominal (--kind '%s=nominal' makes classes of it)"
                .formatted(name, y.kind(), name));
      }
      return switch (this) {
        case REGRESSION -> {
          frame.column(name, Column.Numeric.class);
          yield Task.REGRESSION;
        }
        case CLASSIFICATION -> Task.CLASSIFICATION;
        case AUTO ->
            y instanceof Column.Numeric n
                    && Arrays.stream(n.values()).distinct().limit(3).count() > 2
                ? Task.REGRESSION
                : Task.CLASSIFICATION;
      };
    }
  }

  private static final String LEFT_OUT = "columns left out by auto";

  private Prepare() {}

  /** The 804 used cars that come with Millrace, target {@code price}. */
  static Frame embedded() {
    try (var in =
        Objects.requireNonNull(
            Prepare.class.getResourceAsStream("cars.csv"), "cars.csv is in the jar")) {
      var file = Files.createTempFile("millrace-cars", ".csv");
      try {
        Files.write(file, in.readAllBytes());
        return Csv.of(file).read().target("price");
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Rows with a target, the target nominal for a classification.
   *
   * @param say hears how many rows have none
   */
  static Frame ready(Frame frame, TaskChoice choice, PrintWriter say) {
    var name = frame.targetName().orElseThrow();
    var kept = frame.complete(name);
    if (kept.size() == 0)
      throw new DataException("no row has a value of the target '%s'".formatted(name));
    if (kept.size() < frame.size())
      say.println(
          "%,d of %,d rows have no '%s' and are left out"
              .formatted(frame.size() - kept.size(), frame.size(), name));
    return choice.of(kept) == Task.CLASSIFICATION
        ? kept.with(name, DataOptions.nominal(kept.targetColumn()))
        : kept;
  }

  /**
   * The model with its preparation around it. The recipe {@code auto} is {@link Auto}, powers up to
   * 2 for a linear model: cubes gain .02 of R² on the UK cars, but lose .04 on Ames' houses and
   * explode on the US cars, where one test row lies far outside the training rows.
   *
   * <p>Every regressor learns the logarithm of a positive, skewed target ({@link Function#AUTO}),
   * trees too: it costs a forest .002 of R² on the UK cars, but gains .01 on the logarithm of Ames'
   * prices and .05 on that of the US cars. Predictions stay within the range of the training
   * targets (margin 0): so no price is negative, and no line runs away.
   */
  static <Y extends Prediction> Trainer<? extends Predictor<Y>> pipeline(
      Trainer<?> model, String recipe, Task task) {
    boolean text = recipe.equals(TextRecipe.NAME);
    if (!text && !recipe.equals("auto"))
      return Recipe.read(Path.of(recipe)).around(LineUp.<Y>typed(model));
    if (LineUp.baseline(model)) return LineUp.typed(model);
    var steps = Steps.of(new Auto().model(LineUp.preparedFor(model)));
    if (LineUp.sequences(model)) steps = TextRecipe.forSequences();
    else if (text) steps = TextRecipe.steps(model);
    else if (LineUp.counts(model)) steps = steps.and(new MinMax());
    if (task == Task.CLASSIFICATION) return steps.then(LineUp.<Y>typed(model));
    var regressor = new TargetTransform(Function.AUTO, LineUp.<Numbers>typed(model), 0);
    return steps.then(LineUp.<Y>typed(regressor));
  }

  /**
   * Whether the recipe suits the columns.
   *
   * @throws DataException if it is the one for text and there is none
   */
  static void check(Frame frame, String recipe) {
    if (recipe.equals(TextRecipe.NAME)) TextRecipe.check(frame);
  }

  /**
   * The columns that {@link Auto} keeps from the models, and why: by all rows, though each fold
   * goes by its own. Empty if there are none, or another recipe.
   */
  static String leftOut(Frame frame, String recipe) {
    if (!recipe.equals("auto")) return "";
    return new Auto()
        .leftOut(frame).entrySet().stream()
            .map(e -> "%s (%s)".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** What a report says of the preparation and of the function of the target that is learned. */
  static SequencedMap<String, String> facts(Frame frame, String recipe, Task task) {
    var facts = new LinkedHashMap<String, String>();
    boolean text = recipe.equals(TextRecipe.NAME);
    var read = text || recipe.equals("auto") ? null : Recipe.read(Path.of(recipe));
    facts.put(
        "recipe",
        text
            ? TextRecipe.FACT
            : read == null
                ? "auto: chosen from the training rows of each fold"
                : recipe + ": " + read);
    var leftOut = leftOut(frame, recipe);
    if (!leftOut.isEmpty()) facts.put(LEFT_OUT, leftOut);
    if (task == Task.REGRESSION) {
      facts.put(
          "target transform",
          read == null
              ? "auto: the logarithm where the training rows' target is positive and skewed"
              : read.target().map(f -> f.name().toLowerCase(Locale.ROOT)).orElse("none"));
    }
    return facts;
  }

  /** The columns left out, if the facts name some: without them a table's scores may surprise. */
  static void sayLeftOut(Map<String, String> facts, PrintWriter say) {
    if (facts.containsKey(LEFT_OUT)) say.println("Columns left out: " + facts.get(LEFT_OUT));
  }

  /** The usual four first: they are what a terminal shows. */
  static List<Metric<Numbers>> regressionMetrics(Frame frame) {
    var out = new ArrayList<Metric<Numbers>>(List.of(Regression.values()));
    out.remove(Regression.R2_LOG);
    out.add(Regression.R2_LOG);
    var y = frame.column(frame.targetName().orElseThrow(), Column.Numeric.class).values();
    if (Arrays.stream(y).anyMatch(v -> v <= 0)) out.remove(Regression.R2_LOG);
    if (Arrays.stream(y).anyMatch(v -> v == 0)) out.remove(Regression.MAPE);
    return out;
  }

  static List<Metric<Labels>> classificationMetrics(Frame frame) {
    int levels =
        frame.column(frame.targetName().orElseThrow(), Column.Nominal.class).present().size();
    if (levels < 2) {
      throw new DataException(
          "the target '%s' has only one value: there is nothing to tell apart"
              .formatted(frame.targetName().orElseThrow()));
    }
    return levels == 2
        ? List.of(
            Classification.ACCURACY,
            Classification.BALANCED_ACCURACY,
            Classification.F1_MACRO,
            Classification.ROC_AUC,
            Classification.AVERAGE_PRECISION,
            Classification.LOG_LOSS,
            Classification.MCC,
            Classification.KAPPA,
            Classification.BRIER)
        : List.of(
            Classification.ACCURACY,
            Classification.BALANCED_ACCURACY,
            Classification.F1_MACRO,
            Classification.F1_WEIGHTED,
            Classification.ROC_AUC_OVR,
            Classification.LOG_LOSS,
            Classification.MCC,
            Classification.KAPPA);
  }
}

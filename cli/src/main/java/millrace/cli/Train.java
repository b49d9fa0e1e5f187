package millrace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Metric;
import millrace.evaluation.Regression;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.neural.train.MetricsLog;
import millrace.run.Run;
import millrace.store.Provenance;
import millrace.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Fits one model, with its preparation, on all rows of a table, and saves it as a safetensors file.
 */
@Command(
    name = "train",
    addMethodSubcommands = false,
    description = "Fit one model on a table and save it.",
    mixinStandardHelpOptions = true)
final class Train implements Callable<Integer> {
  /** Behind a kind that a model file names. */
  static final String DECIMAL_COMMA = ",";

  /** The kinds that have a decimal sign. */
  private static final Set<String> SIGNED = Set.of("numeric", "number", "amount");

  @Mixin @Nullable DataOptions data;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      required = true,
      description = "The column to predict.")
  String target = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      required = true,
      description = {
        "As in compare --models: ridge, forest, xgboost …",
        "lasso, elastic-net, lasso-lars and quantile have alpha 1e-4 here unless you say otherwise."
      })
  String model = "";

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description = "A parameter of the model; see ./millrace models.")
  List<String> params = List.of();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "auto, regression or classification (default: by the target's kind).")
  Prepare.TaskChoice task = Prepare.TaskChoice.AUTO;

  @Option(
      names = "--recipe",
      paramLabel = "auto|text|FILE",
      description = "How columns are prepared, as in compare (default: auto).")
  String recipe = "auto";

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description = {
        "Write down what training reports, step by step:",
        "to FILE.csv, FILE.jsonl, or a folder for TensorBoard."
      })
  @Nullable Path metrics;

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description = "Keep the state there; the same command goes on from it after a crash.")
  @Nullable Path checkpoints;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all randomness (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The most threads used; the result does not depend on it (default: all).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--score",
      description = {
        "Print how well the model predicts the rows it was trained on.",
        "Fresh rows are predicted worse: compare says how well."
      })
  boolean score;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The model file, e.g. m.safetensors; without it, and with --score, no file is written.")
  @Nullable Path out;

  @picocli.CommandLine.Spec @Nullable CommandSpec command;

  @Override
  public Integer call() {
    if (out == null && !score)
      throw new ParameterException(
          command.commandLine(), "say where the model goes, by --out FILE, or --score");
    var read =
        DataOptions.target(
            data.read(data.required(command), command.commandLine().getErr()), target);
    var frame = Prepare.ready(read, task, command.commandLine().getErr());
    Prepare.check(frame, recipe);
    var kind = task.of(frame);
    Trainer<?> chosen = LineUp.of(List.of(model), kind, recipe).firstEntry().getValue();
    for (var p : params) chosen = LineUp.parse(chosen, p);
    var trainer = Prepare.pipeline(chosen, recipe, kind);
    Model fitted;
    try (var progress = new ProgressLine(command.commandLine().getErr());
        var log = metrics == null ? null : MetricsLog.to(metrics)) {
      var run = Run.seeded(seed).threads(threads).listen(progress);
      if (log != null) run = run.listen(progress.andThen(log));
      if (checkpoints != null) run = run.checkpoints(checkpoints);
      fitted = trainer.fit(frame, run);
    }
    if (score) {
      var say = command.commandLine().getOut();
      say.println(kind == Task.REGRESSION ? numbers(fitted, frame) : labels(fitted, frame));
      say.flush();
    }
    if (out != null) {
      Store.save(fitted, provenance(data, trainer, frame, seed), out);
      command
          .commandLine()
          .getErr()
          .println(
              "%s, trained on %,d rows: %s".formatted(trainer, frame.size(), out.toAbsolutePath()));
    }
    return 0;
  }

  private static String numbers(Model fitted, Frame frame) {
    var predicted = (Prediction.Numbers) ((Predictor<?>) fitted).predict(frame);
    return scores(predicted, frame, List.of(Regression.R2, Regression.RMSE, Regression.MAE));
  }

  private static String labels(Model fitted, Frame frame) {
    var predicted = (Prediction.Labels) ((Predictor<?>) fitted).predict(frame);
    return scores(
        predicted, frame, List.of(Classification.ACCURACY, Classification.BALANCED_ACCURACY));
  }

  private static <Y extends Prediction> String scores(
      Y predicted, Frame frame, List<? extends Metric<Y>> metrics) {
    var out = new StringBuilder();
    for (var m : metrics) {
      double score = m.score(frame.targetColumn(), predicted);
      out.append("%s %.4f, ".formatted(m.key(), score));
    }
    return out + "on the %d rows it was trained on".formatted(frame.size());
  }

  /**
   * Where the model comes from. A column whose kind was said is kept with that kind, and numbers
   * with a decimal comma with a comma behind it, so that predict reads it likewise: an amount such
   * as £8,000, or yes for true.
   */
  static Provenance provenance(DataOptions data, Trainer<?> trainer, Frame frame, long seed) {
    var p = Provenance.of(trainer, frame, seed);
    var columns =
        p.columns().stream()
            .map(
                c -> {
                  var said = data.kinds.get(c.name());
                  var kind = said == null ? c.kind() : said.name().toLowerCase(Locale.ROOT);
                  boolean comma = data.decimal == ',' && SIGNED.contains(kind);
                  return new Provenance.Feature(c.name(), comma ? kind + DECIMAL_COMMA : kind);
                })
            .toList();
    return new Provenance(
        p.spec(), p.seed(), p.java(), p.millrace(), p.fingerprint(), p.rows(), columns, p.target());
  }
}

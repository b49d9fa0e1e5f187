package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import millrace.data.Frame;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Metric;
import millrace.evaluation.report.Report;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.readers.Schema;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Compares models on a table and writes a report: the main job. Without {@code --data}, on the
 * embedded used cars.
 */
@Command(
    name = "compare",
    addMethodSubcommands = false,
    description = {
      "Compare models on a table and write a report.",
      "Without --data: 804 used cars that come with Millrace, target price, stratified by make."
    },
    mixinStandardHelpOptions = true)
final class Compare implements Callable<Integer> {
  @Mixin @Nullable DataOptions data;

  @Option(names = "--target", paramLabel = "COLUMN", description = "The column to predict.")
  @Nullable String target;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "auto, regression or classification (default: by the target's kind).")
  Prepare.TaskChoice task = Prepare.TaskChoice.AUTO;

  @Option(
      names = "--recipe",
      paramLabel = "auto|text|FILE",
      description =
          "How columns are prepared: auto; text, which makes n-grams of the columns of text, and"
              + " the rest as auto does; or as a file says (default: auto).")
  String recipe = "auto";

  @Option(
      names = "--models",
      split = ",(?![^(]*\\))",
      splitSynopsisLabel = ",",
      paramLabel = "MODEL",
      description = {
        "e.g. ridge,forest,xgboost(maxDepth=8) (default: a dozen well-known ones; with --recipe"
            + " text, those for text).",
        "all: everything in the catalogue that does the task, within --budget.",
        "lasso, elastic-net, lasso-lars and quantile have alpha 1e-4 here unless you say otherwise."
      })
  List<String> models = List.of();

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description =
          "Models that would not be ready in this time are left out, cheap ones first (default with"
              + " --models all: 300).")
  @Nullable Double budget;

  @ArgGroup(exclusive = true)
  Split split = new Split();

  static final class Split {
    @Option(
        names = "--folds",
        paramLabel = "K",
        description = "K-fold cross-validation (default: 10).")
    @Nullable Integer folds;

    @Option(
        names = "--holdout",
        paramLabel = "SHARE",
        description = "Test on this share of the rows.")
    @Nullable Double holdout;

    @Option(
        names = "--holdout-every",
        paramLabel = "K",
        description = "Test on the rows 0, K, 2K …")
    @Nullable Integer every;

    @Option(
        names = "--test",
        paramLabel = "FILE",
        arity = "1..*",
        description = "Test on separate, fresh files.")
    List<String> test = List.of();
  }

  @Option(
      names = "--stratify",
      paramLabel = "COLUMN",
      description = "Every fold gets its share of each level of this column.")
  @Nullable String stratify;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "Rows of one group never stand on both sides.")
  @Nullable String group;

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
      names = "--importance",
      description = "Permutation importance of each column (default: only for the embedded table).")
  boolean importance;

  @Option(names = "--learning-curve", description = "Scores by the number of training rows.")
  boolean learning;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @Option(
      names = "--json",
      description = "One JSON object on standard output; everything else on standard error.")
  boolean json;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    var say = json ? command.commandLine().getErr() : command.commandLine().getOut();
    var whole = frame(command.commandLine().getErr());
    var frame = whole.frame();
    Prepare.check(frame, recipe);
    var kind = task.of(frame);
    var progress = new ProgressLine(command.commandLine().getErr());
    Comparison comparison;
    try (progress) {
      var run = Run.seeded(seed).threads(threads).listen(progress);
      comparison =
          kind == Task.REGRESSION
              ? compare(frame, whole.folds(), run, kind, Prepare.regressionMetrics(frame))
              : compare(frame, whole.folds(), run, kind, Prepare.classificationMetrics(frame));
    }
    var facts = facts(frame, kind);
    comparison = comparison.with(facts);
    var report = Report.of(comparison);
    var html = report.write(out);
    say.println(report);
    Prepare.sayLeftOut(facts, say);
    say.println("Report: " + html.toAbsolutePath());
    say.flush();
    if (json) {
      var result = new LinkedHashMap<String, @Nullable Object>(report.tree());
      result.put("report", html.toAbsolutePath().toString());
      command.commandLine().getOut().println(Json.write(result));
      command.commandLine().getOut().flush();
    }
    return 0;
  }

  private void checkOptions() {
    if (data.files.isEmpty() && target != null) throw usage("--target needs --data");
    if (data.files.isEmpty() && !split.test.isEmpty()) throw usage("--test needs --data");
    if (!data.files.isEmpty() && target == null) throw usage("--data needs --target COLUMN");
    if (models.size() > 1 && models.contains("all"))
      throw usage("--models all stands alone: it has the others in it");
    if (budget != null && !(budget > 0 && budget < 1e9))
      throw usage("--budget must be a number of seconds above 0, but is " + budget);
    if (stratify != null && group != null) throw usage("--stratify and --group exclude each other");
    boolean fixed = split.every != null || !split.test.isEmpty();
    if (stratify != null && fixed)
      throw usage("--stratify goes with --folds or --holdout: other test rows are fixed");
    if (group != null && (fixed || split.holdout != null)) throw usage("--group goes with --folds");
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** The rows that have a target, and how they are divided. */
  private record Whole(Frame frame, Folds folds) {}

  private Whole frame(PrintWriter say) {
    if (data.files.isEmpty()) {
      var cars = Prepare.ready(Prepare.embedded(), task, say);
      importance = true;
      if (group == null && split.every == null) stratify = stratify == null ? "make" : stratify;
      return new Whole(cars, folds(cars, 0));
    }
    var given = DataOptions.target(data.read(data.files, say), target);
    var name = given.targetName().orElseThrow();
    // Fresh rows are read as the training rows were: nothing of theirs decides on a column's kind.
    var fresh =
        split.test.isEmpty()
            ? Optional.<Frame>empty()
            : Optional.of(data.read(split.test, Schema.like(given)).target(name));
    var all = fresh.map(f -> Frame.concat(List.of(given, f)).target(name)).orElse(given);
    var frame = Prepare.ready(all, task, say);
    int kept = fresh.map(f -> f.size() - f.targetColumn().missing()).orElse(0);
    return new Whole(frame, folds(frame, kept));
  }

  private Folds folds(Frame frame, int fresh) {
    if (!split.test.isEmpty()) return Folds.lastRows(fresh);
    if (split.every != null) return Folds.every(split.every);
    if (split.holdout != null) {
      return stratify == null
          ? Folds.holdout(split.holdout)
          : Folds.holdoutStratified(split.holdout, stratify);
    }
    int k = split.folds == null ? 10 : split.folds;
    if (group != null) return Folds.grouped(k, group);
    if (stratify != null) return Folds.stratified(k, stratify);
    return task.of(frame) == Task.CLASSIFICATION ? Folds.stratified(k) : Folds.k(k);
  }

  private <Y extends Prediction> Comparison compare(
      Frame frame, Folds folds, Run run, Task task, List<Metric<Y>> metrics) {
    boolean all = models.equals(List.of("all"));
    var chosen =
        models.isEmpty()
            ? LineUp.usual(task, recipe)
            : all ? LineUp.all(task, recipe) : LineUp.of(models, task, recipe);
    var cv = new CrossValidation(folds).keepGoing(true).importance(importance ? 5 : 0);
    if (learning) cv = cv.learningCurve(0.1, 0.25, 0.5, 0.75, 1);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Metric<Y>[] array = metrics.toArray(new Metric[0]);
    if (all || budget != null) {
      double seconds = budget == null ? DEFAULT_BUDGET : budget;
      return new Budget<>(seconds, cv, frame, run, array)
          .compare(chosen, t -> Prepare.<Y>pipeline(t, recipe, task));
    }
    var candidates = new LinkedHashMap<String, Trainer<? extends Predictor<Y>>>();
    chosen.forEach((name, model) -> candidates.put(name, Prepare.pipeline(model, recipe, task)));
    return cv.compare(frame, run, candidates, array);
  }

  private static final double DEFAULT_BUDGET = 300;

  /** What the report says of this run beside the comparison's own facts. */
  private Map<String, String> facts(Frame frame, Task kind) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("command", called(command));
    facts.put(
        "files",
        data.files.isEmpty()
            ? "the embedded table: modeldata's car_prices (MIT)"
            : String.join(", ", data.files));
    if (!split.test.isEmpty()) facts.put("test files", String.join(", ", split.test));
    facts.putAll(Prepare.facts(frame, recipe, kind));
    facts.put("memory", Doctor.memory());
    return facts;
  }

  /** The command line as it can be repeated. */
  static String called(CommandSpec command) {
    var words = new ArrayList<String>();
    words.add(Main.called());
    for (var word : command.root().commandLine().getParseResult().originalArgs()) {
      words.add(word.matches("[\\w./,:=+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }
}

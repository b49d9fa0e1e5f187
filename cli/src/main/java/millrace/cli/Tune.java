package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Metric;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.evaluation.report.SearchReport;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Searches the parameters of one model, its preparation around it: the face of {@link Search}. */
@Command(
    name = "tune",
    addMethodSubcommands = false,
    description = {
      "Search the parameters of a model, by cross-validation of the whole pipeline.",
      "Without --vary: all parameters of which ./millrace models says where to look."
    },
    mixinStandardHelpOptions = true)
final class Tune implements Callable<Integer> {
  /** How candidates are found. */
  enum How {
    RANDOM,
    GRID,
    HALVING
  }

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
      description = "As in compare --models: ridge, forest(nEstimators=300), xgboost …")
  String model = "";

  @Option(
      names = "--vary",
      paramLabel = "KEY=V1,V2,…",
      description = "Vary a parameter of the model over these values; once per parameter.")
  List<String> vary = List.of();

  @Option(
      names = "--search",
      paramLabel = "HOW",
      description =
          "random: --n candidates; grid: all combinations; halving: --n candidates, the best third"
              + " of which gets three times the rows, and so on (default: random).")
  How how = How.RANDOM;

  @Option(
      names = "--n",
      paramLabel = "N",
      description = "Candidates of a random or halving search (default: ${DEFAULT-VALUE}).")
  int n = 20;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Values of each range in a grid (default: ${DEFAULT-VALUE}).")
  int points = 4;

  @Option(
      names = "--metric",
      paramLabel = "KEY",
      description = "What chooses: r2, rmse, accuracy, log_loss … (default: r2 or accuracy).")
  @Nullable String metric;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "K-fold cross-validation (default: ${DEFAULT-VALUE}).")
  int folds = 5;

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
      names = "--nested",
      description =
          "Also search anew in each of --folds outer folds, for an honest score: costs as many"
              + " searches.")
  boolean nested;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Write each scored fold here, and go on from here after a kill.")
  @Nullable Path journal;

  @Option(names = "--train-scores", description = "Score training rows too: validation curves.")
  boolean trainScores;

  @Option(
      names = "--learning-curve",
      description = "Scores of the best by the number of training rows.")
  boolean learning;

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
      names = "--report",
      paramLabel = "DIR",
      description = "Where the report goes (default: ${DEFAULT-VALUE}).")
  Path report = Path.of("reports");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Fit the best on all rows and save it, e.g. m.safetensors.")
  @Nullable Path out;

  @Option(
      names = "--json",
      description = "One JSON object on standard output; everything else on standard error.")
  boolean json;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (stratify != null && group != null) throw usage("--stratify and --group exclude each other");
    if (n < 1) throw usage("--n must be at least 1, but is " + n);
    if (points < 1) throw usage("--points must be at least 1, but is " + points);
    var read =
        DataOptions.target(
            data.read(data.required(command), command.commandLine().getErr()), target);
    var frame = Prepare.ready(read, task, command.commandLine().getErr());
    Prepare.check(frame, recipe);
    var kind = task.of(frame);
    return kind == Task.REGRESSION
        ? tune(frame, kind, Prepare.regressionMetrics(frame))
        : tune(frame, kind, Prepare.classificationMetrics(frame));
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private <Y extends Prediction> int tune(Frame frame, Task kind, List<Metric<Y>> metrics) {
    var metric = chosen(metrics);
    var search = search(kind, divided(kind), metric);
    var say = json ? command.commandLine().getErr() : command.commandLine().getOut();
    SearchReport found;
    Search.Fitted<Y> fitted = null;
    try (var progress = new ProgressLine(command.commandLine().getErr())) {
      var run = Run.seeded(seed).threads(threads).listen(progress);
      var tried =
          journal == null ? search.explore(frame, run) : search.explore(frame, run, journal);
      found = SearchReport.of(tried);
      if (nested) found = found.nested(nested(frame, run, search, metric));
      if (learning) {
        var best = new LinkedHashMap<>(Map.of(tried.chosen().name(), search.best(tried)));
        found =
            found.learning(
                new CrossValidation(search.folds())
                    .learningCurve(0.1, 0.25, 0.5, 0.75, 1)
                    .compare(frame, run, best, metric));
      }
      if (out != null) fitted = search.refit(tried, frame, run);
    }
    var facts = facts(frame, kind);
    found = found.with(facts);
    var page = found.write(report);
    say.println(found);
    Prepare.sayLeftOut(facts, say);
    say.println("Report: " + page.toAbsolutePath());
    if (fitted != null) {
      Store.save(fitted, Train.provenance(data, search.best(found.tried()), frame, seed), out);
      say.println("Model: " + out.toAbsolutePath());
    }
    say.flush();
    if (json) print(found, page);
    return 0;
  }

  private void print(SearchReport found, Path page) {
    var result = new LinkedHashMap<String, @Nullable Object>(found.tree());
    result.put("report", page.toAbsolutePath().toString());
    if (out != null) result.put("model", out.toAbsolutePath().toString());
    command.commandLine().getOut().println(Json.write(result));
    command.commandLine().getOut().flush();
  }

  private <Y extends Prediction> Metric<Y> chosen(List<Metric<Y>> metrics) {
    if (metric == null) return metrics.getFirst();
    var keys = metrics.stream().map(Metric::key).toList();
    return metrics.stream()
        .filter(m -> m.key().equalsIgnoreCase(metric))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "there is no metric '%s' for this target; there are %s%s"
                        .formatted(metric, keys, DidYouMean.among(metric, keys))));
  }

  private Folds divided(Task kind) {
    if (group != null) return Folds.grouped(folds, group);
    if (stratify != null) return Folds.stratified(folds, stratify);
    return kind == Task.CLASSIFICATION ? Folds.stratified(folds) : Folds.k(folds);
  }

  private <Y extends Prediction> Search<Y> search(Task kind, Folds folds, Metric<Y> metric) {
    var space = space(kind).map(t -> Prepare.<Y>pipeline(t, recipe, kind));
    var search =
        how == How.GRID
            ? Search.grid(space, folds, metric)
            : Search.random(space, n, seed, folds, metric);
    return (how == How.HALVING ? search.halving() : search).trainScores(trainScores);
  }

  private Space<Trainer<?>> space(Task kind) {
    Trainer<?> base = LineUp.of(List.of(model), kind, recipe).firstEntry().getValue();
    if (vary.isEmpty()) {
      boolean ranges =
          Spec.of(((Record) base).getClass()).stream()
              .anyMatch(p -> p.param() != null && p.param().tune().length > 0);
      if (!ranges) {
        throw usage(
            "%s declares no range to search: say --vary KEY=V1,V2,… (./millrace models %s shows its parameters)"
                .formatted(model, model));
      }
      return Space.<Trainer<?>>auto(base).points(points);
    }
    Space<Trainer<?>> space = Space.of(base);
    for (var text : vary) {
      int equals = text.indexOf('=');
      if (equals < 1) throw usage("--vary '%s' is not KEY=V1,V2,…".formatted(text));
      var key = text.substring(0, equals).strip();
      var values = new ArrayList<Object>();
      for (var v : text.substring(equals + 1).split(",")) values.add(value(v.strip()));
      for (var v : values) LineUp.parse(base, key + "=" + v); // a wrong one is said before the work
      space = space.vary(key, values, (t, v) -> LineUp.parse(t, key + "=" + v));
    }
    return space;
  }

  /** Numbers as numbers, so that they are drawn in their order. */
  private static Object value(String text) {
    if (text.matches("[+-]?\\d{1,9}")) return Integer.valueOf(text);
    if (text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) return Double.valueOf(text);
    return text;
  }

  private <Y extends Prediction> millrace.evaluation.Comparison nested(
      Frame frame, Run run, Search<Y> search, Metric<Y> metric) {
    var named = new LinkedHashMap<String, Trainer<? extends Predictor<Y>>>();
    named.put(search.toString(), journal == null ? search : search.journaled(journal));
    return new CrossValidation(search.folds()).compare(frame, run, named, metric);
  }

  private Map<String, String> facts(Frame frame, Task kind) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("files", String.join(", ", data.files));
    facts.put("data fingerprint (SHA-256)", frame.fingerprint());
    facts.put("model", model);
    facts.put("search", how.name().toLowerCase(Locale.ROOT));
    facts.put("seed", Long.toString(seed));
    facts.putAll(Prepare.facts(frame, recipe, kind));
    facts.put("Millrace", Main.Version.millrace());
    facts.put("Java", Runtime.version().toString());
    facts.put("memory", Doctor.memory());
    return facts;
  }
}

package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.evaluation.Clustering;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Regression;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Transform;
import millrace.run.Run;
import millrace.store.WholeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Our learners beside scikit-learn's: the same rows, columns and parameters, turn by turn in one
 * run, each fitted once before it counts.
 */
@Command(
    name = "learners",
    description = {
      "Our learners beside scikit-learn's on public tables: scores, and seconds to fit and"
          + " predict.",
      "Without a Python that has scikit-learn, only ours are measured, and the table says so."
    },
    mixinStandardHelpOptions = true)
final class BenchLearners implements Callable<Integer> {
  /** A round that takes longer than this is not repeated. */
  private static final double LONG = 8;

  /** A round that takes less is repeated more often. */
  private static final double SHORT = 0.1;

  private static final int MANY = 15;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of shared data (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("../shared/data");

  @Option(
      names = "--sets",
      split = ",",
      paramLabel = "NAME",
      description = "Tables, comma-separated (default: all).")
  List<String> sets = List.of();

  @Option(
      names = "--learners",
      split = ",",
      paramLabel = "NAME",
      description = "Learners by their catalogue names (default: all of the plan).")
  List<String> learners = List.of();

  @Mixin PythonOption python = new PythonOption();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "For both sides (default: ${DEFAULT-VALUE}).")
  int threads = 2;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Rounds that count, after one that does not (default: ${DEFAULT-VALUE}).")
  int repeats = 3;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where learners.md and learners.json go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @picocli.CommandLine.Spec CommandSpec command;

  /** Why scikit-learn is not measured. */
  private String whyNot = "";

  @Override
  public Integer call() throws IOException {
    var say = command.commandLine().getErr();
    var sources = chosen();
    var plan = BenchPlan.read(learners);
    var results = new ArrayList<BenchTable.Result>();
    var folder = Files.createTempDirectory("millrace-bench");
    var peer = peer(folder, say);
    var version = peer == null ? "no peer: " + whyNot : peer.version();
    var table = new BenchTable(results, version, threads);
    Files.createDirectories(out);
    try {
      for (var source : sources.sequencedValues()) {
        measure(source, plan, folder, peer, results, say);
        write(table); // after each set: what was measured is not lost
      }
    } finally {
      if (peer != null) peer.close();
      Folders.delete(folder);
    }
    command.commandLine().getOut().println(table.markdown());
    command.commandLine().getOut().flush();
    return 0;
  }

  private void write(BenchTable table) throws IOException {
    WholeFile.write(out.resolve("learners.md"), table.markdown());
    WholeFile.write(out.resolve("learners.json"), Json.write(table.tree()));
  }

  private SequencedMap<String, BenchSets.Source> chosen() {
    if (!Files.isDirectory(data))
      throw new DataException("there is no folder '%s' of tables: say --data DIR".formatted(data));
    var all = BenchSets.all();
    for (var s : sets) {
      if (!all.containsKey(s))
        throw new DataException("there is no table '%s'; there are %s".formatted(s, all.keySet()));
    }
    if (!sets.isEmpty()) all.keySet().retainAll(sets);
    return all;
  }

  private @Nullable BenchPeer peer(Path folder, PrintWriter say) {
    try {
      return new BenchPeer(python.command, threads, folder);
    } catch (IOException e) {
      whyNot = String.valueOf(e.getMessage());
      say.println("scikit-learn is left out: " + whyNot);
      return null;
    }
  }

  private void measure(
      BenchSets.Source source,
      List<BenchPlan.Row> plan,
      Path folder,
      @Nullable BenchPeer peer,
      List<BenchTable.Result> results,
      PrintWriter say)
      throws IOException {
    var whole = source.read().apply(data);
    var fitting = plan.stream().filter(r -> fits(r.job(), source.task())).toList();
    record Shape(BenchData.Preparation preparation, int most) {}
    var shapes =
        fitting.stream().map(r -> new Shape(r.preparation(), r.most())).distinct().toList();
    for (var shape : shapes) {
      var prepared =
          BenchData.of(whole, source.task(), shape.preparation, shape.most, Run.seeded(42));
      if (peer != null) {
        prepared.write(folder);
        peer.load(prepared);
      }
      for (var row : fitting) {
        if (!shape.equals(new Shape(row.preparation(), row.most()))) continue;
        if (row.job() == BenchPlan.Job.OUTLIERS && prepared.levels().size() > 2) continue;
        var result = rounds(source.name(), prepared, row, folder, peer);
        results.add(result);
        say.println(result.line());
        say.flush();
      }
    }
  }

  private static boolean fits(BenchPlan.Job job, Task task) {
    return switch (job) {
      case REGRESSION -> task == Task.REGRESSION;
      case CLASSIFICATION, CLUSTERING, OUTLIERS, STEP -> task == Task.CLASSIFICATION;
    };
  }

  /** Turn by turn: what disturbs the machine disturbs both. */
  private BenchTable.Result rounds(
      String set, BenchData data, BenchPlan.Row row, Path folder, @Nullable BenchPeer peer)
      throws IOException {
    var ours = new ArrayList<BenchPeer.Answer>();
    var theirs = new ArrayList<BenchPeer.Answer>();
    double our = Double.NaN;
    double their = Double.NaN;
    int planned = 1 + repeats;
    for (int r = 0; r < planned; r++) {
      var round = ours(data, row);
      ours.add(round.times);
      our = round.score;
      if (peer != null && !row.estimator().isEmpty()) {
        var answer = peer.run(row.estimator(), row.job());
        theirs.add(answer);
        if (answer.error().isEmpty())
          their = score(row.job(), data, BenchData.doubles(folder.resolve("peer.out")));
      }
      double both = total(ours.getLast()) + (theirs.isEmpty() ? 0 : total(theirs.getLast()));
      if (r == 1 && both < SHORT) planned = Math.max(planned, MANY);
      double longest =
          Math.max(total(ours.getLast()), theirs.isEmpty() ? 0 : total(theirs.getLast()));
      if (longest > LONG || !ours.getLast().error().isEmpty()) planned = Math.min(planned, r + 1);
      else if (longest > LONG / 4) planned = Math.min(planned, 2);
    }
    return new BenchTable.Result(set, BenchData.shape(data), row, our, their, ours, theirs);
  }

  private static double total(BenchPeer.Answer answer) {
    return answer.fit() + answer.predict();
  }

  private record Round(BenchPeer.Answer times, double score) {}

  private Round ours(BenchData data, BenchPlan.Row row) {
    var run = Run.seeded(42).threads(threads);
    try {
      long begun = System.nanoTime();
      Model model = row.trainer().fit(data.train(), run);
      long fitted = System.nanoTime();
      double score = Double.NaN;
      long done;
      switch (model) {
        case Transform t -> {
          t.apply(data.test().features());
          done = System.nanoTime();
        }
        case Predictor<?> p -> {
          boolean training = row.job() == BenchPlan.Job.CLUSTERING;
          var x = (training ? data.train() : data.test()).features();
          Prediction said = p.predict(x, run);
          done = System.nanoTime();
          score = score(row.job(), data, numbers(said, data));
        }
        default -> throw new IllegalStateException(model.getClass() + " neither says nor changes");
      }
      return new Round(
          new BenchPeer.Answer((fitted - begun) * 1e-9, (done - fitted) * 1e-9, ""), score);
    } catch (DataException | IllegalArgumentException e) {
      return new Round(new BenchPeer.Answer(0, 0, String.valueOf(e.getMessage())), Double.NaN);
    }
  }

  /** As the peer gives them: a number per row. */
  private static double[] numbers(Prediction said, BenchData data) {
    return switch (said) {
      case Prediction.Numbers n -> n.values();
      case Prediction.Scores s -> s.values();
      case Prediction.Clusters c -> IntStream.of(c.cluster()).asDoubleStream().toArray();
      case Prediction.Labels l -> {
        var to = l.levels().mapTo(data.levels());
        yield IntStream.range(0, l.size()).mapToDouble(i -> to[l.code(i)]).toArray();
      }
      case Prediction.Sequences _, Prediction.Texts _ ->
          throw new IllegalStateException("no table has sequences");
    };
  }

  /** Both sides are scored by the same code. */
  private static double score(BenchPlan.Job job, BenchData data, double[] said) {
    return switch (job) {
      case REGRESSION ->
          Regression.R2.score(data.test().targetColumn(), new Prediction.Numbers(said));
      case CLASSIFICATION -> {
        var truth = data.labels(BenchSets.numbers(data.test().targetColumn()));
        yield Classification.ACCURACY.score(truth, hard(said, data));
      }
      case CLUSTERING -> {
        var truth = data.labels(BenchSets.numbers(data.train().targetColumn()));
        yield Clustering.ARI.score(truth, clusters(said));
      }
      case OUTLIERS -> {
        var codes = BenchSets.numbers(data.test().targetColumn());
        yield auc(codes, rarest(data.train()), said);
      }
      case STEP -> Double.NaN;
    };
  }

  private static Prediction.Labels hard(double[] codes, BenchData data) {
    int k = data.levels().size();
    var p = new double[codes.length * k];
    for (int i = 0; i < codes.length; i++) p[i * k + (int) codes[i]] = 1;
    return new Prediction.Labels(p, data.levels());
  }

  private static Prediction.Clusters clusters(double[] said) {
    var cluster = Arrays.stream(said).mapToInt(v -> (int) v).toArray();
    return new Prediction.Clusters(cluster, Arrays.stream(cluster).max().orElse(-1) + 1);
  }

  private static int rarest(Frame train) {
    var y = (Column.Nominal) train.targetColumn();
    var count = new int[y.levels().size()];
    for (int c : y.codes()) count[c]++;
    int best = 0;
    for (int c = 1; c < count.length; c++) if (count[c] < count[best]) best = c;
    return best;
  }

  /** The chance that a row of the outlying level is less normal than one that is not. */
  private static double auc(double[] codes, int outlier, double[] normality) {
    var order =
        IntStream.range(0, codes.length)
            .boxed()
            .sorted((a, b) -> Double.compare(normality[a], normality[b]))
            .mapToInt(i -> i)
            .toArray();
    double pairs = 0;
    long usual = Arrays.stream(codes).filter(c -> c != outlier).count();
    long above = usual;
    for (int from = 0; from < order.length; ) {
      int to = from;
      long out = 0;
      long in = 0;
      while (to < order.length && normality[order[to]] == normality[order[from]]) {
        if (codes[order[to++]] == outlier) out++;
        else in++;
      }
      above -= in;
      pairs += out * (above + in / 2.0);
      from = to;
    }
    return pairs / ((double) usual * (codes.length - usual));
  }
}

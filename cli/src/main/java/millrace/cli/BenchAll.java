package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import millrace.data.DidYouMean;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Every benchmark in one run, each job in a process of its own, and one report of all. */
@Command(
    name = "all",
    description = {
      "Every benchmark, each job in a process of its own with its peers beside it:",
      "bench.json, bench.md and bench.html. What is not there (data, Python's",
      "libraries) is left out, and the report says so. About 35 minutes on two cores.",
      "The first use downloads about 310 MB by Maven."
    },
    mixinStandardHelpOptions = true)
final class BenchAll implements Callable<Integer> {
  /** Whose libraries are measured beside us. */
  enum Peer {
    JAVA,
    PYTHON,
    NONE
  }

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "PEER",
      description =
          "java: MALLET, PyTorch, OpenBLAS, ONNX Runtime, XGBoost, Smile, fastcsv, from Maven."
              + " python: scikit-learn, gensim, fastText, numpy, pandas, where they are installed."
              + " none. (default: java,python)")
  List<Peer> peers = List.of(Peer.JAVA, Peer.PYTHON);

  @Option(
      names = "--jobs",
      split = ",",
      paramLabel = "JOB",
      description =
          "Of compare, start, learners, lda, gsdmm, tfidf, words, search, mlp, lstm, cnn, gemm,"
              + " ops, opencl, gpt, minilm, decode, csv, pipelines, engines, kernels (default:"
              + " all).")
  List<String> jobs = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of shared data (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("../shared/data");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Of both sides (default: ${DEFAULT-VALUE}).")
  int threads = Math.min(2, Runtime.getRuntime().availableProcessors());

  @Mixin PythonOption python = new PythonOption();

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "An earlier bench.json: what is better or worse now is marked.")
  @Nullable Path against;

  @Option(
      names = "--fail-on-regression",
      description = "Exit code 1 if --against finds something worse.")
  boolean failOnRegression;

  @Option(names = "--quick", description = "Measure little, to see that everything works.")
  boolean quick;

  @Option(
      names = "--job-minutes",
      paramLabel = "N",
      description = "A job that takes longer is ended and has failed (default: ${DEFAULT-VALUE}).")
  int jobMinutes = 15;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where bench.json, bench.md, bench.html go, and the jobs' own files and logs in the"
              + " folder bench-jobs (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var chosen = chosen();
    var earlier = against == null ? null : BenchAgainst.read(against);
    var say = command.commandLine().getErr();
    var begun = Instant.now();
    var outcomes = new ArrayList<BenchOutcome>();
    Files.createDirectories(out);
    BenchReport report = null;
    var progress = new ProgressLine(say);
    try (progress) {
      for (var job : chosen) {
        progress.accept(
            new Run.Progress(
                "bench all, now " + job.name(), outcomes.size(), chosen.size(), Map.of()));
        outcomes.add(outcome(job));
        progress.close(); // so that what follows has a line of its own
        tell(outcomes.getLast(), say);
        report = report(begun, outcomes, earlier);
        report.write(out); // after each job: what was measured is not lost
      }
    }
    var to = command.commandLine().getOut();
    to.println(report.summary());
    to.println("Report: " + out.resolve("bench.html").toAbsolutePath());
    to.flush();
    return report.failed() || (failOnRegression && report.worse() > 0) ? 1 : 0;
  }

  private List<BenchJob> chosen() {
    if (threads < 1) throw usage("--threads must be at least 1, but is " + threads);
    if (jobMinutes < 1) throw usage("--job-minutes must be at least 1, but is " + jobMinutes);
    if (peers.contains(Peer.NONE) && peers.size() > 1)
      throw usage("--peers none stands alone, but is given with others");
    if (failOnRegression && against == null) throw usage("--fail-on-regression needs --against");
    var all = BenchJobs.all();
    var names = all.stream().map(BenchJob::name).toList();
    for (var j : jobs)
      if (!names.contains(j))
        throw usage(
            "there is no job '%s'; there are %s%s".formatted(j, names, DidYouMean.among(j, names)));
    return all.stream().filter(j -> jobs.isEmpty() || jobs.contains(j.name())).toList();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private BenchOutcome outcome(BenchJob job) {
    var missing = missing(job);
    if (!missing.isEmpty()) return BenchOutcome.leftOut(job, missing);
    long begun = System.nanoTime();
    var memory = new BenchMemory();
    var result = new BenchJob.Result(List.of(), new LinkedHashMap<>());
    var reason = "";
    try {
      var folder = out.resolve("bench-jobs").resolve(job.name()).toAbsolutePath();
      Folders.delete(folder);
      Files.createDirectories(folder);
      var log = folder.resolve("log.txt");
      Set<String> hidden = peers.contains(Peer.JAVA) ? Set.of() : Set.of("millrace.mallet");
      try (var process = new BenchProcess(log, Duration.ofMinutes(jobMinutes), hidden, memory)) {
        var how = peers.contains(Peer.PYTHON) ? python.command : PythonPeer.NONE;
        var run = new BenchRun(data, folder, threads, peers.contains(Peer.JAVA), how, quick);
        result = job.work().measure(process, run);
        if (result.figures().isEmpty()) reason = "it gave no figures: " + log + " may tell why";
      }
    } catch (IOException e) {
      reason = Main.io(e);
    } catch (UncheckedIOException e) {
      reason = Main.io(e.getCause());
    }
    return new BenchOutcome(
        job.name(),
        job.title(),
        reason.isEmpty() ? BenchOutcome.Status.RAN : BenchOutcome.Status.FAILED,
        reason,
        (System.nanoTime() - begun) / 1e9,
        memory.peaks(),
        result.versions(),
        result.figures());
  }

  /** Why it cannot run here; nothing if it can. */
  private String missing(BenchJob job) {
    if (job.java() && !peers.contains(Peer.JAVA))
      return "it measures only beside libraries of Java, which were not asked for";
    for (var need : job.needs())
      if (!Files.exists(data.resolve(need)))
        return "%s is not there: --data DIR says where the data is".formatted(data.resolve(need));
    if (job.linux() && !linux()) return "its peers' native libraries are those for Linux on x86-64";
    if (job.classes() && System.getProperty("millrace.neural.peers", "").isEmpty())
      return "the classes of src/jmh are not on its path: ./millrace bench all puts them there";
    return "";
  }

  private static boolean linux() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  private static void tell(BenchOutcome o, PrintWriter say) {
    var what =
        o.status() == BenchOutcome.Status.RAN
            ? "%d figures".formatted(o.figures().size())
            : "%s: %s".formatted(o.status().text, o.reason());
    var mean = o.geometricMean();
    say.println(
        "%-10s %4.0f s  %s%s"
            .formatted(
                o.job(),
                o.seconds(),
                what,
                Double.isNaN(mean) ? "" : ", %.2f times as good as the peers".formatted(mean)));
    say.flush();
  }

  private BenchReport report(
      Instant begun, List<BenchOutcome> outcomes, @Nullable BenchAgainst earlier) {
    return new BenchReport(
        begun.truncatedTo(ChronoUnit.SECONDS).toString(),
        Compare.called(command),
        Duration.between(begun, Instant.now()).toMillis() / 1e3,
        peers.stream().map(p -> p.name().toLowerCase(Locale.ROOT)).toList(),
        List.copyOf(outcomes),
        earlier);
  }
}

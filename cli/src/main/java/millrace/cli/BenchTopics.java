package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Text and topic models beside others, turn by turn in one run. */
@Command(
    name = "topics",
    description = {
      "LDA beside MALLET, GSDMM beside plain Python, TF-IDF beside scikit-learn: speed and scores.",
      "A peer that is not there is left out, and the tables say so."
    },
    mixinStandardHelpOptions = true)
final class BenchTopics implements Callable<Integer> {
  /** What can be measured. */
  enum Part {
    LDA,
    GSDMM,
    TFIDF
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of shared data (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("../shared/data");

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Of lda, gsdmm, tfidf (default: all).")
  List<Part> parts = List.of(Part.values());

  @Option(
      names = "--sets",
      split = ",",
      paramLabel = "NAME",
      description =
          "Of lda-20ng, lda-kos; Tweet, SearchSnippets, StackOverflow; movie-reviews-2k, sms-spam,"
              + " text-sentences (default: all but lda-kos and StackOverflow).")
  List<String> sets = List.of();

  @Option(
      names = "--topics",
      split = ",",
      paramLabel = "K",
      description = "Topics of LDA (default: 50).")
  List<Integer> topics = List.of(50);

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Of LDA (default: ${DEFAULT-VALUE}).")
  int iterations = 1000;

  @Option(
      names = "--interval",
      paramLabel = "N",
      description =
          "LDA learns its priors every so many iterations, 0: never (default: ${DEFAULT-VALUE}).")
  int interval = 50;

  @Option(
      names = "--burn-in",
      paramLabel = "N",
      description = "But not in the first so many (default: ${DEFAULT-VALUE}).")
  int burnIn = 200;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description = "LDA's first prior of each topic (default: 0.1).")
  double alpha = 0.1;

  @Option(
      names = "--beta",
      paramLabel = "B",
      description = "LDA's first prior of each word (default: ${DEFAULT-VALUE}).")
  double beta = 0.01;

  @Option(
      names = "--gsdmm-iterations",
      paramLabel = "N",
      description = "Of GSDMM (default: ${DEFAULT-VALUE}).")
  int gsdmmIterations = 30;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "One row for each (default: 1,2).")
  List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Rounds of each (default: ${DEFAULT-VALUE}).")
  int repeats = 3;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "A Python that has scikit-learn (default: ${DEFAULT-VALUE}).")
  String python = "/usr/bin/python3";

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "-Xmx of each process of LDA (default: ${DEFAULT-VALUE}).")
  String heap = "2g";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where topics.md and topics.json go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    check();
    var say = command.commandLine().getErr();
    var counts = threads.stream().mapToInt(Integer::intValue).toArray();
    var tables = new ArrayList<BenchTurns>();
    Files.createDirectories(out);
    var folder = Files.createTempDirectory("millrace-bench");
    try {
      for (var part : parts) {
        var table =
            switch (part) {
              case LDA ->
                  new BenchLda(
                          new BenchLda.Settings(iterations, interval, burnIn, alpha, beta),
                          repeats,
                          heap,
                          System.getProperty("millrace.mallet", ""),
                          say)
                      .measure(chosen(BenchCorpus.NAMES, "lda-20ng"), data, topics, counts, folder);
              case GSDMM ->
                  new BenchGsdmm(python, repeats, gsdmmIterations, say)
                      .measure(
                          chosen(BenchGsdmm.NAMES, "Tweet", "SearchSnippets"),
                          data,
                          counts,
                          folder);
              case TFIDF ->
                  new BenchTfIdf(python, repeats, say)
                      .measure(
                          chosen(BenchTfIdf.NAMES, BenchTfIdf.NAMES.toArray(String[]::new)),
                          data,
                          counts,
                          folder);
            };
        tables.add(table);
        write(tables); // after each part: what was measured is not lost
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (var f : files.toList()) Files.delete(f);
      }
      Files.delete(folder);
    }
    command.commandLine().getOut().println(markdown(tables));
    command.commandLine().getOut().flush();
    return 0;
  }

  private void check() {
    if (!Files.isDirectory(data))
      throw new DataException("there is no folder '%s' of texts: say --data DIR".formatted(data));
    for (var s : sets) {
      if (!BenchCorpus.NAMES.contains(s)
          && !BenchGsdmm.NAMES.contains(s)
          && !BenchTfIdf.NAMES.contains(s)) {
        throw usage(
            "there is no set '%s'; there are %s, %s, %s"
                .formatted(s, BenchCorpus.NAMES, BenchGsdmm.NAMES, BenchTfIdf.NAMES));
      }
    }
    atLeast(1, "--topics", topics);
    atLeast(1, "--threads", threads);
    atLeast(1, "--repeats", List.of(repeats));
    atLeast(1, "--iterations", List.of(iterations));
    atLeast(1, "--gsdmm-iterations", List.of(gsdmmIterations));
    atLeast(0, "--interval", List.of(interval));
    atLeast(0, "--burn-in", List.of(burnIn));
    if (!(alpha > 0)) throw usage("--alpha must be above 0, but is " + alpha);
    if (!(beta > 0)) throw usage("--beta must be above 0, but is " + beta);
    if (!heap.matches("\\d+[kKmMgG]?"))
      throw usage("--heap is '%s', but must be a size such as 2g".formatted(heap));
  }

  private void atLeast(int least, String option, List<Integer> values) {
    for (int v : values)
      if (v < least) throw usage("%s must be at least %d, but is %d".formatted(option, least, v));
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Those that were asked for and are of this part; the usual ones if none were. */
  private List<String> chosen(List<String> all, String... usual) {
    return sets.isEmpty() ? List.of(usual) : sets.stream().filter(all::contains).toList();
  }

  private void write(List<BenchTurns> tables) throws IOException {
    Files.writeString(out.resolve("topics.md"), markdown(tables));
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.putAll(machine());
    tree.put("command", Compare.called(command));
    tree.put("parts", tables.stream().map(BenchTurns::tree).toList());
    Files.writeString(out.resolve("topics.json"), Json.write(tree));
  }

  private String markdown(List<BenchTurns> tables) {
    return "%s. %s\n\n%s"
        .formatted(
            Compare.called(command),
            machine().entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("; ")),
            tables.stream().map(BenchTurns::markdown).collect(Collectors.joining("\n")));
  }

  static SequencedMap<String, @Nullable Object> machine() {
    var out = new LinkedHashMap<String, @Nullable Object>();
    out.put("Millrace", Main.Version.millrace());
    out.put("Java", Runtime.version().toString());
    out.put(
        "machine",
        "%s, %d processors"
            .formatted(
                System.getProperty("os.arch").toLowerCase(Locale.ROOT),
                Runtime.getRuntime().availableProcessors()));
    return out;
  }
}

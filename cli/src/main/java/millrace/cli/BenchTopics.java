package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import millrace.data.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

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

  @Mixin PythonOption python = new PythonOption();

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "-Xmx of each process of LDA (default: ${DEFAULT-VALUE}).")
  String heap = "2g";

  @Mixin BenchOptions options = new BenchOptions();

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    check();
    int repeats = options.rounds(3);
    var say = command.commandLine().getErr();
    var counts = options.threads.stream().mapToInt(Integer::intValue).toArray();
    var page = new BenchPage(command, options.out);
    page.within(
        folder -> {
          for (var part : parts) {
            page.add(
                switch (part) {
                  case LDA ->
                      new BenchLda(
                              new BenchLda.Settings(iterations, interval, burnIn, alpha, beta),
                              repeats,
                              heap,
                              System.getProperty("millrace.mallet", ""),
                              say)
                          .measure(
                              chosen(BenchCorpus.NAMES, "lda-20ng"), data, topics, counts, folder);
                  case GSDMM ->
                      new BenchGsdmm(python.command, repeats, gsdmmIterations, say)
                          .measure(
                              chosen(BenchGsdmm.NAMES, "Tweet", "SearchSnippets"),
                              data,
                              counts,
                              folder);
                  case TFIDF ->
                      new BenchTfIdf(python.command, repeats, say)
                          .measure(
                              chosen(BenchTfIdf.NAMES, BenchTfIdf.NAMES.toArray(String[]::new)),
                              data,
                              counts,
                              folder);
                });
            page.write(); // after each part: what was measured is not lost
          }
        });
    page.print(options.json, say, command.commandLine().getOut());
    return 0;
  }

  private void check() {
    if (!Files.isDirectory(data))
      throw new DataException("there is no folder '%s' of texts: say --data DIR".formatted(data));
    for (var s : sets) {
      if (!BenchCorpus.NAMES.contains(s)
          && !BenchGsdmm.NAMES.contains(s)
          && !BenchTfIdf.NAMES.contains(s)) {
        throw options.usage(
            "there is no set '%s'; there are %s, %s, %s"
                .formatted(s, BenchCorpus.NAMES, BenchGsdmm.NAMES, BenchTfIdf.NAMES));
      }
    }
    options.check();
    options.atLeast(1, "--topics", topics);
    options.atLeast(1, "--iterations", List.of(iterations));
    options.atLeast(1, "--gsdmm-iterations", List.of(gsdmmIterations));
    options.atLeast(0, "--interval", List.of(interval));
    options.atLeast(0, "--burn-in", List.of(burnIn));
    if (!(alpha > 0)) throw options.usage("--alpha must be above 0, but is " + alpha);
    if (!(beta > 0)) throw options.usage("--beta must be above 0, but is " + beta);
    if (!heap.matches("\\d+[kKmMgG]?"))
      throw options.usage("--heap is '%s', but must be a size such as 2g".formatted(heap));
  }

  /** Those that were asked for and are of this part; the usual ones if none were. */
  private List<String> chosen(List<String> all, String... usual) {
    return sets.isEmpty() ? List.of(usual) : sets.stream().filter(all::contains).toList();
  }
}

package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Word vectors beside others, turn by turn in one run. */
@Command(
    name = "embeddings",
    description = {
      "word2vec beside gensim and fastText, search beside numpy: speed and scores.",
      "A peer that is not there is left out, and the tables say so."
    },
    mixinStandardHelpOptions = true)
final class BenchEmbeddings implements Callable<Integer> {
  /** What can be measured. */
  enum Part {
    TRAINING,
    SEARCH
  }

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description =
          "A text with a sentence a line (default: one made of --data's text-corpora, 2.4 M"
              + " words).")
  @Nullable Path corpus;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of shared data, with the sets of pairs (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("../shared/data");

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Of training, search (default: both).")
  List<Part> parts = List.of(Part.values());

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description = "Of gensim, fasttext (default: both).")
  List<String> peers = List.of("gensim", "fasttext");

  @Option(
      names = "--algorithms",
      split = ",",
      paramLabel = "NAME",
      description = "Of skip-gram, cbow (default: skip-gram).")
  List<String> algorithms = List.of("skip-gram");

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the text (default: ${DEFAULT-VALUE}).")
  int epochs = 5;

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
      description = "A Python that has gensim, fasttext, numpy (default: ${DEFAULT-VALUE}).")
  String python = "/usr/bin/python3";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where embeddings.md and embeddings.json go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    check();
    var say = command.commandLine().getErr();
    var tables = new ArrayList<BenchTurns>();
    Files.createDirectories(out);
    var folder = Files.createTempDirectory("millrace-bench");
    try {
      for (var part : parts) {
        var table =
            switch (part) {
              case TRAINING -> {
                var settings = new BenchWords.Settings(algorithms, peers, epochs, repeats, python);
                var text = corpus == null ? BenchWords.corpus(data, folder) : corpus;
                yield new BenchWords(settings, data, folder, say).measure(text, threads);
              }
              case SEARCH -> new BenchSearch(python, repeats, folder, say).measure(threads);
            };
        tables.add(table);
        write(tables); // after each part: what was measured is not lost
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (var f : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(f);
      }
    }
    command.commandLine().getOut().println(markdown(tables));
    command.commandLine().getOut().flush();
    return 0;
  }

  private void check() {
    if (corpus == null && parts.contains(Part.TRAINING) && !Files.isDirectory(data))
      throw new DataException(
          "there is no folder '%s' of texts: say --data DIR or --corpus FILE".formatted(data));
    if (corpus != null && !Files.isRegularFile(corpus))
      throw new DataException("there is no file '%s': say --corpus FILE".formatted(corpus));
    for (var p : peers)
      if (!List.of("gensim", "fasttext").contains(p))
        throw usage("there is no peer '%s'; there are gensim and fasttext".formatted(p));
    for (var a : algorithms)
      if (!List.of("skip-gram", "cbow").contains(a))
        throw usage("there is no algorithm '%s'; there are skip-gram and cbow".formatted(a));
    if (epochs < 1) throw usage("--epochs must be at least 1, but is " + epochs);
    if (repeats < 1) throw usage("--repeats must be at least 1, but is " + repeats);
    for (int t : threads) if (t < 1) throw usage("--threads must be at least 1, but is " + t);
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private void write(List<BenchTurns> tables) throws IOException {
    Files.writeString(out.resolve("embeddings.md"), markdown(tables));
    var tree = new LinkedHashMap<String, @Nullable Object>(BenchTopics.machine());
    tree.put("command", Compare.called(command));
    tree.put("parts", tables.stream().map(BenchTurns::tree).toList());
    Files.writeString(out.resolve("embeddings.json"), Json.write(tree));
  }

  private String markdown(List<BenchTurns> tables) {
    return "%s. %s\n\n%s"
        .formatted(
            Compare.called(command),
            BenchTopics.machine().entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("; ")),
            tables.stream().map(BenchTurns::markdown).collect(Collectors.joining("\n")));
  }
}

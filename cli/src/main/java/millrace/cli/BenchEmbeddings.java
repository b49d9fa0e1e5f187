package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

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

  @Mixin PythonOption python = new PythonOption();

  @Mixin BenchOptions options = new BenchOptions();

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    check();
    int repeats = options.rounds(3);
    var threads = options.threads;
    var say = command.commandLine().getErr();
    var page = new BenchPage(command, options.out);
    page.within(
        folder -> {
          for (var part : parts) {
            page.add(
                switch (part) {
                  case TRAINING -> {
                    var settings =
                        new BenchWords.Settings(algorithms, peers, epochs, repeats, python.command);
                    var text = corpus == null ? BenchWords.corpus(data, folder) : corpus;
                    yield new BenchWords(settings, data, folder, say).measure(text, threads);
                  }
                  case SEARCH ->
                      new BenchSearch(python.command, repeats, folder, say).measure(threads);
                });
            page.write(); // after each part: what was measured is not lost
          }
        });
    page.print(options.json, say, command.commandLine().getOut());
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
        throw options.usage("there is no peer '%s'; there are gensim and fasttext".formatted(p));
    for (var a : algorithms)
      if (!List.of("skip-gram", "cbow").contains(a))
        throw options.usage(
            "there is no algorithm '%s'; there are skip-gram and cbow".formatted(a));
    if (epochs < 1) throw options.usage("--epochs must be at least 1, but is " + epochs);
    options.check();
  }
}

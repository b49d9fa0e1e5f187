package millrace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.embeddings.VectorFormat;
import millrace.embeddings.WordVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words nearest to some. */
@Command(
    name = "nearest",
    description = "The words that are nearest to each of some words, with their cosines.",
    mixinStandardHelpOptions = true)
final class WordsNearest implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "Vectors, of any format.")
  Path file = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "WORD", description = "The words.")
  List<String> words = List.of();

  @Option(
      names = "--n",
      paramLabel = "N",
      description = "How many of each (default: ${DEFAULT-VALUE}).")
  int n = 10;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var vectors = read(file);
    var out = command.commandLine().getOut();
    for (var word : words) {
      if (words.size() > 1) out.println(word + ":");
      for (var near : vectors.nearest(word, n))
        out.printf(Locale.ROOT, "%.4f  %s%n", near.cosine(), near.word());
    }
    return 0;
  }

  static WordVectors read(Path file) {
    return VectorFormat.of(file).read(file);
  }
}

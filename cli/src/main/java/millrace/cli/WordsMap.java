package millrace.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import millrace.embeddings.WordMap;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A page on which words are places. */
@Command(
    name = "map",
    description = "Write a page with a map of the words: search, neighbours, zoom.",
    mixinStandardHelpOptions = true)
final class WordsMap implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "Vectors, of any format.")
  Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("map.html");

  @Option(
      names = "--words",
      paramLabel = "N",
      description = "The first so many words (default: ${DEFAULT-VALUE}).")
  int words = 2000;

  @Option(
      names = "--title",
      paramLabel = "TITLE",
      description = "Of the page (default: the name of the file).")
  @Nullable String title;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all randomness (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var vectors = WordsNearest.read(file);
    var map = new WordMap().words(words);
    map = map.title(title == null ? "Words of " + file.getFileName() : title);
    try (var progress = new ProgressLine(command.commandLine().getErr())) {
      map.write(out, vectors, Run.seeded(seed).listen(progress));
    }
    command.commandLine().getOut().println("the page: " + out.toAbsolutePath());
    return 0;
  }
}

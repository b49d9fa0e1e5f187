package millrace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.learn.WordSpace.Analogy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A is to B as C is to what. */
@Command(
    name = "analogy",
    description = "What is to C as B is to A: ./millrace vectors analogy FILE man king woman",
    mixinStandardHelpOptions = true)
final class WordsAnalogy implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "Vectors, of any format.")
  Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "A", description = "A word,")
  String a = "";

  @Parameters(index = "2", paramLabel = "B", description = "what belongs to it,")
  String b = "";

  @Parameters(index = "3", paramLabel = "C", description = "and what an answer is wanted for.")
  String c = "";

  @Option(
      names = "--how",
      paramLabel = "HOW",
      description = "add (3CosAdd) or multiply (3CosMul) (default: ${DEFAULT-VALUE}).")
  Analogy how = Analogy.ADD;

  @Option(
      names = "--n",
      paramLabel = "N",
      description = "How many answers (default: ${DEFAULT-VALUE}).")
  int n = 5;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var answers = WordsNearest.read(file).analogy(List.of(b, c), List.of(a), n, how);
    for (var near : answers)
      command.commandLine().getOut().printf(Locale.ROOT, "%.4f  %s%n", near.cosine(), near.word());
    return 0;
  }
}

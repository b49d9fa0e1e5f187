package millrace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import millrace.evaluation.Analogies;
import millrace.evaluation.WordSimilarity;
import millrace.learn.WordSpace.Analogy;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** How well vectors agree with people. */
@Command(
    name = "score",
    description = "Judge vectors: word similarity (Spearman) and analogies.",
    mixinStandardHelpOptions = true)
final class WordsScore implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "Vectors, of any format.")
  Path file = Path.of("");

  @Option(
      names = "--pairs",
      split = ",",
      paramLabel = "FILE",
      description = "Pairs of words and what people said, such as EN-MEN-TR-3k.txt.")
  List<Path> pairs = List.of();

  @Option(
      names = "--analogies",
      paramLabel = "FILE",
      description = "Questions in sections, such as questions-words.txt.")
  @Nullable Path analogies;

  @Option(
      names = "--how",
      paramLabel = "HOW",
      description =
          "Of analogies: add (3CosAdd) or multiply (3CosMul) (default: ${DEFAULT-VALUE}).")
  Analogy how = Analogy.ADD;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "Answers to analogies are among the first N words (default: ${DEFAULT-VALUE}).")
  int most = Analogies.MOST;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    if (pairs.isEmpty() && analogies == null)
      throw new ParameterException(
          command.commandLine(), "say what to judge by: --pairs, --analogies or both");
    var vectors = WordsNearest.read(file);
    var out = command.commandLine().getOut();
    if (!pairs.isEmpty()) {
      var sets = pairs.stream().map(WordSimilarity::read).toList();
      out.println(WordSimilarity.table(sets.stream().map(s -> s.score(vectors)).toList()));
    }
    if (analogies != null)
      out.println(Analogies.read(analogies).score(vectors, how, most, Run.quiet()));
    return 0;
  }
}

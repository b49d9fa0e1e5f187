package millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Word vectors: to learn, ask, judge and convert them. */
@Command(
    name = "vectors",
    description = "Word vectors: learn, ask, judge and convert them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      WordsTrain.class,
      WordsNearest.class,
      WordsAnalogy.class,
      WordsScore.class,
      WordsMap.class,
      WordsConvert.class
    })
final class Words implements Runnable {
  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "what? train, nearest, analogy, score, map or convert");
  }
}

package millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Measures beside others. */
@Command(
    name = "bench",
    description = "Measure Millrace beside other tools, in one run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchLearners.class,
      BenchTopics.class,
      BenchNeural.class,
      BenchTransformers.class,
      BenchEmbeddings.class,
      BenchStart.class
    })
final class Bench implements Runnable {
  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "which benchmark? learners, topics, neural, transformers, embeddings or start");
  }
}

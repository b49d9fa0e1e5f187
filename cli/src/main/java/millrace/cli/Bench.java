package millrace.cli;

import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Measures beside others. */
@Command(
    name = "bench",
    description = "Measure Millrace beside other tools, in one run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchAll.class,
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
    var names = new ArrayList<>(command.subcommands().keySet());
    var last = names.removeLast();
    throw new ParameterException(
        command.commandLine(),
        "which benchmark? %s or %s".formatted(String.join(", ", names), last));
  }
}

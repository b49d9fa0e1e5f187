package millrace.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all benchmarks of sides that take turns have in common. */
class BenchRounds {
  @Option(
      names = {"--rounds", "--repeats"},
      paramLabel = "N",
      description =
          "How often each side takes its turn (default: 10 for processes, 9 for networks, 3 for"
              + " others).")
  private int rounds;

  @Option(
      names = "--json",
      description =
          "The tables as one JSON object on standard output; for people on standard error.")
  boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where ${COMMAND-NAME}.md and .json go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** The rounds that were asked for, or the usual ones. */
  final int rounds(int usual) {
    return rounds == 0 ? usual : rounds;
  }

  /** That all is in range. */
  void check() {
    if (command.commandLine().getParseResult().hasMatchedOption("--rounds"))
      atLeast(1, "--rounds", List.of(rounds));
  }

  final void atLeast(int least, String option, List<Integer> values) {
    for (int v : values)
      if (v < least) throw usage("%s must be at least %d, but is %d".formatted(option, least, v));
  }

  final ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

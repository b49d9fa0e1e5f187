package millrace.cli;

import picocli.CommandLine.Option;

/** Which Python has the peers. */
final class PythonOption {
  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description =
          "A Python that has the peers; none: leave them out (default: ${DEFAULT-VALUE}).")
  String command = "/usr/bin/python3";
}

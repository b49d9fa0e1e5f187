package millrace.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What benchmarks of sides that take turns with several numbers of threads have in common. */
final class BenchOptions extends BenchRounds {
  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "One row for each (default: 1,2).")
  List<Integer> threads = List.of(1, 2);

  @Override
  void check() {
    super.check();
    atLeast(1, "--threads", threads);
  }
}

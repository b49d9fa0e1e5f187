package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Networks, products of matrices and element-wise work beside native libraries, in one run. */
@Command(
    name = "neural",
    description = {
      "Training steps and kernels beside PyTorch (through DJL) and OpenBLAS: the same network,",
      "batches, first weights and threads, turn by turn; fails if the losses differ.",
      "The first use downloads these libraries by Maven, about 131 MB; they are those for Linux on",
      "x86-64, so it runs only there."
    },
    mixinStandardHelpOptions = true)
final class BenchNeural implements Callable<Integer> {
  /** What can be measured. */
  enum Job {
    MLP,
    LSTM,
    CNN,
    GEMM,
    OPS,
    OPENCL
  }

  @Option(
      names = "--jobs",
      split = ",",
      paramLabel = "JOB",
      description = "Of mlp, lstm, cnn, gemm, ops, opencl (default: all).")
  List<Job> jobs = List.of(Job.values());

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "One row for each (default: 1,2).")
  List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each side takes its turn (default: ${DEFAULT-VALUE}).")
  int rounds = 9;

  @Option(
      names = "--json",
      description =
          "The tables as one JSON object on standard output; for people on standard error.")
  boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where neural.md and neural.json go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("reports");

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) throw usage("--rounds must be at least 1, but is " + rounds);
    for (int t : threads) if (t < 1) throw usage("--threads must be at least 1, but is " + t);
    var path = System.getProperty("millrace.neural.peers", "");
    if (path.isEmpty())
      throw new DataException(
          "the other sides are not on the class path: start this by ./millrace bench neural, which"
              + " puts them there");
    var say = command.commandLine().getErr();
    Files.createDirectories(out);
    var folder = Files.createTempDirectory("millrace-bench");
    var tables = new ArrayList<BenchTurns>();
    var versions = new LinkedHashMap<String, String>();
    try {
      for (var job : jobs) {
        var table = BenchNeuralTables.empty(job);
        tables.add(table);
        for (int t : job == Job.OPENCL ? List.of(0) : threads) {
          measure(job, t, table, new BenchSides(path, t, folder), versions, say);
          write(tables, versions); // what was measured is not lost
        }
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (var f : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(f);
      }
    }
    var text = markdown(tables, versions);
    if (json) say.println(text);
    command.commandLine().getOut().println(json ? Json.write(tree(tables, versions)) : text);
    command.commandLine().getOut().flush();
    return 0;
  }

  private void measure(
      Job job,
      int threads,
      BenchTurns table,
      BenchSides sides,
      SequencedMap<String, String> versions,
      PrintWriter say)
      throws IOException {
    var heard = new BenchNeuralTables(table, threads, rounds, say);
    switch (job) {
      case MLP, LSTM, CNN -> {
        try (var ours = sides.cpu();
            var torch = sides.torch()) {
          versions.put("Millrace", ours.version());
          versions.put("PyTorch", torch.version());
          heard.training(job, List.of(ours, torch));
        }
      }
      case GEMM -> {
        try (var ours = sides.cpu();
            var blas = sides.openBlas();
            var torch = sides.torch()) {
          versions.put("Millrace", ours.version());
          versions.put("OpenBLAS", blas.version());
          versions.put("PyTorch", torch.version());
          heard.products(List.of(ours, blas, torch));
        }
      }
      case OPS -> {
        try (var ours = sides.cpu();
            var torch = sides.torch()) {
          versions.put("Millrace", ours.version());
          versions.put("PyTorch", torch.version());
          heard.ops(List.of(ours, torch));
        }
      }
      case OPENCL -> {
        int all = Runtime.getRuntime().availableProcessors();
        try (var device = sides.openCl();
            var cpu = sides.cpu(all)) {
          versions.put("OpenCL", device.version());
          heard.device(List.of(device, cpu));
        }
      }
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private void write(List<BenchTurns> tables, SequencedMap<String, String> versions)
      throws IOException {
    Files.writeString(out.resolve("neural.md"), markdown(tables, versions));
    Files.writeString(out.resolve("neural.json"), Json.write(tree(tables, versions)));
  }

  private SequencedMap<String, @Nullable Object> tree(
      List<BenchTurns> tables, SequencedMap<String, String> versions) {
    var tree = new LinkedHashMap<String, @Nullable Object>(machine());
    tree.put("command", Compare.called(command));
    tree.put("sides", versions);
    tree.put("tables", tables.stream().map(BenchTurns::tree).toList());
    return tree;
  }

  private String markdown(List<BenchTurns> tables, SequencedMap<String, String> versions) {
    return "%s. %s; %s\n\n%s"
        .formatted(
            Compare.called(command),
            text(machine()),
            text(versions),
            tables.stream().map(BenchTurns::markdown).collect(Collectors.joining("\n")));
  }

  private static String text(SequencedMap<String, ?> facts) {
    return facts.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("; "));
  }

  private static SequencedMap<String, String> machine() {
    var out = new LinkedHashMap<String, String>();
    out.put("version", Main.Version.millrace());
    out.put("Java", Runtime.version().toString());
    out.put(
        "machine",
        "%s, %s, %d processors"
            .formatted(
                Processor.name(),
                System.getProperty("os.arch").toLowerCase(Locale.ROOT),
                Runtime.getRuntime().availableProcessors()));
    return out;
  }
}

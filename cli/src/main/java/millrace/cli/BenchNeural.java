package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

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

  @Mixin BenchOptions options = new BenchOptions();

  private int rounds;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    options.check();
    rounds = options.rounds(9);
    var page = new BenchPage(command, options.out);
    var say = command.commandLine().getErr();
    page.with(
        (path, folder) -> {
          for (var job : jobs) {
            var table = BenchNeuralTables.empty(job);
            page.add(table);
            for (int t : job == Job.OPENCL ? List.of(0) : options.threads) {
              measure(job, t, table, new BenchSides(path, t, folder), page, say);
              page.write();
            }
          }
        });
    page.print(options.json, say, command.commandLine().getOut());
    return 0;
  }

  private void measure(
      Job job, int threads, BenchTurns table, BenchSides sides, BenchPage page, PrintWriter say)
      throws IOException {
    var heard = new BenchNeuralTables(table, threads, rounds, say);
    switch (job) {
      case MLP, LSTM, CNN -> {
        try (var ours = sides.cpu();
            var torch = sides.torch()) {
          page.version("Millrace", ours.version());
          page.version("PyTorch", torch.version());
          heard.training(job, List.of(ours, torch));
        }
      }
      case GEMM -> {
        try (var ours = sides.cpu();
            var blas = sides.openBlas();
            var torch = sides.torch()) {
          page.version("Millrace", ours.version());
          page.version("OpenBLAS", blas.version());
          page.version("PyTorch", torch.version());
          heard.products(List.of(ours, blas, torch));
        }
      }
      case OPS -> {
        try (var ours = sides.cpu();
            var torch = sides.torch()) {
          page.version("Millrace", ours.version());
          page.version("PyTorch", torch.version());
          heard.ops(List.of(ours, torch));
        }
      }
      case OPENCL -> {
        int all = Runtime.getRuntime().availableProcessors();
        try (var device = sides.openCl();
            var cpu = sides.cpu(all)) {
          page.version("OpenCL", device.version());
          heard.device(List.of(device, cpu));
        }
      }
    }
  }
}

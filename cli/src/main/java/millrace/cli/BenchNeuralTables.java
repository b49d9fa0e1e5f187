package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code bench neural}: what is asked of the sides, and what it is worth.
 *
 * @param table gets the rows
 * @param say hears of each row at once
 */
record BenchNeuralTables(BenchTurns table, int threads, int rounds, PrintWriter say) {
  /** Steps that do not count, steps of a round, and how much faster we want to be. */
  private record Plan(int warm, int steps, double wanted, List<String> optimizers) {
    static Plan of(BenchNeural.Job job) {
      return switch (job) {
        case MLP -> new Plan(2000, 150, 2, List.of("sgd", "adam"));
        case LSTM -> new Plan(25, 3, 1.5, List.of("adam"));
        case CNN -> new Plan(80, 10, 0.8, List.of("adam"));
        case GEMM, OPS, OPENCL -> throw new IllegalArgumentException(job.name());
      };
    }
  }

  /** Of one matrix times another: C [m, n] = A [m, k] · B [k, n]. */
  private record Product(int m, int n, int k, boolean ta, boolean tb) {
    String ask() {
      return "kind=gemm m=%d n=%d k=%d ta=%b tb=%b".formatted(m, n, k, ta, tb);
    }

    String name() {
      return "%d x %d x %d, %s%s".formatted(m, n, k, ta ? "T" : "N", tb ? "T" : "N");
    }

    double flops() {
      return 2.0 * m * n * k;
    }
  }

  private static final int[] SQUARES = {64, 128, 256, 512, 1024, 2048};
  private static final int VECTOR = 4096;
  private static final int MILLION = 1 << 20;
  private static final double ROUND = 0.03;
  private static final double WARM = 0.8;

  /** Seconds that a process has to get warm before its first row, for each kind of product. */
  private static final double FIRST = 1.5;

  private static final String RATIO =
      "The ratio is PyTorch's time over ours, with the quartiles of the rounds; processor: the same"
          + " by the time that the calling thread had the processor, which other work on the"
          + " machine disturbs least, where it has no helpers.";

  private static final double SAME = 1e-4;
  private static final double SAME_LOSS = 0.02;

  private static final List<String> OPS =
      List.of("ADD", "MULTIPLY", "RELU", "EXP", "TANH", "SIGMOID", "GELU", "SOFTMAX", "LAYER_NORM");

  static BenchTurns empty(BenchNeural.Job job) {
    return switch (job) {
      case MLP ->
          new BenchTurns(
              "Training: 784-128-10, ReLU, batches of 64", training("Wanted: at least 2.0."));
      case LSTM ->
          new BenchTurns(
              "Training: LSTM of 256 units, 64 steps of 256 numbers, batches of 32",
              training("Wanted: at least 1.5."));
      case CNN ->
          new BenchTurns(
              "Training: 28 x 28 images, convolutions 3 x 3 with 16 and 32 channels, maxima of 2 x"
                  + " 2, batches of 64",
              training("Wanted: at least 0.8."));
      case GEMM ->
          new BenchTurns(
              "Products of matrices, float",
              "GFLOP/s, medians of the rounds. The ratio is to the better of OpenBLAS and PyTorch"
                  + " (MKL), with the quartiles of the rounds. N and T: whether A and B are stored"
                  + " as they are or transposed. Wanted: at least 0.95 in the geometric mean, no"
                  + " shape below 0.7. MKL takes its AVX2 path on processors that are not Intel's:"
                  + " there OpenBLAS is the better peer, and a ratio to MKL promises nothing for"
                  + " Intel's.");
      case OPS ->
          new BenchTurns(
              "Element-wise ops, softmax and layer norm, 1,048,576 floats",
              "Microseconds a call, medians of the rounds; softmax and layer norm over rows of"
                  + " 1,024. "
                  + RATIO
                  + " Wanted: at least 1.0.");
      case OPENCL ->
          new BenchTurns(
              "OpenCL beside the processor's own kernels",
              "The same work on the first OpenCL device and on all threads of Cpu; milliseconds are"
                  + " medians of the rounds, the ratio is Cpu's time over the device's. The product"
                  + " of 1 x 1 matrices is the overhead of a launch, with its wait for the result"
                  + " once a round.");
    };
  }

  private static String training(String wanted) {
    return "Milliseconds a step (forward, backward, update), medians of the rounds. "
        + RATIO
        + " Losses are those of the last step of the last round, after as many steps on both sides."
        + " "
        + wanted;
  }

  void training(BenchNeural.Job job, List<BenchSide> sides) throws IOException {
    var plan = Plan.of(job);
    var kind = job.name().toLowerCase(Locale.ROOT);
    for (var optimizer : plan.optimizers) {
      var work = "kind=%s optimizer=%s".formatted(kind, optimizer);
      BenchRace.steps(sides, work, 0, 1, 1).check(work + ", first step", 1e-5, 0);
      var race = BenchRace.steps(sides, work, plan.warm, plan.steps, rounds);
      race.check(work, SAME_LOSS, 2e-3);
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("optimizer", optimizer);
      row.put("threads", threads);
      row.put("ms a step", scaled(race.seconds()[0], 1e3));
      row.put("PyTorch's ms", scaled(race.seconds()[1], 1e3));
      row.put("ratio", race.ratios(1));
      row.put("quartiles", race.quartiles(1));
      row.put("processor", race.processor(1, threads));
      row.put("wanted", plan.wanted);
      row.put("loss", "%.4f".formatted(race.values()[0]));
      row.put("PyTorch's loss", "%.4f".formatted(race.values()[1]));
      table
          .figures()
          .add(
              BenchFigure.of(
                  "training, " + kind + ", " + optimizer,
                  "",
                  threads,
                  "ms a step",
                  false,
                  scaled(race.seconds()[0], 1e3),
                  "PyTorch",
                  scaled(race.seconds()[1], 1e3),
                  new BenchFigure.Score("loss", false, race.values()[0], race.values()[1])));
      add(row);
    }
  }

  /** Sides: ours, OpenBLAS, PyTorch. */
  void products(List<BenchSide> sides) throws IOException {
    double logarithms = 0;
    double processor = 0;
    double leastOwn = Double.MAX_VALUE;
    double least = Double.MAX_VALUE;
    var products = products();
    for (boolean t : new boolean[] {false, true}) {
      BenchRace.warm(sides.get(0), new Product(256, 256, 256, t, !t).ask(), FIRST);
      BenchRace.warm(sides.get(0), new Product(64, 64, 64, t, t).ask(), FIRST);
    }
    for (var p : products) {
      var race = BenchRace.calls(sides, p.ask(), ROUND, WARM, p.flops() > 1e10 ? 3 : rounds);
      race.check(p.ask(), SAME, 0);
      int better = race.cost(1, threads) < race.cost(2, threads) ? 1 : 2;
      double ratio = BenchRace.quantile(numbers(race.ratios(better)), 0.5);
      logarithms += Math.log(ratio);
      least = Math.min(least, ratio);
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("m, n, k", "%d, %d, %d".formatted(p.m, p.n, p.k));
      row.put("A, B", (p.ta ? "T" : "N") + (p.tb ? "T" : "N"));
      row.put("threads", threads);
      row.put("GFLOP/s", rates(race.seconds()[0], p.flops()));
      row.put("OpenBLAS's", rates(race.seconds()[1], p.flops()));
      row.put("PyTorch's", rates(race.seconds()[2], p.flops()));
      row.put("ratio to the better", race.ratios(better));
      row.put("quartiles", race.quartiles(better));
      row.put("processor", race.processor(better, threads));
      double own = race.processor(better, threads);
      table
          .figures()
          .add(
              BenchFigure.of(
                  "product of matrices",
                  p.name(),
                  threads,
                  "GFLOP/s",
                  true,
                  rates(race.seconds()[0], p.flops()),
                  "the better of OpenBLAS and PyTorch",
                  rates(race.seconds()[better], p.flops())));
      processor += Math.log(own);
      leastOwn = Math.min(leastOwn, own);
      add(row);
    }
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("m, n, k", "all: geometric mean");
    all.put("A, B", "");
    all.put("threads", threads);
    for (var name : List.of("GFLOP/s", "OpenBLAS's", "PyTorch's")) all.put(name, null);
    all.put("ratio to the better", Math.exp(logarithms / products.size()));
    all.put("quartiles", "");
    all.put("processor", Math.exp(processor / products.size()));
    add(all);
    var worst = new LinkedHashMap<>(all);
    worst.put("m, n, k", "all: least");
    worst.put("ratio to the better", least);
    worst.put("processor", leastOwn);
    add(worst);
  }

  private static List<Product> products() {
    var out = new ArrayList<Product>();
    for (int n : SQUARES) turned(out, n, n, n);
    turned(out, 128, 3072, 768);
    turned(out, 512, 50257, 768);
    for (boolean t : new boolean[] {false, true}) {
      out.add(new Product(VECTOR, 1, VECTOR, t, false));
      out.add(new Product(1, VECTOR, VECTOR, false, t));
    }
    return out;
  }

  private static void turned(List<Product> out, int m, int n, int k) {
    for (boolean ta : new boolean[] {false, true})
      for (boolean tb : new boolean[] {false, true}) out.add(new Product(m, n, k, ta, tb));
  }

  /** Sides: ours, PyTorch. */
  void ops(List<BenchSide> sides) throws IOException {
    BenchRace.warm(sides.get(0), op(OPS.getFirst()), FIRST);
    for (var op : OPS) {
      var work = op(op);
      var race = BenchRace.calls(sides, work, ROUND, WARM, rounds);
      race.check(work, SAME, 0);
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("op", op.toLowerCase(Locale.ROOT).replace('_', ' '));
      row.put("threads", threads);
      row.put("µs", scaled(race.seconds()[0], 1e6));
      row.put("PyTorch's µs", scaled(race.seconds()[1], 1e6));
      row.put("ratio", race.ratios(1));
      row.put("quartiles", race.quartiles(1));
      row.put("processor", race.processor(1, threads));
      table
          .figures()
          .add(
              BenchFigure.of(
                  op.toLowerCase(Locale.ROOT).replace('_', ' '),
                  "1,048,576 floats",
                  threads,
                  "µs",
                  false,
                  scaled(race.seconds()[0], 1e6),
                  "PyTorch",
                  scaled(race.seconds()[1], 1e6)));
      add(row);
    }
  }

  private static String op(String name) {
    return "kind=op name=%s size=%d".formatted(name, MILLION);
  }

  /** Sides: the device, and all threads of Cpu. */
  void device(List<BenchSide> sides) throws IOException {
    BenchRace.warm(sides.get(1), new Product(256, 256, 256, false, false).ask(), 2 * FIRST);
    for (int n : new int[] {1, 256, 1024}) {
      var work = new Product(n, n, n, false, false).ask();
      var race = BenchRace.calls(sides, work, ROUND, WARM, rounds);
      race.check(work, SAME, 0);
      device("product %d x %d".formatted(n, n), race, "");
    }
    for (var job : List.of(BenchNeural.Job.MLP, BenchNeural.Job.LSTM)) {
      var plan = Plan.of(job);
      var work = "kind=%s optimizer=adam".formatted(job.name().toLowerCase(Locale.ROOT));
      var race = BenchRace.steps(sides, work, plan.warm / 10, Math.max(1, plan.steps / 10), rounds);
      race.check(work, SAME_LOSS, 2e-3);
      device(
          "training step, " + job.name().toLowerCase(Locale.ROOT),
          race,
          "%.4f, %.4f".formatted(race.values()[0], race.values()[1]));
    }
  }

  private void device(String work, BenchRace race, String losses) {
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("work", work);
    row.put("OpenCL ms", scaled(race.seconds()[0], 1e3));
    row.put("Cpu ms", scaled(race.seconds()[1], 1e3));
    row.put("ratio", race.ratios(1));
    row.put("quartiles", race.quartiles(1));
    row.put("losses", losses);
    table
        .figures()
        .add(
            BenchFigure.of(
                "OpenCL: " + work,
                "",
                0,
                "ms",
                false,
                scaled(race.seconds()[0], 1e3),
                "our own Cpu kernels",
                scaled(race.seconds()[1], 1e3)));
    add(row);
  }

  private void add(SequencedMap<String, @Nullable Object> row) {
    table.rows().add(row);
    say.println(table.last());
    say.flush();
  }

  private static List<Double> scaled(double[] seconds, double by) {
    var out = new ArrayList<Double>();
    for (double s : seconds) out.add(s * by);
    return out;
  }

  private static List<Double> rates(double[] seconds, double flops) {
    var out = new ArrayList<Double>();
    for (double s : seconds) out.add(flops / s * 1e-9);
    return out;
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Transformers beside native libraries and beside what memory can give, in one run. */
@Command(
    name = "transformers",
    description = {
      "Training of a small GPT beside PyTorch (through DJL), sentence vectors of MiniLM beside"
          + " ONNX",
      "Runtime, and how fast a network of GPT-2's size writes beside what can be read from memory.",
      "The first use downloads these libraries and MiniLM by Maven, about 310 MB; they are those"
          + " for",
      "Linux on x86-64, so it runs only there."
    },
    mixinStandardHelpOptions = true)
final class BenchTransformers implements Callable<Integer> {
  /** What can be measured. */
  enum Job {
    GPT(
        "Training: nanoGPT's network for a CPU",
        "4 blocks of 4 heads, width 128, context 64, 65 tokens, batches of 12 rows; AdamW with"
            + " betas .9 and .999, decay .1, no dropout and no clipping. Tokens a second, medians"
            + " of the rounds; the ratio with its quartiles. PyTorch's queries, keys and values are"
            + " one product, its attention is a product, a mask, a softmax and a product: DJL has"
            + " no call for the fused one. Losses are those of the last step of the last round,"
            + " after as many steps on both sides. Wanted: at least 1.5."),
    MINILM(
        "Sentence vectors of all-MiniLM-L6-v2",
        "256 rows of 6 to 48 tokens, those of similar length in one batch of 32, padded to the"
            + " longest; the mean of the tokens' vectors. Each of our threads has a batch of its"
            + " own, as in SentenceEncoder. Rows a second, medians of the rounds; the ratio is to"
            + " ONNX Runtime with the same batches, with its quartiles. Wanted: at least 0.9."),
    DECODE(
        "Writing: 12 blocks of 12 heads, width 768, 50,257 tokens (GPT-2's smallest), random"
            + " weights",
        "One row, token by token with a cache, the first 64 tokens. Read: what the matrices of a"
            + " token take, times tokens a second; memory: what the same threads read of an array"
            + " of 1 GiB, in the same turns. Wanted: a ratio of at least 0.8. The second row has"
            + " its matrices in bytes.");

    private final String title;
    private final String note;

    Job(String title, String note) {
      this.title = title;
      this.note = note;
    }
  }

  private static final int BATCH_TOKENS = 12 * 64;
  private static final int WARM_STEPS = 200;
  private static final int STEPS = 20;
  private static final int ROWS = 256;
  private static final double ROUND = 0.5;
  private static final double WARM = 4;
  private static final int TOKENS = 64;

  @Option(
      names = "--jobs",
      split = ",",
      paramLabel = "JOB",
      description = "Of gpt, minilm, decode (default: all).")
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
            var table = new BenchTurns(job.title, job.note);
            page.add(table);
            for (int t : options.threads) {
              var sides = new BenchSides(path, t, folder);
              switch (job) {
                case GPT -> training(t, sides, table, page, say);
                case MINILM -> sentences(t, sides, table, page, say);
                case DECODE -> decoding(t, sides, table, page, say);
              }
              page.write();
            }
          }
        });
    page.print(options.json, say, command.commandLine().getOut());
    return 0;
  }

  private void training(
      int threads, BenchSides sides, BenchTurns table, BenchPage page, PrintWriter say)
      throws IOException {
    try (var ours = sides.cpu();
        var torch = sides.torch()) {
      page.version("Millrace", ours.version());
      page.version("PyTorch", torch.version());
      var both = List.of(ours, torch);
      var work = "kind=gpt";
      BenchRace.steps(both, work, 0, 1, 1).check("gpt, first step", 1e-5, 0);
      var race = BenchRace.steps(both, work, WARM_STEPS, STEPS, rounds);
      race.check(work, 0.02, 2e-3);
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("threads", threads);
      row.put("tokens/s", rates(race.seconds()[0], BATCH_TOKENS));
      row.put("PyTorch's", rates(race.seconds()[1], BATCH_TOKENS));
      row.put("ratio", race.ratios(1));
      row.put("quartiles", race.quartiles(1));
      row.put("loss", "%.4f".formatted(race.values()[0]));
      row.put("PyTorch's loss", "%.4f".formatted(race.values()[1]));
      table
          .figures()
          .add(
              BenchFigure.of(
                  "training, GPT",
                  "",
                  threads,
                  "tokens/s",
                  true,
                  rates(race.seconds()[0], BATCH_TOKENS),
                  "PyTorch",
                  rates(race.seconds()[1], BATCH_TOKENS),
                  new BenchFigure.Score("loss", false, race.values()[0], race.values()[1])));
      add(table, row, say);
    }
  }

  private void sentences(
      int threads, BenchSides sides, BenchTurns table, BenchPage page, PrintWriter say)
      throws IOException {
    try (var ours = sides.cpu();
        var onnx = sides.onnx()) {
      page.version("Millrace", ours.version());
      page.version("ONNX Runtime", onnx.version());
      var race = BenchRace.calls(List.of(ours, onnx), "kind=minilm", ROUND, WARM, rounds);
      race.check("minilm", 1e-4, 0);
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("threads", threads);
      row.put("rows/s", rates(race.seconds()[0], ROWS));
      row.put("ONNX Runtime's", rates(race.seconds()[1], ROWS));
      row.put("ratio", race.ratios(1));
      row.put("quartiles", race.quartiles(1));
      table
          .figures()
          .add(
              BenchFigure.of(
                  "sentence vectors, MiniLM",
                  "",
                  threads,
                  "rows/s",
                  true,
                  rates(race.seconds()[0], ROWS),
                  "ONNX Runtime",
                  rates(race.seconds()[1], ROWS)));
      add(table, row, say);
    }
  }

  private void decoding(
      int threads, BenchSides sides, BenchTurns table, BenchPage page, PrintWriter say)
      throws IOException {
    for (boolean int8 : new boolean[] {false, true}) {
      try (var writing = sides.cpu();
          var reading = sides.cpu()) {
        page.version("Millrace", writing.version());
        writing.open("kind=decode int8=" + int8);
        reading.open("kind=read");
        // bytes that are read for a token: the first run, of no token, tells
        double bytes = writing.run(0).value();
        var seconds = new double[rounds];
        var rate = new double[rounds];
        var ratio = new double[rounds];
        writing.run(TOKENS);
        reading.run(4);
        for (int r = 0; r < rounds; r++) {
          seconds[r] = writing.run(TOKENS).seconds() / TOKENS;
          var lap = reading.run(4);
          rate[r] = 4 * lap.value() / lap.seconds();
          ratio[r] = bytes / seconds[r] / rate[r];
        }
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("matrices", int8 ? "bytes" : "floats");
        row.put("threads", threads);
        row.put("tokens/s", rates(seconds, 1));
        row.put("read, GB/s", rates(seconds, bytes * 1e-9));
        row.put("memory, GB/s", scaled(rate, 1e-9));
        row.put("ratio", scaled(ratio, 1));
        row.put("quartiles", BenchFigure.Interval.of(scaled(ratio, 1)).quartiles());
        table
            .figures()
            .add(
                BenchFigure.of(
                    "writing, GPT-2's size",
                    int8 ? "matrices of bytes" : "matrices of floats",
                    threads,
                    "GB/s read",
                    true,
                    rates(seconds, bytes * 1e-9),
                    "reading memory",
                    scaled(rate, 1e-9)));
        add(table, row, say);
      }
    }
  }

  private static List<Double> rates(double[] seconds, double of) {
    var rates = new double[seconds.length];
    for (int i = 0; i < rates.length; i++) rates[i] = of / seconds[i];
    return scaled(rates, 1);
  }

  private static List<Double> scaled(double[] values, double by) {
    return Arrays.stream(values).mapToObj(v -> v * by).toList();
  }

  private static void add(
      BenchTurns table, SequencedMap<String, @Nullable Object> row, PrintWriter say) {
    table.rows().add(row);
    say.println(table.last());
    say.flush();
  }
}

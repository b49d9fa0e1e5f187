package millrace.jmh.neural;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.transformer.Encoder;
import millrace.neural.transformer.Pretrained;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.WeightFile;
import millrace.run.Crew;

/**
 * MiniLM by Millrace: one time is all batches. Threads take a batch each, on a backend of their
 * own, as {@code SentenceEncoder} does: then nobody waits for another.
 */
final class MillraceMiniLm implements Work {
  private static final BertConfig CONFIG =
      new BertConfig(6, 12, MiniLmProblem.WIDTH, 1536, 512, 30_522, 2, 1e-12, Function.GELU);

  private final Cpu owner = new Cpu(1);
  private final Encoder encoder;
  private final Crew crew;
  private final ConcurrentLinkedQueue<Cpu> idle = new ConcurrentLinkedQueue<>();

  MillraceMiniLm(int threads) {
    encoder = Pretrained.bert(owner, CONFIG, WeightFile.onnx(MiniLmProblem.model(), "MiniLM"));
    crew = new Crew(threads);
    for (int i = 0; i < threads; i++) idle.add(new Cpu(1));
  }

  @Override
  public DoubleSupplier run(int times) {
    var sums = new double[MiniLmProblem.BATCHES];
    for (int i = 0; i < times; i++)
      crew.run(
          sums.length,
          b -> {
            var f = Objects.requireNonNull(idle.poll());
            sums[b] = batch(f, MiniLmProblem.BATCHES - 1 - b); // the longest first
            idle.add(f);
          });
    return () -> Arrays.stream(sums).sum();
  }

  private double batch(Cpu f, int b) {
    try (var _ = f.scope()) {
      var hidden =
          encoder.forward(f, MiniLmProblem.ids(b), MiniLmProblem.ROWS, MiniLmProblem.lengths(b));
      return MiniLmProblem.pooled(f.floats(hidden), b);
    }
  }

  @Override
  public void close() {
    crew.close();
    idle.forEach(Cpu::close);
    owner.close();
  }
}

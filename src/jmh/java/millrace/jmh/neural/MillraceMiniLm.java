package millrace.jmh.neural;

import java.util.function.DoubleSupplier;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Encoder;
import millrace.neural.transformer.Pretrained;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.WeightFile;

/** MiniLM by Millrace: one time is all batches. */
final class MillraceMiniLm implements Work {
  private static final BertConfig CONFIG =
      new BertConfig(6, 12, MiniLmProblem.WIDTH, 1536, 512, 30_522, 2, 1e-12, Function.GELU);

  private final Ops f;
  private final Encoder encoder;

  MillraceMiniLm(Ops f) {
    this.f = f;
    encoder = Pretrained.bert(f, CONFIG, WeightFile.onnx(MiniLmProblem.model(), "MiniLM"));
  }

  @Override
  public DoubleSupplier run(int times) {
    double sum = 0;
    for (int i = 0; i < times; i++) {
      sum = 0;
      for (int b = 0; b < MiniLmProblem.BATCHES; b++) {
        try (var _ = f.scope()) {
          var hidden =
              encoder.forward(
                  f, MiniLmProblem.ids(b), MiniLmProblem.ROWS, MiniLmProblem.lengths(b));
          sum += MiniLmProblem.pooled(f.floats(hidden), b);
        }
      }
    }
    double last = sum;
    return () -> last;
  }
}

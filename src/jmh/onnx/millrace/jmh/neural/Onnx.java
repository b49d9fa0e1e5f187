package millrace.jmh.neural;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** ONNX Runtime with MiniLM, on so many threads. */
public final class Onnx implements Answers.Side {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final int threads;

  private Onnx(int threads) {
    this.threads = threads;
  }

  public static void main(String... args) throws IOException {
    Answers.serve(new Onnx(Integer.parseInt(args[0])));
    System.exit(0); // whatever threads it may have left
  }

  @Override
  public String version() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Work open(Asked asked) {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return new MiniLm(environment.createSession(MiniLmProblem.model(), options));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One time is all batches. */
  private final class MiniLm implements Work {
    private final OrtSession session;

    MiniLm(OrtSession session) {
      this.session = session;
    }

    @Override
    public DoubleSupplier run(int times) {
      double sum = 0;
      for (int i = 0; i < times; i++) {
        sum = 0;
        for (int b = 0; b < MiniLmProblem.BATCHES; b++) sum += batch(b);
      }
      double last = sum;
      return () -> last;
    }

    private double batch(int batch) {
      var lengths = MiniLmProblem.lengths(batch);
      int width = lengths[lengths.length - 1];
      var ids = Arrays.stream(MiniLmProblem.ids(batch)).asLongStream().toArray();
      var there = new long[ids.length];
      for (int r = 0; r < lengths.length; r++)
        Arrays.fill(there, r * width, r * width + lengths[r], 1);
      try (var tokens = tensor(ids, lengths.length, width);
          var mask = tensor(there, lengths.length, width);
          var kinds = tensor(new long[ids.length], lengths.length, width);
          var out =
              session.run(
                  Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", kinds))) {
        var hidden = new float[ids.length * MiniLmProblem.WIDTH];
        ((OnnxTensor) out.get(0)).getFloatBuffer().get(hidden);
        return MiniLmProblem.pooled(hidden, batch);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private OnnxTensor tensor(long[] values, int rows, int width) throws OrtException {
      return OnnxTensor.createTensor(
          environment, LongBuffer.wrap(values), new long[] {rows, width});
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

package millrace.jmh;

import java.util.concurrent.TimeUnit;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Function;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Fill;
import millrace.neural.opencl.OpenCl;
import millrace.run.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to start a kernel on the first OpenCL device, in microseconds: one after the other,
 * and with a wait for each; and two of {@link NeuralKernels} there, which wait for their results.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenClKernels {
  private static final int LAUNCHES = 1000;
  private static final int MATRIX = 256;
  private static final int NUMBERS = 1 << 16;

  private final OpenCl f = new OpenCl();
  private final Tensor number = f.zeros(1);
  private Tensor matrix = number;
  private Tensor numbers = number;

  /** Normal numbers. */
  @Setup
  public void draw() {
    matrix = tensor(MATRIX, MATRIX);
    numbers = tensor(NUMBERS);
  }

  private Tensor tensor(int... shape) {
    var random = Run.seeded(1).random("kernels");
    var values = new float[Tensor.sizeOf(shape)];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return f.tensor(values, shape);
  }

  @TearDown
  public void close() {
    f.close();
  }

  /** A launch among many. */
  @Benchmark
  @OperationsPerInvocation(LAUNCHES)
  public void launch() {
    for (int i = 0; i < LAUNCHES; i++) f.run(new Fill(1), number);
    f.finish();
  }

  /** A launch, and a wait until it is done. */
  @Benchmark
  public void launchAndWait() {
    f.run(new Fill(1), number);
    f.finish();
  }

  /** 256 x 256 times 256 x 256. */
  @Benchmark
  public void product() {
    try (var _ = f.scope()) {
      f.run(new MatMul(false, false), matrix, matrix);
      f.finish();
    }
  }

  /** Hyperbolic tangents of 65,536 numbers. */
  @Benchmark
  public void tanh() {
    try (var _ = f.scope()) {
      f.run(new Apply(Function.TANH, 0), numbers);
      f.finish();
    }
  }
}

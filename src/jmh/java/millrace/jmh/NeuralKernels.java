package millrace.jmh;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Function;
import millrace.neural.compute.Kernels;
import millrace.neural.compute.Op;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Tensor;
import millrace.run.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The loops that networks live on, on one thread, in microseconds a call: a product of matrices,
 * exponentials, tangents, a level of an LSTM. With {@code -jvmArgsAppend -Dmillrace.simd=256} for
 * other widths; {@code ./millrace bench neural} measures them beside native libraries.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NeuralKernels {
  private static final int MATRIX = 256;
  private static final int NUMBERS = 1 << 16;
  private static final int STEPS = 16;
  private static final int ROWS = 32;
  private static final int UNITS = 128;

  /** Plain loops, or those of the vector API. */
  @Param({"scalar", "best"})
  public String kernels = "best";

  private final RandomGenerator random = Run.seeded(1).random("kernels");
  private Ops f = new Cpu(1);
  private Tensor[] matrices = {};
  private Tensor[] numbers = {};
  private Tensor[] level = {};

  /** Normal numbers. */
  @Setup
  public void draw() {
    f.close();
    f = new Cpu(kernels.equals("scalar") ? Kernels.SCALAR : Kernels.best(), 1);
    matrices = new Tensor[] {tensor(MATRIX, MATRIX), tensor(MATRIX, MATRIX)};
    numbers = new Tensor[] {tensor(NUMBERS)};
    level =
        new Tensor[] {
          tensor(STEPS, ROWS, 4 * UNITS),
          tensor(4 * UNITS, UNITS),
          tensor(4 * UNITS),
          tensor(ROWS, UNITS),
          tensor(ROWS, UNITS)
        };
  }

  @TearDown
  public void close() {
    f.close();
  }

  private Tensor tensor(int... shape) {
    var values = new float[Tensor.sizeOf(shape)];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return f.tensor(values, shape);
  }

  /** 256 x 256 times 256 x 256. */
  @Benchmark
  public Tensor product() {
    return once(new MatMul(false, false), matrices);
  }

  /** Of 65,536 numbers. */
  @Benchmark
  public Tensor exp() {
    return once(new Apply(Function.EXP, 0), numbers);
  }

  /** Of 65,536 numbers. */
  @Benchmark
  public Tensor tanh() {
    return once(new Apply(Function.TANH, 0), numbers);
  }

  /** 16 steps of 32 rows, 128 units, from the projected input on. */
  @Benchmark
  public Tensor lstm() {
    return once(new Recur(Cell.LSTM, false, new int[0]), level);
  }

  private Tensor once(Op op, Tensor[] in) {
    try (var _ = f.scope()) {
      return f.run(op, in)[0];
    }
  }
}

package millrace.jmh.neural;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import java.io.IOException;
import java.util.function.DoubleSupplier;

/**
 * PyTorch's kernels, called through DJL. DJL's own layers are passed by: an op is one call of
 * PyTorch's function of that name.
 *
 * <p>Run with the system property {@code ai.djl.pytorch.num_threads}.
 */
public final class Torch implements Answers.Side {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  private Torch() {}

  public static void main(String... args) throws IOException {
    Answers.serve(new Torch());
    System.exit(0); // whatever threads it may have left
  }

  @Override
  public String version() {
    return "PyTorch %s through DJL %s"
        .formatted(Engine.getEngine("PyTorch").getVersion(), Engine.getDjlVersion());
  }

  @Override
  public Work open(Asked asked) {
    var kind = asked.text("kind");
    return switch (kind) {
      case "gemm" -> gemm(asked);
      case "op" -> op(asked.text("name"), asked.number("size"));
      case "gpt" -> new TorchGpt(manager);
      default -> new TorchTraining(manager, kind, asked.text("optimizer"));
    };
  }

  private Work gemm(Asked asked) {
    int m = asked.number("m");
    int n = asked.number("n");
    int k = asked.number("k");
    var own = manager.newSubManager();
    var a = matrix(own, 1, m, k, asked.flag("ta"));
    var matrix = matrix(own, 2, k, n, asked.flag("tb"));
    // vectors as such: their products have entries of their own in every BLAS
    var b = n == 1 ? matrix.reshape(k) : matrix;
    return repeated(own, m == 1 ? a.reshape(k) : a, x -> x.matMul(b));
  }

  /** Numbers of a matrix [rows, columns], stored transposed or not; seen as it is. */
  private static NDArray matrix(NDManager own, int seed, int rows, int columns, boolean turned) {
    var stored =
        own.create(
            Problem.numbers(seed, rows * columns),
            turned ? new Shape(columns, rows) : new Shape(rows, columns));
    return turned ? stored.transpose() : stored;
  }

  private Work op(String name, int size) {
    var own = manager.newSubManager();
    int width = Math.min(size, Op.WIDTH);
    var shape = new Shape(size / width, width);
    var x = own.create(Problem.numbers(1, size), shape);
    var y = own.create(Problem.numbers(2, size), shape);
    var gain = own.ones(new Shape(width));
    var bias = own.zeros(new Shape(width));
    return repeated(
        own,
        x,
        switch (Op.valueOf(name)) {
          case ADD -> v -> v.add(y);
          case MULTIPLY -> v -> v.mul(y);
          case RELU -> Activation::relu;
          case EXP -> NDArray::exp;
          case TANH -> NDArray::tanh;
          case SIGMOID -> Activation::sigmoid;
          case GELU -> Activation::gelu;
          case SOFTMAX -> v -> v.softmax(-1);
          case LAYER_NORM ->
              v ->
                  LayerNorm.layerNorm(v, new Shape(width), gain, bias, (float) Op.EPS)
                      .singletonOrThrow();
        });
  }

  private interface Function {
    NDArray of(NDArray x);
  }

  private static Work repeated(NDManager own, NDArray x, Function f) {
    return new Work() {
      @Override
      public DoubleSupplier run(int times) {
        for (int i = 1; i < times; i++) f.of(x).close();
        var last = f.of(x);
        return () -> {
          try (last) {
            return last.abs().mean().getFloat();
          }
        };
      }

      @Override
      public void close() {
        own.close();
      }
    };
  }
}

package millrace.jmh.neural;

import java.io.IOException;
import java.util.Arrays;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Function;
import millrace.neural.compute.Normalization.LayerNorm;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Tensor;
import millrace.neural.opencl.OpenCl;

/** Millrace's own side: {@code cpu} and a number of threads, or {@code opencl}. */
public final class Millrace implements Answers.Side {
  private final Ops f;
  private final int threads;

  private Millrace(Ops f, int threads) {
    this.f = f;
    this.threads = threads;
  }

  public static void main(String... args) throws IOException {
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    try (Ops f = args[0].equals("opencl") ? new OpenCl() : new Cpu(threads)) {
      Answers.serve(new Millrace(f, threads));
    }
    System.exit(0);
  }

  @Override
  public String version() {
    return f.toString();
  }

  @Override
  public Work open(Asked asked) {
    var kind = asked.text("kind");
    return switch (kind) {
      case "gemm" -> gemm(asked);
      case "op" -> op(asked.text("name"), asked.number("size"));
      case "gpt" -> new MillraceGpt(f);
      case "minilm" -> new MillraceMiniLm(threads);
      case "decode" -> new Decoding(f, asked.flag("int8"));
      case "read" -> new Reading(threads);
      default -> new MillraceTraining(f, kind, asked.text("optimizer"));
    };
  }

  private Work gemm(Asked asked) {
    int m = asked.number("m");
    int n = asked.number("n");
    int k = asked.number("k");
    boolean ta = asked.flag("ta");
    boolean tb = asked.flag("tb");
    var a = f.tensor(Problem.numbers(1, m * k), ta ? k : m, ta ? m : k);
    var b = f.tensor(Problem.numbers(2, k * n), tb ? n : k, tb ? k : n);
    return repeated(new MatMul(ta, tb), a, b);
  }

  private Work op(String name, int size) {
    int width = Math.min(size, Op.WIDTH);
    int rows = size / width;
    var x = f.tensor(Problem.numbers(1, size), rows, width);
    var y = f.tensor(Problem.numbers(2, size), rows, width);
    return switch (Op.valueOf(name)) {
      case ADD -> repeated(new Combine(Arithmetic.ADD), x, y);
      case MULTIPLY -> repeated(new Combine(Arithmetic.MULTIPLY), x, y);
      case RELU -> repeated(new Apply(Function.RELU, 0), x);
      case EXP -> repeated(new Apply(Function.EXP, 0), x);
      case TANH -> repeated(new Apply(Function.TANH, 0), x);
      case SIGMOID -> repeated(new Apply(Function.SIGMOID, 0), x);
      case GELU -> repeated(new Apply(Function.GELU, 0), x);
      case SOFTMAX -> repeated(new Softmax(false), x);
      case LAYER_NORM -> repeated(new LayerNorm(Op.EPS), x, ones(width), f.zeros(width));
    };
  }

  private Tensor ones(int width) {
    var values = new float[width];
    Arrays.fill(values, 1);
    return f.tensor(values, width);
  }

  private Work repeated(millrace.neural.compute.Op op, Tensor... in) {
    var mark = f.zeros(1);
    return times -> {
      for (int i = 1; i < times; i++) {
        try (var _ = f.scope()) {
          f.run(op, in);
        }
      }
      var scope = f.scope();
      var out = f.run(op, in)[0];
      f.floats(mark); // a device does one thing after the other: so all that was asked is done
      return () -> {
        try (scope) {
          return Work.magnitude(f.floats(out), out.size());
        }
      };
    };
  }
}

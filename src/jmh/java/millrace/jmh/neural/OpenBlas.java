package millrace.jmh.neural;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS's sgemm and sgemv, on memory of its own. Threads: {@code OPENBLAS_NUM_THREADS}. */
public final class OpenBlas implements Answers.Side {
  private OpenBlas() {}

  public static void main(String... args) throws IOException {
    Answers.serve(new OpenBlas());
    System.exit(0); // whatever threads it may have left
  }

  @Override
  public String version() {
    Loader.load(openblas.class);
    return "%s, kernels for %s"
        .formatted(said("openblas_get_config").strip(), said("openblas_get_corename"));
  }

  /** What a function of OpenBLAS says of it that its Java side leaves out. */
  private static String said(String function) {
    var address = SymbolLookup.loaderLookup().find(function).orElseThrow();
    var call =
        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(ValueLayout.ADDRESS));
    try {
      return ((MemorySegment) call.invokeExact()).reinterpret(1000).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(function, e);
    }
  }

  @Override
  public Work open(Asked asked) {
    if (!asked.text("kind").equals("gemm"))
      throw new IllegalArgumentException("OpenBLAS only multiplies");
    int m = asked.number("m");
    int n = asked.number("n");
    int k = asked.number("k");
    boolean ta = asked.flag("ta");
    boolean tb = asked.flag("tb");
    var a = new FloatPointer(Problem.numbers(1, m * k));
    var b = new FloatPointer(Problem.numbers(2, k * n));
    var c = new FloatPointer((long) m * n);
    return new Work() {
      @Override
      public double run(int times) {
        for (int i = 0; i < times; i++) multiply();
        var result = new float[m * n];
        c.get(result);
        return Work.magnitude(result, result.length);
      }

      private void multiply() {
        int row = openblas.CblasRowMajor;
        int plain = openblas.CblasNoTrans;
        int turned = openblas.CblasTrans;
        if (n == 1) {
          if (ta) openblas.cblas_sgemv(row, turned, k, m, 1, a, m, b, 1, 0, c, 1);
          else openblas.cblas_sgemv(row, plain, m, k, 1, a, k, b, 1, 0, c, 1);
          return;
        }
        openblas.cblas_sgemm(
            row,
            ta ? turned : plain,
            tb ? turned : plain,
            m,
            n,
            k,
            1,
            a,
            ta ? m : k,
            b,
            tb ? k : n,
            0,
            c,
            n);
      }

      @Override
      public void close() {
        a.close();
        b.close();
        c.close();
      }
    };
  }
}

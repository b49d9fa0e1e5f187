package millrace.jmh.neural;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * OpenBLAS's sgemm and sgemv, on memory that Java does not move. The argument is the library's
 * file; threads follow the environment's {@code OPENBLAS_NUM_THREADS}.
 */
@SuppressWarnings("restricted") // foreign functions are what this is for
public final class OpenBlas implements Answers.Side {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TURNED = 112;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final SymbolLookup library;
  private final MethodHandle gemm;
  private final MethodHandle gemv;

  private OpenBlas(Path file) {
    library = SymbolLookup.libraryLookup(file, Arena.global());
    gemm =
        find(
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER,
                INT));
    gemv =
        find(
            "cblas_sgemv",
            FunctionDescriptor.ofVoid(
                INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT));
  }

  private MethodHandle find(String function, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), type);
  }

  public static void main(String... args) throws IOException {
    Answers.serve(new OpenBlas(Path.of(args[0])));
    System.exit(0); // whatever threads it may have left
  }

  @Override
  public String version() {
    return "%s, kernels for %s"
        .formatted(said("openblas_get_config").strip(), said("openblas_get_corename"));
  }

  private String said(String function) {
    try {
      var text = (MemorySegment) find(function, FunctionDescriptor.of(POINTER)).invoke();
      return text.reinterpret(1000).getString(0);
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
    return new Product(m, n, k, asked.flag("ta"), asked.flag("tb"));
  }

  private final class Product implements Work {
    private final Arena arena = Arena.ofShared();
    private final int m;
    private final int n;
    private final int k;
    private final boolean ta;
    private final boolean tb;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    Product(int m, int n, int k, boolean ta, boolean tb) {
      this.m = m;
      this.n = n;
      this.k = k;
      this.ta = ta;
      this.tb = tb;
      a = memory(Problem.numbers(1, m * k));
      b = memory(Problem.numbers(2, k * n));
      c = memory(new float[m * n]);
    }

    private MemorySegment memory(float[] values) {
      var segment = arena.allocate(FLOAT.byteSize() * values.length, 64);
      MemorySegment.copy(values, 0, segment, FLOAT, 0, values.length);
      return segment;
    }

    @Override
    public DoubleSupplier run(int times) {
      try {
        for (int i = 0; i < times; i++) {
          if (n == 1) gemv(ta, ta ? k : m, ta ? m : k, a, b);
          else if (m == 1) gemv(!tb, tb ? n : k, tb ? k : n, b, a); // cᵀ = Bᵀ·aᵀ
          else gemm();
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      return () -> Work.magnitude(c.toArray(FLOAT), m * n);
    }

    /** c = M·x, M being stored with so many rows and columns. */
    private void gemv(boolean turned, int rows, int columns, MemorySegment matrix, MemorySegment x)
        throws Throwable {
      gemv.invokeExact(
          ROW_MAJOR, turned ? TURNED : PLAIN, rows, columns, 1f, matrix, columns, x, 1, 0f, c, 1);
    }

    private void gemm() throws Throwable {
      gemm.invokeExact(
          ROW_MAJOR,
          ta ? TURNED : PLAIN,
          tb ? TURNED : PLAIN,
          m,
          n,
          k,
          1f,
          a,
          ta ? m : k,
          b,
          tb ? k : n,
          0f,
          c,
          n);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}

package millrace.neural.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the OpenCL library of the system, once. That there is none is an answer, not an error:
 * {@link #SYMBOLS} is null then, and {@link #MISSING} says what was tried.
 */
@SuppressWarnings("restricted") // the driver is native code
final class ClLibrary {
  static final @Nullable SymbolLookup SYMBOLS;
  static final String MISSING;

  private ClLibrary() {}

  static {
    SymbolLookup found = null;
    var tried = new ArrayList<String>();
    try {
      prepare();
      for (var name : names()) {
        found = open(name, tried);
        if (found != null) break;
      }
    } catch (RuntimeException | LinkageError e) { // such as a JVM that forbids native access
      tried.add(e.toString());
    }
    SYMBOLS = found;
    MISSING =
        "no OpenCL library could be loaded (%s); on Debian the packages ocl-icd-libopencl1 and pocl-opencl-icd bring one that computes on the processor"
            .formatted(String.join("; ", tried));
  }

  /** What the library is called on Linux, Windows and macOS. */
  private static List<String> names() {
    var own = System.getProperty("millrace.opencl.library");
    if (own != null) return List.of(own);
    var system = System.getProperty("os.name", "");
    if (system.startsWith("Windows")) return List.of("OpenCL.dll");
    if (system.startsWith("Mac"))
      return List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");
    return List.of("libOpenCL.so.1", "libOpenCL.so");
  }

  private static @Nullable SymbolLookup open(String name, List<String> tried) {
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      tried.add(name + ": " + e.getMessage());
      return null;
    }
  }

  /**
   * PoCL reads its settings from the environment while it is loaded. It must leave SIGFPE alone, by
   * which the JVM notices integer divisions by zero, and must not compile a kernel again for each
   * size. What the user has set stays.
   */
  private static void prepare() {
    var setenv = Linker.nativeLinker().defaultLookup().find("setenv");
    if (setenv.isEmpty()) return; // Windows, where there is no PoCL to prepare
    var handle =
        Linker.nativeLinker()
            .downcallHandle(
                setenv.get(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      for (var name : List.of("POCL_SIGFPE_HANDLER", "POCL_WORK_GROUP_SPECIALIZATION")) {
        int ignored =
            (int) handle.invokeExact(arena.allocateFrom(name), arena.allocateFrom("0"), 0);
      }
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }
}

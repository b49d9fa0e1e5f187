package millrace.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the sides of {@code bench neural} and {@code bench transformers}.
 *
 * @param path the class path of all sides
 * @param threads of each
 * @param folder for what they say on standard error
 */
record BenchSides(String path, int threads, Path folder) {
  private static final String LARGE_PAGES = "-XX:+UseTransparentHugePages";

  BenchSide cpu() throws IOException {
    return cpu(threads);
  }

  BenchSide cpu(int threads) throws IOException {
    return side("Millrace", threads, "Millrace", List.of(), "cpu", Integer.toString(threads));
  }

  BenchSide openCl() throws IOException {
    return side("OpenCL", 1, "Millrace", List.of(), "opencl");
  }

  BenchSide torch() throws IOException {
    return side(
        "PyTorch",
        threads,
        "Torch",
        List.of(
            "-Dai.djl.offline=true",
            "-DDJL_CACHE_DIR=" + natives().resolve("djl"),
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-Dai.djl.pytorch.num_interop_threads=1"));
  }

  BenchSide openBlas() throws IOException {
    var library = natives().resolve("org/bytedeco/openblas/linux-x86_64/libopenblas.so.0");
    return side("OpenBLAS", threads, "OpenBlas", List.of(), library.toString());
  }

  BenchSide onnx() throws IOException {
    return side("ONNX Runtime", threads, "Onnx", List.of(), Integer.toString(threads));
  }

  /** Where the native libraries are, and where DJL unpacks its own to. */
  private Path natives() {
    return Path.of(System.getProperty("millrace.neural.native", folder.toString()));
  }

  private BenchSide side(
      String name, int threads, String main, List<String> options, String... arguments)
      throws IOException {
    var words = new ArrayList<String>();
    words.addAll(
        List.of(
            "-Xmx3g",
            "-XX:+UseParallelGC",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    // as ./millrace itself, which asks for them where there are some
    if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains(LARGE_PAGES))
      words.add(LARGE_PAGES);
    words.addAll(options);
    words.addAll(List.of("-cp", path));
    words.add(System.getProperty("millrace.neural.package", "millrace.jmh.neural.") + main);
    words.addAll(List.of(arguments));
    return new BenchSide(name, threads, folder, words);
  }
}

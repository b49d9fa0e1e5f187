package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binding: devices, errors, the cache of compiled programs, and peace with the JVM. */
@Tag("opencl")
final class DriverTest {
  private static final String DOUBLED =
      "kernel void doubled(int n, global float* y) { EACH(n) y[i] *= 2; }";

  private static List<Path> files(Path folder) throws IOException {
    try (var list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }

  @Test
  void devicesSayWhatTheyAre() {
    assertTrue(OpenCl.available());
    assertTrue(OpenCl.why().startsWith("chosen: "), OpenCl.why());
    for (var d : OpenCl.devices()) {
      for (var text : List.of(d.platform(), d.name(), d.vendor(), d.driver()))
        assertFalse(text.isBlank(), d.toString());
      assertTrue(d.version().startsWith("OpenCL "), d.version());
      assertTrue(d.units() > 0 && d.memory() > 1 << 20, d.toString());
      assertTrue(d.toString().contains(d.name()), d.toString());
    }
  }

  @Test
  void errorsAreNamed() {
    try (var f = new OpenCl()) {
      var work = f.work();
      var said =
          assertThrows(
                  IllegalStateException.class, () -> work.kernelOf("kernel void a(int n) {}", "b"))
              .getMessage();
      assertTrue(said.contains("clCreateKernel of b"), said);
      assertTrue(said.contains("CL_INVALID_KERNEL_NAME (-46)"), said);
      said =
          assertThrows(
                  IllegalStateException.class,
                  () -> work.kernelOf("kernel void c(int n) { wrong }", "c"))
              .getMessage();
      assertTrue(said.contains("does not compile") && said.contains("wrong"), said);
      said = assertThrows(IllegalStateException.class, () -> work.pool.take(1L << 45)).getMessage();
      assertTrue(said.contains("bytes on ") && said.contains("CL_"), said);
    }
  }

  /** PoCL would take the signal by which the JVM notices this. */
  @Test
  void divisionByZeroIsStillAnException() {
    try (var f = new OpenCl()) {
      f.floats(f.tanh(f.zeros(100)));
      int zero = f.floats(f.zeros(1)).length - 1;
      for (int i = 0; i < 20_000; i++) // often enough to be compiled
      assertThrows(ArithmeticException.class, () -> divide(1, zero));
      assertArrayEquals(new float[1], f.floats(f.zeros(1)));
    }
  }

  private static int divide(int a, int b) {
    return a / b;
  }

  @Test
  void compiledProgramsAreKept(@TempDir Path folder) throws IOException {
    var device = OpenCl.devices().getFirst();
    var first = ClContext.with(device, new ClCache(folder));
    long program = first.program("doubled", Sources.with(DOUBLED));
    assertEquals(program, first.program("doubled", Sources.with(DOUBLED)));
    assertEquals(1, first.compiled());
    assertEquals(1, files(folder).size(), "one file, and no part of one");

    var second = ClContext.with(device, new ClCache(folder));
    runs(second);
    assertEquals(0, second.compiled());

    second.program("doubled", Sources.with(DOUBLED + " // changed"));
    assertEquals(1, second.compiled());
    assertEquals(2, files(folder).size());
  }

  @Test
  void damagedFilesAreReplaced(@TempDir Path folder) throws IOException {
    var device = OpenCl.devices().getFirst();
    ClContext.with(device, new ClCache(folder)).program("doubled", Sources.with(DOUBLED));
    var file = files(folder).getFirst();
    var whole = Files.readAllBytes(file);
    var cut = Arrays.copyOf(whole, whole.length / 2);
    var changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    // What is whole but no program is the driver's to refuse.
    var noProgram = new ClCache(folder.resolve("other"));
    noProgram.write("x", "no program".getBytes(StandardCharsets.UTF_8));
    var foreign = Files.readAllBytes(folder.resolve("other").resolve("x"));
    for (var bytes : List.of(cut, changed, new byte[0], new byte[5], foreign)) {
      Files.write(file, bytes);
      var context = ClContext.with(device, new ClCache(folder));
      runs(context);
      assertEquals(1, context.compiled());
      assertEquals(whole.length, Files.size(file), "replaced");
    }
  }

  @Test
  void aCacheThatCannotBeWrittenIsNone(@TempDir Path folder) throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    var context = ClContext.with(OpenCl.devices().getFirst(), new ClCache(file));
    runs(context);
    assertEquals(1, context.compiled());
    runs(ClContext.with(OpenCl.devices().getFirst(), new ClCache(null)));
  }

  private static void runs(ClContext context) {
    try (var work = new ClWork(context, true, 0)) {
      var x = work.make(3);
      work.write(x, new float[] {1, 2, 3});
      work.kernelOf(Sources.with(DOUBLED), "doubled").arg(3).arg(work.buffer(x)).run(3);
      assertArrayEquals(new float[] {2, 4, 6}, work.read(x));
    }
  }

  /** The beginning of all kernel files. */
  private static final class Sources {
    static String with(String source) {
      return "#define EACH(n) size_t i = get_global_id(0); if (i >= (size_t)(n)) return;\n"
          + source;
    }
  }
}

package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the compiler makes vectors of the vector loops, at the width that this JVM was asked for: in
 * a JVM of its own, since agents that count coverage make the loops longer, and other tests teach
 * the compiler other habits.
 */
class SelfCheckTest {
  /**
   * What the compiler puts into a caller depends on what it has compiled before, so on how busy the
   * machine is; with the limit off, it puts in all that it ever would.
   *
   * @param small the machine code up to which a method is put into its callers, in bytes
   */
  @ParameterizedTest
  @ValueSource(ints = {2500, 1_000_000})
  void noLoopMakesObjectsOfItsVectors(int small) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (SimdWidth.available()) command.add("--add-modules=jdk.incubator.vector");
    var width = System.getProperty(SimdWidth.PROPERTY);
    if (width != null) command.add("-D" + SimdWidth.PROPERTY + "=" + width);
    command.add("-XX:InlineSmallCode=" + small);
    command.add("-cp");
    command.add(classPath());
    command.add(SelfCheckTest.class.getName());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertEquals("%s: []".formatted(Kernels.best().name()), said.strip());
  }

  /** Where the tests run from: a launcher may have loaded them by a class loader of its own. */
  private static String classPath() {
    if (!(SelfCheckTest.class.getClassLoader() instanceof URLClassLoader loader))
      return System.getProperty("java.class.path");
    var entries = new ArrayList<String>();
    for (var url : loader.getURLs()) entries.add(Path.of(URI.create(url.toString())).toString());
    return String.join(File.pathSeparator, entries);
  }

  /** Prints the kernels and the loops that are slow; fails if hardly any were looked at. */
  public static void main(String[] args) {
    int calls = Kernels.best() == Kernels.SCALAR ? 100 : 20_000; // plain loops have no vectors
    var found = SelfCheck.of(Kernels.best(), calls, Duration.ofMinutes(3));
    if (found.size() <= 120) throw new AssertionError("only " + found.size() + " loops");
    List<String> slow =
        found.stream().filter(f -> !f.vectors()).map(SelfCheck.Finding::loop).toList();
    System.out.println(Kernels.best().name() + ": " + slow);
  }
}

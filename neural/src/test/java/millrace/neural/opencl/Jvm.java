package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM, since a driver is chosen by the environment while it is loaded. */
final class Jvm {
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> flags =
      new ArrayList<>(
          List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));

  Jvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Jvm property(String name, String value) {
    flags.add("-D%s=%s".formatted(name, value));
    return this;
  }

  /** Where the tests run from: a launcher may have loaded them by a class loader of its own. */
  private static String classPath() {
    if (!(Jvm.class.getClassLoader() instanceof URLClassLoader loader))
      return System.getProperty("java.class.path");
    var entries = new ArrayList<String>();
    for (var url : loader.getURLs()) entries.add(Path.of(URI.create(url.toString())).toString());
    return String.join(File.pathSeparator, entries);
  }

  /** Runs a main class to its end; what it and its driver wrote. It must end well. */
  String run(int seconds, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    try {
      var killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (!process.waitFor(seconds, TimeUnit.SECONDS)) process.destroyForcibly();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      killer.join();
      assertTrue(process.waitFor() == 0, "ended with %d:%n%s".formatted(process.exitValue(), said));
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}

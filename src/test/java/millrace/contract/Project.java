package millrace.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files are, for tests that read its sources. */
public final class Project {
  private Project() {}

  /** The folder that holds {@code millrace} and {@code pom.xml} of the whole. */
  public static Path root() {
    return Path.of(System.getProperty("millrace.root")).toAbsolutePath().normalize();
  }

  /** The source file of a top-level class. */
  public static Path source(Class<?> type) throws IOException {
    var name = type.getName().replace('.', '/') + ".java";
    try (var modules = Files.walk(root(), 3)) {
      return modules
          .map(m -> m.resolve("src/main/java").resolve(name))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IOException("no source of " + type));
    }
  }
}

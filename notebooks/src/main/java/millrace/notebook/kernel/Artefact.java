package millrace.notebook.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A jar of a Maven repository, in Maven's own store on this machine. */
final class Artefact {
  private static final Pattern NAME = Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.-]+)");

  private Artefact() {}

  /**
   * The artefact's own jar, without what it depends on; fetched by the command {@code mvn} if it is
   * not on this machine yet.
   */
  static Path fetch(String name) {
    var parts = NAME.matcher(name);
    if (!parts.matches())
      throw Magics.bad("%%maven needs GROUP:NAME:VERSION, not '%s'".formatted(name));
    var jar =
        Path.of(System.getProperty("user.home"), ".m2", "repository")
            .resolve(parts.group(1).replace('.', '/'))
            .resolve(parts.group(2))
            .resolve(parts.group(3))
            .resolve(parts.group(2) + "-" + parts.group(3) + ".jar");
    if (!Files.isRegularFile(jar)) download(name);
    if (!Files.isRegularFile(jar))
      throw Magics.bad("Maven fetched %s, but not to %s".formatted(name, jar));
    return jar;
  }

  private static void download(String name) {
    try {
      var maven =
          new ProcessBuilder(
                  "mvn", "-B", "-q", "dependency:get", "-Dtransitive=false", "-Dartifact=" + name)
              .redirectErrorStream(true)
              .start();
      maven.getOutputStream().close();
      var said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (maven.waitFor() != 0)
        throw Magics.bad("Maven could not fetch %s:\n%s".formatted(name, said));
    } catch (IOException e) {
      throw Magics.bad("%maven needs the command mvn, which did not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Magics.bad("interrupted while Maven fetched " + name);
    }
  }
}

package millrace.notebook.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A jar of a Maven repository: in Maven's usual store on this machine, or in a folder of ours. */
final class Artefact {
  private static final Pattern NAME = Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.-]+)");
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";

  /** The exit code of a process that was asked to end. */
  private static final int TERMINATED = 128 + 15;

  private Artefact() {}

  /**
   * The artefact's own jar, without what it depends on; fetched by the command {@code mvn} if it is
   * not on this machine yet.
   *
   * @param started hears of that command's process, which may be ended
   */
  static Path fetch(String name, Consumer<Process> started) {
    var parts = NAME.matcher(name);
    if (!parts.matches())
      throw Magics.bad("%%maven needs GROUP:NAME:VERSION, not '%s'".formatted(name));
    var file = parts.group(2) + "-" + parts.group(3) + ".jar";
    var home = Path.of(System.getProperty("user.home"));
    var stored =
        home.resolve(Path.of(".m2", "repository", parts.group(1).replace('.', '/')))
            .resolve(Path.of(parts.group(2), parts.group(3), file));
    if (Files.isRegularFile(stored)) return stored;
    var folder = home.resolve(Path.of(".cache", "millrace", "artefacts", parts.group(1)));
    var copied = folder.resolve(file);
    if (!Files.isRegularFile(copied)) copy(name, folder, started);
    if (!Files.isRegularFile(copied))
      throw Magics.bad("Maven fetched %s, but there is no %s".formatted(name, copied));
    return copied;
  }

  private static void copy(String name, Path folder, Consumer<Process> started) {
    try {
      var maven =
          new ProcessBuilder(
                  "mvn", "-B", "-q", COPY, "-Dartifact=" + name, "-DoutputDirectory=" + folder)
              .directory(Files.createDirectories(folder).toFile()) // where there is no project
              .redirectErrorStream(true)
              .start();
      started.accept(maven);
      maven.getOutputStream().close();
      var said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = maven.waitFor();
      if (code == TERMINATED) throw Session.stopped();
      if (code != 0) throw Magics.bad("Maven could not fetch %s:\n%s".formatted(name, first(said)));
    } catch (IOException e) {
      throw Magics.bad("%maven needs the command mvn and a folder to write to: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Magics.bad("interrupted while Maven fetched " + name);
    }
  }

  /** The line that says why: the others say how to ask Maven for more. */
  private static String first(String said) {
    var plain = said.replaceAll("\u001b\\[[0-9;]*m", "");
    return plain.lines().filter(l -> l.startsWith("[ERROR] ")).findFirst().orElse(plain);
  }
}

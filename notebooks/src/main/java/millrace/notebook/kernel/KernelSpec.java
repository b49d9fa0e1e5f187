package millrace.notebook.kernel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.store.WholeFile;

/**
 * A kernel's folder among Jupyter's: {@code kernel.json}, which says how it is started, and a logo.
 *
 * @param name of the folder, by which notebooks ask for it
 * @param title which people see
 * @param command starts the kernel, with {@code {connection_file}} in the place of that file
 * @see "Making kernels for Jupyter: kernel specs"
 */
public record KernelSpec(String name, String title, List<String> command) {
  public KernelSpec {
    if (!name.matches("[A-Za-z0-9._-]+"))
      throw new IllegalArgumentException(
          "a kernel's name has letters, digits, dots, underscores and hyphens only, not '%s'"
              .formatted(name));
    command = List.copyOf(command);
  }

  /**
   * Where Jupyter looks for the kernels of this user: as it says itself, {@code JUPYTER_DATA_DIR},
   * else a place of the system's own.
   */
  public static Path userFolder(Map<String, String> environment, String system, Path home) {
    var told = environment.get("JUPYTER_DATA_DIR");
    if (told != null && !told.isEmpty()) return Path.of(told, "kernels");
    var os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) return home.resolve("Library/Jupyter/kernels");
    if (os.startsWith("windows")) {
      var roaming = environment.get("APPDATA");
      var base = roaming == null ? home.resolve("AppData/Roaming") : Path.of(roaming);
      return base.resolve("jupyter/kernels");
    }
    var data = environment.get("XDG_DATA_HOME");
    var base = data == null || data.isEmpty() ? home.resolve(".local/share") : Path.of(data);
    return base.resolve("jupyter/kernels");
  }

  /** {@code kernel.json}: interrupts come as messages, as a signal would end a JVM. */
  public String json() {
    var out = new StringWriter();
    try (var g = new JsonFactory().createGenerator(out)) {
      g.setPrettyPrinter(new DefaultPrettyPrinter());
      g.writeStartObject();
      g.writeArrayFieldStart("argv");
      for (var word : command) g.writeString(word);
      g.writeEndArray();
      g.writeStringField("display_name", title);
      g.writeStringField("language", "java");
      g.writeStringField("interrupt_mode", "message");
      g.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return out + "\n";
  }

  /**
   * Writes the folder among these kernels; an earlier one of the same name is replaced.
   *
   * @return the folder
   */
  public Path install(Path kernels) {
    var folder = kernels.resolve(name);
    try {
      Files.createDirectories(folder);
      try (var logo = KernelSpec.class.getResourceAsStream("logo.svg")) {
        if (logo == null) throw new IllegalStateException("no logo.svg beside KernelSpec");
        Files.copy(logo, folder.resolve("logo-svg.svg"), StandardCopyOption.REPLACE_EXISTING);
      }
      WholeFile.write(folder.resolve("kernel.json"), json());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the kernel to " + folder + ": " + e, e);
    }
    return folder;
  }

  /**
   * Takes the folder of this name away again, if it is a kernel's.
   *
   * @return whether there was one
   */
  public static boolean uninstall(Path kernels, String name) {
    var folder = kernels.resolve(name);
    if (!Files.isRegularFile(folder.resolve("kernel.json"))) return false;
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) Files.delete(file);
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder + ": " + e, e);
    }
    return true;
  }
}

package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** What {@link Files} leaves to others. */
final class Folders {
  private Folders() {}

  /** Deletes a folder with all that is in it; one that is not there is deleted already. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (var files = Files.walk(folder)) {
      for (var f : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(f);
    }
  }
}

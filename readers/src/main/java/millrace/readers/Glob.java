package millrace.readers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.data.DataException;

/** Files by pattern. */
final class Glob {
  private Glob() {}

  /** The regular files that match, in alphabetical order; at least one. */
  static List<Path> files(String pattern) {
    int wild = 0;
    while (wild < pattern.length() && "*?[{".indexOf(pattern.charAt(wild)) < 0) wild++;
    int cut = pattern.lastIndexOf('/', wild == pattern.length() ? wild : wild - 1);
    var folder = Path.of(cut < 0 ? "" : cut == 0 ? "/" : pattern.substring(0, cut));
    var rest = pattern.substring(cut + 1);
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: there is no folder %s (working folder: %s)"
              .formatted(pattern, folder, Path.of("").toAbsolutePath()));
    }
    var found = under(folder, rest);
    if (found.isEmpty()) {
      throw new DataException(
          "%s: no file in %s matches '%s'".formatted(pattern, folder.toAbsolutePath(), rest));
    }
    return found;
  }

  /** The regular files under a folder whose path from there matches; perhaps none. */
  static List<Path> under(Path folder, String pattern) {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int depth =
        pattern.contains("**")
            ? Integer.MAX_VALUE
            : (int) pattern.chars().filter(c -> c == '/').count() + 1;
    return walk(folder, depth).stream()
        .filter(p -> matcher.matches(folder.relativize(p)))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** The folder and what lies in it, so deep, in alphabetical order. */
  static List<Path> walk(Path folder, int depth) {
    try (var walk = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return walk.sorted().toList();
    } catch (IOException e) {
      throw new DataException("%s: cannot be listed: %s".formatted(folder, e), e);
    } catch (UncheckedIOException e) {
      throw new DataException("%s: cannot be listed: %s".formatted(folder, e.getCause()), e);
    }
  }
}

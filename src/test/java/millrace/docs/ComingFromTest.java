package millrace.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.contract.Project;
import millrace.learn.Catalog;
import org.junit.jupiter.api.Test;

/**
 * What docs/coming-from.md calls ours is in the catalogue or is a public class, its parameters too.
 */
class ComingFromTest {
  private static final Pattern NAME =
      Pattern.compile("([a-z]+\\.)?([A-Z]\\w*)(\\.\\w+)?(\\(([^)]*)\\))?");

  @Test
  void ourNamesAreThere() throws IOException {
    var wrong = new ArrayList<String>();
    int names = 0;
    for (var line : Files.readAllLines(Project.root().resolve("docs/coming-from.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| ---")) continue;
      var ours = Pattern.compile("`([^`]+)`").matcher(line.split("\\|", -1)[2]);
      while (ours.find()) {
        names++;
        if (!known(ours.group(1))) wrong.add(ours.group(1));
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(names > 100, "only " + names + " names were seen");
  }

  @Test
  void namesThatAreNotThereAreFound() throws IOException {
    for (var bad :
        List.of("Rigde", "Ridge(alfa)", "smile.Nothing", "Classification.NOPE", "ridge", "Ridge("))
      assertFalse(known(bad), bad);
    for (var good : List.of("Ridge(alpha)", "smile.Ridge", "Folds", "Classification.ACCURACY"))
      assertTrue(known(good), good);
  }

  private static boolean known(String text) throws IOException {
    var name = NAME.matcher(text);
    if (!name.matches()) return false;
    var catalogued = (name.group(1) == null ? "" : name.group(1)) + name.group(2);
    var types = new ArrayList<Class<?>>();
    for (var t : Catalog.named(catalogued))
      if (Catalog.name(t.getClass()).equals(catalogued)) types.add(t.getClass());
    if (types.isEmpty() && name.group(1) == null)
      types.addAll(publicClasses().getOrDefault(name.group(2), List.of()));
    return types.stream().anyMatch(t -> has(t, name.group(3)) && takes(t, name.group(5)));
  }

  private static boolean has(Class<?> type, String member) {
    if (member == null) return true;
    var name = member.substring(1);
    return Stream.of(type.getFields()).anyMatch(f -> f.getName().equals(name))
        || Stream.of(type.getMethods()).anyMatch(m -> m.getName().equals(name))
        || Stream.of(type.getClasses()).anyMatch(c -> c.getSimpleName().equals(name));
  }

  private static boolean takes(Class<?> type, String parameters) {
    if (parameters == null) return true;
    if (!type.isRecord()) return false;
    return Arrays.stream(parameters.split(",\\s*"))
        .allMatch(
            p -> Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(p)));
  }

  private static final Map<String, List<Class<?>>> PUBLIC = new HashMap<>();

  private static Map<String, List<Class<?>>> publicClasses() throws IOException {
    if (!PUBLIC.isEmpty()) return PUBLIC;
    var out = new HashMap<String, List<Class<?>>>();
    try (var files = Files.walk(Project.root())) {
      for (var file :
          files.filter(f -> f.toString().contains("/src/main/java/millrace/")).toList()) {
        var name = file.getFileName().toString();
        if (!name.endsWith(".java") || name.contains("-")) continue;
        var type = type(file);
        if (Modifier.isPublic(type.getModifiers()))
          out.computeIfAbsent(type.getSimpleName(), _ -> new ArrayList<>()).add(type);
      }
    }
    PUBLIC.putAll(out);
    return PUBLIC;
  }

  private static Class<?> type(Path file) {
    var path = file.toString();
    var name = path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
    try {
      return Class.forName(
          name.replace(".java", "").replace('/', '.'),
          false,
          ComingFromTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(path, e);
    }
  }
}

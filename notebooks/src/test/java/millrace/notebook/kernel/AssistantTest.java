package millrace.notebook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import millrace.notebook.Notebook;
import millrace.notebook.Stage;
import millrace.notebook.View;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an editor asks, magic lines, imports, and the folder of the kernel. */
class AssistantTest {
  private static Session session;
  private static Assistant assistant;
  private @Nullable Stage before;

  @AfterEach
  void restore() {
    if (before != null) Notebook.stage(before);
  }

  @BeforeAll
  static void start() {
    session = new Session();
    assistant = new Assistant(session);
  }

  @AfterAll
  static void end() {
    session.close();
  }

  @Test
  void completes() {
    var code = "int before = 1;\nSamples.ir";
    var found = assistant.complete(code, code.length());
    assertEquals(
        List.of("iris()"),
        found.words().stream().map(w -> w.replaceAll("\\(.*", "()")).distinct().toList());
    assertEquals("ir", code.substring(found.from(), found.to()));
    session.run("var myFrame = Samples.iris();");
    assertTrue(assistant.complete("myFr", 4).words().contains("myFrame"));
    assertTrue(
        assistant.complete("new Ridge().al", 14).words().stream()
            .anyMatch(w -> w.startsWith("alpha")));
    assertTrue(assistant.complete("", 0).words().size() > 10);
    assertEquals(List.of(), assistant.complete("zzzzz", 5).words());
    var behindMagic = "%time\nSamples.ir";
    var there = assistant.complete(behindMagic, behindMagic.length());
    assertEquals(List.of(), assistant.complete("%ti", 3).words());
    assertEquals("ir", behindMagic.substring(there.from(), there.to()));
    assertTrue(there.words().getFirst().startsWith("iris("), there.words().toString());
  }

  @Test
  void inspects() {
    var ridge = assistant.inspect("new Ridge()", 7);
    assertTrue(ridge.startsWith("Ridge: "), ridge);
    assertTrue(ridge.contains("alpha = 1.0"), ridge);
    var method = assistant.inspect("Math.max(1, 2)", 6);
    assertTrue(method.contains("max(int a, int b)") || method.contains("int Math.max(int"), method);
    assertTrue(assistant.inspect("%time\nMath.max(1, 2)", 14).contains("max(int"));
    assertEquals("", assistant.inspect("zzzzz", 3));
    assertEquals("", assistant.inspect("", 0));
  }

  @Test
  void knowsWhatIsComplete() {
    assertEquals("complete", assistant.isComplete("int a = 1;"));
    assertEquals("complete", assistant.isComplete("1 + 1"));
    assertEquals("complete", assistant.isComplete("%time\nint a = 1;\nint b = 2;"));
    assertEquals("  ", assistant.isComplete("for (int i = 0; i < 3; i++) {"));
    assertEquals("invalid", assistant.isComplete("int x = 3 } ;"));
  }

  @Test
  void noNameIsAmbiguous() throws Exception {
    // Whatever two imported packages both have stands in imports.jsh by itself.
    for (var line :
        List.of(
            "Linear", "Function", "Reader", "Statistics", "Neighbours", "XGBRegressor", "Locale"))
      session.run(line + ".class");
    var types = new java.util.TreeMap<String, List<String>>();
    var single = new java.util.HashSet<String>();
    for (var imported : Session.imports()) {
      var name = imported.replaceAll("import |;", "").strip();
      if (name.startsWith("static ")) continue;
      if (!name.endsWith(".*")) {
        single.add(name.substring(name.lastIndexOf('.') + 1));
        continue;
      }
      for (var type : publicTypes(name.substring(0, name.length() - 2)))
        types.computeIfAbsent(type, _ -> new java.util.ArrayList<>()).add(name);
    }
    assertTrue(types.size() > 600, "only " + types.size() + " types were found");
    types.keySet().removeAll(single);
    types.values().removeIf(packages -> packages.size() < 2);
    assertEquals(Map.of(), types);
  }

  /** Public top-level types of a package, on the class path or in the JDK. */
  private static List<String> publicTypes(String name) throws IOException {
    var folder = name.replace('.', '/');
    var out = new java.util.ArrayList<String>();
    if (name.startsWith("java.")) {
      try (var files = Files.list(Path.of(java.net.URI.create("jrt:/java.base/" + folder)))) {
        files.forEach(f -> out.add(f.getFileName().toString()));
      }
    } else {
      for (var urls = AssistantTest.class.getClassLoader().getResources(folder);
          urls.hasMoreElements(); ) {
        var url = urls.nextElement();
        if (url.getProtocol().equals("file")) {
          try (var files = Files.list(Path.of(url.getPath()))) {
            files.forEach(f -> out.add(f.getFileName().toString()));
          }
        } else {
          var jar = ((java.net.JarURLConnection) url.openConnection()).getJarFile();
          jar.stream()
              .map(JarEntry::getName)
              .filter(n -> n.startsWith(folder + "/") && n.indexOf('/', folder.length() + 1) < 0)
              .forEach(n -> out.add(n.substring(folder.length() + 1)));
        }
      }
    }
    return out.stream()
        .filter(n -> n.endsWith(".class") && !n.contains("$") && !n.contains("-"))
        .map(n -> n.substring(0, n.length() - ".class".length()))
        .distinct()
        .filter(n -> isPublic(name + "." + n))
        .toList();
  }

  private static boolean isPublic(String type) {
    try {
      var c = Class.forName(type, false, AssistantTest.class.getClassLoader());
      return java.lang.reflect.Modifier.isPublic(c.getModifiers());
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  @Test
  void magicLines(@TempDir Path folder) throws Exception {
    var magics = new Magics(session);
    var shown = new java.util.ArrayList<String>();
    before =
        Notebook.stage(
            new Stage() {
              @Override
              public void show(View view) {
                shown.add(view.text());
              }

              @Override
              public void update(String name, View view) {}
            });
    assertEquals(2, magics.run("\n%time\n1 + 1"));
    assertTrue(shown.getFirst().matches("\\d+\\.\\d+ s"), shown.toString());
    magics.run("%help");
    assertTrue(shown.getLast().contains("%jar"));
    var jar = folder.resolve("extra.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("hello.txt"));
      out.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    magics.run("%jar " + jar);
    magics.run("%jar " + folder + "/*.jar");
    for (var bad :
        List.of(
            "%jar",
            "%jar /nowhere.jar",
            "%jar " + folder + "/none*.jar",
            "%maven",
            "%maven one:two",
            "%nothing")) assertThrows(CellException.class, () -> magics.run(bad), bad);
    var e = assertThrows(CellException.class, () -> magics.run("%time\nint x = \"s\";"));
    assertTrue(e.lines().getFirst().startsWith("line 2: "), e.lines().toString());
  }

  @Test
  void theKernelsFolder(@TempDir Path kernels) throws Exception {
    var spec =
        new KernelSpec(
            "mill",
            "Java \"quoted\"",
            List.of("/a b/millrace", "jupyter", "kernel", "{connection_file}"));
    var folder = spec.install(kernels);
    spec.install(kernels);
    var json = Files.readString(folder.resolve("kernel.json"));
    assertTrue(
        json.contains("\"interrupt_mode\" : \"message\"") && json.contains("Java \\\"quoted\\\""),
        json);
    assertTrue(Files.size(folder.resolve("logo-svg.svg")) > 100);
    assertTrue(KernelSpec.uninstall(kernels, "mill"));
    assertFalse(Files.exists(folder));
    assertFalse(KernelSpec.uninstall(kernels, "mill"));
    assertThrows(IllegalArgumentException.class, () -> new KernelSpec("../x", "t", List.of()));
    var home = Path.of("home");
    assertEquals(
        home.resolve(".local/share/jupyter/kernels"),
        KernelSpec.userFolder(Map.of(), "Linux", home));
    assertEquals(
        home.resolve("Library/Jupyter/kernels"), KernelSpec.userFolder(Map.of(), "Mac OS X", home));
    assertEquals(
        Path.of("data/kernels"),
        KernelSpec.userFolder(Map.of("JUPYTER_DATA_DIR", "data"), "Linux", home));
    assertEquals(
        Path.of("roaming/jupyter/kernels"),
        KernelSpec.userFolder(Map.of("APPDATA", "roaming"), "Windows 11", home));
  }
}

import java.io.IOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the classes of a jar anew as those of Java 8, with stack maps: an AOT cache takes no class of
 * Java 5, and picocli is made for Java 5. Nothing else of the jar changes. The build runs this file on
 * the copy in lib (docs/adr/0017): java StackMaps.java FILE.jar
 */
class StackMaps {
  private static final String NOTE = "META-INF/CHANGED-BY-MILLRACE.txt";

  public static void main(String... args) throws IOException {
    var jar = Path.of(args[0]);
    var written = Path.of(jar + ".tmp"); // not createTempFile: what that makes, only its owner may read
    try (var in = new ZipFile(jar.toFile());
        var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      if (in.getEntry(NOTE) != null) return; // done already
      var resolver =
          ClassHierarchyResolver.ofResourceParsing(loader)
              .orElse(ClassHierarchyResolver.defaultResolver())
              .cached();
      var files =
          ClassFile.of(
              ConstantPoolSharingOption.NEW_POOL, ClassHierarchyResolverOption.of(resolver));
      try (var out = new ZipOutputStream(Files.newOutputStream(written))) {
        for (var entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
          var bytes = in.getInputStream(entry).readAllBytes();
          if (entry.getName().endsWith(".class")) bytes = modern(files, bytes);
          write(out, entry.getName(), entry.getTime(), bytes);
        }
        var note = "Classes of before Java 6 are written as of Java 8, with stack maps; otherwise as published.\n";
        write(out, NOTE, in.entries().nextElement().getTime(), note.getBytes(StandardCharsets.UTF_8));
      }
      Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static byte[] modern(ClassFile files, byte[] bytes) {
    var model = files.parse(bytes);
    if (model.majorVersion() >= ClassFile.JAVA_6_VERSION) return bytes;
    return files.transformClass(model, StackMaps::modern);
  }

  private static void modern(ClassBuilder out, ClassElement element) {
    switch (element) {
      case ClassFileVersion _ -> out.withVersion(ClassFile.JAVA_8_VERSION, 0);
      // Methods are built again, instruction by instruction: then stack maps are computed.
      case MethodModel method ->
          out.transformMethod(method, MethodTransform.transformingCode((code, e) -> code.with(e)));
      default -> out.with(element);
    }
  }

  private static void write(ZipOutputStream out, String name, long time, byte[] bytes)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setTime(time);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}

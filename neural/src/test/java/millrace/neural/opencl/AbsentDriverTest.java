package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without OpenCL, or with half of it: a message, and everything works on. */
final class AbsentDriverTest {
  /** What a program does that wants a device if there is one. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      System.out.println("available " + OpenCl.available());
      System.out.println("devices " + OpenCl.devices().size());
      System.out.println("why " + OpenCl.why());
      try (Ops f = OpenCl.available() ? new OpenCl() : new Cpu()) {
        System.out.println("sum " + f.floats(f.sum(f.tensor(new float[] {1, 2, 3}, 3), 0))[0]);
      }
      try (var f = new OpenCl()) {
        System.out.println("made " + f);
      } catch (IllegalStateException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  private static String said(String text, String word) {
    return text.lines()
        .filter(l -> l.startsWith(word + " "))
        .map(l -> l.substring(word.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text));
  }

  private static void cpuWorks(String text, String why) {
    assertEquals("false", said(text, "available"));
    assertEquals("0", said(text, "devices"));
    assertTrue(said(text, "why").contains(why), text);
    assertEquals("6.0", said(text, "sum"));
    assertTrue(said(text, "refused").contains(why), text);
  }

  @Test
  void withoutALibrary() throws Exception {
    var jvm = new Jvm().property("millrace.opencl.library", "libNoSuchThing.so.1");
    cpuWorks(jvm.run(60, Child.class), "libNoSuchThing.so.1");
  }

  @Test
  void withALibraryThatIsNone(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("libOpenCL.so.1"), "not a library");
    var jvm = new Jvm().property("millrace.opencl.library", file.toString());
    cpuWorks(jvm.run(60, Child.class), file.toString());
  }

  /** Where there is no library at all, the message is that of the first test. */
  @Test
  void withALibraryButNoDriver(@TempDir Path empty) throws Exception {
    var jvm = new Jvm().environment("OCL_ICD_VENDORS", empty.toString());
    cpuWorks(jvm.run(60, Child.class), "pocl-opencl-icd");
  }
}

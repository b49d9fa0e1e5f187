package millrace.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * The JVM warns of its vector module at every start, on standard error, and cannot be told not to.
 * So the launcher starts it with standard error going through a filter for that one line, and the
 * real one as descriptor {@code millrace.stderr}; once the JVM is up, the real one is put back, and
 * nothing comes between it and what is said.
 */
final class StandardError {
  private StandardError() {}

  @SuppressWarnings("restricted") // Java has no dup2
  static void restore() {
    var real = Integer.getInteger("millrace.stderr");
    if (real == null) return;
    var integer = ValueLayout.JAVA_INT;
    try {
      var linker = Linker.nativeLinker();
      var dup2 =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("dup2"),
              FunctionDescriptor.of(integer, integer, integer));
      int done = (int) dup2.invokeExact((int) real, 2);
      if (done != 2) System.err.println("millrace: standard error stays filtered");
    } catch (Throwable e) { // then the filter stays, which lets everything else through
      System.err.println("millrace: standard error stays filtered: " + e);
    }
  }
}

package millrace.cli;

import java.io.IOException;

/**
 * Halts a process whose turn it is not, where there is a command {@code kill}: threads of OpenMP
 * and OpenBLAS look out for work for a while, on processors that the next side needs.
 */
final class Halt {
  private Halt() {}

  static void stop(Process process) {
    signal(process, "STOP");
  }

  static void resume(Process process) {
    signal(process, "CONT");
  }

  private static void signal(Process process, String what) {
    if (!process.isAlive()) return;
    try {
      new ProcessBuilder("kill", "-" + what, Long.toString(process.pid())).start().waitFor();
    } catch (IOException _) {
      // no such command: it goes on between its turns
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

package millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import millrace.notebook.kernel.Kernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What Jupyter starts. */
@Command(
    name = "kernel",
    description = "Serves one notebook: Jupyter starts this, people do not.",
    mixinStandardHelpOptions = true)
final class JupyterKernel implements Runnable {
  @Parameters(paramLabel = "FILE", description = "The connection file that Jupyter wrote.")
  Path connection;

  @Override
  public void run() {
    Jshell.needsJdk();
    leaveWithParent();
    try {
      Kernel.serve(connection, Main.Version.millrace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kernel whose Jupyter has died has nobody left to tell it to end. */
  private static void leaveWithParent() {
    var parent = System.getenv("JPY_PARENT_PID");
    if (parent == null || !parent.matches("[1-9]\\d*")) return;
    var handle = ProcessHandle.of(Long.parseLong(parent));
    if (handle.isEmpty()) return;
    var watch =
        new Thread(
            () -> {
              handle.get().onExit().join();
              System.exit(1);
            },
            "millrace-parent");
    watch.setDaemon(true);
    watch.start();
  }
}

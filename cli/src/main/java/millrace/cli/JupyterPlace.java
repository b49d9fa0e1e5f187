package millrace.cli;

import java.nio.file.Path;
import millrace.notebook.kernel.KernelSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which kernel, and where Jupyter looks for it. */
final class JupyterPlace {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "millrace",
      description = "By which notebooks ask for the kernel (default: ${DEFAULT-VALUE}).")
  String name;

  @Option(
      names = "--prefix",
      paramLabel = "DIR",
      description =
          "Of a Python environment, such as /usr/local: the kernel goes to share/jupyter/kernels in"
              + " it (default: the place for this user's kernels).")
  @Nullable Path prefix;

  Path kernels() {
    if (prefix != null) return prefix.resolve("share/jupyter/kernels");
    return KernelSpec.userFolder(
        System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
  }
}

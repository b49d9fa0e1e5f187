package millrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.notebook.kernel.KernelSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the kernel known to Jupyter. */
@Command(
    name = "install",
    description = {
      "Makes the kernel known to Jupyter, which itself is not installed.",
      "What stands before the command (--with, --jar, --jvm) holds for the notebooks, too."
    },
    mixinStandardHelpOptions = true)
final class JupyterInstall implements Runnable {
  @Spec CommandSpec command;
  @Mixin JupyterPlace place;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "Java (Millrace)",
      description = "What people see (default: ${DEFAULT-VALUE}).")
  String title;

  @Option(
      names = "--jvm",
      paramLabel = "OPTIONS",
      description = "For the JVM of the notebooks, such as \"-Xmx8g\".")
  @Nullable String jvm;

  @Override
  public void run() {
    Jshell.needsJdk();
    var folder = new KernelSpec(place.name, title, start()).install(place.kernels());
    command
        .commandLine()
        .getOut()
        .println("installed the kernel '%s' in %s".formatted(place.name, folder));
  }

  /** The launcher as it was called, which finds Java and builds what is stale. */
  private List<String> start() {
    var launcher = System.getProperty("millrace.launcher");
    if (launcher == null)
      throw new IllegalStateException(
          "the kernel is started by the launcher: run this command by ./millrace or bin/millrace");
    var out = new ArrayList<String>();
    out.add(Path.of(launcher).toAbsolutePath().normalize().toString());
    System.getProperty("millrace.before", "").lines().forEach(out::add); // --with NAME …
    if (jvm != null) out.addAll(List.of("--jvm", jvm));
    out.addAll(List.of("jupyter", "kernel", "{connection_file}"));
    return out;
  }
}

package millrace.cli;

import java.util.NoSuchElementException;
import millrace.notebook.kernel.KernelSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes the kernel out again. */
@Command(
    name = "uninstall",
    description = "Takes the kernel out again.",
    mixinStandardHelpOptions = true)
final class JupyterUninstall implements Runnable {
  @Spec CommandSpec command;
  @Mixin JupyterPlace place;

  @Override
  public void run() {
    if (!KernelSpec.uninstall(place.kernels(), place.name))
      throw new NoSuchElementException(
          "there is no kernel '%s' in %s".formatted(place.name, place.kernels()));
    command.commandLine().getOut().println("removed the kernel '%s'".formatted(place.name));
  }
}

package millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Notebooks. */
@Command(
    name = "jupyter",
    description = "Jupyter notebooks in Java, with Millrace on their path.",
    mixinStandardHelpOptions = true,
    subcommands = {JupyterInstall.class, JupyterUninstall.class, JupyterKernel.class})
final class Jupyter implements Runnable {
  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "install, uninstall or kernel?");
  }
}

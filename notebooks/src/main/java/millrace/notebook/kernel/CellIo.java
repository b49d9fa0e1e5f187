package millrace.notebook.kernel;

import java.nio.charset.StandardCharsets;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.JupyterIO;

/** The displays and the input of a cell: attached to the request that it answers. */
final class CellIo extends JupyterIO {
  CellIo() {
    super(StandardCharsets.UTF_8);
  }

  /**
   * Until the request is answered.
   *
   * @param input whether the frontend answers questions
   */
  void attach(ShellReplyEnvironment env, boolean input) {
    setEnv(env);
    setJupyterInEnabled(input);
    env.defer(() -> retractEnv(env));
  }
}

package millrace.notebook.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import millrace.notebook.Notebook;
import millrace.notebook.Stage;
import millrace.notebook.View;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.BaseKernelBuilder;
import org.dflib.jjava.jupyter.kernel.HelpLink;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A Jupyter kernel for Java with Millrace on its path: a {@link Session} behind the protocol of
 * jjava-jupyter, which does the talking.
 *
 * @see "Messaging in Jupyter, version 5.3 of the protocol"
 */
public final class Kernel extends BaseKernel implements Stage {
  private final CellIo cellIo;
  private final Session session;
  private final Magics magics;
  private final Assistant assistant;
  private final Outlet outlet = new Outlet();
  private final Set<String> updated = new HashSet<>();
  private String cell = "";
  private Instant failed = Instant.MIN;

  /** How long the last requests took by both clocks: the frontend's may be another machine's. */
  private final ArrayDeque<Duration> took = new ArrayDeque<>();

  private static final int REMEMBERED = 20;

  private Kernel(Parts parts, CellIo io, String version) {
    super(
        "millrace",
        version,
        new LanguageInfo.Builder("Java")
            .version(Runtime.version().toString())
            .mimetype("text/x-java-source")
            .fileExtension(".jshell")
            .pygments("java")
            .codemirror("text/x-java")
            .build(),
        List.<HelpLink>of(),
        null,
        io,
        parts.comms(),
        parts.renderer(),
        new MagicParser("(?!)", "(?!)", new MagicTranspiler()), // ours are read by Magics
        parts.registry(),
        false,
        parts.styler());
    cellIo = io;
    session = new Session();
    magics = new Magics(session);
    assistant = new Assistant(session);
  }

  /**
   * Serves one connection until the frontend ends it.
   *
   * @param connection the file that Jupyter wrote: addresses, ports and a key
   * @throws IOException if the file cannot be read
   */
  public static void serve(Path connection, String version) throws IOException {
    var at = KernelConnectionProperties.parse(Files.readString(connection));
    try {
      var wire = new JupyterConnection(at);
      var kernel = new Parts(version).build();
      var _ = Notebook.stage(kernel);
      kernel.becomeHandlerForConnection(wire);
      kernel.onStartup();
      wire.connect();
      wire.waitUntilClose();
      kernel.session.close();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "%s asks for signatures that this Java cannot make: %s"
              .formatted(connection, e.getMessage()),
          e);
    }
  }

  @Override
  public String getBanner() {
    return "Millrace %s, Java %s".formatted(getVersion(), Runtime.version());
  }

  @Override
  public @Nullable Object evalRaw(String code) {
    return magics.run(code);
  }

  /**
   * Runs a cell. One that was sent before another failed does not run: who runs all cells wants to
   * stop at the first that fails.
   */
  @Override
  protected synchronized void handleExecuteRequest(
      ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    commManager.setMessageContext(message);
    env.setBusyDeferIdle();
    var request = message.getContent();
    var sent = sent(message.getHeader().getTimestamp().getDateString());
    if (request.shouldStopOnError() && sent.isBefore(failed)) {
      env.defer()
          .replyError(
              ExecuteRequest.MESSAGE_TYPE.error(),
              new ErrorReply("Aborted", "an earlier cell failed", List.of()));
      return;
    }
    int number = request.isSilent() ? executionCount.get() : executionCount.getAndIncrement();
    if (!request.isSilent()) env.publish(new PublishExecuteInput(request.getCode(), number));
    replaceOutputStreams(env);
    cellIo.attach(env, request.isStdinEnabled());
    try {
      var value = finished(request.getCode());
      if (value != null && !request.isSilent())
        env.publish(new PublishExecuteResult(number, data(View.of(value))));
      env.defer().reply(new ExecuteReply(number, Map.of()));
    } catch (RuntimeException | Error e) { // of the cell, or of the kernel: it must be answered
      failed = Instant.now();
      var name = e instanceof CellException c ? c.kind() : e.getClass().getName();
      name = name.substring(name.lastIndexOf('.') + 1);
      var text = String.valueOf(e.getMessage());
      env.publish(new PublishError(name, text, formatError(e)));
      var reply = new ErrorReply(name, text, formatError(e));
      reply.setExecutionCount(number);
      env.defer().replyError(ExecuteRequest.MESSAGE_TYPE.error(), reply);
    }
  }

  /** Runs the code; when it is over, all that it printed and showed has been published. */
  private @Nullable Object finished(String code) {
    cell = UUID.randomUUID().toString();
    updated.clear();
    try {
      return evalRaw(code);
    } finally {
      flush();
      outlet.drain();
    }
  }

  /** When a message was sent, by our clock; of one that does not say so in ISO 8601, now. */
  private Instant sent(String date) {
    var now = Instant.now();
    try {
      var theirs = OffsetDateTime.parse(date).toInstant();
      took.add(Duration.between(theirs, now));
      if (took.size() > REMEMBERED) took.remove();
      return theirs.plus(Collections.min(took)); // the quickest tells how far the clocks are apart
    } catch (DateTimeParseException e) {
      return now;
    }
  }

  @Override
  protected void replaceOutputStreams(ShellReplyEnvironment env) {
    var out = System.out;
    var err = System.err;
    var in = System.in;
    System.setOut(outlet.stream(env::writeToStdOut));
    System.setErr(outlet.stream(env::writeToStdErr));
    System.setIn(io.in);
    env.defer(
        () -> {
          System.setOut(out);
          System.setErr(err);
          System.setIn(in);
        });
  }

  @Override
  public void show(View view) {
    flush();
    outlet.send(() -> io.display.display(data(view)));
  }

  @Override
  public void update(String name, View view) {
    flush();
    var data = data(view);
    var id = name + "-" + cell;
    data.setDisplayId(id);
    outlet.send(
        () -> {
          if (updated.add(id)) io.display.display(data);
          else io.display.updateDisplay(data);
        });
  }

  /** What was printed before comes before. */
  private static void flush() {
    System.out.flush();
    System.err.flush();
  }

  private static DisplayData data(View view) {
    var data = new DisplayData(view.text());
    if (!view.html().isEmpty()) data.putHTML(view.html());
    return data;
  }

  @Override
  public List<String> formatError(Throwable e) {
    return Trouble.lines(e);
  }

  @Override
  public void interrupt() {
    magics.interrupt();
  }

  @Override
  public @Nullable DisplayData inspect(String code, int at, boolean extra) {
    var text = assistant.inspect(code, at);
    return text.isEmpty() ? null : new DisplayData(text);
  }

  @Override
  public @Nullable ReplacementOptions complete(String code, int at) {
    var found = assistant.complete(code, at);
    return found.words().isEmpty()
        ? null
        : new ReplacementOptions(found.words(), found.from(), found.to());
  }

  @Override
  public String isComplete(String code) {
    return assistant.isComplete(code);
  }

  /** The parts of jjava-jupyter as it makes them by default. */
  private static final class Parts extends BaseKernelBuilder<Parts, Kernel> {
    Parts(String version) {
      this.version = version;
    }

    CommManager comms() {
      return buildCommManager();
    }

    Renderer renderer() {
      return buildRenderer();
    }

    MagicsRegistry registry() {
      return buildMagicsRegistry();
    }

    StringStyler styler() {
      return buildErrorStyler();
    }

    @Override
    public Kernel build() {
      return new Kernel(this, new CellIo(), version);
    }
  }
}

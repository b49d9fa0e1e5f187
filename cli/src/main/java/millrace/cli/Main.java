package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.run.Run;
import millrace.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code millrace} command. Results go to standard output, everything else to standard error.
 * Exit codes: 0 fine, 1 the job failed (one line says why, {@code --verbose} shows the details), 2
 * wrong usage.
 */
@Command(
    name = "./millrace",
    addMethodSubcommands = false,
    description = "Composable, leakage-free machine-learning pipelines for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Before the command: --with smile adds the models of Smile (GPL-3.0), --with corenlp the",
      "annotators of Stanford CoreNLP (GPL-3.0), --with corenlp-models its models too (474 MB);",
      "--jar FILE adds a jar to the class path; --jvm \"-Xmx8g\" sets JVM options.",
      "Exit codes: 0 fine, 1 the job failed, 2 wrong usage."
    })
public final class Main implements Runnable {
  /** The command's name in a clone, where it is no part of a file's name. */
  private static final Pattern CLONE = Pattern.compile("(?<![\\w./])\\./millrace(?![\\w./-])");

  /** The commands by their names: only the one that is called for is looked into. */
  private static final SequencedMap<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("compare", Compare::new);
    COMMANDS.put("tune", Tune::new);
    COMMANDS.put("train", Train::new);
    COMMANDS.put("predict", Predict::new);
    COMMANDS.put("topics", FindTopics::new);
    COMMANDS.put("vectors", Words::new);
    COMMANDS.put("models", Models::new);
    COMMANDS.put("jshell", Jshell::new);
    COMMANDS.put("jupyter", Jupyter::new);
    COMMANDS.put("doctor", Doctor::new);
    COMMANDS.put("bench", Bench::new);
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where a failure came from.")
  boolean verbose;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  /** Runs one command line and ends the JVM with its exit code. */
  public static void main(String... args) {
    StandardError.restore();
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // figures are for programs, too
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    if (out.checkError() && code == ExitCode.OK) {
      err.println("millrace: standard output was closed before all was written");
      code = ExitCode.SOFTWARE;
    }
    err.flush();
    System.exit(code);
  }

  /** Runs one command line and gives its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    var line =
        commandLine(main, args)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, _) -> misused(e, err))
            .setExecutionExceptionHandler((e, _, _) -> failed(e, err, main.verbose));
    var unknown = unknownOption(line, args);
    return unknown.isPresent() ? misused(unknown.get(), err) : line.execute(args);
  }

  private static int misused(CommandLine.ParameterException e, PrintWriter err) {
    err.println("millrace: " + asCalled(e.getMessage()));
    if (e instanceof UnmatchedArgumentException u) err.print(hint(u));
    err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /**
   * The first word that looks like an option and is none. Picocli takes it for one more value of an
   * option of many values, such as {@code --data}, and complains of what is missing then.
   */
  private static Optional<UnmatchedArgumentException> unknownOption(
      CommandLine line, String... args) {
    boolean value = false; // whether the word before wants this one, whatever it looks like
    for (var word : args) {
      var below = line.getSubcommands().get(word);
      if (below != null && !value) line = below;
      var option = line.getCommandSpec().optionsMap().get(word.replaceFirst("=.*", ""));
      if (option == null && !value && word.matches("--\\w.*"))
        return Optional.of(new UnmatchedArgumentException(line, List.of(word)));
      value = option != null && option.arity().max() == 1 && !word.contains("=");
    }
    return Optional.empty();
  }

  /**
   * The command with the one command under it that the first word names, or else with all: reading
   * the options of every command took a quarter of a second at each start.
   */
  static CommandLine commandLine(Main main, String... args) {
    var line = new CommandLine(main).setCommandName(called());
    var first = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (first != null) line.addSubcommand(args[0], first.get());
    else COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "which command? " + String.join(", ", spec.subcommands().keySet()));
  }

  /** One line for what is wrong with the input or the options; the stack only when asked for. */
  private static int failed(Exception e, PrintWriter err, boolean verbose) {
    if (verbose) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      err.print(trace);
    }
    err.println("millrace: " + asCalled(reason(e)));
    return ExitCode.SOFTWARE;
  }

  private static String hint(UnmatchedArgumentException e) {
    for (var word : e.getUnmatched())
      if (word.matches("--(with|jar|jvm)"))
        return "%s stands first, before the command: %s %s VALUE COMMAND%n"
            .formatted(word, called(), word);
    if (!e.getSuggestions().isEmpty())
      return "Did you mean %s?%n".formatted(String.join(" or ", e.getSuggestions()));
    var options = e.getCommandLine().getCommandSpec().optionsMap().keySet();
    var near = DidYouMean.among(e.getUnmatched().getFirst(), options);
    return near.isEmpty() ? "" : near.replaceFirst("^\\W+", "") + System.lineSeparator();
  }

  /** How the launcher was called: {@code ./millrace --with smile}, or {@code millrace}. */
  static String called() {
    return System.getProperty("millrace.command", "./millrace");
  }

  /** Messages name commands as they are called in a clone; elsewhere they are called otherwise. */
  private static String asCalled(String message) {
    return CLONE.matcher(message).replaceAll(Matcher.quoteReplacement(called()));
  }

  private static String reason(Exception e) {
    return switch (e) {
      case DataException d -> d.getMessage();
      case StoreException s -> s.getMessage();
      case IllegalArgumentException i -> String.valueOf(i.getMessage());
      case NoSuchElementException n -> String.valueOf(n.getMessage());
      case Run.CancelledException c -> String.valueOf(c.getMessage());
      case UncheckedIOException u -> io(u.getCause());
      case IOException i -> io(i);
      default ->
          "%s: %s (--verbose shows where)".formatted(e.getClass().getSimpleName(), e.getMessage());
    };
  }

  static String io(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> "there is no file " + n.getFile();
      case AccessDeniedException a -> "may not read or write " + a.getFile();
      case FileAlreadyExistsException x ->
          x.getFile() + " is in the way: it exists and is not a folder";
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }

  /** The version of the jar, and of Java. */
  static final class Version implements IVersionProvider {
    static String millrace() {
      var v = Main.class.getPackage().getImplementationVersion();
      return v == null ? "development" : v;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"Millrace " + millrace() + ", Java " + Runtime.version()};
    }
  }
}

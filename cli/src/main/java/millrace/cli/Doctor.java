package millrace.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import millrace.learn.Catalog;
import millrace.nlp.Annotate;
import millrace.trainers.tribuo.XGBRegressor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Says what this machine and class path offer, and why something is not there. */
@Command(
    name = "doctor",
    addMethodSubcommands = false,
    description = {
      "Say what runs here and why something does not: Java, memory, threads, engines, vectors,",
      "OpenCL; and test how fast each backend multiplies matrices."
    },
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = {
        "How long the self-test takes, 0: none (default: ${DEFAULT-VALUE}); to see the vector"
            + " loops",
        "compiled may take twice as long again."
      })
  double seconds = 5;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    if (!(seconds >= 0 && seconds <= 3600))
      throw new ParameterException(
          command.commandLine(), "--seconds must be in [0, 3600], but is " + seconds);
    var out = command.commandLine().getOut();
    var runtime = Runtime.getRuntime();
    out.println("Millrace  " + Main.Version.millrace());
    out.println("Java      " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
    out.println(
        "Machine   %s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    boolean sources = Files.isRegularFile(Path.of(System.getProperty("java.home"), "lib/src.zip"));
    out.println(
        "Texts     "
            + (sources
                ? "the JDK's documentation (lib/src.zip), for notebooks"
                : "none for notebooks: this Java has no lib/src.zip"));
    out.println("Processor " + Processor.name());
    out.println("Threads   " + runtime.availableProcessors());
    out.println(
        "Heap      at most %,d MB; %s --jvm \"-Xmx8g\" … raises it"
            .formatted(runtime.maxMemory() >> 20, Main.called()));
    var engines = new TreeMap<String, Integer>();
    for (var t : Catalog.trainers())
      engines.merge(Catalog.about(t.getClass()).engine(), 1, Integer::sum);
    out.println(
        "Engines   "
            + engines.entrySet().stream()
                .map(e -> "%s (%d models and steps)".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ")));
    out.println("XGBoost   " + xgboost());
    out.println(
        "Smile     "
            + (engines.keySet().stream().anyMatch(e -> e.contains("Smile"))
                ? "on the class path (GPL-3.0-or-later)"
                : "not on the class path; "
                    + Main.called()
                    + " --with smile … adds it (GPL-3.0-or-later)"));
    out.println("CoreNLP   " + coreNlp());
    new DoctorCompute(out, seconds).say();
    return 0;
  }

  private static String xgboost() {
    return XGBRegressor.available()
        ? "its native library loads"
        : "its native library does not load on this system; forests and extra trees need none";
  }

  private static String coreNlp() {
    var backend = Annotate.backends().stream().filter(b -> b.name().equals("corenlp")).findFirst();
    if (backend.isEmpty()) {
      return "not on the class path; "
          + Main.called()
          + " --with corenlp … adds it (GPL-3.0-or-later)";
    }
    try {
      backend.get().check(backend.get().layers(), List.of());
      return backend.get().version() + " with its models (GPL-3.0-or-later)";
    } catch (IllegalArgumentException e) {
      return backend.get().version() + " (GPL-3.0-or-later). " + e.getMessage();
    }
  }

  /** The most heap that was in use at once, and the most there may be. */
  static String memory() {
    long peak = 0;
    for (var pool : ManagementFactory.getMemoryPoolMXBeans())
      if (pool.getType() == MemoryType.HEAP) peak += pool.getPeakUsage().getUsed();
    return "heap of at most %,d MB used (garbage included), of %,d MB allowed"
        .formatted(peak >> 20, Runtime.getRuntime().maxMemory() >> 20);
  }
}

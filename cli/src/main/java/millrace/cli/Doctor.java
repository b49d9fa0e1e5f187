package millrace.cli;

import java.lang.management.ManagementFactory;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import millrace.learn.Catalog;
import millrace.trainers.tribuo.XGBRegressor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Says what this machine and class path offer, and why something is not there. */
@Command(
    name = "doctor",
    description = "Say what runs here and why something does not: Java, memory, threads, engines.",
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var out = command.commandLine().getOut();
    var runtime = Runtime.getRuntime();
    out.println("Millrace  " + Main.Version.millrace());
    out.println("Java      " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
    out.println(
        "Machine   %s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    out.println("Threads   " + runtime.availableProcessors());
    out.println(
        "Heap      at most %,d MB; ./millrace --jvm \"-Xmx8g\" … raises it"
            .formatted(runtime.maxMemory() >> 20));
    out.println("Collector " + ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName());
    var engines = new TreeMap<String, Integer>();
    for (var t : Catalog.trainers())
      engines.merge(Catalog.about(t.getClass()).engine(), 1, Integer::sum);
    out.println("Engines   " + engines);
    out.println("XGBoost   " + xgboost());
    out.println(
        "Smile     "
            + (engines.keySet().stream().anyMatch(e -> e.contains("Smile"))
                ? "on the class path (GPL-3.0-or-later)"
                : "not on the class path; ./millrace --with smile … adds it (GPL-3.0-or-later)"));
    return 0;
  }

  private static String xgboost() {
    return XGBRegressor.available()
        ? "its native library loads"
        : "its native library does not load on this system; forests and extra trees need none";
  }
}

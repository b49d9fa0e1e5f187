package millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How long it takes from the start of a process to its end: iris is read, a logistic regression
 * fitted, its accuracy printed. Ours is the command as a user types it, launcher included.
 */
@Command(
    name = "start",
    description = {
      "Cold start beside scikit-learn: whole processes that read iris, fit a logistic regression",
      "and print its accuracy, in turn."
    },
    mixinStandardHelpOptions = true)
final class BenchStart implements Callable<Integer> {
  private static final Pattern ACCURACY = Pattern.compile("accuracy (\\d\\.\\d+)");

  @Mixin BenchRounds options = new BenchRounds();

  @Mixin PythonOption python = new PythonOption();

  @picocli.CommandLine.Spec CommandSpec command;

  /** One side: what is started, with what in its environment, and the seconds it took. */
  private record Side(
      String name, List<String> words, Map<String, String> environment, List<Double> seconds) {}

  @Override
  public Integer call() throws IOException {
    options.check();
    var launcher = System.getProperty("millrace.launcher", "");
    if (launcher.isEmpty())
      throw new DataException(
          "the launcher did not say where it is: start this by ./millrace bench start");
    Files.createDirectories(options.out);
    var page = new BenchPage(command, options.out);
    var folder = Files.createTempDirectory("millrace-bench");
    try {
      page.add(measure(page, launcher, folder));
    } finally {
      Folders.delete(folder);
    }
    page.write();
    page.print(options.json, command.commandLine().getErr(), command.commandLine().getOut());
    return 0;
  }

  private BenchTurns measure(BenchPage page, String launcher, Path folder) throws IOException {
    var iris = resource("iris.csv", folder);
    var train =
        List.of(
            launcher,
            "train",
            "--data",
            iris,
            "--target",
            "species",
            "--model",
            "logistic",
            "--score");
    var sides =
        new ArrayList<>(
            List.of(
                new Side("Millrace", train, Map.of("MILLRACE_AOT", "now"), new ArrayList<>()),
                new Side(
                    "Millrace without its AOT cache",
                    train,
                    Map.of("MILLRACE_AOT", "off"),
                    new ArrayList<>())));
    var peer =
        new Side(
            "scikit-learn",
            List.of(python.command, resource("bench_start.py", folder), iris),
            Map.of(),
            new ArrayList<>());
    page.version("Millrace", Main.Version.millrace());
    var version = version(folder);
    page.version("scikit-learn", version);
    if (!version.startsWith("left out")) sides.add(peer);
    int repeats = options.rounds(10);
    var said = new LinkedHashMap<String, Double>();
    for (var side : sides)
      said.put(side.name(), once(side, folder)); // makes the cache; not counted
    for (int r = 0; r < repeats; r++) {
      for (var side : sides) {
        long begun = System.nanoTime();
        once(side, folder);
        side.seconds().add((System.nanoTime() - begun) / 1e9);
      }
    }
    var table =
        new BenchTurns(
            "Cold start",
            "Whole processes, in turn, %d of each; seconds are medians. They read iris, standardize it, fit a logistic regression and print its accuracy on the same rows."
                .formatted(repeats));
    for (var side : sides) table.rows().add(row(side, peer, said.get(side.name())));
    for (var side : sides.subList(0, 2)) table.figures().add(figure(side, peer, said));
    return table;
  }

  private static BenchFigure figure(Side side, Side peer, Map<String, Double> accuracy) {
    double theirs = accuracy.getOrDefault(peer.name(), Double.NaN);
    var score = new BenchFigure.Score("accuracy", true, accuracy.get(side.name()), theirs);
    return BenchFigure.of(
        "cold start",
        side.name(),
        0,
        "s",
        false,
        side.seconds(),
        peer.name(),
        peer.seconds(),
        score);
  }

  private static SequencedMap<String, @Nullable Object> row(
      Side side, Side peer, @Nullable Double accuracy) {
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("side", side.name());
    row.put("s", side.seconds());
    var quartiles = BenchFigure.Interval.of(side.seconds());
    row.put("first quartile", quartiles.low());
    row.put("third quartile", quartiles.high());
    row.put(
        "of scikit-learn's", BenchTurns.median(side.seconds()) / BenchTurns.median(peer.seconds()));
    row.put("accuracy", accuracy);
    return row;
  }

  /** Runs it to its end and gives the accuracy it printed. */
  private static double once(Side side, Path folder) throws IOException {
    var said = folder.resolve("said.txt");
    var builder = new ProcessBuilder(side.words()).directory(folder.toFile());
    builder.environment().putAll(side.environment());
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    int code = await(builder.start());
    var text = Files.readString(said, StandardCharsets.UTF_8);
    var accuracy = ACCURACY.matcher(text);
    if (code != 0 || !accuracy.find())
      throw new DataException(
          "%s ended with %d and said: %s".formatted(side.name(), code, text.strip()));
    return Double.parseDouble(accuracy.group(1));
  }

  private String version(Path folder) throws IOException {
    var said = folder.resolve("version.txt");
    try {
      PythonPeer.check(python.command);
      var process =
          new ProcessBuilder(python.command, "-c", "import sklearn; print(sklearn.__version__)")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      int code = await(process);
      var lines = Files.readAllLines(said);
      var last = lines.isEmpty() ? "nothing was said" : lines.getLast();
      return code == 0 ? last : "left out: " + last;
    } catch (IOException e) {
      return String.format(Locale.ROOT, "left out: %s", e.getMessage());
    }
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static String resource(String name, Path folder) throws IOException {
    var file = folder.resolve(name);
    try (var in = BenchStart.class.getResourceAsStream(name)) {
      Files.write(file, Objects.requireNonNull(in, name + " is in the jar").readAllBytes());
    }
    return file.toString();
  }
}

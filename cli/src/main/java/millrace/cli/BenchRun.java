package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * How the jobs of {@code bench all} measure, and the ways from what they wrote to figures.
 *
 * @param data the folder of shared data
 * @param folder where this job writes
 * @param java whether libraries of Java are measured beside us
 * @param python the command, or {@link PythonPeer#NONE}
 * @param quick whether to measure less, to see that all works
 */
record BenchRun(Path data, Path folder, int threads, boolean java, String python, boolean quick) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Less, if it is to be quick. */
  String times(int usual, int few) {
    return Integer.toString(quick ? few : usual);
  }

  /** Runs one of the other benchmarks and takes the figures from its file. */
  BenchJob.Result bench(BenchProcess process, String command, List<String> words)
      throws IOException {
    var all = new ArrayList<>(words);
    all.addAll(List.of("--threads", Integer.toString(threads)));
    return whole(process, command, all);
  }

  /** One that is not a matter of threads. */
  BenchJob.Result whole(BenchProcess process, String command, List<String> words)
      throws IOException {
    var all = new ArrayList<>(List.of("bench", command));
    all.addAll(words);
    all.addAll(List.of("--out", folder.toString()));
    process.millrace(all);
    var tree = MAPPER.readTree(folder.resolve(command + ".json").toFile());
    var versions = new LinkedHashMap<String, String>();
    for (var side : tree.path("sides").properties())
      versions.put(side.getKey(), side.getValue().asText());
    if (tree.has("peer")) versions.put("scikit-learn", tree.path("peer").asText());
    return new BenchJob.Result(figures(tree), versions);
  }

  private static List<BenchFigure> figures(JsonNode tree) {
    var out = new ArrayList<BenchFigure>();
    for (var f : tree.path("figures")) out.add(BenchFigure.read(f));
    return out;
  }

  /** The command line of a class of src/jmh. */
  List<String> jmh(List<String> options, String main, List<String> arguments) {
    var all = new ArrayList<>(options);
    all.addAll(List.of("-cp", System.getProperty("millrace.neural.peers", ""), main));
    all.addAll(arguments);
    return all;
  }

  /**
   * Runs a class that prints {@code Turns}: ways whose name begins with ours beside the others, or
   * each alone where there are no others.
   *
   * @param libraries whose versions are said: names, and how their jars' names begin
   */
  BenchJob.Result turns(
      BenchProcess process, String main, List<String> arguments, Map<String, String> libraries)
      throws IOException {
    var file = folder.resolve("turns.jsonl");
    // With no common pool, Smile's parallel streams stay on one thread.
    var options =
        List.of(
            "-Dmillrace.bench.turns=" + file,
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0");
    process.java(jmh(options, main, arguments));
    var versions = new LinkedHashMap<String, String>();
    for (var e : new TreeMap<>(libraries).entrySet())
      versions.put(e.getKey(), version(e.getValue()));
    return new BenchJob.Result(BenchTurnsFile.figures(file), versions);
  }

  /** As the name of its jar has it, on the path of the classes of src/jmh. */
  private static String version(String jar) throws IOException {
    for (var entry : System.getProperty("millrace.neural.peers", "").split(File.pathSeparator)) {
      if (!entry.endsWith("*")) continue;
      var folder = Path.of(entry.substring(0, entry.length() - 1));
      if (!Files.isDirectory(folder)) continue;
      try (var jars = Files.newDirectoryStream(folder, jar + "-[0-9]*.jar")) {
        for (var file : jars)
          return file.getFileName().toString().replaceAll("^.*?-(?=\\d)|\\.jar$", "");
      }
    }
    return "unknown";
  }

  /** Runs benchmarks of JMH: the median of the iterations, and their quartiles. */
  BenchJob.Result kernels(BenchProcess process, String pattern, List<String> arguments)
      throws IOException {
    var file = folder.resolve("jmh.json");
    var all = new ArrayList<>(List.of(pattern, "-rf", "json", "-rff", file.toString()));
    all.addAll(arguments);
    process.java(jmh(List.of(), "org.openjdk.jmh.Main", all));
    var figures = new ArrayList<BenchFigure>();
    for (var b : MAPPER.readTree(file.toFile())) figures.add(kernel(b));
    return new BenchJob.Result(figures, new LinkedHashMap<>());
  }

  private static BenchFigure kernel(JsonNode benchmark) {
    var name = benchmark.path("benchmark").asText();
    var metric = benchmark.path("primaryMetric");
    var iterations = new ArrayList<Double>();
    for (var fork : metric.path("rawData")) for (var v : fork) iterations.add(v.asDouble());
    var on = new ArrayList<String>();
    for (var p : benchmark.path("params").properties()) on.add(p.getValue().asText());
    return new BenchFigure(
        name.replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1"),
        String.join(", ", on),
        benchmark.path("threads").asInt(),
        metric.path("scoreUnit").asText(),
        benchmark.path("mode").asText().equals("thrpt"),
        BenchFigure.Interval.of(iterations),
        "",
        BenchFigure.Interval.NONE,
        BenchFigure.Interval.NONE,
        iterations.size(),
        List.of());
  }

  /** The main job as people start it: whole processes, one after the other. */
  BenchJob.Result compare(BenchProcess process, int rounds, List<String> words) throws IOException {
    var seconds = new ArrayList<Double>();
    double best = Double.NaN;
    for (int r = 0; r < rounds; r++) {
      var all = new ArrayList<>(List.of("compare", "--json", "--out", folder.toString()));
      all.addAll(List.of("--threads", Integer.toString(threads)));
      all.addAll(words);
      long begun = System.nanoTime();
      var said = process.millrace(all);
      seconds.add((System.nanoTime() - begun) / 1e9);
      for (var model : MAPPER.readTree(said).path("models")) {
        double r2 = model.path("metrics").path("r2").asDouble(Double.NaN);
        if (Double.isNaN(best) || r2 > best) best = r2;
      }
    }
    var score = new BenchFigure.Score("R² of the best model", true, best, Double.NaN);
    SequencedMap<String, String> none = new LinkedHashMap<>();
    return new BenchJob.Result(
        List.of(
            BenchFigure.alone(
                "./millrace compare", "804 used cars", threads, "s", false, seconds, score)),
        none);
  }
}

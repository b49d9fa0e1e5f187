package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * How the jobs of {@code bench all} measure, and the ways from what they wrote to figures.
 *
 * @param data the folder of shared data
 * @param folder where this job writes
 * @param python the command, or {@link PythonPeer#NONE}
 * @param quick whether to measure less, to see that all works
 */
record BenchRun(Path data, Path folder, int threads, String python, boolean quick) {
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
   */
  BenchJob.Result turns(BenchProcess process, String main, List<String> arguments)
      throws IOException {
    var file = folder.resolve("turns.jsonl");
    // With no common pool, Smile's parallel streams stay on one thread.
    var options =
        List.of(
            "-Dmillrace.bench.turns=" + file,
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0");
    process.java(jmh(options, main, arguments));
    return new BenchJob.Result(BenchTurnsFile.figures(file), new LinkedHashMap<>());
  }

  /** Runs benchmarks of JMH: its score and the interval that it gives. */
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
    var confidence = metric.path("scoreConfidence");
    var on = new ArrayList<String>();
    for (var p : benchmark.path("params").properties()) on.add(p.getValue().asText());
    double score = metric.path("score").asDouble(Double.NaN);
    double low = confidence.path(0).asDouble(Double.NaN);
    double high = confidence.path(1).asDouble(Double.NaN);
    boolean interval = low <= high; // not of a single iteration
    return new BenchFigure(
        name.replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1"),
        String.join(", ", on),
        benchmark.path("threads").asInt(),
        metric.path("scoreUnit").asText(),
        benchmark.path("mode").asText().equals("thrpt"),
        new BenchFigure.Interval(score, interval ? low : score, interval ? high : score),
        "",
        BenchFigure.Interval.NONE,
        BenchFigure.Interval.NONE,
        benchmark.path("measurementIterations").asInt(),
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

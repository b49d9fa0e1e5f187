package millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.evaluation.Clustering;
import millrace.learn.Catalog;
import millrace.learn.TopicModel;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * GSDMM beside a straightforward one in Python: seconds of sampling, and how good the clusters are.
 */
final class BenchGsdmm {
  /** Settings of the paper and of the figures in the sets' SOURCE.md. */
  private static final double PRIOR = 0.1;

  /** The sets that can be read, by name. */
  static final List<String> NAMES = List.of("Tweet", "SearchSnippets", "StackOverflow");

  private final String python;
  private final int repeats;
  private final int iterations;
  private final PrintWriter say;

  BenchGsdmm(String python, int repeats, int iterations, PrintWriter say) {
    this.python = python;
    this.repeats = repeats;
    this.iterations = iterations;
    this.say = say;
  }

  /** Turn by turn, a seed each round. */
  BenchTurns measure(List<String> sets, Path data, int[] threads, Path folder) throws IOException {
    var script = folder.resolve("bench_gsdmm.py");
    try (var in = BenchGsdmm.class.getResourceAsStream("bench_gsdmm.py")) {
      Files.write(script, Objects.requireNonNull(in, "it is in the jar").readAllBytes());
    }
    var table =
        new BenchTurns(
            "GSDMM",
            ("Peer: GSDMM in plain Python, one thread; %d iterations, alpha = beta = %s, K = gold"
                    + " labels. Seconds are medians of %d seeds without reading, NMI (with the gold"
                    + " labels) their mean; a ratio is the peer's seconds over ours.")
                .formatted(iterations, PRIOR, repeats));
    for (var set : sets) {
      for (int t : threads) {
        rounds(table, set, data.resolve("sttm"), t, script);
        say.println(table.last());
        say.flush();
      }
    }
    return table;
  }

  private void rounds(BenchTurns table, String set, Path folder, int threads, Path script)
      throws IOException {
    var texts = file(folder, set + ".txt");
    var labels = file(folder, set + (set.equals("Tweet") ? "_LABEL.txt" : "_label.txt"));
    var documents = documents(lines(texts));
    var gold = Column.Nominal.of(lines(labels).stream().map(String::strip).toList());
    if (gold.size() != documents.size())
      throw new DataException(
          "%s has %d texts, but %d labels".formatted(set, documents.size(), gold.size()));
    int k = gold.present().size();
    var frame = BenchCorpus.frame(documents);
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    var nmi = new ArrayList<Double>();
    var their = new ArrayList<Double>();
    var error = "";
    for (int seed = 1; seed <= repeats; seed++) {
      var run = Run.seeded(seed).threads(threads);
      var trainer = Catalog.find("Gsdmm");
      for (var pair :
          List.of("topics=" + k, "iterations=" + iterations, "alpha=" + PRIOR, "beta=" + PRIOR))
        trainer = LineUp.parse(trainer, pair);
      long begun = System.nanoTime();
      var model = (TopicModel) trainer.fit(frame, run);
      ours.add((System.nanoTime() - begun) / 1e9);
      nmi.add(Clustering.NMI.score(gold, model.clusters(frame, run)));
      if (!error.isEmpty()) continue;
      try {
        var answer = peer(script, texts, labels, k, seed);
        theirs.add(answer[0]);
        their.add(answer[1]);
      } catch (IOException e) {
        error = "left out: " + e.getMessage();
        say.println("Python is " + error);
      }
    }
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("texts", set);
    row.put("documents", documents.size());
    row.put("K", k);
    row.put("threads", threads);
    row.put("s", ours);
    row.put("peer's s", theirs);
    var ratios = BenchFigure.ratios(false, ours, theirs);
    row.put("ratio", ratios);
    row.put("quartiles", BenchFigure.Interval.of(ratios).quartiles());
    row.put("NMI", BenchTurns.mean(nmi));
    row.put("peer's NMI", BenchTurns.mean(their));
    row.put("peer", error.isEmpty() ? "ran" : error);
    table.versions().put("plain Python", error.isEmpty() ? "ran" : error);
    table
        .figures()
        .add(
            BenchFigure.of(
                "GSDMM, %d iterations".formatted(iterations),
                set,
                threads,
                "s",
                false,
                ours,
                "plain Python",
                theirs,
                new BenchFigure.Score("NMI", true, BenchTurns.mean(nmi), BenchTurns.mean(their))));
    table.rows().add(row);
  }

  /** Seconds and NMI. */
  private double[] peer(Path script, Path texts, Path labels, int k, int seed) throws IOException {
    PythonPeer.check(python);
    var process =
        new ProcessBuilder(
                python,
                script.toString(),
                texts.toString(),
                labels.toString(),
                Integer.toString(k),
                Integer.toString(iterations),
                Double.toString(PRIOR),
                Double.toString(PRIOR),
                Integer.toString(seed))
            .redirectErrorStream(true)
            .start();
    var said = BenchLda.said(process);
    var answer = new ObjectMapper().readTree(said);
    return new double[] {
      answer.path("seconds").asDouble(), answer.path("nmi").asDouble(Double.NaN)
    };
  }

  private static Path file(Path folder, String name) {
    var plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
  }

  private static List<String> lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) in = new GZIPInputStream(in);
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }

  private static Column.Tokens documents(List<String> texts) {
    var ids = new HashMap<String, Integer>();
    var names = new ArrayList<String>();
    var rows = new ArrayList<int[]>();
    for (var text : texts) {
      var words = text.isBlank() ? new String[0] : text.strip().split("\\s+");
      var row = new int[words.length];
      for (int i = 0; i < row.length; i++) {
        var known = ids.putIfAbsent(words[i], names.size());
        if (known == null) names.add(words[i]);
        row[i] = known == null ? names.size() - 1 : known;
      }
      rows.add(row);
    }
    return BenchCorpus.tokens(rows, Vocabulary.of(names));
  }
}

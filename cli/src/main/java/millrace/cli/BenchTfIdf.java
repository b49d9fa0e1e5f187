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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Catalog;
import millrace.preprocess.Step;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/** TF-IDF beside scikit-learn's TfidfVectorizer: to learn the words and weigh the same texts. */
final class BenchTfIdf {
  /** The sets that can be read, by name. */
  static final List<String> NAMES = List.of("movie-reviews-2k", "sms-spam", "text-sentences");

  /** A round that takes less is repeated more often. */
  private static final double SHORT = 0.5;

  private static final int MANY = 14;

  private final String python;
  private final int repeats;
  private final PrintWriter say;

  BenchTfIdf(String python, int repeats, PrintWriter say) {
    this.python = python;
    this.repeats = repeats;
    this.say = say;
  }

  /** Turn by turn, the first rounds of both not counted. */
  BenchTurns measure(List<String> sets, Path data, int[] threads, Path folder) throws IOException {
    PythonPeer peer = null;
    String version;
    try {
      peer = new PythonPeer(python, "bench_tfidf.py", 1, folder);
      version = peer.tell(Map.of("do", "version")).path("version").asText();
    } catch (IOException e) {
      peer = null;
      version = "left out: " + e.getMessage();
      say.println("scikit-learn is " + version);
    }
    var table =
        new BenchTurns(
            "TF-IDF: fit and transform",
            "Peer: TfidfVectorizer, %s, which has one thread. Seconds are medians; a ratio is the peer's over ours."
                .formatted(version));
    table.versions().put("scikit-learn", version);
    try {
      for (var set : sets) {
        var texts = texts(set, data);
        if (peer != null) {
          Files.writeString(
              folder.resolve("texts.json"), new ObjectMapper().writeValueAsString(texts));
          peer.tell(Map.of("do", "load"));
        }
        for (int ngrams = 1; ngrams <= 2; ngrams++) {
          for (int t : threads) {
            rounds(table, set, texts, ngrams, t, peer);
            say.println(table.last());
            say.flush();
          }
        }
      }
    } finally {
      if (peer != null) peer.close();
    }
    return table;
  }

  private void rounds(
      BenchTurns table,
      String set,
      List<String> texts,
      int ngrams,
      int threads,
      @Nullable PythonPeer peer)
      throws IOException {
    var step = (Step<?>) tfIdf(ngrams);
    var frame = Frame.text("text", texts);
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    int features = 0;
    int entries = 0;
    double sum = 0;
    var same = "–";
    int planned = 1 + repeats;
    for (int r = 0; r < planned; r++) {
      long begun = System.nanoTime();
      var out = step.prepare(frame, Run.seeded(1).threads(threads)).train();
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (r == 1 && seconds < SHORT) planned = Math.max(planned, MANY);
      ours.add(seconds);
      var x = (Column.Sparse) out.column(out.names().getFirst());
      features = x.features().size();
      entries = x.index().length;
      sum = 0;
      for (double v : x.value()) sum += v;
      if (peer == null) continue;
      var answer = peer.tell(Map.of("do", "run", "ngrams", ngrams));
      theirs.add(answer.path("seconds").asDouble());
      boolean equal =
          answer.path("features").asInt() == features
              && answer.path("entries").asInt() == entries
              && Math.abs(answer.path("sum").asDouble() - sum) < 1e-9 * sum;
      same = equal ? "yes" : "NO";
    }
    // The compiler is at work in the first rounds: of many, half do not count.
    int warm = planned > MANY / 2 ? planned / 2 : 1;
    ours.subList(0, warm).clear();
    theirs.subList(0, Math.min(theirs.size(), warm)).clear();
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("texts", set);
    row.put("n-grams", ngrams == 1 ? "1" : "1–2");
    row.put("threads", threads);
    row.put("rows", texts.size());
    row.put("features", features);
    row.put("entries", entries);
    row.put("s", ours);
    row.put("peer's s", theirs);
    var ratios = BenchFigure.ratios(false, ours, theirs);
    row.put("ratio", ratios);
    row.put("quartiles", BenchFigure.Interval.of(ratios).quartiles());
    row.put("same matrix", same);
    table
        .figures()
        .add(
            BenchFigure.of(
                "TF-IDF, n-grams of " + row.get("n-grams"),
                set,
                threads,
                "s",
                false,
                ours,
                "scikit-learn",
                theirs));
    table.rows().add(row);
  }

  private static Record tfIdf(int ngrams) {
    return (Record) LineUp.parse(Catalog.find("TfIdf"), "ngramMax=" + ngrams);
  }

  /**
   * @throws DataException if there is no such set
   */
  static List<String> texts(String set, Path data) throws IOException {
    var folder = data.resolve(set);
    return switch (set) {
      case "movie-reviews-2k" -> zipped(folder.resolve("movie_reviews.zip"));
      case "sms-spam" ->
          lines(folder.resolve("SMSSpamCollection.tsv.gz")).stream()
              .skip(1)
              .map(l -> l.substring(l.indexOf('\t') + 1))
              .toList();
      case "text-sentences" -> {
        var all = new ArrayList<String>();
        for (var file :
            List.of(
                "rt-polarity.pos.gz",
                "rt-polarity.neg.gz",
                "subj.subjective.gz",
                "subj.objective.gz",
                "stsa.binary.train.gz")) all.addAll(lines(folder.resolve(file)));
        yield all;
      }
      default -> throw new DataException("there are no texts '%s'; %s".formatted(set, NAMES));
    };
  }

  private static List<String> lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) in = new GZIPInputStream(in);
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(l -> !l.isBlank()).toList();
    }
  }

  private static List<String> zipped(Path file) throws IOException {
    var out = new ArrayList<String>();
    try (var zip = new ZipInputStream(Files.newInputStream(file))) {
      for (var e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().endsWith(".txt"))
          out.add(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return out;
  }
}

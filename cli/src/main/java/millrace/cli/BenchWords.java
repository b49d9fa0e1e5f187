package millrace.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import millrace.embeddings.Corpus;
import millrace.embeddings.VectorFormat;
import millrace.embeddings.Word2Vec;
import millrace.embeddings.WordVectors;
import millrace.evaluation.WordSimilarity;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * word2vec beside gensim's and fastText's: from a file to vectors in memory, the counting of words
 * included; and how well the vectors of the last round agree with human judgements.
 */
final class BenchWords {
  /** Sets of pairs that small texts cover. */
  private static final List<String> SETS = List.of("EN-MEN-TR-3k", "EN-SIMLEX-999");

  private static final int WIDTH = 100;

  /**
   * What to measure.
   *
   * @param algorithms of skip-gram, cbow
   * @param peers of gensim, fasttext
   */
  record Settings(
      List<String> algorithms, List<String> peers, int epochs, int repeats, String python) {}

  private final Settings settings;
  private final Path data;
  private final Path folder;
  private final PrintWriter say;

  BenchWords(Settings settings, Path data, Path folder, PrintWriter say) {
    this.settings = settings;
    this.data = data;
    this.folder = folder;
    this.say = say;
  }

  /** Bibles, novels, plays and speeches in lower case, a line each. */
  static Path corpus(Path data, Path folder) throws IOException {
    var to = folder.resolve("corpus.txt");
    var from = data.resolve("text-corpora");
    try (var files = Files.list(from);
        var out = Files.newBufferedWriter(to)) {
      for (var f : files.filter(f -> f.toString().endsWith(".txt.gz")).sorted().toList()) {
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(f)))) {
          var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          for (int i = 0; i < text.length(); i++) {
            char c = Character.toLowerCase(text.charAt(i));
            boolean kept = c == '\n' || c == '\'' || c == '-' || Character.isLetterOrDigit(c);
            out.write(kept ? c : ' ');
          }
          out.write('\n');
        }
      }
    }
    return to;
  }

  BenchTurns measure(Path corpus, List<Integer> threads) throws IOException {
    var versions = new LinkedHashMap<String, String>();
    try (var peer = new PythonPeer(settings.python, "bench_embeddings.py", 1, folder)) {
      peer.tell(Map.of("do", "versions"))
          .properties()
          .forEach(e -> versions.put(e.getKey(), e.getValue().asText()));
    } catch (IOException e) {
      for (var p : settings.peers) versions.put(p, "left out: " + e.getMessage());
    }
    var table =
        new BenchTurns(
            "Training: %d numbers, window 5, 5 noise words, minCount 5, sample 0.001, %d passes"
                .formatted(WIDTH, settings.epochs),
            "Peers: %s. Words of the text a second, from the file to vectors in memory; medians of the rounds. The ratio is ours over the peer's. Spearman's correlations with the judgements of %s, ours and the peer's, of the last round."
                .formatted(versions, String.join(", ", SETS)));
    var there = settings.peers.stream().filter(p -> there(versions, p)).toList();
    versions.keySet().retainAll(settings.peers);
    table.versions().putAll(versions);
    for (var p : settings.peers)
      if (!there.contains(p)) say.println(p + " is " + versions.getOrDefault(p, "left out"));
    for (var algorithm : settings.algorithms) {
      for (int t : threads) {
        for (var name : there.isEmpty() ? List.of("") : there) {
          row(table, corpus, algorithm, t, name);
          say.println(table.last());
          say.flush();
        }
      }
    }
    return table;
  }

  private static boolean there(Map<String, String> versions, String peer) {
    var version = versions.get(peer);
    return version != null && !version.startsWith("left out");
  }

  /**
   * @param name of the peer; empty: there is none, and ours is measured alone
   */
  private void row(BenchTurns table, Path corpus, String algorithm, int threads, String name)
      throws IOException {
    boolean skipGram = algorithm.equals("skip-gram");
    var how =
        new Word2Vec()
            .algorithm(skipGram ? Word2Vec.Algorithm.SKIP_GRAM : Word2Vec.Algorithm.CBOW)
            .width(WIDTH)
            .epochs(settings.epochs);
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    WordVectors vectors = null;
    long words = 0;
    try (var peer =
        name.isEmpty()
            ? null
            : new PythonPeer(settings.python, "bench_embeddings.py", threads, folder)) {
      // The first round is as long as others and does not count: the compiler is at work in it.
      for (int r = -1; r < settings.repeats; r++) {
        long begun = System.nanoTime();
        vectors = how.fit(Corpus.lines(corpus), Run.seeded(1 + r).threads(threads));
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (r < 0) continue;
        words = 0;
        for (long c : vectors.counts()) words += c;
        ours.add(words * settings.epochs / seconds);
        if (peer == null) continue;
        var answer = peer.tell(request(name, corpus, skipGram, r));
        theirs.add(words * settings.epochs / answer.path("seconds").asDouble());
      }
    }
    var ratios = BenchFigure.ratios(true, ours, theirs);
    var scores =
        scores(
            vectors,
            name.isEmpty() ? null : VectorFormat.WORD2VEC_TEXT.read(folder.resolve("peer.vec")));
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("algorithm", algorithm);
    row.put("threads", threads);
    row.put("peer", name.isEmpty() ? "–" : name);
    row.put("words", words);
    row.put("words/s", ours);
    row.put("peer's", theirs);
    row.put("ratio", ratios);
    row.put("quartiles", BenchFigure.Interval.of(ratios).quartiles());
    for (var s : scores) {
      row.put(s.name(), s.ours());
      row.put("peer's " + s.name(), s.theirs());
    }
    table.rows().add(row);
    table
        .figures()
        .add(
            BenchFigure.of(
                "word2vec, %s, %d passes".formatted(algorithm, settings.epochs),
                "",
                threads,
                "words/s",
                true,
                ours,
                name,
                theirs,
                scores.toArray(BenchFigure.Score[]::new)));
  }

  private Map<String, Object> request(String name, Path corpus, boolean skipGram, int round) {
    return Map.of(
        "do",
        name,
        "corpus",
        corpus.toAbsolutePath().toString(),
        "width",
        WIDTH,
        "epochs",
        settings.epochs,
        "skipgram",
        skipGram,
        "seed",
        1 + round);
  }

  private List<BenchFigure.Score> scores(@Nullable WordVectors ours, @Nullable WordVectors theirs) {
    var out = new ArrayList<BenchFigure.Score>();
    for (var set : SETS) {
      var file = data.resolve("word-eval").resolve(set + ".txt");
      if (ours == null || !Files.exists(file)) continue;
      var pairs = WordSimilarity.read(file);
      double their = theirs == null ? Double.NaN : pairs.score(theirs).spearman();
      out.add(new BenchFigure.Score(set, true, pairs.score(ours).spearman(), their));
    }
    return out;
  }
}

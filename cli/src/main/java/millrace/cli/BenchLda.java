package millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import millrace.evaluation.Coherence;
import millrace.evaluation.Topics;
import millrace.learn.TopicModel;
import millrace.nlp.topics.Lda;
import millrace.run.Run;
import millrace.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * LDA beside MALLET's ParallelTopicModel: each run is a process of its own with the same JVM
 * settings, turn by turn; both models are then scored by the same code.
 */
final class BenchLda {
  /** What both sides train with. */
  record Settings(int iterations, int interval, int burnIn, double alpha, double beta) {}

  /** Words of a topic that its coherence looks at. */
  private static final int TOP = 10;

  private final Settings settings;
  private final int repeats;
  private final String heap;
  private final String mallet;
  private final PrintWriter say;

  /**
   * @param mallet the class path of MALLET and its main class; empty: it is left out
   */
  BenchLda(Settings settings, int repeats, String heap, String mallet, PrintWriter say) {
    this.settings = settings;
    this.repeats = repeats;
    this.heap = heap;
    this.mallet = mallet;
    this.say = say;
  }

  /** MALLET's, by the name of its jar. */
  private String version() {
    var jar = Pattern.compile("mallet-(\\d[\\d.]*)\\.jar").matcher(mallet);
    return jar.find() ? jar.group(1) : "of an unknown version";
  }

  BenchTurns measure(List<String> sets, Path data, List<Integer> topics, int[] threads, Path folder)
      throws IOException {
    if (mallet.isEmpty())
      say.println(
          "MALLET is left out: it is not on the peers' class path (./millrace bench topics puts it"
              + " there)");
    var s = settings;
    var table =
        new BenchTurns(
            "LDA",
            ("Peer: %s. %d iterations, alpha %s of each topic and beta %s to begin with, both"
                    + " learned every %d iterations after %d. Tokens a second are those of the"
                    + " corpus times iterations over the seconds of a fit, in a process of its own"
                    + " with -Xmx%s; medians of %d seeds, scores their means. Perplexity: document"
                    + " completion, lower is better. C_V and NPMI: of the %d first words of each"
                    + " topic, counted in whole training documents, as these are bags of words. A"
                    + " ratio is our speed over the peer's.")
                .formatted(
                    mallet.isEmpty()
                        ? "left out, no MALLET"
                        : "MALLET %s, ParallelTopicModel".formatted(version()),
                    s.iterations,
                    s.alpha,
                    s.beta,
                    s.interval,
                    s.burnIn,
                    heap,
                    repeats,
                    TOP));
    table.versions().put("MALLET", mallet.isEmpty() ? "left out" : version());
    for (var set : sets) {
      var corpus = BenchCorpus.read(set, data);
      for (int k : topics) {
        for (int t : threads) {
          rounds(table, corpus, k, t, folder);
          say.println(table.last());
          say.flush();
        }
      }
    }
    return table;
  }

  private void rounds(BenchTurns table, BenchCorpus corpus, int topics, int threads, Path folder)
      throws IOException {
    var file = folder.resolve("corpus.bin");
    BenchCorpus.write(corpus.train(), file);
    var ours = new Side(folder.resolve("ours.model"), System.getProperty("java.class.path"), OURS);
    var theirs =
        new Side(
            folder.resolve("peer.model"), mallet, System.getProperty("millrace.mallet.main", PEER));
    for (int seed = 1; seed <= repeats; seed++) {
      ours.run(file, topics, threads, seed);
      ours.score(Store.load(ours.out, TopicModel.class), corpus, threads);
      if (mallet.isEmpty()) continue;
      theirs.run(file, topics, threads, seed);
      theirs.score(mallet(theirs.out, corpus), corpus, threads);
    }
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("corpus", corpus.name());
    row.put("K", topics);
    row.put("threads", threads);
    row.put("tokens/s", ours.speeds(corpus));
    row.put("peer's tokens/s", theirs.speeds(corpus));
    var ratios = BenchFigure.ratios(true, ours.speeds(corpus), theirs.speeds(corpus));
    row.put("ratio", ratios);
    row.put("quartiles", BenchFigure.Interval.of(ratios).quartiles());
    row.put("perplexity", BenchTurns.mean(ours.perplexity));
    row.put("peer's perplexity", BenchTurns.mean(theirs.perplexity));
    row.put("C_V", BenchTurns.mean(ours.cv));
    row.put("peer's C_V", BenchTurns.mean(theirs.cv));
    row.put("NPMI", BenchTurns.mean(ours.npmi));
    row.put("peer's NPMI", BenchTurns.mean(theirs.npmi));
    table
        .figures()
        .add(
            BenchFigure.of(
                "LDA, %d topics".formatted(topics),
                corpus.name(),
                threads,
                "tokens/s",
                true,
                ours.speeds(corpus),
                "MALLET",
                theirs.speeds(corpus),
                score("perplexity", false, ours.perplexity, theirs.perplexity),
                score("C_V", true, ours.cv, theirs.cv),
                score("NPMI", true, ours.npmi, theirs.npmi)));
    table.rows().add(row);
  }

  private static BenchFigure.Score score(
      String name, boolean higher, List<Double> ours, List<Double> theirs) {
    return new BenchFigure.Score(name, higher, BenchTurns.mean(ours), BenchTurns.mean(theirs));
  }

  private static final String OURS = "millrace.cli.BenchLdaRun";
  private static final String PEER = "millrace.jmh.MalletLda";

  /** One of the two, and what was measured of it. */
  private final class Side {
    private final Path out;
    private final String path;
    private final String main;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> perplexity = new ArrayList<>();
    private final List<Double> cv = new ArrayList<>();
    private final List<Double> npmi = new ArrayList<>();

    Side(Path out, String path, String main) {
      this.out = out;
      this.path = path;
      this.main = main;
    }

    void run(Path corpus, int topics, int threads, int seed) throws IOException {
      var s = settings;
      var words =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx" + heap,
              "-XX:+UseParallelGC",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              path,
              main,
              "corpus=" + corpus,
              "out=" + out,
              "topics=" + topics,
              "alpha=" + s.alpha,
              "beta=" + s.beta,
              "iterations=" + s.iterations,
              "interval=" + s.interval,
              "burnin=" + s.burnIn,
              "threads=" + threads,
              "seed=" + seed);
      var said = said(new ProcessBuilder(words).redirectErrorStream(true).start());
      seconds.add(new ObjectMapper().readTree(said).path("seconds").asDouble(Double.NaN));
    }

    void score(TopicModel model, BenchCorpus corpus, int threads) {
      var run = Run.seeded(1).threads(threads);
      var first = BenchCorpus.frame(corpus.firstHalf());
      perplexity.add(Topics.perplexity(model, first, BenchCorpus.frame(corpus.secondHalf()), run));
      var top = model.top(TOP);
      cv.add(Coherence.C_V.of(top, corpus.train(), Coherence.DOCUMENT, run).mean());
      npmi.add(Coherence.C_NPMI.of(top, corpus.train(), Coherence.DOCUMENT, run).mean());
    }

    List<Double> speeds(BenchCorpus corpus) {
      return seconds.stream().map(s -> corpus.tokens() * (double) settings.iterations / s).toList();
    }
  }

  /** The counts and priors that the peer wrote, as a model of ours: so both infer alike. */
  private static TopicModel mallet(Path file, BenchCorpus corpus) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int k = in.readInt();
      int width = in.readInt();
      var alpha = new double[k];
      for (int t = 0; t < k; t++) alpha[t] = in.readDouble();
      double beta = in.readDouble();
      var counts = new int[width * k];
      var tokens = new int[k];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = in.readInt();
        tokens[i % k] += counts[i];
      }
      return new Lda.Fitted(
          BenchCorpus.COLUMN, corpus.train().words(), alpha, beta, counts, tokens, 0);
    }
  }

  /**
   * The last line that a process prints.
   *
   * @throws IOException with that line if it fails
   */
  static String said(Process process) throws IOException {
    var lines = new ArrayList<String>();
    try (var in = process.inputReader(StandardCharsets.UTF_8)) {
      in.lines().filter(l -> !l.isBlank()).forEach(lines::add);
    }
    try {
      int code = process.waitFor();
      var last = lines.isEmpty() ? "it said nothing" : lines.getLast();
      if (code == 0 && !lines.isEmpty()) return last;
      var told =
          lines.stream().filter(l -> l.matches("(Exception in|Error:).*")).findFirst().orElse(last);
      throw new IOException("it ended with code %d: %s".formatted(code, told));
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

package millrace.jmh;

import cc.mallet.topics.ParallelTopicModel;
import cc.mallet.types.Alphabet;
import cc.mallet.types.FeatureSequence;
import cc.mallet.types.Instance;
import cc.mallet.types.InstanceList;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * MALLET's LDA, a process of its own beside ours in {@code ./millrace bench topics}: reads the
 * corpus that the benchmark wrote, trains, writes the model, prints the seconds.
 *
 * <p>Arguments are {@code key=value}: corpus, out, topics, alpha (of each topic), beta, iterations,
 * interval, burnin, threads, seed. Files are big-endian. Corpus: documents, words, then each
 * document's length and word numbers. Model: topics, words, the alpha of each topic and the beta as
 * doubles, then how often each word is in each topic, word by word.
 */
public final class MalletLda {
  private MalletLda() {}

  public static void main(String... args) throws IOException {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
    var said = new HashMap<String, String>();
    for (var a : args) {
      int equals = a.indexOf('=');
      said.put(a.substring(0, equals), a.substring(equals + 1));
    }
    var corpus = corpus(Path.of(said(said, "corpus")));
    int k = Integer.parseInt(said(said, "topics"));
    double alpha = Double.parseDouble(said(said, "alpha"));
    var model = new ParallelTopicModel(k, k * alpha, Double.parseDouble(said(said, "beta")));
    model.printLogLikelihood = false; // reports cost time; ours goes on reporting
    model.setTopicDisplay(0, 1);
    model.setNumIterations(Integer.parseInt(said(said, "iterations")));
    model.setOptimizeInterval(Integer.parseInt(said(said, "interval")));
    model.setBurninPeriod(Integer.parseInt(said(said, "burnin")));
    model.setNumThreads(Integer.parseInt(said(said, "threads")));
    model.setRandomSeed(Integer.parseInt(said(said, "seed")));
    long begun = System.nanoTime();
    model.addInstances(corpus); // chooses the first topics, as our fit does
    model.estimate();
    double seconds = (System.nanoTime() - begun) / 1e9;
    write(model, corpus.getDataAlphabet().size(), Path.of(said(said, "out")));
    System.out.printf(Locale.ROOT, "{\"seconds\": %.6f}%n", seconds);
    System.exit(0); // whatever threads it may have left
  }

  private static String said(Map<String, String> said, String key) {
    var value = said.get(key);
    if (value == null) throw new IllegalArgumentException("say " + key + "=…");
    return value;
  }

  private static InstanceList corpus(Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int documents = in.readInt();
      int words = in.readInt();
      var alphabet = new Alphabet(words);
      for (int w = 0; w < words; w++) alphabet.lookupIndex("w" + w, true);
      var list = new InstanceList(alphabet, null);
      for (int d = 0; d < documents; d++) {
        var tokens = new int[in.readInt()];
        for (int i = 0; i < tokens.length; i++) tokens[i] = in.readInt();
        list.add(new Instance(new FeatureSequence(alphabet, tokens), null, "d" + d, null));
      }
      return list;
    }
  }

  private static void write(ParallelTopicModel model, int words, Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(model.numTopics);
      out.writeInt(words);
      for (double a : model.alpha) out.writeDouble(a);
      out.writeDouble(model.beta);
      var counts = model.getTopicWords(false, false);
      for (int w = 0; w < words; w++) for (var topic : counts) out.writeInt((int) topic[w]);
    }
  }
}

package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdaTest {
  private static final int WORDS = 25;

  /**
   * The classic picture of Griffiths and Steyvers: words are the pixels of a 5 × 5 image, the ten
   * topics its rows and columns.
   */
  private static Frame bars(int documents) {
    var random = Run.seeded(3).random("bars");
    int length = 60;
    var ids = new int[documents * length];
    for (int d = 0; d < documents; d++) {
      int a = random.nextInt(10);
      int b = random.nextInt(10);
      for (int i = 0; i < length; i++) {
        int bar = random.nextBoolean() ? a : b;
        int at = random.nextInt(5);
        ids[d * length + i] = bar < 5 ? bar * 5 + at : at * 5 + bar - 5;
      }
    }
    var starts = IntStream.rangeClosed(0, documents).map(d -> d * length).toArray();
    return Frame.of("text", new Column.Tokens(starts, ids, vocabulary()));
  }

  private static Vocabulary vocabulary() {
    return Vocabulary.of(IntStream.range(0, WORDS).mapToObj(w -> "p" + w).toList());
  }

  private static final Lda LDA = new Lda().iterations(150).optimizeInterval(20).burnIn(50);

  @Test
  void findsTheBars() {
    var model = LDA.alpha(1).fit(bars(400), Run.seeded(1));
    var found = new HashSet<List<String>>();
    for (var t : model.top(5)) found.add(t.stream().sorted().toList());
    var expected = new HashSet<List<String>>();
    for (int b = 0; b < 5; b++) {
      int bar = b;
      expected.add(IntStream.range(0, 5).mapToObj(i -> "p" + (bar * 5 + i)).sorted().toList());
      expected.add(IntStream.range(0, 5).mapToObj(i -> "p" + (i * 5 + bar)).sorted().toList());
    }
    assertEquals(expected, found);
  }

  @Test
  void shardsMatterAndThreadsDoNot() {
    var data = bars(100);
    var one = LDA.fit(data, Run.seeded(1).threads(1));
    for (int threads = 2; threads <= 3; threads++) {
      var many = LDA.fit(data, Run.seeded(1).threads(threads));
      assertArrayEquals(one.counts(), many.counts());
      assertArrayEquals(one.alpha(), many.alpha());
      assertArrayEquals(
          one.mixtures(data, Run.quiet().threads(1)),
          many.mixtures(data, Run.quiet().threads(threads)));
    }
    var other = LDA.shards(3).fit(data, Run.seeded(1));
    assertTrue(!Arrays.equals(one.counts(), other.counts()));
    assertEquals(one.logLikelihood(), other.logLikelihood(), 0.1);
  }

  @Test
  void tokensAndCountsAreTheSameDocuments() {
    var tokens = (Column.Tokens) bars(40).column("text");
    var starts = new int[41];
    var index = new ArrayList<Integer>();
    var value = new ArrayList<Double>();
    var sorted = tokens.ids().clone();
    for (int d = 0; d < 40; d++) {
      var row = tokens.row(d);
      Arrays.sort(row);
      System.arraycopy(row, 0, sorted, tokens.starts()[d], row.length);
      for (int i = 0; i < row.length; i++) {
        if (i > 0 && row[i] == row[i - 1]) {
          value.set(value.size() - 1, value.getLast() + 1);
        } else {
          index.add(row[i]);
          value.add(1.0);
        }
      }
      starts[d + 1] = index.size();
    }
    var sparse =
        new Column.Sparse(
            starts,
            index.stream().mapToInt(i -> i).toArray(),
            value.stream().mapToDouble(v -> v).toArray(),
            vocabulary());
    var a = LDA.fit(Frame.of("bag", sparse), Run.seeded(1));
    var b =
        LDA.fit(
            Frame.of("text", new Column.Tokens(tokens.starts(), sorted, vocabulary())),
            Run.seeded(1));
    assertArrayEquals(a.counts(), b.counts());
    assertArrayEquals(a.mixtures(Frame.of("bag", sparse)), b.mixtures(Frame.of("text", tokens)));
  }

  @Test
  void mixturesAreThoseOfTheTwoBars() {
    var model = LDA.fit(bars(400), Run.seeded(1));
    var row = IntStream.range(0, 5).map(i -> 5 + i); // the second row of pixels
    var column = IntStream.range(0, 5).map(i -> i * 5 + 3); // the fourth column
    var ids = IntStream.concat(row, column).toArray();
    var words = vocabulary();
    var frame = Frame.of("text", new Column.Tokens(new int[] {0, 10, 10}, ids, words));
    var theta = model.mixtures(frame);
    var shares = Arrays.copyOf(theta, 10);
    Arrays.sort(shares);
    assertEquals(0.5, shares[9], 0.1);
    assertEquals(0.5, shares[8], 0.1);
    assertEquals(1, Arrays.stream(shares).sum(), 1e-12);
    double all = Arrays.stream(model.alpha()).sum();
    var prior = Arrays.stream(model.alpha()).map(a -> a / all).toArray();
    assertArrayEquals(prior, Arrays.copyOfRange(theta, 10, 20), 1e-15);
    assertEquals(1, Arrays.stream(model.weights()).sum(), 1e-12);
    var topicWords = model.topicWords();
    for (int t = 0; t < 10; t++)
      assertEquals(1, Arrays.stream(topicWords, t * WORDS, (t + 1) * WORDS).sum(), 1e-12);
    assertEquals(
        List.of("topic0", "topic1"),
        ((Column.Dense) model.apply(frame).column("text")).features().names().subList(0, 2));
  }

  @Test
  void stopsWhenToldTo() {
    var run = Run.seeded(1);
    var data = bars(50);
    var model =
        LDA.fit(
            data,
            run.listen(
                p -> {
                  if (p.done() == 3) run.finish();
                }));
    assertEquals(50 * 60, Arrays.stream(model.tokens()).sum());
    var three = LDA.iterations(3).fit(data, Run.seeded(1));
    assertArrayEquals(three.counts(), model.counts());
  }

  @Test
  void refuses() {
    var weights =
        new Column.Sparse(new int[] {0, 1}, new int[] {2}, new double[] {0.5}, vocabulary());
    assertThrows(DataException.class, () -> LDA.fit(Frame.of("bag", weights)));
    var empty = new Column.Tokens(new int[] {0, 0}, new int[0], vocabulary());
    assertThrows(DataException.class, () -> LDA.fit(Frame.of("text", empty)));
  }

  /** What the child process of {@link #resumesAfterKill} does, or the whole of it undisturbed. */
  public static final class Child {
    private Child() {}

    public static void main(String... args) {
      var run = Run.seeded(9).threads(2);
      if (args.length > 1) run = run.checkpoints(Path.of(args[1]), Duration.ZERO);
      var model = LDA.iterations(400).fit(bars(300), run);
      Store.save(model, Path.of(args[0]));
    }
  }

  @Test
  void resumesAfterKill(@TempDir Path folder) throws IOException, InterruptedException {
    var states = folder.resolve("states");
    var model = folder.resolve("killed.safetensors");
    var child = start(model, states, folder.resolve("out.txt"));
    var seen = new HashSet<Object>();
    while (child.isAlive() && seen.size() < 5) {
      try (var files = Files.exists(states) ? Files.list(states) : List.<Path>of().stream()) {
        for (var f : files.toList())
          if (f.toString().endsWith(".safetensors")) seen.add(Files.getLastModifiedTime(f));
      } catch (java.nio.file.NoSuchFileException e) {
        continue; // replaced while we looked
      }
      Thread.sleep(1);
    }
    assertTrue(child.isAlive(), () -> "ended too early: " + read(folder.resolve("out.txt")));
    child.destroyForcibly().waitFor();
    assertTrue(Files.notExists(model));
    long kept = files(states);
    assertTrue(kept >= 1);

    var steps = new ArrayList<Long>();
    var run = Run.seeded(9).threads(1).checkpoints(states).listen(p -> steps.add(p.done()));
    Store.save(LDA.iterations(400).fit(bars(300), run), model);
    assertTrue(steps.getFirst() > 0, "began anew");
    assertNotEquals(400L, steps.getFirst());

    var whole = folder.resolve("whole.safetensors");
    Child.main(whole.toString());
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(model));
  }

  private static long files(Path folder) throws IOException {
    try (var list = Files.list(folder)) {
      return list.count();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Process start(Path model, Path states, Path out) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            model.toString(),
            states.toString())
        .redirectErrorStream(true)
        .redirectOutput(new File(out.toString()))
        .start();
  }
}

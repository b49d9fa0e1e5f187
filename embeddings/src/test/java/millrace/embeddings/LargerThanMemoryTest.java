package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus of twice the heap is learned from: only a few thousand of its words are in memory. */
class LargerThanMemoryTest {
  private static final int HEAP = 48 << 20;
  private static final int WORDS = 2000;

  @TempDir Path folder;

  @Test
  void trainsWithLessMemoryThanTheCorpusHasBytes() throws Exception {
    var file = folder.resolve("corpus.txt");
    long words = write(file);
    assertTrue(Files.size(file) > 2L * HEAP, () -> "a corpus of " + file.toFile().length());

    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Learns.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertEquals(0, process.waitFor(), said);
    assertEquals(WORDS + " vectors, " + words + " words", said.lines().toList().getLast());
  }

  /** The process with little memory. */
  static final class Learns {
    private Learns() {}

    public static void main(String... args) {
      var corpus = Corpus.lines(Path.of(args[0]));
      var trainer = Word2Vec.skipGram().width(8).window(2).negatives(1).epochs(1).minCount(1);
      var vectors = trainer.fit(corpus, Run.seeded(1).threads(2));
      long sum = 0;
      for (long n : vectors.counts()) sum += n;
      System.out.println(vectors.words().size() + " vectors, " + sum + " words");
    }
  }

  /** How many words were written. */
  private static long write(Path file) throws IOException {
    var random = new Random(1);
    long words = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (long bytes = 0; bytes <= 2L * HEAP; ) {
        var line = new StringBuilder();
        for (int i = 0; i < 20; i++) {
          int word = words < WORDS ? (int) words : random.nextInt(WORDS); // each at least once
          line.append(i == 0 ? "" : " ").append("quite-a-long-word-").append(word);
          words++;
        }
        out.append(line).append('\n');
        bytes += line.length() + 1L;
      }
    }
    return words;
  }
}

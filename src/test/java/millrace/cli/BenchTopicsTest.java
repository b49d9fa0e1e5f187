package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a corpus to the tables of {@code bench topics}, on a small one. */
class BenchTopicsTest {
  private static final int WORDS = 20;

  @TempDir static Path dir;

  /** Documents of two topics: words below 10 and words from 10. */
  @BeforeAll
  static void write() throws IOException {
    var random = new Random(3);
    var folder = Files.createDirectories(dir.resolve("data/lda-20ng"));
    var vocabulary = new ArrayList<String>();
    for (int w = 0; w < WORDS; w++) vocabulary.add("word" + w);
    Files.write(folder.resolve("vocab.txt"), vocabulary);
    for (var part : List.of("train", "test-half1", "test-half2")) {
      var lines = new ArrayList<String>();
      for (int d = 0; d < 60; d++) {
        var line = new StringBuilder("10");
        for (int w = 0; w < 10; w++)
          line.append(" %d:%d".formatted(w + d % 2 * 10, 1 + random.nextInt(3)));
        lines.add(line.toString());
      }
      Gzip.write(folder.resolve(part + ".ldac.gz"), String.join("\n", lines));
    }
    var tweets = Files.createDirectories(dir.resolve("data/sttm"));
    var texts = new StringBuilder();
    var labels = new StringBuilder();
    for (int d = 0; d < 60; d++) {
      for (int i = 0; i < 6; i++)
        texts.append("word").append(random.nextInt(10) + d % 2 * 10).append(' ');
      texts.append('\n');
      labels.append(d % 2).append('\n');
    }
    Files.writeString(tweets.resolve("Tweet.txt"), texts);
    Files.writeString(tweets.resolve("Tweet_LABEL.txt"), labels);
    Gzip.write(
        Files.createDirectories(dir.resolve("data/sms-spam")).resolve("SMSSpamCollection.tsv.gz"),
        "Label\tSMS\nham\tsee you \"soon\nspam\tyou won\n");
  }

  private static Cli bench(String... more) {
    var usual =
        Stream.of(
            "bench",
            "topics",
            "--data",
            dir.resolve("data").toString(),
            "--out",
            dir.resolve("out").toString(),
            "--threads",
            "1",
            "--repeats",
            "1",
            "--python",
            "/no/such/python");
    return Cli.run(Stream.concat(usual, Arrays.stream(more)).toArray(String[]::new));
  }

  private static JsonNode row() throws IOException {
    var tree = new ObjectMapper().readTree(dir.resolve("out/topics.json").toFile());
    return tree.get("tables").get(0).get("rows").get(0);
  }

  private static final String[] LDA = {
    "--parts", "lda", "--topics", "2", "--iterations", "60", "--burn-in", "10", "--heap", "256m"
  };

  @Test
  void ldaAloneSaysThatMalletIsLeftOut() throws IOException {
    var answer = bench(LDA);
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("MALLET is left out"), answer.err());
    assertTrue(answer.out().contains("Peer: left out, no MALLET"), answer.out());
    assertTrue(row().get("tokens/s").get(0).asDouble() > 0);
    double perplexity = row().get("perplexity").asDouble();
    assertTrue(perplexity > 1 && perplexity < 11, "ten words a topic: " + perplexity);
    assertTrue(row().get("peer's perplexity").isNull());
  }

  @Test
  void ldaBesideAPeerIsScoredByTheSameCode() throws IOException {
    System.setProperty("millrace.mallet", System.getProperty("java.class.path"));
    System.setProperty("millrace.mallet.main", "millrace.cli.FakeMallet");
    try {
      var answer = bench(LDA);
      assertEquals(0, answer.code(), answer.err());
      assertEquals(WORDS, row().get("peer's perplexity").asDouble(), 1e-9);
      assertTrue(row().get("ratio").get(0).asDouble() > 10, row().toString());
      System.setProperty("millrace.mallet.main", "millrace.cli.NoSuch");
      var broken = bench(LDA);
      assertEquals(1, broken.code());
      assertTrue(broken.err().contains("NoSuch"), broken.err());
    } finally {
      System.clearProperty("millrace.mallet");
      System.clearProperty("millrace.mallet.main");
    }
  }

  @Test
  void gsdmmAndTfIdfWithoutPython() throws IOException {
    var answer = bench("--parts", "gsdmm", "--sets", "Tweet");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(row().get("NMI").asDouble() > .9, row().toString());
    assertTrue(row().get("peer").asText().contains("left out"), row().toString());
    var tfidf = bench("--parts", "tfidf", "--sets", "sms-spam");
    assertEquals(0, tfidf.code(), tfidf.err());
    assertEquals(4, row().get("features").asInt(), "see, you, soon, won");
    assertEquals("–", row().get("same matrix").asText());
    assertTrue(tfidf.out().contains("left out"), tfidf.out());
    assertFalse(tfidf.out().contains("NaN"), tfidf.out());
  }

  @Test
  void wrongOptionsAreSaid() {
    var unknown = bench("--sets", "lda-21ng");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("lda-21ng"), unknown.err());
    assertEquals(2, bench("--repeats", "0").code());
    assertEquals(2, bench("--heap", "much").code());
    var nowhere = Cli.run("bench", "topics", "--data", dir.resolve("nowhere").toString());
    assertEquals(1, nowhere.code());
    assertTrue(nowhere.err().contains("--data DIR"), nowhere.err());
  }

  @Test
  void brokenCorporaAreSaid() throws IOException {
    var words = Vocabulary.of("a", "b");
    var file = Files.writeString(dir.resolve("x.ldac"), "1 0:2\n2 0:1 2:1\n");
    var e = assertThrows(DataException.class, () -> BenchCorpus.ldac(file, words));
    assertTrue(e.getMessage().contains("x.ldac:2: '2:1' is not an id below 2"), e.getMessage());
    var bag = Files.writeString(dir.resolve("x.txt"), "2\n3\n2\n1 1 2\n2 4 1\n");
    e = assertThrows(DataException.class, () -> BenchCorpus.docword(bag));
    assertTrue(e.getMessage().contains("x.txt:5: '2 4 1'"), e.getMessage());
  }

  @Test
  void aFifthOfTheDocumentsIsCompleted() {
    var rows = List.of(new int[] {0, 1, 1, 0, 1}, new int[] {1}, new int[] {0}, new int[] {1});
    var split = BenchCorpus.split("x", BenchCorpus.tokens(rows, Vocabulary.of("a", "b")));
    assertEquals(3, split.train().size());
    assertEquals("a b b", split.firstHalf().cell(0));
    assertEquals("b a", split.secondHalf().cell(0));
  }
}

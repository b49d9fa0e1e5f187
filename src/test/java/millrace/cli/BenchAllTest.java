package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from jobs in processes of their own, with sides that make up their times, to reports. */
class BenchAllTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path dir;

  /** Texts of two topics for GSDMM. */
  @BeforeAll
  static void write() throws IOException {
    var random = new Random(3);
    var tweets = Files.createDirectories(shared.resolve("sttm"));
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
  }

  @BeforeEach
  void fakes() {
    System.setProperty("millrace.neural.peers", System.getProperty("java.class.path"));
    System.setProperty("millrace.neural.package", "millrace.cli.FakeNeural$");
  }

  @AfterEach
  void none() {
    System.clearProperty("millrace.neural.peers");
    System.clearProperty("millrace.neural.package");
  }

  private Cli bench(String... more) {
    var usual =
        Stream.of(
            "bench",
            "all",
            "--quick",
            "--threads",
            "1",
            "--python",
            "/no/such/python",
            "--data",
            shared.toString(),
            "--out",
            dir.toString());
    return Cli.run(Stream.concat(usual, Arrays.stream(more)).toArray(String[]::new));
  }

  private JsonNode tree() throws IOException {
    return JSON.readTree(dir.resolve("bench.json").toFile());
  }

  private static JsonNode job(JsonNode tree, String name) {
    for (var j : tree.get("jobs")) if (j.get("job").asText().equals(name)) return j;
    throw new AssertionError("no job " + name + " in " + tree);
  }

  @Test
  void aJobThatFailsIsNamedAndTheOthersRun() throws IOException {
    System.setProperty("millrace.neural.package", "millrace.cli.FakeNeural$Wrong$");
    var answer = bench("--jobs", "lda,mlp,gsdmm,decode");
    assertEquals(1, answer.code(), answer.err());
    assertTrue(
        answer.out().contains("2 jobs ran, 1 failed, 1 were left out"),
        answer.out() + answer.err());
    var mlp = job(tree(), "mlp");
    assertEquals("failed", mlp.get("status").asText());
    var why = "Millrace has come to 2.00000 but PyTorch to 2.10000";
    assertTrue(mlp.get("reason").asText().contains(why), mlp.toString());
    assertEquals(0, mlp.get("figures").size());
    var lda = job(tree(), "lda");
    assertEquals("left out", lda.get("status").asText());
    assertTrue(lda.get("reason").asText().contains("lda-20ng is not there"), lda.toString());
    assertEquals("ran", job(tree(), "decode").get("status").asText());
    var gsdmm = job(tree(), "gsdmm");
    assertEquals("ran", gsdmm.get("status").asText());
    var figure = gsdmm.get("figures").get(0);
    assertTrue(figure.get("peer").isNull(), "no Python, no peer: " + figure);
    assertTrue(figure.get("ratio").isNull());
    assertTrue(figure.get("quality").get(0).get("ours").asDouble() > .9, figure.toString());
    assertTrue(gsdmm.get("versions").get("plain Python").asText().contains("left out"));
    for (var file : List.of("bench.md", "bench.html")) {
      var text = Files.readString(dir.resolve(file));
      assertTrue(text.contains("failed: ") && text.contains(why), file);
      assertTrue(text.contains("lda-20ng is not there"), file);
    }
    var log = Files.readString(dir.resolve("bench-jobs/mlp/log.txt"));
    assertTrue(log.contains(why), log);
  }

  @Test
  void jsonHasTheSameShapeForEveryJob() throws IOException {
    var answer = bench("--jobs", "mlp,ops,opencl,gpt,minilm,decode,gsdmm,compare");
    assertEquals(0, answer.code(), answer.err());
    var tree = tree();
    assertEquals(1, tree.get("format").asInt());
    for (var key : List.of("date", "command", "seconds", "machine", "peers"))
      assertNotNull(tree.get(key), key);
    for (var key : List.of("processor", "cores", "Java"))
      assertFalse(tree.get("machine").get(key).asText().isEmpty(), key);
    assertEquals(8, tree.get("jobs").size());
    int figures = 0;
    for (var job : tree.get("jobs")) {
      assertEquals("ran", job.get("status").asText(), job.toString());
      assertTrue(job.get("figures").size() > 0, job.toString());
      for (var f : job.get("figures")) {
        shape(f);
        figures++;
      }
    }
    assertEquals(2 + 9 + 5 + 1 + 1 + 2 + 1 + 1, figures);
    var mlp = job(tree, "mlp");
    assertEquals(2, mlp.get("figures").get(0).get("ratio").get("median").asDouble(), 1e-9);
    assertEquals("fake", mlp.get("versions").get("PyTorch").asText());
    var minilm = job(tree, "minilm").get("figures").get(0);
    assertEquals(.5, minilm.get("ratio").get("median").asDouble(), 1e-9);
    assertEquals("higher", minilm.get("better").asText());
    if (BenchMemory.known())
      assertTrue(job(tree, "compare").get("memory").get("the job").asLong() > 1 << 24);
    page(Files.readString(dir.resolve("bench.html")));
    var markdown = Files.readString(dir.resolve("bench.md"));
    assertTrue(markdown.contains("| training, mlp, adam | 1 | ms a step | 125 | PyTorch | 250 |"));
  }

  private static void shape(JsonNode f) {
    for (var text : List.of("what", "on", "unit")) assertTrue(f.get(text).isTextual(), f::toString);
    assertTrue(f.get("threads").isInt() && f.get("rounds").asInt() > 0, f::toString);
    assertTrue(Set.of("higher", "lower").contains(f.get("better").asText()), f::toString);
    var ours = f.get("ours");
    assertTrue(
        ours.get("low").asDouble() <= ours.get("median").asDouble()
            && ours.get("median").asDouble() <= ours.get("high").asDouble(),
        f::toString);
    for (var key : List.of("theirs", "ratio"))
      assertEquals(f.get("peer").isNull(), f.get(key).isNull(), f::toString);
    for (var q : f.get("quality"))
      assertTrue(q.get("name").isTextual() && q.get("ours").isNumber(), f::toString);
  }

  /** Every element is closed, nothing is loaded. */
  private static void page(String html) {
    assertFalse(
        Pattern.compile("(src|href)=|url\\(|@import|<script|https?://").matcher(html).find());
    assertTrue(html.contains("prefers-color-scheme: dark"));
    var open = new ArrayDeque<String>();
    var tags = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^<>]*?(/?)>").matcher(html);
    var empty = Set.of("meta", "br", "link", "img");
    while (tags.find()) {
      if (!tags.group(3).isEmpty() || empty.contains(tags.group(2))) continue;
      if (tags.group(1).isEmpty()) open.push(tags.group(2));
      else assertEquals(open.pop(), tags.group(2), "at " + tags.start());
    }
    assertTrue(open.isEmpty(), open.toString());
  }

  @Test
  void againstAnEarlierRunWhatIsWorseOrBetterIsMarked() throws IOException {
    assertEquals(0, bench("--jobs", "mlp,minilm").code());
    var same = bench("--jobs", "mlp,minilm", "--against", copy("same.json", _ -> {}));
    assertEquals(0, same.code(), same.err());
    assertTrue(same.out().contains(": 0 worse, 0 better, of 3 figures"), same.out());

    var earlier =
        copy(
            "earlier.json",
            t -> {
              var figures = job(t, "mlp").get("figures");
              ratio(figures.get(0), 2.5, 2.2, 2.8);
              ((ObjectNode) figures.get(0).get("quality").get(0)).put("ours", 3.0);
              ratio(figures.get(1), 2.5, 1.9, 2.8); // the intervals meet
              ratio(job(t, "minilm").get("figures").get(0), .49, .485, .495); // by 2 % only
              ((ObjectNode) t.get("machine")).put("processor", "Abacus");
            });
    var answer = bench("--jobs", "mlp,minilm", "--against", earlier);
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.out().contains(": 1 worse, 1 better, of 3 figures"), answer.out());
    assertTrue(answer.out().contains("processor: Abacus before"), answer.out());
    var changes = tree().get("against").get("changes");
    assertEquals("ratio", changes.get(0).get("measure").asText());
    assertEquals("worse", changes.get(0).get("verdict").asText());
    assertEquals(2.5, changes.get(0).get("before").asDouble());
    assertEquals("loss over the peer's", changes.get(1).get("measure").asText());
    assertEquals("better", changes.get(1).get("verdict").asText(), "a loss is lower");
    assertEquals(2, changes.size());
    var html = Files.readString(dir.resolve("bench.html"));
    page(html);
    assertTrue(html.contains("▼ worse") && html.contains("Abacus"));
    var row =
        "| worse | mlp | training, mlp, sgd | 1 | ratio to PyTorch | 2.50 (2.20–2.80) | 2.00 |";
    assertTrue(Files.readString(dir.resolve("bench.md")).contains(row));

    var strict = bench("--jobs", "mlp", "--against", earlier, "--fail-on-regression");
    assertEquals(1, strict.code(), strict.out());
    var better = bench("--jobs", "minilm", "--against", earlier, "--fail-on-regression");
    assertEquals(0, better.code(), better.out());
  }

  private interface Change {
    void in(JsonNode tree);
  }

  private String copy(String name, Change change) throws IOException {
    var tree = tree();
    change.in(tree);
    return Files.writeString(dir.resolve(name), tree.toString()).toString();
  }

  private static void ratio(JsonNode figure, double median, double low, double high) {
    ((ObjectNode) figure.get("ratio")).put("median", median).put("low", low).put("high", high);
  }

  @Test
  void withoutPeersOnlyWhatStandsAloneIsMeasured() throws IOException {
    var answer = bench("--peers", "none", "--jobs", "mlp,gsdmm,opencl");
    assertEquals(0, answer.code(), answer.err());
    var mlp = job(tree(), "mlp");
    assertEquals("left out", mlp.get("status").asText());
    assertTrue(mlp.get("reason").asText().contains("libraries of Java"), mlp.toString());
    assertEquals("ran", job(tree(), "gsdmm").get("status").asText());
    assertTrue(tree().toString().contains("no Python was asked for"));
    assertEquals(5, job(tree(), "opencl").get("figures").size());
    System.clearProperty("millrace.neural.peers");
    var outside = bench("--jobs", "decode");
    assertEquals(0, outside.code());
    assertTrue(
        job(tree(), "decode").get("reason").asText().contains("./millrace bench all"),
        outside.out());
  }

  @Test
  void wrongOptionsAreSaid() throws IOException {
    for (var words :
        List.of(
            List.of("--jobs", "mpl"),
            List.of("--threads", "0"),
            List.of("--peers", "none,java"),
            List.of("--peers", "perl"),
            List.of("--job-minutes", "0"),
            List.of("--fail-on-regression")))
      assertEquals(2, bench(words.toArray(String[]::new)).code(), words.toString());
    var jobs = bench("--jobs", "mpl");
    assertTrue(jobs.err().contains("there is no job 'mpl'; there are [compare, start, learners"));
    for (var job : BenchJobs.all())
      assertTrue(Cli.run("bench", "all", "--help").out().contains(job.name()), job.name());
    var nothing = bench("--against", dir.resolve("none.json").toString());
    assertEquals(1, nothing.code());
    assertTrue(nothing.err().contains("none.json"), nothing.err());
    Files.writeString(dir.resolve("other.json"), "{\"parts\": []}");
    var other = bench("--against", dir.resolve("other.json").toString());
    assertEquals(1, other.code());
    assertTrue(other.err().contains("is not a bench.json"), other.err());
    assertFalse(Files.exists(dir.resolve("bench.json")), "nothing was measured");
    var names = new ArrayList<String>();
    for (var word : Cli.run("bench").err().split("\\W+")) names.add(word);
    assertTrue(
        names.containsAll(
            List.of("all", "learners", "topics", "neural", "transformers", "embeddings")));
  }
}

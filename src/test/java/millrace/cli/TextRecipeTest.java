package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.evaluation.Comparison.Task;
import millrace.neural.models.Cell;
import millrace.neural.models.FeedForwardClassifier;
import millrace.neural.models.RecurrentRegressor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --recipe text}: from tokens to labels in one model. */
class TextRecipeTest {
  private static final List<String> GOOD = List.of("lovely", "superb", "moving", "funny");
  private static final List<String> BAD = List.of("dull", "awful", "boring", "flat");
  private static final List<String> OTHER = List.of("film", "actor", "scene", "plot", "music");

  @TempDir static Path dir;
  private static String reviews;

  /** Two columns of text, in which the same words stand, a number and a level. */
  @BeforeAll
  static void write() throws IOException {
    var random = new Random(7);
    var lines = new ArrayList<>(List.of("title\tbody\tyear\tmaker\tstars\tverdict"));
    for (int i = 0; i < 120; i++) {
      boolean good = random.nextBoolean();
      lines.add(
          String.join(
              "\t",
              words(random, good, 3),
              "\"" + words(random, good, 12) + (i % 7 == 0 ? "" : "\" said " + i),
              Integer.toString(1980 + random.nextInt(30)),
              random.nextBoolean() ? "studio" : "garage",
              Double.toString((good ? 4 : 1) + random.nextDouble()),
              good ? "good" : "bad"));
    }
    reviews = Files.write(dir.resolve("reviews.tsv"), lines).toString();
  }

  private static String words(Random random, boolean good, int n) {
    var out = new ArrayList<String>();
    for (int i = 0; i < n; i++) {
      var from = random.nextInt(3) > 0 ? OTHER : good ? GOOD : BAD;
      out.add(from.get(random.nextInt(from.size())));
    }
    return String.join(" ", out);
  }

  private static Cli compare(String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "compare",
                "--recipe",
                "text",
                "--folds",
                "3",
                "--json",
                "--data",
                reviews,
                "--out"));
    args.add(dir.resolve("report").toString());
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  @Test
  void comparesTheLineUpForText() throws IOException {
    var answer = compare("--target", "verdict", "--kind", "stars=skip");
    assertEquals(0, answer.code(), answer.err());
    var result = new ObjectMapper().readTree(answer.out());
    assertEquals(120, result.get("rows").asInt());
    var names = new ArrayList<String>();
    for (var model : result.get("models")) {
      names.add(model.get("name").asText());
      if (!names.getLast().equals("majority"))
        assertTrue(model.get("metrics").get("accuracy").asDouble() > .9, model.toString());
    }
    names.sort(null);
    assertEquals(
        List.of(
            "complement-naive-bayes",
            "linear-svc",
            "logistic",
            "majority",
            "multinomial-naive-bayes"),
        names);
  }

  @Test
  void regressesOnText() throws IOException {
    var answer = compare("--target", "stars", "--kind", "verdict=skip");
    assertEquals(0, answer.code(), answer.err());
    var result = new ObjectMapper().readTree(answer.out());
    for (var model : result.get("models")) {
      if (!model.get("name").asText().equals("mean"))
        assertTrue(model.get("metrics").get("r2").asDouble() > .5, model.toString());
    }
    assertEquals(3, result.get("models").size());
  }

  /** What people call recurrent networks are cells of one trainer. */
  @Test
  void lstmAndGruAreNames() {
    var models = LineUp.of(List.of("lstm", "GRU(width=8)"), Task.REGRESSION, "text");
    assertEquals(List.of("lstm", "gru(width=8)"), List.copyOf(models.keySet()));
    assertEquals(new RecurrentRegressor(), models.get("lstm"));
    assertEquals(new RecurrentRegressor().cell(Cell.GRU).width(8), models.get("gru(width=8)"));
    var classifier = LineUp.of(List.of("network"), Task.CLASSIFICATION, "auto");
    assertEquals(new FeedForwardClassifier(), classifier.get("feed-forward"));
  }

  /** Those that cannot use thousands of features get singular vectors; networks read words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "k-neighbors",
        "forest(nEstimators=20)",
        "gaussian-naive-bayes",
        "bernoulli-naive-bayes",
        "lstm(width=16;embedding=16;learningRate=0.01)",
        "gru(width=16;embedding=16;learningRate=0.01)",
        "text-cnn(maps=16;embedding=16;learningRate=0.01)"
      })
  void otherModelsDoToo(String model) throws IOException {
    var answer = compare("--target", "verdict", "--kind", "stars=skip", "--models", model);
    assertEquals(0, answer.code(), answer.err());
    var result = new ObjectMapper().readTree(answer.out());
    var accuracy = result.get("models").get(0).get("metrics").get("accuracy").asDouble();
    assertTrue(accuracy > .8, result.toString());
  }

  /** One file has all from tokenizing to labels; a single row is text as it was in training. */
  @Test
  void trainsAndPredicts() throws IOException {
    var model = dir.resolve("m.safetensors").toString();
    var train =
        Cli.run(
            "train",
            "--recipe",
            "text",
            "--model",
            "logistic",
            "--target",
            "VERDICT",
            "--kind",
            "stars=skip",
            "--data",
            reviews,
            "--out",
            model);
    assertEquals(0, train.code(), train.err());
    assertTrue(train.err().contains("c=10"), train.err());
    var fresh =
        Files.writeString(
            dir.resolve("fresh.jsonl"),
            """
            {"title": "awful", "body": "a dull and boring film", "year": 1999, "maker": "garage"}
            {"title": "superb", "body": "lovely music", "year": 1999, "maker": "studio"}
            """);
    var out = dir.resolve("p.csv");
    var predict =
        Cli.run("predict", "--model", model, "--data", fresh.toString(), "--out", out.toString());
    assertEquals(0, predict.code(), predict.err());
    var lines = Files.readAllLines(out);
    assertTrue(lines.get(1).startsWith("bad,"), lines.toString());
    assertTrue(lines.get(2).startsWith("good,"), lines.toString());
  }

  @Test
  void tunes() throws IOException {
    var model = dir.resolve("tuned.safetensors");
    var answer =
        Cli.run(
            "tune",
            "--recipe",
            "text",
            "--model",
            "linear-svc",
            "--vary",
            "c=0.1,1",
            "--search",
            "grid",
            "--folds",
            "2",
            "--target",
            "verdict",
            "--kind",
            "stars=skip",
            "--data",
            reviews,
            "--report",
            dir.resolve("tuned").toString(),
            "--out",
            model.toString());
    assertEquals(0, answer.code(), answer.err());
    assertTrue(Files.size(model) > 0);
  }

  @Test
  void saysWhenThereIsNoText() {
    var answer =
        compare(
            "--target",
            "verdict",
            "--kind",
            "title=skip",
            "--kind",
            "body=skip",
            "--models",
            "logistic");
    assertEquals(1, answer.code());
    assertTrue(
        answer.err().contains("needs a column of text, but there are 'year' (numeric)"),
        answer.err());
    assertTrue(answer.err().contains("--kind NAME=text"), answer.err());
  }
}

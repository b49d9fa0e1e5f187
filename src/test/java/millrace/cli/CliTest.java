package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line promises when its input is good; {@link BadInputTest} has the rest. */
class CliTest {
  /** Fails on anything after the first object. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int ROWS = 90;

  @TempDir static Path dir;

  /** Prices that follow from mileage, make and noise; a class that follows from the price. */
  @BeforeAll
  static void tables() throws IOException {
    var random = new Random(7);
    var all = new ArrayList<String>();
    var makes = List.of("audi", "ford", "seat");
    for (int i = 0; i < ROWS; i++) {
      double mileage = 1000 + random.nextInt(90_000);
      int make = random.nextInt(3);
      double price = 30_000 - mileage / 5 - 3000 * make + 300 * random.nextGaussian();
      all.add(
          "%.0f,%s,owner%d,\"£%,.0f\",%.2f,%s"
              .formatted(
                  mileage,
                  makes.get(make),
                  i / 3,
                  price / 10,
                  price,
                  price > 18_000 ? "dear" : price > 14_000 ? "fair" : "cheap"));
    }
    var head = "mileage,make,owner,tax,price,class";
    write("cars.csv", head, all);
    write("early.csv", head, all.subList(0, 60));
    write("late.csv", head, all.subList(60, ROWS));
    var numbered = all.stream().map(r -> r.replaceFirst("dear$", "1").replaceFirst("[a-z]+$", "0"));
    write("numbered.csv", head, numbered.toList());
    Files.writeString(
        dir.resolve("recipe.json"),
        "{\"target\":{\"transform\":\"log\"},\"drop\":[\"owner\",\"class\",\"tax\"],"
            + "\"steps\":[{\"step\":\"OneHot\"},{\"step\":\"Standardize\"}]}");
  }

  private static void write(String name, String head, List<String> rows) throws IOException {
    Files.writeString(dir.resolve(name), head + "\n" + String.join("\n", rows) + "\n");
  }

  /** Words in which {@code @} stands for the test's folder. */
  private static Cli run(String words) {
    var args = words.replace("@", dir.toString()).split(" ");
    return Cli.run(args);
  }

  private static Cli fine(String words) {
    var result = run(words);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static final String CARS = "compare --json --data @/cars.csv --target price --out @/r ";

  /** The one JSON object on standard output. */
  private static JsonNode json(String words) throws IOException {
    return JSON.readTree(fine(words).out());
  }

  private static List<String> names(JsonNode result) {
    var out = new ArrayList<String>();
    result.get("models").forEach(m -> out.add(m.get("name").asText()));
    return out;
  }

  private static double metric(JsonNode result, String model, String metric) {
    for (var m : result.get("models"))
      if (m.get("name").asText().equals(model)) return m.get("metrics").get(metric).asDouble();
    throw new AssertionError(model + " is not in " + names(result));
  }

  /** What does not depend on the clock. */
  private static List<String> scores(JsonNode result) {
    var out = new ArrayList<String>();
    result.get("models").forEach(m -> out.add(m.get("name") + " " + m.get("scores")));
    return out;
  }

  @Test
  void embeddedCarsHaveTheShapeOfTheContract() throws IOException {
    var ran = fine("compare --json --models ridge,mean --folds 3 --out @/cars");
    var result = JSON.readTree(ran.out());
    assertEquals("regression", result.get("task").asText());
    assertEquals(804, result.get("rows").asInt());
    assertEquals(8, result.get("features").asInt());
    assertEquals(42, result.get("seed").asLong());
    assertEquals(dir.resolve("cars/report.html").toString(), result.get("report").asText());
    assertEquals(List.of("ridge", "mean"), names(result));
    for (var m : result.get("models")) {
      assertTrue(m.get("engine").isTextual());
      assertTrue(m.get("fitSeconds").asDouble() > 0 && m.get("predictSeconds").asDouble() > 0);
      for (var key : List.of("r2", "rmse", "mae", "median_ae", "mape", "max_error"))
        assertTrue(m.get("metrics").get(key).isNumber(), key);
    }
    assertTrue(metric(result, "ridge", "r2") > 0.9);
    assertTrue(result.get("split").asText().contains("stratified by make"));
    assertTrue(ran.err().contains("★ ridge"), "the table is on standard error");
    for (var file : List.of("report.html", "report.md", "report.json", "report.csv"))
      assertTrue(Files.size(dir.resolve("cars").resolve(file)) > 0, file);
    assertTrue(
        Files.readString(dir.resolve("cars/report.html")).contains("What matters"),
        "the embedded table's report shows importance");
    var facts = result.get("provenance");
    for (var key :
        List.of(
            "command", "files", "recipe", "target transform", "seed", "Millrace", "Java", "memory"))
      assertFalse(facts.path(key).asText().isEmpty(), key);
    assertTrue(facts.get("command").asText().startsWith("./millrace compare --json --models"));
  }

  @Test
  void withoutJsonTheTableIsOnStandardOutput() {
    var ran = fine(CARS.replace("--json ", "") + "--models mean,ridge --folds 3");
    assertTrue(ran.out().contains("★ ridge"), ran.out());
    assertTrue(ran.out().contains("Report: " + dir.resolve("r/report.html")), ran.out());
    var hint = "'tax' is words; all its cells are numbers with --kind tax=amount\n";
    assertEquals(hint, ran.err());
  }

  @Test
  void misspeltOptionsAreNoFiles() {
    for (var words :
        List.of(
            "compare --data @/cars.csv --fold 5 --target price",
            "compare --data @/cars.csv --targt price",
            "predict --data @/cars.csv --modell @/m.safetensors",
            "compare --dta @/cars.csv --target price",
            "train --data @/cars.csv --models ridge --target price")) {
      var ran = run(words);
      assertEquals(2, ran.code(), words);
      assertTrue(ran.err().startsWith("millrace: Unknown option: '--"), ran.err());
      assertTrue(ran.err().contains("\nDid you mean "), ran.err());
    }
    assertEquals(2, run("jupyter install --jvm --nonsense --nonsense").code());
  }

  @Test
  void wordsThatAreNumbersOtherwiseAreNamed() throws IOException {
    var rows = new ArrayList<String>();
    for (int i = 0; i < 30; i++) rows.add("%d,5;%d;%d,25 €".formatted(i % 4, i, i));
    write("flats.csv", "size;rent;deposit", rows);
    var ran = fine("compare --data @/flats.csv --target rent --models ridge --folds 3 --out @/f");
    assertTrue(
        ran.err().contains("'size' is words; all its cells are numbers with --decimal ,\n"),
        ran.err());
    assertTrue(ran.err().contains("numbers with --decimal , --kind deposit=amount\n"), ran.err());
    var read = "train --data @/flats.csv --decimal , --kind deposit=amount --target size ";
    var quiet = fine(read + "--model ridge --out @/f.safetensors").err();
    assertFalse(quiet.contains("is words"), quiet);
  }

  @Test
  void columnsThatNoModelSeesAreNamed() throws IOException {
    var rows = new ArrayList<String>();
    for (int i = 0; i < 60; i++)
      rows.add("%d,guest %d,b,%d,%d".formatted(i, i, i % 7, 3 * (i % 7)));
    write("rooms.csv", "id,guest,house,nights,price", rows);
    var ran =
        fine("compare --data @/rooms.csv --target price --models ridge --folds 3 --out @/rooms");
    var which = "id (numbers the rows), house (the same in all rows), guest (free text)";
    assertTrue(ran.out().contains("Columns left out: " + which + "\n"), ran.out());
    assertTrue(Files.readString(dir.resolve("rooms/report.md")).contains(which));
    var own = fine(CARS + "--recipe @/recipe.json --models ridge --folds 3").err();
    assertTrue(own.contains("★ ridge") && !own.contains("left out"), own);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameScoresAndAnotherSeedOthers() throws IOException {
    var words = CARS + "--models mean,ridge,random-forest(nEstimators=10) --folds 3 ";
    var one = scores(json(words + "--threads 1"));
    assertEquals(one, scores(json(words + "--threads 2")));
    assertEquals(3, one.size());
    assertNotEquals(one, scores(json(words + "--seed 43")));
  }

  @Test
  void modelsMayHaveParametersAndShortNames() throws IOException {
    var result =
        json(
            CARS
                + "--holdout 0.3 --models"
                + " linear,forest(nEstimators=5,maxDepth=3),Ridge(alpha=2),lasso");
    assertEquals(
        List.of("lasso", "ols", "random-forest(nEstimators=5,maxDepth=3)", "ridge(alpha=2)"),
        names(result).stream().sorted().toList());
    assertTrue(result.toString().contains("maxDepth=3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--folds 3: 3-fold",
        "--holdout 0.2: 20 % holdout",
        "--holdout 0.3 --stratify make: stratified by make",
        "--holdout-every 5: rows 0, 5, 10, … held out",
        "--folds 3 --stratify make: 3-fold, stratified by make",
        "--folds 3 --group owner: 3-fold, grouped by owner",
      })
  void rowsAreDividedAsAsked(String line) throws IOException {
    var parts = line.split(": ");
    var result = json(CARS + "--models mean " + parts[0]);
    assertTrue(
        result.get("split").asText().contains(parts[1]),
        result.get("split").asText() + " for " + parts[0]);
  }

  @Test
  void aFreshFileIsTheTestAndNothingElse() throws IOException {
    var result =
        json(
            CARS.replace("cars.csv", "early.csv")
                + "--models mean,ridge --test @/late.csv --recipe @/recipe.json");
    assertEquals(ROWS, result.get("rows").asInt());
    var lines = Files.readAllLines(dir.resolve("r/report.csv"));
    assertTrue(lines.get(1).endsWith(",60,30"), lines.get(1));
    // the mean of the training file's prices, judged on the other file: no test row took part
    double mean = price("early.csv").stream().mapToDouble(d -> d).average().orElseThrow();
    double mae =
        price("late.csv").stream().mapToDouble(d -> Math.abs(d - mean)).average().orElseThrow();
    var plain = json(CARS.replace("cars.csv", "early.csv") + "--models mean --test @/late.csv");
    assertEquals(mae, metric(plain, "mean", "mae"), 1e-9 * mae);
  }

  private static List<Double> price(String file) throws IOException {
    return Files.readAllLines(dir.resolve(file)).stream()
        .skip(1)
        .map(l -> l.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")[4])
        .map(Double::valueOf)
        .toList();
  }

  @Test
  void aRecipeIsFollowedAndShown() throws IOException {
    var result = json(CARS + "--models ridge --folds 3 --recipe @/recipe.json");
    assertTrue(metric(result, "ridge", "r2") > 0.8);
    var spec = result.get("models").get(0).get("spec").asText();
    assertTrue(spec.contains("OneHot") && spec.contains("Standardize"), spec);
    assertEquals("log", result.get("provenance").get("target transform").asText());
    assertTrue(result.get("provenance").get("recipe").asText().contains("OneHot"));
  }

  @Test
  void namesAreClassifiedAndNumbersOnDemand() throws IOException {
    var named =
        json(
            "compare --json --data @/cars.csv --target class --out @/r --folds 3"
                + " --models majority,logistic");
    assertEquals("classification", named.get("task").asText());
    assertTrue(named.get("models").get(0).get("metrics").has("accuracy"));
    var words = "compare --json --data @/numbered.csv --target class --out @/r --folds 3 --models ";
    assertEquals("classification", json(words + "majority").get("task").asText());
    assertEquals(
        "regression", json(words + "mean --task regression").get("task").asText(), "on demand");
  }

  @Test
  void importanceAndLearningCurveOnRequest() throws IOException {
    var plain = json(CARS + "--models ridge --folds 3");
    assertFalse(plain.get("models").get(0).has("importances"));
    assertFalse(plain.get("models").get(0).has("learning"));
    var asked =
        json(CARS + "--models ridge --folds 3 --importance --learning-curve").get("models").get(0);
    assertEquals(5, asked.get("importances").size());
    assertEquals(5, asked.get("learning").size());
  }

  @Test
  void aSaidKindHoldsForTheTargetTooAndForPredict() throws IOException {
    var asAmount = "--data @/cars.csv --target tax --kind tax=amount ";
    var result = json("compare --json --out @/r --folds 3 --models mean,ridge " + asAmount);
    assertEquals("regression", result.get("task").asText());
    var words = "train --data @/cars.csv --target price --kind tax=amount --model ridge --out @/m";
    fine(words + " --recipe auto");
    fine("predict --model @/m --data @/late.csv --out @/p.csv");
    var predicted = Files.readAllLines(dir.resolve("p.csv"));
    assertEquals(31, predicted.size());
    var prices = price("late.csv");
    for (int i = 0; i < 30; i++) // tax is a tenth of the price
    assertEquals(prices.get(i), Double.parseDouble(predicted.get(i + 1)), 1500);
  }

  @Test
  void trainThenPredictWhateverTheNewFileLooksLike() throws IOException {
    fine(
        "train --data @/cars.csv --target price --model ridge --param alpha=0.5"
            + " --out @/ridge.safetensors");
    Files.writeString(
        dir.resolve("new.csv"),
        """
        make,tax,class,owner,mileage,note
        audi,"£1,000",fair,o,10000,a
        lada,,,,20000,b
        ,,,,,c
        """);
    var said = fine("predict --model @/ridge.safetensors --data @/new.csv --out @/new-p.csv");
    assertTrue(said.err().contains("3 rows"), said.err());
    assertEquals("", said.out());
    var lines = Files.readAllLines(dir.resolve("new-p.csv"));
    assertEquals("prediction", lines.getFirst());
    assertEquals(4, lines.size());
    for (var line : lines.subList(1, 4)) {
      double price = Double.parseDouble(line);
      assertTrue(price > 5_000 && price < 40_000, "unseen and missing cells explode: " + line);
    }
  }

  @Test
  void predictNeedsOnlyTheColumnsThatTheModelUses() throws IOException {
    Files.writeString(
        dir.resolve("lean.json"), "{\"drop\": [\"owner\", \"class\", \"make\", \"mileage\"]}");
    fine(
        "train --data @/cars.csv --target price --kind tax=amount --model ridge"
            + " --recipe @/lean.json --out @/lean");
    Files.writeString(dir.resolve("tax.csv"), "tax,colour\n\"£1,000\",red\n£500,green\n");
    var said = fine("predict --model @/lean --data @/tax.csv");
    var lines = said.out().lines().toList();
    assertEquals("prediction", lines.getFirst());
    assertEquals(3, lines.size());
    assertEquals(10_000, Double.parseDouble(lines.get(1)), 1500);
    var lacking = run("predict --model @/lean --data @/late.csv --kind tax=skip");
    assertEquals(1, lacking.code());
    assertTrue(lacking.err().contains("there is no column 'tax'"), lacking.err());
  }

  @Test
  void rowsWithoutATargetAreCounted() throws IOException {
    Files.writeString(dir.resolve("gaps.csv"), "x,y\n1,2\n2,\n3,6\n4,8\n,\n6,12\n");
    var said = fine("train --data @/gaps.csv --target y --model ols --out @/gaps");
    assertTrue(said.err().contains("2 of 6 rows have no 'y' and are left out"), said.err());
  }

  @Test
  void decimalCommas() throws IOException {
    Files.writeString(
        dir.resolve("comma.csv"), "x;y\n1,5;3\n2,5;5\n3,25;6,5\n4;8\n5,75;11,5\n7;14\n");
    var words = "train --data @/comma.csv --target y --model ols --score ";
    assertTrue(fine(words + "--decimal ,").out().startsWith("r2 1.0000"));
    Files.writeString(dir.resolve("euro.csv"), "x;y\n1.000,5;2001\n2.000;4000\n3.500,25;7000,5\n");
    fine("train --data @/euro.csv --target y --kind x=amount --decimal , --model ols --out @/euro");
    Files.writeString(dir.resolve("fresh.csv"), "x\n1.500 €\n\"2.500,5\"\n");
    var predicted = fine("predict --model @/euro --data @/fresh.csv").out().lines().toList();
    assertEquals(3000, Double.parseDouble(predicted.get(1)), 1e-6);
    assertEquals(5001, Double.parseDouble(predicted.get(2)), 1e-6);
    var wrong = run(words + "--kind x=number");
    assertTrue(wrong.err().contains("with ',' as decimal sign"), wrong.err());
  }

  @Test
  void aClassifierGivesEachClassItsProbability() throws IOException {
    fine(
        "train --data @/cars.csv --target class --model random-forest --param nEstimators=20"
            + " --seed 3 --threads 1 --out @/class.safetensors");
    var columns = "class,price,make,mileage,owner,tax";
    write(
        "shuffled.csv",
        columns,
        List.of("cheap,,seat,,o1,", "dear,29000,lada,1000,new,\"£2,900\""));
    fine("predict --model @/class.safetensors --data @/shuffled.csv --out @/class.csv");
    var lines = Files.readAllLines(dir.resolve("class.csv"));
    assertEquals("prediction,p(cheap),p(dear),p(fair)", lines.getFirst());
    for (var line : lines.subList(1, 3)) {
      var cells = line.split(",");
      double sum = 0;
      for (int k = 1; k < 4; k++) sum += Double.parseDouble(cells[k]);
      assertEquals(1, sum, 1e-12);
    }
    assertTrue(lines.get(2).startsWith("dear,"), lines.get(2));
  }

  @Test
  void sameTrainingSameBytes() throws IOException {
    var words = "train --data @/cars.csv --target price --model forest --param nEstimators=5 ";
    fine(words + "--threads 1 --out @/one");
    fine(words + "--threads 2 --out @/two");
    assertEquals(-1, Files.mismatch(dir.resolve("one"), dir.resolve("two")));
  }

  @Test
  void modelsShowTheirParameters() {
    var one = fine("models Ridge").out();
    assertTrue(one.contains("## Ridge") && one.contains("`alpha` = 1"), one);
    assertTrue(one.contains("Source: "), one);
    assertFalse(one.contains("Lasso"), one);
    var all = fine("models").out();
    assertTrue(all.contains("# Models") && all.contains("# Steps"), all);
    assertFalse(all.contains("E308"), "a bound that is none is not shown");
  }

  @Test
  void doctorKnowsThisMachine() {
    var out = fine("doctor --seconds 0").out();
    for (var line : List.of("Java      25", "Heap", "Engines", "XGBoost", "Smile"))
      assertTrue(out.contains(line), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "compare", "train", "predict", "models", "doctor"})
  void helpIsPlain(String command) {
    var out = fine((command + " --help").strip()).out();
    assertTrue(out.startsWith("Usage: ./millrace"), out);
    assertFalse(out.contains("(?!"), "a regular expression in the help");
    assertTrue(out.lines().allMatch(l -> l.length() <= 80), out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--holdout-every 5 --stratify make",
        "--test @/late.csv --stratify make",
        "--holdout 0.2 --group owner",
        "--holdout-every 5 --group owner",
      })
  void whatWouldBePassedOverIsRefused(String words) {
    var result = run(CARS + "--models mean " + words);
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().toLowerCase(Locale.ROOT).contains("goes with --folds"), result.err());
  }

  private static final String TUNE =
      "tune --json --data @/cars.csv --target price --model ridge --folds 3 --report @/t ";

  @Test
  void tuneFindsReportsSavesAndGoesOn() throws IOException {
    var words = TUNE + "--search grid --vary alpha=.1,1,1e6 --journal @/j.jsonl --train-scores ";
    var first = json(words + "--out @/tuned.safetensors");
    assertEquals(9, first.get("fits").asInt());
    assertEquals(3, first.get("candidates").size());
    assertTrue(first.get("best").get("settings").get("alpha").asDouble() < 1e6);
    assertTrue(first.get("best").get("trainScore").isNumber());
    for (var name : List.of("search.html", "search.md", "search.json", "search.csv"))
      assertTrue(Files.exists(dir.resolve("t").resolve(name)), name);
    assertTrue(Files.readString(dir.resolve("t/search.html")).contains("Validation curves"));
    var lines = Files.readAllLines(dir.resolve("j.jsonl"));
    assertEquals(10, lines.size());
    assertEquals(
        first.get("candidates").get(0).get("scores"),
        json(words).get("candidates").get(0).get("scores"));
    assertEquals(lines, Files.readAllLines(dir.resolve("j.jsonl")), "nothing was fitted again");
    fine("predict --model @/tuned.safetensors --data @/late.csv --out @/tuned.csv");
    assertEquals(31, Files.readAllLines(dir.resolve("tuned.csv")).size());
    var other = run(words + "--seed 43");
    assertEquals(1, other.code());
    assertTrue(other.err().contains("another search"), other.err());
  }

  @Test
  void tuneIsNestedWhenAsked() throws IOException {
    var result = json(TUNE + "--search halving --n 6 --nested --learning-curve");
    var nested = result.get("nested").get("models").get(0);
    assertEquals(3, nested.get("chosen").size());
    assertTrue(
        nested.get("name").asText().contains("6 Ridge by alpha"), nested.get("name").asText());
    assertEquals(2, result.get("rungs").size());
    var page = Files.readString(dir.resolve("t/search.html"));
    for (var heading : List.of("Nested cross-validation", "Successive halving", "Learning curve"))
      assertTrue(page.contains(heading), heading);
  }

  @Test
  void everythingWithinABudget() throws IOException {
    var result =
        json(CARS.replace("price --out", "class --out") + "--models all --budget 12 --folds 3");
    var names = names(result);
    assertTrue(names.contains("majority") && names.contains("logistic"), names.toString());
    assertTrue(names.size() >= 4, names.toString());
    var known = new ArrayList<>(names);
    if (result.has("leftOut")) {
      for (var l : result.get("leftOut")) {
        known.add(l.get("name").asText());
        assertFalse(l.get("why").asText().isBlank());
      }
    }
    result.get("failures").forEach(f -> known.add(f.get("name").asText()));
    for (var name : LineUp.all(millrace.evaluation.Comparison.Task.CLASSIFICATION, "auto").keySet())
      assertTrue(known.contains(name), name + " is neither compared nor said to be left out");
    assertTrue(result.get("provenance").has("budget"));
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.preprocess.TargetTransform.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static final String FULL =
      """
      {
        "target": {"transform": "log1p", "margin": 0.25},
        "drop": ["id", "note*"],
        "steps": [
          {"step": "impute", "strategy": "most-frequent", "indicator": true},
          {"step": "Ternary", "off": ["No, never"], "on": ["Yes"]},
          {"step": "On", "columns": ["year", "mileage"],
           "do": [{"step": "Standardize"}, {"step": "Polynomial", "degree": 3}]},
          {"step": "Steps", "do": [{"step": "drop-text", "share": 0.75}]},
          {"step": "Dates", "to": "2020-06-15", "age": "months"}
        ]
      }
      """;

  @Test
  void readsEveryKindOfValue(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("recipe.json"), FULL);
    var steps =
        Steps.of(
            Drop.of("id", "note*"),
            new Impute().strategy(Impute.Strategy.MOST_FREQUENT).indicator(true),
            new Ternary().on(List.of("Yes")).off(List.of("No, never")),
            On.of(Steps.of(new Standardize(), new Polynomial().degree(3)), "year", "mileage"),
            Steps.of(new DropText().share(0.75)),
            new Dates().to("2020-06-15").age(Dates.Age.MONTHS));
    assertEquals(new Recipe(steps, Optional.of(Function.LOG1P), 0.25), Recipe.read(file));
    assertEquals(Recipe.of(), Recipe.parse("empty", "{}"));
  }

  @Test
  void goesAroundAModel() {
    var cars =
        Frame.of("make", Nominal.of("audi", "bmw", "audi"))
            .with("year", Numeric.of(2017, Double.NaN, 2019))
            .with("price", Numeric.of(1, 10, 100))
            .target("price");
    var recipe =
        Recipe.parse(
            "test",
            """
            {"target": {"transform": "log"}, "steps": [{"step": "Impute"}, {"step": "OneHot"}]}\
            """);
    var fitted = recipe.around(new Mean()).fit(cars);
    assertEquals(10, fitted.predict(cars.features()).values()[0], 1e-12);
    var classes = cars.without("price").target("make");
    assertEquals(
        "audi",
        Recipe.of(new Impute()).around(new Majority()).fit(classes).predict(classes).label(1));
    var e = assertThrows(IllegalArgumentException.class, () -> recipe.around(new Majority()));
    assertTrue(e.getMessage().contains("Majority does not predict numbers"), e.getMessage());
  }

  /** Parameters that are legal only together may come in any order. */
  @Test
  void orderOfKeysDoesNotMatter() {
    for (var words :
        List.of(
            "\"on\": [\"none\"], \"absent\": [\"yes\"]",
            "\"absent\": [\"yes\"], \"on\": [\"none\"]")) {
      var recipe = Recipe.parse("test", "{\"steps\": [{\"step\": \"Ternary\", " + words + "}]}");
      assertEquals(Recipe.of(new Ternary().on(List.of("none")).absent(List.of("yes"))), recipe);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|r.json: expected an object",
        "{\"steps\": [}|r.json:1:12: no JSON: Unexpected close marker '}': expected ']' (for Array"
            + " starting at line: 1, column: 11)",
        "{} {}|r.json:1:",
        "{\"drop\": [], \"drop\": []}|Duplicate field 'drop'",
        "{\"step\": []}|r.json: there is no key \"step\"; there are [target, drop, steps]",
        "{\"drop\": \"id\"}|r.json: drop: expected a list of strings, but there is \"id\"",
        "{\"drop\": [\":number\"]}|r.json: drop: Drop columns: ':number' is no kind",
        "{\"steps\": {}}|r.json: steps: expected a list of steps",
        "{\"steps\": [\"Impute\"]}|r.json: steps[1]: expected an object",
        "{\"steps\": [{}]}|r.json: steps[1]: the key \"step\" is missing",
        "{\"steps\": [{\"step\": 3}]}|r.json: steps[1].step: expected the name of a step",
        "{\"steps\": [{\"step\": \"Inpute\"}]}|r.json: steps[1]: there is no step 'Inpute'; there"
            + " are",
        "{\"steps\": [{\"step\": \"Mean\"}]}|r.json: steps[1]: Mean is no step",
        "{\"steps\": [{\"step\": \"Impute\"}, {\"step\": \"Impute\", \"K\": 3}]}|r.json: steps[2]:"
            + " there is no key \"K\"; there are [step, strategy, fill",
        "{\"steps\": [{\"step\": \"Impute\", \"k\": 0}]}|r.json: steps[1].k = 0: Impute k must be"
            + " in [1,",
        "{\"steps\": [{\"step\": \"Impute\", \"k\": 2.5}]}|r.json: steps[1].k = 2.5: Impute k must"
            + " be a whole number",
        "{\"steps\": [{\"step\": \"Impute\", \"k\": null}]}|r.json: steps[1].k: expected a single"
            + " value, but there is null",
        "{\"steps\": [{\"step\": \"Impute\", \"strategy\": \"mode\"}]}|must be one of [mean,"
            + " median",
        "{\"steps\": [{\"step\": \"Select\", \"columns\": [1]}]}|r.json: steps[1].columns: expected"
            + " a list of strings",
        "{\"steps\": [{\"step\": \"On\", \"do\": {\"step\": \"Impute\", \"j\": 1}}]}|r.json:"
            + " steps[1].do: there is no key \"j\"",
        "{\"steps\": [{\"step\": \"On\", \"do\": [{\"step\": \"x\"}]}]}|r.json: steps[1].do[1]:"
            + " there is no step 'x'",
        "{\"target\": \"log\"}|r.json: target: expected an object",
        "{\"target\": {}}|r.json: target: the key \"transform\" is missing",
        "{\"target\": {\"transform\": \"ln\"}}|r.json: target.transform: expected one of [auto,"
            + " none, log,",
        "{\"target\": {\"transform\": \"log\", \"margin\": -1}}|r.json: target.margin: expected a"
            + " number from 0",
      })
  void errorsNameFilePlaceAndWhatWasExpected(String json, String message) {
    var e = assertThrows(DataException.class, () -> Recipe.parse("r.json", json));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void missingFile(@TempDir Path folder) {
    var e = assertThrows(DataException.class, () -> Recipe.read(folder.resolve("none.json")));
    assertTrue(e.getMessage().contains("there is no recipe file"), e.getMessage());
  }
}

package millrace.shared;

import static millrace.shared.SharedData.atLeast;
import static millrace.shared.SharedData.compare;
import static millrace.shared.SharedData.file;
import static millrace.shared.SharedData.scores;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.Auto;
import millrace.preprocess.Steps;
import millrace.preprocess.TargetTransform;
import millrace.preprocess.TargetTransform.Function;
import millrace.preprocess.Ternary;
import millrace.readers.Csv;
import millrace.readers.Kind;
import millrace.readers.Policy;
import millrace.readers.Schema;
import millrace.run.Run;
import millrace.trainers.Lasso;
import millrace.trainers.Ols;
import millrace.trainers.Ridge;
import millrace.trainers.tribuo.XGBRegressor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real used cars, at least as good as scikit-learn 1.2.1 in the SOURCE.md of each table (there by
 * one-hot models without powers; the floors are those that the project set itself).
 */
@Tag("shared-data")
class CarsSharedDataTest {
  @TempDir Path reports;

  @Test
  void ukCarsByTheAutomaticRecipe() throws Exception {
    var result =
        compare(
            reports,
            SharedData.ukCars(),
            "--target=price",
            "--holdout-every=5",
            "--models=ols,ridge,lasso,random-forest,xgboost");
    assertEquals(99_187, result.get("rows").asInt());
    var r2 = scores(result, "r2");
    atLeast(0.855, "ridge", r2);
    atLeast(0.855, "lasso", r2);
    assertEquals(r2.get("ridge"), r2.get("ols"), 0.01, "OLS does not explode");
    atLeast(0.965, "random-forest", r2);
    atLeast(0.966, "xgboost", r2);
  }

  /** Of all 99,187 cars, those a model has not seen among them. */
  @Test
  void noPriceIsNegativeAfterTheLogTarget() {
    var cars =
        Csv.of(SharedData.ukCars().stream().map(Path::of).toArray(Path[]::new))
            .read()
            .target("price");
    var train = cars.rows(IntStream.range(0, cars.size()).filter(i -> i % 5 > 0).toArray());
    record Case(Trainer<? extends Predictor<Numbers>> model, Auto.Model kind) {}
    for (var c :
        List.of(
            new Case(new Ols(), Auto.Model.LINEAR),
            new Case(new Ridge(), Auto.Model.LINEAR),
            new Case(new Lasso().alpha(1e-4), Auto.Model.LINEAR),
            new Case(new XGBRegressor().nEstimators(100), Auto.Model.TREE))) {
      var fitted =
          Steps.of(new Auto().model(c.kind()))
              .then(new TargetTransform(Function.AUTO, c.model(), 0))
              .fit(train, Run.seeded(42));
      var y = train.column("price", Column.Numeric.class).values();
      var predicted = fitted.predict(cars).values();
      assertEquals(cars.size(), predicted.length);
      var least = Arrays.stream(predicted).min().orElseThrow();
      assertTrue(least >= Arrays.stream(y).min().orElseThrow() * (1 - 1e-12), c + ": " + least);
      assertTrue(
          Arrays.stream(predicted).max().orElseThrow()
              <= Arrays.stream(y).max().orElseThrow() * (1 + 1e-12),
          c.toString());
    }
  }

  @Test
  void usCarsWithTheirRecipes() throws Exception {
    String[] read = {
      "--target=price",
      "--holdout-every=5",
      "--kind=price=amount",
      "--kind=milage=amount",
      "--kind=model=nominal"
    };
    var data = List.of(file("cars-us-4k/used_cars.csv.gz"));
    var linear =
        scores(compare(reports, data, with(read, "cars-us-4k", "ols,ridge,lasso")), "r2_log");
    for (var model : List.of("ols", "ridge", "lasso")) atLeast(0.82, model, linear);
    var trees =
        scores(compare(reports, data, with(read, "cars-us-4k-trees", "forest,xgboost")), "r2_log");
    atLeast(0.865, "random-forest", trees);
    atLeast(0.88, "xgboost", trees);
  }

  private static String[] with(String[] read, String recipe, String models) {
    var all = Arrays.copyOf(read, read.length + 2);
    all[read.length] = "--recipe=" + SharedData.ROOT.resolve("docs/recipes/" + recipe + ".json");
    all[read.length + 1] = "--models=" + models;
    return all;
  }

  /** Accident reported, none, or not said: -1, 1, 0, in the numbers that the source counted. */
  @Test
  void usCarsTernaryField() {
    var cars = Csv.of(Path.of(file("cars-us-4k/used_cars.csv.gz"))).read();
    var step =
        new Ternary()
            .on(List.of("None reported"))
            .off(List.of("At least 1 accident or damage reported"));
    var v =
        step.fit(cars, Run.quiet()).apply(cars).column("accident", Column.Numeric.class).values();
    assertEquals(2910, Arrays.stream(v).filter(x -> x == 1).count());
    assertEquals(986, Arrays.stream(v).filter(x -> x == -1).count());
    assertEquals(113, Arrays.stream(v).filter(x -> x == 0).count());
  }

  /**
   * Every line is a row or a problem; then, with the word named as missing, every line is a row,
   * and those with a price are compared.
   */
  @ParameterizedTest
  @CsvSource({"unclean-focus.csv.gz, 5604, 1, 56", "unclean-cclass.csv, 4006, 4, 99"})
  void everyRowOfTheUncleanFilesIsAccountedFor(String name, int lines, int problems, int priceless)
      throws Exception {
    var file = file("cars-uk-100k/" + name);
    var schema =
        Schema.of("price", Kind.AMOUNT).with("mileage", Kind.AMOUNT).with("mileage2", Kind.AMOUNT);
    var read = Csv.of(Path.of(file)).schema(schema).policy(Policy.COLLECT).readAll();
    assertEquals(problems, read.problems().size(), read.problems().toString());
    assertEquals(lines, read.frame().size() + read.problems().size());
    for (var p : read.problems()) assertEquals("Unknown", p.value());
    var result =
        compare(
            reports,
            List.of(file),
            "--target=price",
            "--kind=price=amount",
            "--kind=mileage=amount",
            "--kind=mileage2=amount",
            "--missing=Unknown",
            "--holdout-every=5",
            "--models=mean,ridge");
    assertEquals(lines - priceless, result.get("rows").asInt());
    var r2 = scores(result, "r2");
    assertTrue(r2.get("ridge") > r2.get("mean") + 0.5, r2.toString());
  }
}

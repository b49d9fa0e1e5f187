package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.OneHot;
import millrace.preprocess.Standardize;
import millrace.preprocess.Steps;
import millrace.readers.Csv;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** About 99,000 used cars, the model as a one-hot column: every fifth row is held out. */
@Tag("shared-data")
class UsedCarsTest {
  static Path folder() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var data = at.resolveSibling("shared").resolve("data").resolve("cars-uk-100k");
      if (Files.isDirectory(data)) return data;
    }
    throw new IllegalStateException("no folder above has ../shared/data/cars-uk-100k");
  }

  static Frame cars() {
    var files =
        Stream.of("audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw")
            .map(n -> folder().resolve(n + ".csv"))
            .map(p -> Files.exists(p) ? p : p.resolveSibling(p.getFileName() + ".gz"))
            .toArray(Path[]::new);
    return Csv.of(files).read().target("price");
  }

  static double r2(Trainer<? extends Predictor<Numbers>> trainer, Frame cars) {
    var test = IntStream.range(0, cars.size()).filter(i -> i % 5 == 0).toArray();
    var fitted =
        Steps.of(new OneHot(), new Standardize())
            .then(trainer)
            .fit(cars.rows(cars.others(test)), Run.seeded(1));
    var fresh = cars.rows(test);
    var p = fitted.predict(fresh).values();
    var y = ((Column.Numeric) fresh.targetColumn()).values();
    double mean = Vectors.sum(y) / y.length;
    double rest = 0;
    double all = 0;
    for (int i = 0; i < y.length; i++) {
      rest += (y[i] - p[i]) * (y[i] - p[i]);
      all += (y[i] - mean) * (y[i] - mean);
    }
    return 1 - rest / all;
  }

  @Test
  void linearModelsReachTheReference() {
    var cars = cars();
    double ridge = r2(new Ridge(), cars);
    double ols = r2(new Ols(), cars);
    double lasso = r2(new Lasso(), cars);
    var all = "ridge %s, ols %s, lasso %s".formatted(ridge, ols, lasso);
    assertTrue(ridge >= 0.855, all);
    assertTrue(lasso >= 0.855, all);
    assertEquals(ridge, ols, 0.01, all);
  }
}

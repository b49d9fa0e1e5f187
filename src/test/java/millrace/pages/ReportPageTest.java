package millrace.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import millrace.evaluation.Classification;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.evaluation.report.Report;
import millrace.evaluation.report.SearchReport;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.nlp.topics.WebDriver;
import millrace.notebook.Samples;
import millrace.preprocess.OneHot;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.trainers.DecisionTreeRegressor;
import millrace.trainers.Logistic;
import millrace.trainers.Ridge;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports of comparisons in headless Chromium: narrow and wide, light and dark, by keys. */
@Tag("browser")
class ReportPageTest {
  @TempDir static Path dir;
  private static WebDriver browser;

  @BeforeAll
  static void start() throws Exception {
    var prep = Steps.of(new OneHot());
    var models = new LinkedHashMap<String, Trainer<? extends Predictor<Numbers>>>();
    models.put(
        "a ridge with a name that is longer than a telephone is wide", prep.then(new Ridge()));
    models.put("tree", prep.then(new DecisionTreeRegressor()));
    models.put("mean", new Mean());
    var cars = new CrossValidation(Folds.k(3)).importance(1);
    write(
        "regression",
        Report.of(
            cars.compare(
                Samples.cars().head(200),
                Run.quiet(),
                models,
                Regression.R2,
                Regression.RMSE,
                Regression.MAE)));
    write(
        "classification",
        Report.of(
            CrossValidation.compare(
                Samples.iris(),
                Folds.k(3),
                Run.quiet(),
                List.of(new Majority(), new Logistic()),
                Classification.ACCURACY,
                Classification.F1_MACRO)));
    var search =
        Search.grid(
            Space.of(new DecisionTreeRegressor())
                .vary("maxDepth", List.of(2, 4), (p, d) -> p.maxDepth(d))
                .vary("minSamplesLeaf", List.of(1, 5), (p, n) -> p.minSamplesLeaf(n)),
            Folds.k(3),
            Regression.RMSE);
    var numbers = Samples.cars().select(List.of("price", "mileage", "cylinder"));
    var tried = SearchReport.of(search.fit(numbers, Run.quiet()).tried());
    Files.writeString(dir.resolve("search.html"), tried.html());
    browser = new WebDriver(dir.resolve("profile"), 1280, 1000);
  }

  private static void write(String name, Report report) throws IOException {
    Files.writeString(dir.resolve(name + ".html"), report.html());
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
  }

  private static void open(String page, int width, String scheme) throws Exception {
    PageChecks.open(browser, dir.resolve(page + ".html").toUri().toString(), width, scheme);
  }

  static Stream<Arguments> windows() {
    return Stream.of("regression", "classification", "search")
        .flatMap(
            page ->
                Stream.of(375, 700, 1280)
                    .flatMap(
                        width ->
                            Stream.of("light", "dark")
                                .map(scheme -> Arguments.of(page, width, scheme))));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void fitsTheWindowInBothSchemes(String page, int width, String scheme) throws Exception {
    open(page, width, scheme);
    PageChecks.looksRight(browser, width, 10);
    if (page.equals("search")) return;
    assertEquals(
        1,
        browser
            .run(
                """
                return [...document.querySelectorAll('#scores > figure svg')]
                    .filter(e => e.checkVisibility()).length\
                """)
            .asInt(),
        "one drawing of the first measure suits the window");
  }

  @Test
  void tablesAreMovedByKeys() throws Exception {
    open("regression", 375, "light");
    var reached = PageChecks.reached(browser, 9, List.of());
    assertTrue(reached.contains("Scores"), reached.toString());
    var moved = "return document.querySelector('#scores .wide').scrollLeft";
    browser.run("document.querySelector('#scores .wide').focus()");
    browser.press(WebDriver.RIGHT, WebDriver.RIGHT, WebDriver.RIGHT);
    for (int i = 0; i < 50 && browser.run(moved).asInt() == 0; i++) Thread.sleep(20);
    assertTrue(browser.run(moved).asInt() > 0, "the arrow moves the table");
  }
}

package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import millrace.contract.Project;
import millrace.evaluation.Classification;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.evaluation.report.SearchReport;
import millrace.learn.Predictor;
import millrace.preprocess.Impute;
import millrace.preprocess.OneHot;
import millrace.preprocess.Standardize;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.store.Store;
import millrace.trainers.Logistic;
import millrace.trainers.RandomForestClassifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/tuning.md runs, and stands there as it stands here. */
class TuningGuideTest {
  @TempDir Path folder;

  @Test
  void theGuideRuns() {
    var cars = Prepare.embedded().target("make");
    var run = Run.seeded(42);
    // guide
    var prep = Steps.of(new Impute(), new OneHot(), new Standardize());
    var space =
        Space.of(prep.then(new Logistic()))
            .vary("c", List.of(.01, .1, 1., 10.), (p, c) -> p.last(new Logistic().c(c)));
    var search = Search.grid(space, Folds.stratified(5), Classification.LOG_LOSS);
    var model = search.fit(cars, run);
    var page = SearchReport.of(model.tried()).write(folder);
    Store.save(model, folder.resolve("cars.safetensors"));

    var one = Space.auto(new Logistic()).map(prep::then);
    var lens = Space.of(prep.then(new Logistic())).auto(p -> p.last(), (p, last) -> p.last(last));
    var random = Search.random(one, 20, 42, Folds.stratified(5), Classification.LOG_LOSS);
    var halving = random.halving();
    var kinds =
        Search.of(
            Folds.stratified(5),
            Classification.LOG_LOSS,
            List.of(prep.then(new Logistic()), prep.then(new RandomForestClassifier())));

    var honest =
        CrossValidation.compare(
            cars, Folds.stratified(5), run, List.of(search), Classification.LOG_LOSS);
    var chosen = honest.best().chosen();

    var resumed = search.fit(cars, run, folder.resolve("search.jsonl"));
    // end of guide
    assertTrue(Files.exists(page));
    assertEquals(5, chosen.size());
    assertEquals(one.names(), lens.names());
    assertEquals(20, halving.candidates().size());
    assertEquals(2, kinds.candidates().size());
    var back = Store.load(folder.resolve("cars.safetensors"), Predictor.class);
    assertEquals(Search.Fitted.class, back.getClass());
    assertEquals(
        Store.bytes(model).length, Store.bytes(resumed).length, "with a journal and without");
  }

  @Test
  void theGuideHasThatCode() throws IOException {
    var guide = Files.readString(Project.root().resolve("docs/tuning.md"));
    var there =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .map(m -> m.group(1))
            .collect(Collectors.joining(" "));
    var source =
        Files.readString(Project.root().resolve("src/test/java/millrace/cli/TuningGuideTest.java"));
    var here = source.substring(source.indexOf("// guide") + 8, source.indexOf("// end of guide"));
    assertEquals(squeezed(here), squeezed(there));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}

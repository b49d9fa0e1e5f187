package millrace.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.evaluation.Setting;
import millrace.evaluation.Tried;
import millrace.evaluation.Tried.Rung;
import millrace.evaluation.Tried.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchReportTest {
  @TempDir Path dir;

  private static Trial trial(String kernel, double c, double... scores) {
    var settings =
        List.of(
            new Setting("kernel", kernel, Double.NaN, false),
            new Setting("c <&>", Double.toString(c), c, true));
    var own = new double[scores.length];
    for (int i = 0; i < own.length; i++) own[i] = scores[i] + 0.05;
    return new Trial(
        "kernel=%s c=%s".formatted(kernel, c),
        "Svc",
        settings,
        scores,
        own,
        new double[scores.length],
        "");
  }

  private static Tried tried() {
    return new Tried(
        "halving search of 4 Svc",
        "accuracy",
        true,
        "class",
        "2-fold",
        2,
        90,
        1,
        List.of(new Rung(30, 4), new Rung(90, 2)),
        List.of(
            trial("linear", .1, .5, .6),
            trial("rbf", 1, .7, .8, .85, .95),
            trial("rbf", 10, .7, .7, .8, .9),
            new Trial(
                "kernel=<bad>",
                "Svc",
                List.of(),
                new double[0],
                new double[0],
                new double[0],
                "fold 1 of 2: no <luck>")),
        1);
  }

  @Test
  void tellsTheWinnerAndTheFailures() {
    var text = SearchReport.of(tried()).text();
    assertTrue(text.contains("kernel=rbf c=1.0 is best for class: accuracy 0.9000"), text);
    assertTrue(text.contains("4 candidates, 10 fits. 1 failed."), text);
    assertTrue(text.contains("failed: kernel=<bad>, fold 1 of 2: no <luck>"), text);
    assertTrue(text.indexOf("10.0") < text.indexOf("0.1 "), "the dropped one stands last: " + text);
  }

  @Test
  void drawsEachParameterTheRungsAndAllTogether() {
    var page = SearchReport.of(tried()).with(Map.of("files", "<x>")).html();
    for (var heading :
        List.of("Validation curves", "All parameters together", "Successive halving", "Failed"))
      assertTrue(page.contains(heading), heading);
    for (var raw : List.of("<bad>", "<luck>", "<&>", "<x>", "<script", "http"))
      assertFalse(page.contains(raw), raw);
    assertEquals(
        2, count(page, "class=\"winner\" d="), "one in the parallel chart, one over the rungs");
    // A dot for each scored candidate in each of two plots, the best once in each.
    assertEquals(2 + 2, count(page, "class=\"won\""), "two plots and two rungs");
    for (var number : List.of("NaN", "Infinity")) assertFalse(page.contains(number), number);
    assertTrue(count(page, "<title>") > 10);
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  @Test
  void filesHoldEverything() throws Exception {
    var report = SearchReport.of(tried());
    assertEquals(dir.resolve("r/search.html"), report.write(dir.resolve("r")));
    var csv = Files.readAllLines(dir.resolve("r/search.csv"));
    assertEquals(1 + 10, csv.size());
    assertEquals(
        "candidate,kernel,c <&>,rung,rows,fold,accuracy,train_accuracy,fit_seconds",
        csv.getFirst());
    var tree = report.tree();
    assertEquals(4, ((List<?>) tree.get("candidates")).size());
    assertTrue(
        Files.readString(dir.resolve("r/search.json"))
            .contains("\"failure\" : \"fold 1 of 2: no <luck>\""));
    assertTrue(report.markdown().contains("no \\<luck\\>"), report.markdown());
  }

  @Test
  void aSingleCandidateHasNothingToPlot() {
    var one =
        new Tried(
            "search of 1 trainers",
            "r2",
            true,
            "y",
            "only",
            1,
            9,
            1,
            List.of(new Rung(9, 1)),
            List.of(
                new Trial(
                    "Mean",
                    "Mean",
                    List.of(),
                    new double[] {.1},
                    new double[0],
                    new double[0],
                    "")),
            0);
    var page = SearchReport.of(one).html();
    assertFalse(page.contains("Score against"));
    assertTrue(SearchReport.of(one).text().contains("1 candidate, 1 fits"));
  }
}

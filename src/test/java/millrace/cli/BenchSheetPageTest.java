package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.nlp.topics.WebDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of {@code bench all} in headless Chromium: narrow and wide, light and dark, by keys. */
@Tag("browser")
class BenchSheetPageTest {
  /** Texts whose contrast with what is behind them is below WCAG's 4.5. */
  private static final String PALE =
      """
      const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
      const light = (c) => rgb(c).slice(0, 3).map(v => v / 255)
          .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
          .reduce((sum, v, k) => sum + v * [.2126, .7152, .0722][k], 0);
      const behind = (e) => {
        const c = getComputedStyle(e).backgroundColor;
        return rgb(c)[3] === 0 ? behind(e.parentElement) : c;
      };
      const out = [];
      for (const e of document.querySelectorAll('main *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility()) continue;
        const svg = e.namespaceURI.endsWith('svg');
        const color = getComputedStyle(e)[svg ? 'fill' : 'color'];
        const [a, b] = [light(color), light(behind(e))].sort((p, q) => q - p);
        const ratio = (a + .05) / (b + .05);
        if (!(ratio >= 4.5)) out.push(`${e.outerHTML.slice(0, 60)}: ${color}, ${ratio}`);
      }
      return out;\
      """;

  @TempDir static Path dir;
  private static WebDriver browser;
  private static String page;

  private static BenchFigure figure(String what, String on, double... ratios) {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    for (double r : ratios) {
      ours.add(1.25);
      theirs.add(1.25 * r);
    }
    var score = new BenchFigure.Score("accuracy", true, .912, .908);
    return BenchFigure.of(what, on, 2, "s", false, ours, "scikit-learn", theirs, score);
  }

  @BeforeAll
  static void start() throws Exception {
    var many = new ArrayList<BenchFigure>();
    for (int i = 0; i < 30; i++)
      for (var table : List.of("adult", "digits"))
        many.add(figure("HistGradientBoostingClassifier(" + i + "), predict", table, .5, .6 + i));
    var ran = BenchOutcome.Status.RAN;
    var few = List.of(figure("TF-IDF", "sms-spam", 4, 6, 5), figure("LDA", "", .7, .8, .9));
    var jobs =
        List.of(
            new BenchOutcome(
                "learners", "Learners", ran, "", 61, Map.of("the job", 1L << 30), Map.of(), many),
            new BenchOutcome(
                "tfidf", "Texts", ran, "", 5, Map.of(), Map.of("scikit-learn", "1.2"), few),
            new BenchOutcome(
                "mlp",
                "A network",
                BenchOutcome.Status.FAILED,
                "it ended with code 1: <script>" + "a long reason, ".repeat(20),
                3,
                Map.of(),
                Map.of(),
                List.of()));
    var first =
        new BenchReport("2026-01-01", "./millrace bench all", 70, List.of("java"), jobs, null);
    first.write(dir);
    var earlier = BenchAgainst.read(dir.resolve("bench.json"));
    var slower = List.of(figure("TF-IDF", "sms-spam", 1, 1.1, 1), figure("LDA", "", 2, 2, 2.1));
    var now = new ArrayList<>(jobs);
    now.set(1, new BenchOutcome("tfidf", "Texts", ran, "", 5, Map.of(), Map.of(), slower));
    new BenchReport("2026-01-02", "./millrace bench all", 70, List.of("java"), now, earlier)
        .write(dir);
    page = dir.resolve("bench.html").toUri().toString();
    browser = new WebDriver(dir.resolve("profile"), 1280, 1000);
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
  }

  private static void open(int width, String scheme) throws Exception {
    browser.open("about:blank");
    browser.size(width, 900);
    browser.scheme(scheme);
    browser.console();
    browser.open(page);
  }

  @ParameterizedTest
  @CsvSource({"375, light", "375, dark", "768, dark", "1280, light", "1280, dark"})
  void fitsTheWindowInBothSchemes(int width, String scheme) throws Exception {
    open(width, scheme);
    browser.run("for (const d of document.querySelectorAll('details')) d.open = true");
    assertEquals(
        width, browser.run("return document.documentElement.scrollWidth").asInt(), "no overflow");
    assertEquals("[]", browser.run(PALE).toString(), "all can be read");
    var wide =
        browser.run(
            """
            return [...document.querySelectorAll('.plot svg')]
                .filter(e => e.getBoundingClientRect().width < 150).length\
            """);
    assertEquals(0, wide.asInt(), "drawings have room");
    var tall =
        "return Math.max(...[...document.querySelectorAll('caption')].map(e => e.clientHeight))";
    assertTrue(browser.run(tall).asInt() < 60, "captions have room");
    var small =
        browser.run(
            """
            return [...document.querySelectorAll('main *')].filter(e => e.checkVisibility()
                && parseFloat(getComputedStyle(e).fontSize) < 11).length\
            """);
    assertEquals(0, small.asInt(), "letters keep their size");
    assertEquals(List.of(), browser.console());
    assertEquals(0, browser.run("return performance.getEntriesByType('resource').length").asInt());
  }

  @Test
  void marksAndDrawingsSayTheSame() throws Exception {
    open(1280, "light");
    assertEquals(1, browser.run("return document.querySelectorAll('tr.worse').length").asInt());
    assertEquals(1, browser.run("return document.querySelectorAll('tr.better').length").asInt());
    assertTrue(browser.text("#job-tfidf tr.worse").contains("▼ worse"));
    assertTrue(browser.text("#overview").contains("failed: it ended with code 1: <script>"));
    assertEquals(
        30,
        browser.run("return document.querySelectorAll('#job-learners tr .mean').length").asInt());
  }

  @Test
  void everythingIsReachedByKeys() throws Exception {
    open(375, "light");
    var reached = new ArrayList<String>();
    for (int i = 0; i < 9; i++) {
      browser.press(WebDriver.TAB);
      var at =
          browser.run(
              """
              const e = document.activeElement;
              return e.getAttribute('aria-label') ?? e.textContent.slice(0, 40)\
              """);
      boolean summary = at.asText().startsWith("All 60") && !reached.contains(at.asText());
      reached.add(at.asText());
      if (summary) browser.press(WebDriver.ENTER);
    }
    for (var name : List.of("All jobs", "What has changed", "All 60 figures", "Memory"))
      assertTrue(reached.stream().anyMatch(r -> r.startsWith(name)), name + " of " + reached);
    assertEquals(
        1, browser.run("return document.querySelectorAll('details[open]').length").asInt());
    assertTrue(
        browser
            .run("return document.querySelector('details[open] .wide').scrollWidth > 375")
            .asBoolean());
  }
}

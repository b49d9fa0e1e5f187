package millrace.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.embeddings.Subwords;
import millrace.embeddings.WordMap;
import millrace.embeddings.WordVectors;
import millrace.evaluation.ClassificationReport;
import millrace.evaluation.Confusion;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.evaluation.report.Chart;
import millrace.neural.train.History;
import millrace.nlp.Tokenize;
import millrace.nlp.topics.Lda;
import millrace.nlp.topics.TopicBrowser;
import millrace.nlp.topics.WebDriver;
import millrace.notebook.Notebook;
import millrace.notebook.Samples;
import millrace.notebook.Stage;
import millrace.notebook.VegaLite;
import millrace.notebook.View;
import millrace.preprocess.OneHot;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.trainers.DecisionTreeRegressor;
import millrace.trainers.Logistic;
import millrace.trainers.RandomForestRegressor;
import millrace.trainers.Ridge;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The views of a notebook in headless Chromium, on a page that treats what is in it as Jupyter
 * does: narrow and wide, light and dark, by keys, and whole pages in their frames.
 */
@Tag("browser")
class NotebookPageTest {
  /** What JupyterLab's style sheet does to outputs, as far as it can spoil them. */
  private static final String JUPYTER =
      """
      :root { color-scheme: light dark; --ink: #212121; --paper: #fff; --stripe: #f5f5f5; }
      @media (prefers-color-scheme: dark) { :root { --ink: #fff; --paper: #111; --stripe: #212121; } }
      body { margin: 0; padding: 8px; background: var(--paper); color: var(--ink); font: 14px/1.6 sans-serif; }
      .cell { display: table; width: 100%; margin-bottom: 20px; }
      .out { display: table-cell; overflow: auto; }
      main table { border-collapse: collapse; font-size: 12px; table-layout: fixed; }
      main thead { border-bottom: 1px solid #888; vertical-align: bottom; }
      :not(.text).out td, :not(.text).out th, :not(.text).out tr {
        text-align: right; vertical-align: middle; padding: .5em; line-height: normal; white-space: normal; border: none; }
      main tbody tr:nth-child(even) { background: var(--stripe); }
      main pre { font-size: 13px; line-height: 1.3; margin: 0; white-space: pre-wrap; }
      .out svg { max-width: 100%; height: auto; }
      """;

  @TempDir static Path dir;
  private static WebDriver browser;
  private static String page;

  /** What cells show, one below the other. */
  private static final class Cells implements Stage {
    private final StringBuilder html = new StringBuilder();

    @Override
    public void show(View view) {
      html.append("<div class='cell'><div class='out'>")
          .append(view.html())
          .append("</div></div>\n");
    }

    @Override
    public void update(String name, View view) {
      if (view.html().contains("<progress")) show(view);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    var cells = new Cells();
    var before = Notebook.stage(cells);
    try {
      tables();
      models();
      charts();
      pages();
    } finally {
      var _ = Notebook.stage(before);
    }
    var html =
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>views</title>
        <style>%s</style></head><body><main>%s</main></body></html>
        """
            .formatted(JUPYTER, cells.html);
    page = Files.writeString(dir.resolve("views.html"), html).toUri().toString();
    browser = new WebDriver(dir.resolve("profile"), 1280, 1000);
  }

  private static void tables() throws Exception {
    var cars = Samples.cars();
    var iris = Samples.iris();
    Notebook.show(cars);
    Notebook.show(cars.describe());
    var labels = new Logistic().fit(iris, Run.quiet()).predict(iris.features());
    Notebook.show(Confusion.of(iris.targetColumn(), labels));
    Notebook.show(ClassificationReport.of(iris.targetColumn(), labels));
    Notebook.show(Map.of("a key", "a value that is long, ".repeat(10)));
    var prep = Steps.of(new OneHot());
    Notebook.show(
        CrossValidation.compare(
            cars.head(90),
            Folds.k(3),
            Notebook.run(),
            List.of(new Mean(), prep.then(new Ridge())),
            Regression.R2,
            Regression.RMSE));
    var space =
        Space.of(prep.then(new Ridge()))
            .vary("alpha", List.of(.1, 10.), (p, a) -> p.last(new Ridge().alpha(a)));
    Notebook.show(
        Search.grid(space, Folds.k(3), Regression.RMSE).fit(cars.head(90), Run.quiet()).tried());
  }

  private static void models() {
    var cars = Samples.cars();
    var prep = Steps.of(new OneHot());
    Notebook.show(prep.then(new RandomForestRegressor().nEstimators(5)).fit(cars, Notebook.run()));
    Notebook.show(prep.then(new DecisionTreeRegressor().maxDepth(3)).fit(cars, Run.quiet()));
    Notebook.show(prep.then(new Ridge()).fit(cars, Run.quiet()));
    Notebook.show(new Logistic().c(7));
    var epochs =
        IntStream.range(1, 9)
            .mapToObj(
                i -> new History.Epoch(2.0 / i, .1, List.of("accuracy"), new double[] {1 - .5 / i}))
            .toList();
    Notebook.show(new History(epochs, 7, false));
  }

  private static void charts() {
    var x = new double[] {1, 2, 3, 4};
    var y = new double[] {1000, 20_000, 15_000, 70_000};
    Notebook.show(
        Chart.of("two lines").x("step").y("loss").line("training", x, y).line("held out", y));
    Notebook.show(Chart.of("words").words("w", List.of("one", "two", "three", "four"), x, y));
    Notebook.show(
        Chart.of("bars").bars(List.of("a name that is longer than there is room", "b"), 3, -2));
    Notebook.show(
        VegaLite.of(
                """
                {"mark": "point", "width": 200,
                 "encoding": {"x": {"field": "mileage", "type": "quantitative"},
                              "y": {"field": "price", "type": "quantitative"}}}
                """)
            .data(Samples.cars().head(50)));
  }

  /** Topics and a map in frames of their own. */
  private static void pages() throws Exception {
    var texts =
        Frame.text(
            "t",
            List.of("cat dog cow", "dog cat goat", "saw file drill", "drill saw plane", "cat cow"));
    var words = new Tokenize().fit(texts, Run.quiet()).apply(texts);
    var lda = new Lda().topics(2).iterations(20).fit(words, Run.quiet());
    Notebook.show(lda);
    Notebook.page("topics", new TopicBrowser().html(lda, words, Run.quiet()));
    var names = Vocabulary.numbered("word", 60);
    var random = Run.seeded(5).random("vectors");
    var vectors = new float[names.size() * 8];
    for (int i = 0; i < vectors.length; i++) vectors[i] = random.nextFloat() - .5f;
    var all = new WordVectors(names, 8, vectors, new long[0], Subwords.NONE);
    Notebook.show(all);
    Notebook.page("map of words", new WordMap().html(all, Run.seeded(1)));
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
  }

  @ParameterizedTest
  @CsvSource({"375, light", "375, dark", "1280, light", "1280, dark"})
  void fitsTheWindowInBothSchemes(int width, String scheme) throws Exception {
    PageChecks.open(browser, page, width, scheme);
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
    PageChecks.looksRight(browser, width, 10);
    var broken =
        browser.run(
            """
            const lines = (e) => {
              const range = document.createRange();
              range.selectNodeContents(e);
              return new Set([...range.getClientRects()].map(r => r.top)).size;
            };
            return [...document.querySelectorAll('td')].map(e => [e.textContent, lines(e)])
                .filter(([text, lines]) => /^[−-]?[\\d.,]+( ± [\\d.,]+| %)?$/.test(text) && lines > 1)\
            """);
    assertEquals("[]", broken.toString(), "numbers stand on one line");
    var cut =
        browser.run(
            """
            const cut = (e) => !e || e === document.body ? false
                : ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth;
            return [...document.querySelectorAll('.out table, .out svg')].filter(e => {
              for (let p = e; p && p !== document.body; p = p.parentElement) if (cut(p)) return true;
              return false;
            }).length\
            """);
    assertEquals(0, cut.asInt(), "what is wider can be moved aside");
  }

  /** Colours prefer what the notebook prefers; scripts run, keys work, and nothing goes wrong. */
  @Test
  void topicsAreChosenInTheirFrame() throws Exception {
    enter("iframe[title=topics]", 1280);
    assertTrue(title().endsWith("most salient words"), title());
    push("#next");
    assertTrue(title().startsWith("Topic 0: "), title());
    browser.press(WebDriver.RIGHT);
    assertTrue(title().startsWith("Topic 1: "), title());
    browser.press(WebDriver.ESCAPE);
    assertTrue(title().endsWith("salient words"), title());
    inPeace();
  }

  /** By the keyboard: the driver's mouse does not know where a frame is. */
  private static void push(String button) throws Exception {
    browser.run("document.querySelector(arguments[0]).focus()", button);
    browser.press(WebDriver.ENTER);
  }

  private static String title() throws Exception {
    return browser.text("#terms-title");
  }

  @Test
  void wordsAreChosenInTheirFrame() throws Exception {
    enter("iframe[title='map of words']", 1280);
    browser.type("#search", "word7" + WebDriver.ENTER);
    assertEquals("word7", browser.text("#near-title"));
    push("#near button");
    assertNotEquals("word7", browser.text("#near-title"));
    push("#all");
    assertNotEquals("", browser.text("#near-how"));
    inPeace();
  }

  @Test
  void vegaLiteDrawsInItsFrame() throws Exception {
    enter("iframe[title=chart]", 375);
    var drawn = "return document.querySelectorAll('#chart canvas, #chart svg').length";
    for (int i = 0; i < 100 && browser.run(drawn).asInt() == 0; i++) Thread.sleep(50);
    assertEquals(1, browser.run(drawn).asInt());
    inPeace();
  }

  /** Whoever scrolls through the notebook is not held by the map, unless it was chosen. */
  @Test
  void theWheelIsTheNotebooksUntilTheMapIsChosen() throws Exception {
    enter("iframe[title='map of words']", 1280);
    browser.run(
        """
        window.held = [];
        document.getElementById('map').addEventListener('wheel', e => held.push(e.defaultPrevented));
        """);
    var turn =
        """
        const map = document.getElementById('map');
        map.dispatchEvent(new WheelEvent('wheel', {deltaY: 100, cancelable: true, bubbles: true}));
        """;
    browser.run(turn);
    browser.run("document.getElementById('map').focus()");
    browser.run(turn);
    assertEquals("[false,true]", browser.run("return held").toString());
    inPeace();
  }

  @ParameterizedTest
  @CsvSource({"topics, 375, dark", "topics, 1280, light", "map of words, 375, light"})
  void pagesInFramesFit(String title, int width, String scheme) throws Exception {
    PageChecks.open(browser, page, width, scheme);
    browser.run("document.querySelectorAll('iframe').forEach(f => f.loading = 'eager')");
    enterFrame("iframe[title='" + title + "']");
    assertTrue(
        browser.run("return document.documentElement.scrollWidth <= innerWidth").asBoolean());
    assertEquals(
        scheme.equals("dark"),
        browser.run("return matchMedia('(prefers-color-scheme: dark)').matches").asBoolean());
    inPeace();
  }

  @Test
  void everythingIsReachedByKeys() throws Exception {
    PageChecks.open(browser, page, 375, "light");
    browser.run("document.querySelectorAll('iframe').forEach(f => f.remove())");
    var reached = PageChecks.reached(browser, 40, List.of());
    var summaries = new ArrayList<String>();
    browser
        .run("return [...document.querySelectorAll('summary')].map(e => e.textContent)")
        .forEach(n -> summaries.add(n.asText()));
    assertTrue(summaries.size() >= 5, summaries.toString());
    for (var name : summaries) assertTrue(reached.contains(name), name + " of " + reached);
  }

  private static void enter(String frame, int width) throws Exception {
    PageChecks.open(browser, page, width, "light");
    enterFrame(frame);
  }

  /** Frames are loaded when they come into sight. */
  private static void enterFrame(String frame) throws Exception {
    browser.run("document.querySelector(arguments[0]).scrollIntoView()", frame);
    browser.enter(frame);
    for (int i = 0; i < 100; i++) {
      if (browser
          .run(
              "return document.readyState === 'complete' && !!document.querySelector('main,"
                  + " #chart')")
          .asBoolean()) break;
      Thread.sleep(50);
    }
    browser.run("window.wrong = []; addEventListener('error', e => wrong.push(e.message))");
  }

  private static void inPeace() throws Exception {
    assertEquals("[]", browser.run("return wrong").toString());
    assertEquals(0, browser.run("return performance.getEntriesByType('resource').length").asInt());
    browser.leave();
    assertEquals(List.of(), browser.console());
  }
}

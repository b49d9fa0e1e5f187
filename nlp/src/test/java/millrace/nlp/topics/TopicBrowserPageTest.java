package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The topic browser in headless Chromium: what its address says is what it shows, and its keys. */
@Tag("browser")
class TopicBrowserPageTest {
  private static final String NASTY = "</script><script>document.title='broken'</script>";
  private static final int TOPICS = 12;
  private static final int TERMS = 30;
  private static final Planted MODEL =
      Planted.of(Planted.words(400, List.of(NASTY, "<b>", "__proto__", "été", "数据")), TOPICS, 3);
  private static final Frame DOCUMENTS = MODEL.documents(200, 1);

  @TempDir static Path dir;
  private static WebDriver browser;
  private static String page;

  @BeforeAll
  static void start() throws Exception {
    var html = new TopicBrowser().title("Planted <topics>");
    page = html.write(dir.resolve("page.html"), MODEL, DOCUMENTS, Run.quiet()).toUri().toString();
    browser = new WebDriver(dir.resolve("profile"), 1280, 1000);
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
  }

  @BeforeEach
  void fresh() throws Exception {
    browser.open("about:blank");
    browser.size(1280, 1000);
    browser.hover(1, 1);
    browser.console();
  }

  /** Nothing is said in the console, nothing loaded, and no document's text has become script. */
  @AfterEach
  void quiet() throws Exception {
    assertEquals(List.of(), browser.console());
    assertEquals(0, browser.run("return performance.getEntriesByType('resource').length").asInt());
    assertEquals("Planted <topics>", browser.run("return document.title").asText());
  }

  private static void open(String hash) throws Exception {
    browser.open(page + hash);
  }

  private static List<String> texts(String css) throws Exception {
    var out = new ArrayList<String>();
    var script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
    browser.run(script, css).forEach(n -> out.add(n.asText()));
    return out;
  }

  private static List<String> words() throws Exception {
    return texts("#terms .word");
  }

  private static String hash() throws Exception {
    return browser.run("return location.hash").asText();
  }

  /** What the page should have computed, straight from the definition. */
  private static double[] tokens() {
    var c = DOCUMENTS.column("tokens", Column.Tokens.class);
    var theta = MODEL.mixtures(DOCUMENTS, Run.quiet());
    var out = new double[TOPICS];
    for (int d = 0; d < c.size(); d++) {
      for (int t = 0; t < TOPICS; t++) out[t] += c.row(d).length * theta[d * TOPICS + t];
    }
    return out;
  }

  private static double count(int word) {
    var tokens = tokens();
    double sum = 0;
    for (int t = 0; t < TOPICS; t++) {
      sum += tokens[t] * MODEL.topicWords()[t * MODEL.words().size() + word];
    }
    return sum;
  }

  private static List<String> relevant(int topic, double lambda) {
    int width = MODEL.words().size();
    var score = new double[width];
    for (int w = 0; w < width; w++) {
      double p = MODEL.topicWords()[topic * width + w];
      score[w] = Math.log(p) - (1 - lambda) * Math.log(count(w));
    }
    return IntStream.range(0, width)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer w) -> -score[w]))
        .limit(TERMS)
        .map(MODEL.words()::name)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"2, 0.3", "0, 1", "11, 0", "5, 0.6", "7, 0.85"})
  void showsWhatTheAddressSays(int topic, double lambda) throws Exception {
    open("#topic=" + topic + "&lambda=" + lambda);
    assertEquals(relevant(topic, lambda), words());
    assertEquals("Topic " + topic + ": the 30 most relevant words", browser.text("#terms-title"));
    assertEquals(
        String.valueOf(lambda),
        browser
            .run("return document.getElementById('lambda').value")
            .asText()
            .replaceFirst("^(\\d)$", "$1.0"));
    assertEquals(List.of("" + topic), chosenCircles());
    assertEquals("Documents of topic " + topic, browser.text("#documents-title"));
    assertEquals(10, texts("#documents li").size());
    int w = MODEL.words().id(words().getFirst());
    double within = tokens()[topic] * MODEL.topicWords()[topic * MODEL.words().size() + w];
    var counts = texts("#terms .count").getFirst().split(" / ");
    assertEquals(within, Double.parseDouble(counts[0].replace(",", "")), within < 10 ? .06 : .6);
    assertEquals(
        count(w), Double.parseDouble(counts[1].replace(",", "")), count(w) < 10 ? .06 : .6);
  }

  private static List<String> chosenCircles() throws Exception {
    var out = new ArrayList<String>();
    browser
        .run("return [...document.querySelectorAll('#map g.chosen')].map(g => g.dataset.topic)")
        .forEach(n -> out.add(n.asText()));
    return out;
  }

  @Test
  void documentsAreTheStrongest() throws Exception {
    open("#topic=4");
    var theta = MODEL.mixtures(DOCUMENTS, Run.quiet());
    var rows =
        IntStream.range(0, DOCUMENTS.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer d) -> -theta[d * TOPICS + 4]))
            .limit(10)
            .toList();
    assertEquals(
        rows.stream().map(d -> "row " + d + " · ").toList(), texts("#documents .start small"));
    assertEquals(
        rows.stream().map(d -> DOCUMENTS.column("text").cell(d)).toList(), texts("#documents p"));
  }

  @Test
  void withoutAnAddressAllTopicsAreShown() throws Exception {
    open("");
    assertEquals("The 30 most salient words", browser.text("#terms-title"));
    assertEquals("0.60", browser.text("#value"));
    assertEquals(List.of(), chosenCircles());
    assertEquals(TOPICS, texts("#map g").size());
    assertEquals(TOPICS, texts("#topics li").size());
    assertTrue(browser.text("#facts").startsWith("12 topics, 200 documents, "));
    assertTrue(browser.run("return document.getElementById('clear').disabled").asBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#topic=99", "#topic=-1", "#topic=x&lambda=abc", "#nonsense", "#%"})
  void nonsenseInTheAddressIsPassedOver(String hash) throws Exception {
    open(hash);
    assertEquals("The 30 most salient words", browser.text("#terms-title"));
    assertEquals("0.60", browser.text("#value"));
  }

  @Test
  void anUnknownWordIsNamed() throws Exception {
    open("#term=" + "nowhere%3Cb%3E");
    var said = browser.text("#found");
    assertTrue(said.matches("“nowhere<b>” is not among the 3\\d\\d words of this page"), said);
  }

  @Test
  void aTermShowsWhereItOccurs() throws Exception {
    for (var word : List.of(NASTY, "<b>", "__proto__", "数据", "lolo")) {
      open("#topic=1&term=" + URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20"));
      int w = MODEL.words().id(word);
      assertEquals("Where “" + word + "” occurs", browser.text("#map-title"));
      var tokens = tokens();
      int most =
          IntStream.range(0, TOPICS)
              .boxed()
              .max(
                  Comparator.comparingDouble(
                      t -> tokens[t] * MODEL.topicWords()[t * MODEL.words().size() + w]))
              .orElseThrow();
      double share = tokens[most] * MODEL.topicWords()[most * MODEL.words().size() + w] / count(w);
      var first = texts("#where button").getFirst();
      assertTrue(first.startsWith("topic " + most + " · "), word + ": " + first);
      assertEquals(
          100 * share, Double.parseDouble(first.replaceAll(".* · (\\S+) %", "$1")), .51, word);
      for (int t = 0; t < TOPICS; t++) {
        double here = tokens[t] * MODEL.topicWords()[t * MODEL.words().size() + w] / count(w);
        if (here * count(w) < .5) continue; // not told, drawn as none
        double areas = Math.pow(radius(t) / radius(most), 2);
        if (radius(t) > 2) assertEquals(here / share, areas, .02, word + " in topic " + t);
      }
      open("");
      assertEquals("Map of the topics", browser.text("#map-title"));
    }
  }

  private static double radius(int topic) throws Exception {
    var script =
        "return +document.querySelector('#topic-' + arguments[0] + ' circle').getAttribute('r')";
    return browser.run(script, topic).asDouble();
  }

  @Test
  void areasAreShares() throws Exception {
    open("");
    var tokens = tokens();
    for (int t = 1; t < TOPICS; t++) {
      double areas = Math.pow(radius(t) / radius(0), 2);
      assertEquals(tokens[t] / tokens[0], areas, .02, "topic " + t);
    }
  }

  @Test
  void theSliderRanksAnew() throws Exception {
    open("#topic=3&lambda=0.6");
    browser.type("#lambda", WebDriver.LEFT + WebDriver.LEFT + WebDriver.LEFT);
    assertEquals("0.57", browser.text("#value"));
    assertEquals("#topic=3&lambda=0.57", hash());
    assertEquals(relevant(3, .57), words());
    browser.type("#lambda", "\uE011"); // Home
    assertEquals("#topic=3&lambda=0", hash());
    assertEquals(relevant(3, 0), words());
    browser.type("#lambda", "\uE010"); // End
    assertEquals(relevant(3, 1), words());
    assertNotEquals(relevant(3, 0), relevant(3, 1));
  }

  @Test
  void arrowsStepThroughTopicsAndEscapeClears() throws Exception {
    open("");
    browser.press(WebDriver.RIGHT);
    assertEquals("#topic=0&lambda=0.6", hash());
    browser.press(WebDriver.RIGHT, WebDriver.RIGHT);
    assertEquals(List.of("2"), chosenCircles());
    assertEquals(relevant(2, .6), words());
    browser.press(WebDriver.LEFT, WebDriver.LEFT, WebDriver.LEFT);
    assertEquals(List.of("11"), chosenCircles());
    browser.click("#terms li:nth-child(2) button");
    var word = relevant(11, .6).get(1);
    assertEquals("Where “" + word + "” occurs", browser.text("#map-title"));
    assertTrue(hash().contains("&term="));
    browser.press(WebDriver.ESCAPE);
    assertEquals("#topic=11&lambda=0.6", hash());
    browser.press(WebDriver.ESCAPE);
    assertEquals("#lambda=0.6", hash());
    assertEquals("The 30 most salient words", browser.text("#terms-title"));
    browser.back();
    assertEquals(List.of("11"), chosenCircles());
  }

  @Test
  void wordsCanBeReachedByKeys() throws Exception {
    open("#topic=6");
    browser.run("document.querySelector('#terms button').focus()");
    browser.press(WebDriver.DOWN, WebDriver.DOWN, WebDriver.UP, WebDriver.ENTER);
    assertEquals("Where “" + words().get(1) + "” occurs", browser.text("#map-title"));
    // The list was made anew, and the focus is still on the word.
    assertEquals(
        words().get(1), browser.run("return document.activeElement.dataset.word").asText());
    assertEquals("true", browser.run("return document.activeElement.ariaPressed").asText());
  }

  @Test
  void tabGoesThroughTheControlsOnce() throws Exception {
    open("#topic=6");
    var stops = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      browser.press(WebDriver.TAB);
      stops.add(
          browser
              .run("const e = document.activeElement; return e.id || e.closest('[id]').id")
              .asText());
    }
    assertEquals(
        List.of("previous", "topic", "next", "lambda", "search", "clear", "map", "terms"), stops);
    browser.press(WebDriver.TAB); // one stop for all words
    assertEquals(
        "documents", browser.run("return document.activeElement.closest('[id]').id").asText());
  }

  @Test
  void clicksChooseAndChooseNot() throws Exception {
    open("");
    browser.click("#topics button[data-topic='8']");
    assertEquals(List.of("8"), chosenCircles());
    browser.click("#next");
    assertEquals(List.of("9"), chosenCircles());
    browser.click("#clear");
    assertEquals("#lambda=0.6", hash());
    browser.run("document.querySelector('#topic-0').dispatchEvent(new MouseEvent('click'))");
    assertEquals(List.of("0"), chosenCircles());
    browser.run("document.querySelector('#topic-0').dispatchEvent(new MouseEvent('click'))");
    assertEquals(List.of(), chosenCircles());
    browser.click("#topics button[data-topic='8']");
    browser.click("#terms li:first-child button");
    browser.click("#where li:first-child button");
    assertTrue(hash().contains("&term="), hash());
  }

  @Test
  void hoveringShowsAndLeavesNothingBehind() throws Exception {
    open("#topic=2");
    var before = words();
    browser.hover("#terms li:nth-child(4) button");
    assertEquals("Where “" + before.get(3) + "” occurs", browser.text("#map-title"));
    assertEquals("#topic=2", hash());
    browser.hover(1, 1);
    assertEquals("Map of the topics", browser.text("#map-title"));
    assertEquals(before, words());
  }

  @Test
  void searching() throws Exception {
    open("#topic=2");
    browser.type("#search", "kal");
    var offered = texts("#matches button");
    assertFalse(offered.isEmpty());
    assertTrue(offered.stream().allMatch(w -> w.contains("kal")), offered.toString());
    browser.type("#search", WebDriver.DOWN);
    browser.press(WebDriver.ENTER);
    assertEquals("Where “" + offered.getFirst() + "” occurs", browser.text("#map-title"));
    assertEquals(List.of(), texts("#matches button"));
    browser.type("#search", WebDriver.ESCAPE);
    assertEquals("Map of the topics", browser.text("#map-title"));
    browser.type("#search", "zzzz");
    var said = browser.text("#found");
    assertTrue(said.matches("no such word among the 3\\d\\d of this page"), said);
    assertEquals("#topic=2&lambda=0.6", hash());
  }

  @ParameterizedTest
  @CsvSource({"375, light", "375, dark", "768, light", "1280, dark"})
  void fitsTheWindowInBothSchemes(int width, String scheme) throws Exception {
    browser.size(width, 800);
    browser.scheme(scheme);
    open("#topic=2&term=lolo");
    assertEquals(
        width, browser.run("return document.documentElement.scrollWidth").asInt(), "no overflow");
    var paper = browser.run("return getComputedStyle(document.body).backgroundColor").asText();
    assertEquals(scheme.equals("dark") ? "rgb(18, 18, 17)" : "rgb(246, 246, 243)", paper);
    // No number of a circle lies on another, and none is smaller than can be read.
    var overlaps =
        """
        const boxes = [...document.querySelectorAll('#map text.number')]
            .filter(e => e.style.display !== 'none').map(e => e.getBoundingClientRect());
        let n = 0;
        boxes.forEach((a, i) => boxes.slice(0, i).forEach(b => {
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) n++; }));
        return boxes.length === 0 ? -1 : n;\
        """;
    assertEquals(0, browser.run(overlaps).asInt());
    var small =
        "return Math.min(...[...document.querySelectorAll('main *')].filter(e =>"
            + " e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))";
    assertTrue(browser.run(small).asDouble() >= 11);
    var low =
        "return [...document.querySelectorAll('#map circle:not(.usual)')].every(c => { const b ="
            + " c.getBoundingClientRect(), m ="
            + " document.querySelector('#map').getBoundingClientRect(); return b.left >= m.left - 1"
            + " && b.right <= m.right + 1 && b.top >= m.top - 1 && b.bottom <= m.bottom + 1; })";
    assertTrue(browser.run(low).asBoolean(), "circles lie within the map");
  }
}

package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.data.Vocabulary;
import millrace.nlp.topics.WebDriver;
import millrace.run.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A word map of planted vectors in headless Chromium, what is asked of it, and what it must never
 * do.
 */
abstract class WordMapPage {
  static final String NASTY = "</script><script>document.title='broken'</script>";
  static final List<String> ODD = List.of(NASTY, "<b>", "__proto__", "été", "数据", "a#b%&");
  private static final int WORDS = 120;
  private static final int SHOWN = 100;
  static final int NEAR = 7;
  private static final int WIDTH = 12;
  static final WordVectors VECTORS = vectors();

  @TempDir static Path dir;
  static WebDriver browser;
  private static String page;

  @BeforeAll
  static void start() throws Exception {
    var map = new WordMap().title("Planted <words>").words(SHOWN).neighbours(NEAR);
    page = map.write(dir.resolve("page.html"), VECTORS, Run.seeded(3)).toUri().toString();
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
    browser.scheme("light");
    browser.hover(1, 1);
    browser.console();
  }

  /** Nothing is said in the console, nothing loaded, and no word has become script or markup. */
  @AfterEach
  void quiet() throws Exception {
    assertEquals(List.of(), browser.console());
    assertEquals(0, browser.run("return performance.getEntriesByType('resource').length").asInt());
    assertEquals("Planted <words>", browser.run("return document.title").asText());
    assertEquals(0, browser.run("return document.querySelectorAll('body b').length").asInt());
  }

  /** Ten kinds of words, each about a direction of its own; every third word is odd or Kal…. */
  private static WordVectors vectors() {
    var random = Run.seeded(5).random("vectors");
    var names = new ArrayList<String>(ODD);
    for (int i = names.size(); i < WORDS; i++) names.add((i % 3 == 0 ? "Kal" : "word") + i);
    var values = new float[WORDS * WIDTH];
    var counts = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      counts[i] = 5000L - 10L * i;
      for (int d = 0; d < WIDTH; d++)
        values[i * WIDTH + d] = (float) (random.nextGaussian() * .4 + (d == i % 10 ? 2 : 0));
    }
    return new WordVectors(Vocabulary.of(names), WIDTH, values, counts, Subwords.NONE);
  }

  /** The nearest of the words that are on the map, asked of all vectors. */
  static List<Near> nearest(String word) {
    return VECTORS.nearest(word, WORDS - 1).stream()
        .filter(n -> VECTORS.words().id(n.word()) < SHOWN)
        .limit(NEAR)
        .toList();
  }

  static List<String> nearWords(String word) {
    return nearest(word).stream().map(Near::word).toList();
  }

  static void open(String hash) throws Exception {
    browser.open(page + hash);
  }

  static String address(String word) {
    return "#word=" + URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static List<String> texts(String css) throws Exception {
    var out = new ArrayList<String>();
    var script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
    browser.run(script, css).forEach(n -> out.add(n.asText()));
    return out;
  }

  static String hash() throws Exception {
    return browser.run("return decodeURIComponent(location.hash)").asText();
  }

  static String focused() throws Exception {
    return browser
        .run("const e = document.activeElement; return e.id || e.closest('[id]')?.id || 'nothing'")
        .asText();
  }

  static String picture() throws Exception {
    return browser.run("return $('map').toDataURL()").asText();
  }

  /** Where a word is in the window while everything is shown. */
  static int[] place(String word) throws Exception {
    var script =
        """
        document.getElementById('map').scrollIntoView({block: 'center'});
        const {words, x, y} = JSON.parse(document.getElementById('data').textContent);
        const i = words.indexOf(arguments[0]);
        const box = document.getElementById('map').getBoundingClientRect();
        const unit = .47 * Math.min(box.width, box.height);
        return [(box.left + box.right) / 2 + unit * x[i], (box.top + box.bottom) / 2 - unit * y[i]];\
        """;
    var at = browser.run(script, word);
    return new int[] {
      (int) Math.round(at.get(0).asDouble()), (int) Math.round(at.get(1).asDouble())
    };
  }

  /** The word to which no other is near on the map, so that the mouse cannot mean another. */
  static String loneliest() throws Exception {
    var script =
        """
        const {words, x, y} = JSON.parse(document.getElementById('data').textContent);
        const alone = (i) => Math.min(...words.map((_, j) =>
            i === j ? 9 : Math.hypot(x[i] - x[j], y[i] - y[j])));
        return words.reduce((best, w, i) => alone(i) > alone(best) ? i : best, 0);\
        """;
    return VECTORS.words().name(browser.run(script).asInt());
  }
}

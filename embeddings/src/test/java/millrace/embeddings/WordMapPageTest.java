package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The word map in headless Chromium: what its address says is what it shows, mouse and keys. */
@Tag("browser")
class WordMapPageTest {
  private static final String NASTY = "</script><script>document.title='broken'</script>";
  private static final List<String> ODD = List.of(NASTY, "<b>", "__proto__", "été", "数据", "a#b%&");
  private static final int WORDS = 120;
  private static final int SHOWN = 100;
  private static final int NEAR = 7;
  private static final int WIDTH = 12;
  private static final WordVectors VECTORS = vectors();

  @TempDir static Path dir;
  private static WebDriver browser;
  private static String page;

  /** Ten kinds of words, each about a direction of its own; every third word is odd or Kal…. */
  private static WordVectors vectors() {
    var random = Run.seeded(5).random("vectors");
    var names = new ArrayList<String>(ODD);
    for (int i = names.size(); i < WORDS; i++) names.add((i % 3 == 0 ? "Kal" : "word") + i);
    var values = new float[WORDS * WIDTH];
    var counts = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      counts[i] = 5000L - 10 * i;
      for (int d = 0; d < WIDTH; d++)
        values[i * WIDTH + d] = (float) (random.nextGaussian() * .4 + (d == i % 10 ? 2 : 0));
    }
    return new WordVectors(Vocabulary.of(names), WIDTH, values, counts, Subwords.NONE);
  }

  /** The nearest of the words that are on the map, asked of all vectors. */
  private static List<Near> nearest(String word) {
    return VECTORS.nearest(word, WORDS - 1).stream()
        .filter(n -> VECTORS.words().id(n.word()) < SHOWN)
        .limit(NEAR)
        .toList();
  }

  private static List<String> nearWords(String word) {
    return nearest(word).stream().map(Near::word).toList();
  }

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

  private static void open(String hash) throws Exception {
    browser.open(page + hash);
  }

  private static String address(String word) {
    return "#word=" + URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<String> texts(String css) throws Exception {
    var out = new ArrayList<String>();
    var script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
    browser.run(script, css).forEach(n -> out.add(n.asText()));
    return out;
  }

  private static String hash() throws Exception {
    return browser.run("return decodeURIComponent(location.hash)").asText();
  }

  private static String focused() throws Exception {
    return browser
        .run("const e = document.activeElement; return e.id || e.closest('[id]')?.id || 'nothing'")
        .asText();
  }

  private static String picture() throws Exception {
    return browser.run("return document.getElementById('map').toDataURL()").asText();
  }

  /** Where a word is in the window while everything is shown. */
  private static int[] place(String word) throws Exception {
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
  private static String loneliest() throws Exception {
    var script =
        """
        const {words, x, y} = JSON.parse(document.getElementById('data').textContent);
        const alone = (i) => Math.min(...words.map((_, j) =>
            i === j ? 9 : Math.hypot(x[i] - x[j], y[i] - y[j])));
        return words.reduce((best, w, i) => alone(i) > alone(best) ? i : best, 0);\
        """;
    return VECTORS.words().name(browser.run(script).asInt());
  }

  private static String loneliestOf(String hash) throws Exception {
    open(hash);
    return loneliest();
  }

  @Test
  void theAddressChoosesAndWordsAreOnlyText() throws Exception {
    for (var word : ODD) {
      open(address(word));
      assertEquals(word, browser.run("return $('near-title').textContent").asText());
      assertEquals(nearWords(word), texts("#near .word"));
      var cosines = texts("#near .cosine");
      for (int k = 0; k < NEAR; k++)
        assertEquals(nearest(word).get(k).cosine(), Double.parseDouble(cosines.get(k)), .00051);
      long count = VECTORS.counts()[VECTORS.words().id(word)];
      assertEquals(
          "%,d times in the text; nearest by cosine:".formatted(count), browser.text("#near-how"));
      open("");
      assertEquals("Neighbours", browser.text("#near-title"));
      assertEquals(List.of(), texts("#near li"));
    }
    assertEquals(
        "100 of 120 words, the most frequent; vectors of 12 numbers.", browser.text("#facts"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#word=nowhere%3Cb%3E", "#word=", "#word=%E6%9", "#nonsense", "#word=word119"})
  void unknownWordsArePassedOver(String hash) throws Exception {
    open("");
    var nothing = picture();
    open(hash);
    assertEquals("Neighbours", browser.text("#near-title"));
    assertEquals(List.of(), texts("#near li"));
    assertEquals(nothing, picture());
    var said = hash.contains("nowhere") ? "“nowhere<b>” is not on this map" : "";
    if (hash.contains("119")) said = "“word119” is not on this map"; // has a vector, is too rare
    assertEquals(said, browser.text("#found"));
  }

  @Test
  void backUndoesAChoice() throws Exception {
    open(address("été"));
    var near = nearWords("été");
    browser.click("#near li:nth-child(2) button");
    browser.click("#all");
    assertEquals("", hash());
    browser.back();
    assertEquals("#word=" + near.get(1), hash());
    assertEquals(nearWords(near.get(1)), texts("#near .word"));
    browser.back();
    assertEquals(near, texts("#near .word"));
  }

  @Test
  void searching() throws Exception {
    open("");
    browser.press("/");
    assertEquals("search", focused());
    browser.press("k", "A", "l");
    var offered = texts("#matches button");
    assertEquals(8, offered.size());
    assertTrue(offered.stream().allMatch(w -> w.startsWith("Kal")), offered.toString());
    browser.press(WebDriver.DOWN, WebDriver.DOWN, WebDriver.DOWN, WebDriver.UP, WebDriver.ENTER);
    assertEquals("#word=" + offered.get(1), hash());
    assertEquals(nearWords(offered.get(1)), texts("#near .word"));
    assertEquals(List.of(), texts("#matches button"));
    assertEquals("search", focused());
    assertEquals(offered.get(1), browser.run("return $('search').value").asText());
    browser.press(WebDriver.ESCAPE);
    assertEquals("", hash());
    assertEquals("", browser.run("return $('search').value").asText());
    assertEquals("search", focused());
    browser.press("数", WebDriver.ENTER);
    assertEquals("#word=数据", hash());
    browser.press(WebDriver.ESCAPE);
    browser.press("z", "/");
    assertEquals("not on this map", browser.text("#found"));
    browser.press(WebDriver.ENTER);
    assertEquals("", hash());
  }

  @Test
  void theMatchesGoWhenTheFocusGoes() throws Exception {
    open("");
    browser.type("#search", "kal");
    browser.press(WebDriver.DOWN);
    assertEquals("matches", focused());
    browser.press(WebDriver.ESCAPE);
    assertEquals("search", focused());
    assertEquals(List.of(), texts("#matches button"));
    browser.type("#search", "kal");
    browser.run("$('out').focus()");
    assertEquals(List.of(), texts("#matches button"));
    browser.type("#search", "1");
    assertFalse(texts("#matches button").isEmpty());
    browser.click("#matches li:nth-child(2) button");
    assertEquals("search", focused());
    assertEquals("#word=" + browser.run("return $('search').value").asText(), hash());
  }

  @Test
  void aClickOnTheMapChooses() throws Exception {
    open("");
    for (var word : List.of(loneliest(), nearWords(loneliest()).getFirst())) {
      var at = place(word);
      browser.click(at[0], at[1]);
      assertEquals("#word=" + word, hash());
      assertEquals(nearWords(word), texts("#near .word"));
      browser.hover(1, 1);
      var chosen = picture();
      browser.open("about:blank");
      open(address(word));
      assertEquals(chosen, picture(), word);
      browser.click("#all");
    }
  }

  @Test
  void hoveringShowsAndLeavesNothingBehind() throws Exception {
    open("");
    var word = loneliest();
    var at = place(word);
    browser.hover(1, 1);
    var before = picture();
    browser.hover(at[0] + 2, at[1] - 1);
    var near = nearWords(word);
    assertEquals(word + ": " + String.join(", ", near.subList(0, 5)), browser.text("#tip"));
    assertNotEquals(before, picture());
    assertEquals("", hash());
    browser.hover(1, 1);
    assertTrue(browser.run("return $('tip').hidden").asBoolean());
    assertEquals(before, picture());
  }

  /** Choosing a neighbour makes the list anew; the pointer, at rest there, points at nothing. */
  @Test
  void clicksWalkFromNeighbourToNeighbour() throws Exception {
    open(address("<b>"));
    var near = nearWords("<b>");
    browser.hover("#near li:nth-child(3) button");
    var pointed = picture();
    browser.click("#near li:nth-child(3) button");
    assertEquals("#word=" + near.get(2), hash());
    assertEquals(nearWords(near.get(2)), texts("#near .word"));
    browser.run("return new Promise(done => setTimeout(done, 300))");
    var chosen = picture();
    assertNotEquals(pointed, chosen); // the others' names are there again
    browser.open("about:blank");
    browser.hover(1, 1);
    open(address(near.get(2)));
    assertEquals(chosen, picture());
  }

  @Test
  void neighboursAreChosenByKeys() throws Exception {
    open(address("__proto__"));
    var stops = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      browser.press(WebDriver.TAB);
      stops.add(focused());
      assertFocusIsSeen();
    }
    assertEquals(List.of("search", "out", "in", "all", "map", "near", "near", "near"), stops);
    var third = nearWords("__proto__").get(2);
    browser.press(WebDriver.ENTER);
    assertEquals("#word=" + third, hash());
    assertEquals("near-title", focused());
    assertFocusIsSeen();
    browser.press(WebDriver.TAB, WebDriver.ENTER);
    var next = nearWords(third).getFirst();
    assertEquals("#word=" + next, hash());
    assertEquals(nearWords(next), texts("#near .word"));
    browser.press(WebDriver.TAB, WebDriver.ESCAPE);
    assertEquals("", hash());
    assertEquals("near-title", focused());
  }

  private static void assertFocusIsSeen() throws Exception {
    var outline =
        browser.run(
            "const s = getComputedStyle(document.activeElement);"
                + " return [s.outlineStyle, parseFloat(s.outlineWidth), s.outlineColor]");
    assertEquals("solid", outline.get(0).asText(), focused());
    assertTrue(outline.get(1).asDouble() >= 2, focused());
    assertEquals("rgb(42, 120, 214)", outline.get(2).asText(), focused());
  }

  @Test
  void zoomingAndMovingChangeTheViewAndAllBringsItBack() throws Exception {
    open("");
    var first = picture();
    browser.click("#in");
    var nearer = picture();
    assertNotEquals(first, nearer);
    browser.click("#in");
    assertNotEquals(nearer, picture());
    browser.click("#all");
    assertEquals(first, picture());
    browser.click("#out"); // it cannot be farther
    assertEquals(first, picture());
    browser.run("$('map').focus()");
    browser.press("+");
    var byKey = picture();
    assertNotEquals(first, byKey);
    for (var way : List.of("RIGHT LEFT", "UP DOWN")) {
      boolean across = way.startsWith("R");
      browser.press(across ? WebDriver.RIGHT : WebDriver.UP);
      assertNotEquals(byKey, picture(), way);
      browser.press(across ? WebDriver.LEFT : WebDriver.DOWN);
      assertEquals(byKey, picture(), way);
    }
    browser.press("-");
    assertEquals(first, picture());
    browser.press(WebDriver.RIGHT, "+", "+");
    assertEquals("map", focused());
    browser.press(WebDriver.ESCAPE);
    assertEquals(first, picture());
  }

  @Test
  void theWheelAndDraggingMoveTheMapUnderThePointer() throws Exception {
    open("");
    var first = picture();
    var word = loneliest();
    var at = place(word);
    browser.wheel(at[0], at[1], -400);
    browser.hover(1, 1);
    assertNotEquals(first, picture());
    browser.hover(at[0], at[1]); // what lay under the pointer still lies there
    assertTrue(browser.text("#tip").startsWith(word + ": "), browser.text("#tip"));
    int[] to = {640 + (at[0] - 640) / 2, at[1] + (at[1] > 500 ? -40 : 40)}; // towards the middle
    browser.drag(at[0], at[1], to[0], to[1]);
    assertEquals("", hash()); // it was no click
    browser.hover(1, 1);
    browser.hover(to[0], to[1]);
    assertTrue(browser.text("#tip").startsWith(word + ": "), browser.text("#tip"));
    browser.hover(1, 1);
    browser.press(WebDriver.ESCAPE);
    assertEquals(first, picture());
  }

  @Test
  void aChosenWordStaysWhereItIsWhileZooming() throws Exception {
    var word = loneliestOf("");
    open(address(word));
    var at = place(word);
    for (int i = 0; i < 3; i++) browser.run("$('in').click()");
    browser.run("$('map').focus()");
    browser.press("+");
    browser.hover(at[0], at[1]);
    assertTrue(browser.text("#tip").startsWith(word + ": "), browser.text("#tip"));
  }

  @Test
  void fingersScrollThePageUntilTheMapIsLarger() throws Exception {
    browser.size(375, 700);
    var word = loneliestOf("");
    var first = picture();
    var at = place(word);
    browser.fingers(new int[] {at[0], at[1], at[0], at[1]});
    assertEquals("#word=" + word, hash());
    browser.click("#all");
    assertEquals(first, picture());

    place(word); // in the middle of the window
    var scroll = "return Math.round(scrollY)";
    int before = browser.run(scroll).asInt();
    browser.fingers(new int[] {180, 350, 180, 270});
    int after = browser.run(scroll).asInt();
    assertTrue(after > before + 30, before + " to " + after);
    assertEquals(first, picture());
    assertEquals("", hash());

    place(word);
    browser.fingers(new int[] {150, 350, 90, 350}, new int[] {200, 350, 260, 350});
    var larger = picture();
    assertNotEquals(first, larger);
    before = browser.run(scroll).asInt();
    browser.fingers(new int[] {180, 350, 180, 270});
    assertEquals(before, browser.run(scroll).asInt());
    assertNotEquals(larger, picture());
    browser.fingers(new int[] {60, 350, 150, 350}, new int[] {290, 350, 200, 350});
    assertEquals(first, picture());
    assertEquals("", hash());
  }

  @Test
  void theMapIsNamedForThoseWhoDoNotSeeIt() throws Exception {
    open(address("été"));
    var unnamed =
        """
        return [...document.querySelectorAll('button, input, canvas, section, ol, ul')].filter(e =>
            !(e.ariaLabel || e.textContent.trim() || e.labels?.length
                || document.getElementById(e.getAttribute('aria-labelledby'))?.textContent)
            && e.offsetParent).map(e => e.outerHTML.slice(0, 80));\
        """;
    assertEquals("[]", browser.run(unnamed).toString());
    assertEquals("application", browser.run("return $('map').getAttribute('role')").asText());
    var said = browser.run("return $('near-title').closest('[aria-live]').textContent").asText();
    assertTrue(said.contains("été") && said.contains("nearest by cosine"), said);
  }

  @ParameterizedTest
  @CsvSource({"375, light", "375, dark", "768, dark", "1280, light", "1280, dark"})
  void fitsTheWindowInBothSchemes(int width, String scheme) throws Exception {
    browser.size(width, 800);
    browser.scheme(scheme);
    open(address(NASTY));
    browser.type("#search", "k");
    var at = place(loneliest());
    browser.hover(at[0], at[1]);
    assertFalse(browser.run("return $('tip').hidden || $('matches').hidden").asBoolean());
    assertEquals(
        width, browser.run("return document.documentElement.scrollWidth").asInt(), "no overflow");
    var paper = browser.run("return getComputedStyle(document.body).backgroundColor").asText();
    assertEquals(scheme.equals("dark") ? "rgb(18, 18, 17)" : "rgb(246, 246, 243)", paper);
    var small =
        "return Math.min(...[...document.querySelectorAll('main *')].filter(e =>"
            + " e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))";
    assertTrue(browser.run(small).asDouble() >= 11);
    assertEquals("[]", browser.run(PALE, 4.5).toString());
    var inside =
        "const t = $('tip').getBoundingClientRect(), f = $('frame').getBoundingClientRect(); return"
            + " t.left >= f.left && t.right <= f.right && t.top >= f.top && t.bottom <= f.bottom";
    assertTrue(browser.run(inside).asBoolean(), "the tip lies within the map");
  }

  /** Texts whose contrast with what is behind them is less, by the formula of WCAG 2.2. */
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
      const look = (e, color, what) => {
        const [a, b] = [light(color), light(behind(e))].sort((p, q) => q - p);
        const ratio = (a + .05) / (b + .05);
        if (!(ratio >= arguments[0])) out.push(`${what}: ${color} on ${behind(e)}, ${ratio}`);
      };
      for (const e of document.querySelectorAll('main *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (own && e.checkVisibility()) look(e, getComputedStyle(e).color, e.outerHTML.slice(0, 60));
      }
      const search = document.getElementById('search');
      look(search, getComputedStyle(search).color, 'what is typed');
      look(search, getComputedStyle(search, '::placeholder').color, 'the placeholder');
      const root = getComputedStyle(document.documentElement);
      for (const name of ['--ink', '--ink-2']) { // names on the map
        const probe = document.createElement('i');
        probe.style.color = root.getPropertyValue(name);
        document.getElementById('frame').append(probe);
        look(probe, getComputedStyle(probe).color, name);
        probe.remove();
      }
      return out;\
      """;
}

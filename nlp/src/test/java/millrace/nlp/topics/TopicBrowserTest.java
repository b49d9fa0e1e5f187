package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a file; what a browser makes of it is in {@code TopicBrowserPageTest}. */
class TopicBrowserTest {
  /** Four words, two topics: "a b" and "c d", the first of them three times as large. */
  private static final Planted SMALL =
      new Planted(
          Vocabulary.of("a", "b", "c", "d"),
          2,
          new double[] {.6, .4, 0, 0, 0, .1, .5, .4},
          new double[] {.5, .5});

  @TempDir Path dir;

  static Frame frame(List<List<String>> documents, Vocabulary words, List<String> texts) {
    var starts = new int[documents.size() + 1];
    var ids = new ArrayList<Integer>();
    for (int d = 0; d < documents.size(); d++) {
      for (var w : documents.get(d)) ids.add(words.id(w));
      starts[d + 1] = ids.size();
    }
    var columns = new LinkedHashMap<String, Column>();
    var array = ids.stream().mapToInt(Integer::intValue).toArray();
    columns.put("tokens", new Column.Tokens(starts, array, words));
    if (!texts.isEmpty()) columns.put("text", new Column.Text(texts));
    return Frame.of(columns);
  }

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  private static JsonNode data(String html) throws Exception {
    var m = DATA.matcher(html);
    assertTrue(m.find());
    return new ObjectMapper().readTree(m.group(1));
  }

  @Test
  void countsAreTheModelsEstimates() throws Exception {
    var documents =
        frame(
            List.of(List.of("a", "b", "a"), List.of("c"), List.of(), List.of("x", "d", "c")),
            Vocabulary.of("x", "a", "b", "c", "d"),
            List.of());
    var html = new TopicBrowser().html(SMALL, documents, Run.quiet());
    var data = data(html);
    var theta = SMALL.mixtures(documents, Run.quiet());
    double first = 3 * theta[0] + theta[2] + 2 * theta[6];
    double second = 3 * theta[1] + theta[3] + 2 * theta[7];
    assertEquals(6, data.get("tokens").asInt());
    assertEquals(4, data.get("documents").asInt());
    assertEquals(4, data.get("vocabulary").asInt());
    assertEquals(0, data.get("empty").asInt());
    assertEquals(first, data.get("topics").get(0).get("tokens").asDouble(), 1e-5 * first);
    assertEquals(second / 6, data.get("topics").get(1).get("share").asDouble(), 1e-5);
    assertEquals("[\"a\",\"b\",\"c\",\"d\"]", data.get("words").toString());
    double b = .4 * first + .1 * second;
    assertEquals(b, data.get("count").get(1).asDouble(), 1e-5 * b);
    // Topic 0 has no c and no d; documents without a known token are none of its documents.
    assertEquals("[0,1]", data.get("topics").get(0).get("w").toString());
    assertEquals(Math.log(.4), data.get("topics").get(0).get("p").get(1).asDouble(), 1e-5);
    assertEquals(
        Math.log(.4 / (b / 6)), data.get("topics").get(0).get("l").get(1).asDouble(), 1e-5);
    var strongest = data.get("topics").get(1).get("documents");
    assertEquals(3, strongest.size());
    assertEquals(3, strongest.get(0).get("row").asInt());
    assertEquals("x d c", strongest.get(0).get("text").asText());
  }

  @Test
  void sparseDocumentsAreTheSame() throws Exception {
    var words = SMALL.words();
    var tokens =
        frame(List.of(List.of("a", "a", "b"), List.of("c", "d", "d")), words, List.of("t", "u"));
    var bag =
        new Column.Sparse(
            new int[] {0, 2, 4}, new int[] {0, 1, 2, 3}, new double[] {2, 1, 1, 2}, words);
    var html = new TopicBrowser().html(SMALL, tokens, Run.quiet());
    assertEquals(html, html(bag, tokens));
  }

  private static String html(Column.Sparse bag, Frame tokens) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("tokens", bag);
    columns.put("text", tokens.column("text"));
    return new TopicBrowser().html(SMALL, Frame.of(columns), Run.quiet());
  }

  @Test
  void leavesOutEmptyTopics() throws Exception {
    var model =
        new Planted(
            SMALL.words(),
            3,
            new double[] {.25, .25, .25, .25, .6, .4, 0, 0, 0, .1, .5, .4},
            new double[] {0, .5, .5});
    var documents = frame(List.of(List.of("a", "b"), List.of("c")), SMALL.words(), List.of());
    var data = data(new TopicBrowser().html(model, documents, Run.quiet()));
    assertEquals(1, data.get("empty").asInt());
    assertEquals(1, data.get("topics").get(0).get("id").asInt());
    assertEquals(2, data.get("topics").get(1).get("id").asInt());
  }

  @Test
  void noTextIsMarkup() throws Exception {
    var nasty = "</script><script>alert(1)</script><!-- {{data}} &amp; \u2028";
    var model =
        new Planted(Vocabulary.of(nasty, "b", "c", "d"), 2, SMALL.topicWords(), SMALL.weights());
    var documents =
        frame(
            List.of(List.of(nasty, "b"), List.of("c")),
            model.words(),
            List.of(nasty, "lone \ud800 surrogate"));
    var browser = new TopicBrowser().title("<i>" + nasty);
    var html = browser.html(model, documents, Run.quiet());
    assertEquals(2, html.split("</script>", -1).length - 1); // the data's and the program's
    assertFalse(html.contains("<i>") || html.contains("<!-- "));
    assertTrue(html.contains("&lt;i&gt;&lt;/script&gt;"));
    var data = data(html);
    assertEquals(nasty, data.get("words").get(0).asText());
    assertEquals(nasty, data.get("topics").get(0).get("documents").get(0).get("text").asText());
    var file = browser.write(dir.resolve("new/page.html"), model, documents, Run.quiet());
    assertTrue(Files.readString(file).contains("lone ? surrogate"));
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList()); // nothing is left beside it
    }
  }

  @Test
  void asksForNothing() {
    var documents =
        frame(
            List.of(List.of("a"), List.of("c")),
            SMALL.words(),
            List.of("see http://example.org", "b"));
    var html = new TopicBrowser().html(SMALL, documents, Run.quiet());
    var without =
        html.replace("http://www.w3.org/2000/svg", "").replace("see http://example.org", "");
    assertFalse(without.matches("(?s).*(https?:|//[a-z]|@import|url\\(|src=|href=).*"));
    assertTrue(html.contains("default-src 'none'; script-src 'sha256-"));
  }

  @Test
  void excerptsCutNoCharacter() throws Exception {
    var documents = frame(List.of(List.of("a", "c")), SMALL.words(), List.of("ab😀cd"));
    for (int most = 1; most <= 6; most++) {
      var page = new TopicBrowser().excerpt(most).html(SMALL, documents, Run.quiet());
      var d = data(page).get("topics").get(0).get("documents").get(0);
      var expected = List.of("a", "ab", "ab", "ab😀", "ab😀c", "ab😀cd").get(most - 1);
      assertEquals(expected, d.get("text").asText());
      assertEquals(most < 6, d.get("cut").asBoolean());
    }
  }

  @Test
  void choosesTheTextColumn() throws Exception {
    var documents =
        frame(List.of(List.of("a", "c")), SMALL.words(), List.of("the text"))
            .with("title", Column.Text.of("the title"));
    assertEquals("the text", shown(new TopicBrowser(), documents));
    assertEquals("the title", shown(new TopicBrowser().text("title"), documents));
    assertEquals("a c", shown(new TopicBrowser(), documents.without("text", "title")));
    var e =
        assertThrows(
            DataException.class, () -> shown(new TopicBrowser().text("nowhere"), documents));
    assertTrue(e.getMessage().contains("there is no column 'nowhere'"), e.getMessage());
  }

  private static String shown(TopicBrowser browser, Frame documents) throws Exception {
    var data = data(browser.html(SMALL, documents, Run.quiet()));
    return data.get("topics").get(0).get("documents").get(0).get("text").asText();
  }

  @Test
  void refuses() {
    var unknown = frame(List.of(List.of("x")), Vocabulary.of("x"), List.of());
    var browser = new TopicBrowser();
    var e = assertThrows(DataException.class, () -> browser.html(SMALL, unknown, Run.quiet()));
    assertTrue(e.getMessage().startsWith("none of the 1 documents in 'tokens'"), e.getMessage());
    assertThrows(
        DataException.class, () -> browser.html(SMALL, Frame.text("t", List.of("a")), Run.quiet()));
    var i = assertThrows(IllegalArgumentException.class, () -> browser.lambda(1.5));
    assertTrue(i.getMessage().contains("lambda"), i.getMessage());
    assertThrows(IllegalArgumentException.class, () -> browser.terms(0));
    var documents = frame(List.of(List.of("a")), SMALL.words(), List.of());
    var u =
        assertThrows(
            UncheckedIOException.class, () -> browser.write(dir, SMALL, documents, Run.quiet()));
    assertTrue(u.getMessage().startsWith("cannot write the page to " + dir));
  }

  @Test
  void isTheSameOnAnyNumberOfThreads() {
    var model = Planted.of(Planted.words(500, List.of()), 12, 3);
    var documents = model.documents(100, 1);
    var browser = new TopicBrowser();
    var one = browser.html(model, documents, Run.seeded(1).threads(1));
    assertEquals(one, browser.html(model, documents, Run.seeded(1).threads(3)));
  }
}

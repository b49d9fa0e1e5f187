package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import millrace.nlp.topics.WebDriver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the word map's address says is what it shows; the mouse, fingers and keys. */
@Tag("browser")
class WordMapPageTest extends WordMapPage {
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
    browser.press(WebDriver.DOWN);
    browser.run("$('out').focus()");
    assertEquals(List.of(), texts("#matches button"));
    assertEquals("out", focused());
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
    open("");
    var word = loneliest();
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
    open("");
    var word = loneliest();
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
}

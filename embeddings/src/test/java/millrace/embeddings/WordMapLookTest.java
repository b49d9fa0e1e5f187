package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The word map can be read: in narrow and wide windows, light and dark, and by a screen reader. */
@Tag("browser")
class WordMapLookTest extends WordMapPage {
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
}

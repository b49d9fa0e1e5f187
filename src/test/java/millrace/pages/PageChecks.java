package millrace.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import millrace.nlp.topics.WebDriver;

/** What holds for every page that we write, wherever it is looked at. */
public final class PageChecks {
  /** Contrast of text with what is behind it, by WCAG 2.1; opacity counts. */
  private static final String PALE =
      """
      const rgba = (c) => { const v = c.match(/[\\d.]+/g).map(Number); return [v[0], v[1], v[2], v[3] ?? 1]; };
      const over = (top, a, below) => [0, 1, 2].map(k => a * top[k] + (1 - a) * below[k]);
      const light = (c) => c.map(v => v / 255)
          .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
          .reduce((sum, v, k) => sum + v * [.2126, .7152, .0722][k], 0);
      const behind = (e) => {
        if (!e) return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
        const c = rgba(getComputedStyle(e).backgroundColor);
        return c[3] === 1 ? c.slice(0, 3) : over(c, c[3], behind(e.parentElement));
      };
      const opacity = (e) => e ? getComputedStyle(e).opacity * opacity(e.parentElement) : 1;
      const out = [];
      for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility() || e.closest('title, desc, style, script, :disabled')) continue;
        const svg = e.namespaceURI.endsWith('svg');
        const style = getComputedStyle(e);
        const c = rgba(svg ? style.fill : style.color);
        let back = behind(e);
        const cell = e.previousElementSibling; // a count stands on a cell of its matrix
        if (svg && cell?.tagName === 'rect' && e.classList.contains('count')) {
          const s = getComputedStyle(cell);
          back = over(rgba(s.fill), s.opacity * s.fillOpacity, back);
        }
        const front = over(c, c[3] * opacity(e) * (svg ? style.fillOpacity : 1), back);
        const [a, b] = [light(front), light(back)].sort((p, q) => q - p);
        const ratio = (a + .05) / (b + .05);
        if (!(ratio >= 4.5)) out.push(`${e.outerHTML.slice(0, 80)}: ${front} on ${back}, ${ratio}`);
      }
      return out;\
      """;

  /** Letters as large as they are seen: drawings may be made smaller than they are. */
  private static final String SMALL =
      """
      const out = [];
      for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility() || e.closest('title, desc, style, script')) continue;
        const m = e.getScreenCTM?.();
        const size = parseFloat(getComputedStyle(e).fontSize) * (m ? Math.hypot(m.a, m.b) : 1);
        if (size < arguments[0]) out.push(`${e.outerHTML.slice(0, 80)}: ${size}`);
      }
      return out;\
      """;

  /** What has the focus, and whether it can be seen that it has. */
  private static final String FOCUS =
      """
      const e = document.activeElement;
      const style = getComputedStyle(e);
      const seen = e.tagName === 'IFRAME' || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      const name = e.getAttribute('aria-label') ?? e.getAttribute('title') ?? e.textContent.trim().slice(0, 40);
      return [e === document.body ? '' : name, seen]\
      """;

  private PageChecks() {}

  /**
   * Opens a page in a window of this width and colours; what the console says from now on counts.
   */
  public static void open(WebDriver browser, String url, int width, String scheme)
      throws Exception {
    browser.open("about:blank");
    browser.size(width, 900);
    browser.scheme(scheme);
    browser.console();
    browser.open(url);
  }

  /**
   * The page is as wide as the window, all can be read, nothing was loaded and nothing went wrong.
   *
   * @param letters the least height of letters in pixels
   */
  public static void looksRight(WebDriver browser, int width, double letters) throws Exception {
    assertEquals(
        width, browser.run("return document.documentElement.scrollWidth").asInt(), "no overflow");
    assertEquals("[]", browser.run(PALE).toString(), "all has contrast");
    assertEquals("[]", browser.run(SMALL, letters).toString(), "letters are large enough");
    assertEquals(List.of(), browser.console());
    assertEquals(0, browser.run("return performance.getEntriesByType('resource').length").asInt());
  }

  /**
   * Names of what the tabulator reaches, one after the other; of each it can be seen.
   *
   * @param times how often the key is pressed, unless the page ends before
   * @param opened what is opened by Enter when it is reached: the beginnings of names
   */
  public static List<String> reached(WebDriver browser, int times, List<String> opened)
      throws Exception {
    var names = new ArrayList<String>();
    for (int i = 0; i < times; i++) {
      browser.press(WebDriver.TAB);
      var focus = browser.run(FOCUS);
      var name = focus.get(0).asText();
      if (name.isEmpty()) break; // the end of the page
      assertNotEquals(false, focus.get(1).asBoolean(), "no mark of the focus on " + name);
      names.add(name);
      if (opened.stream().anyMatch(name::startsWith)) browser.press(WebDriver.ENTER);
    }
    return names;
  }
}

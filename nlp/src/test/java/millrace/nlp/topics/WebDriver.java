package millrace.nlp.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A headless Chromium, driven through chromedriver: the few commands of the W3C protocol that the
 * tests need.
 *
 * @see "W3C Recommendation WebDriver, https://www.w3.org/TR/webdriver2"
 */
public final class WebDriver implements AutoCloseable {
  public static final String LEFT = "\uE012";
  public static final String UP = "\uE013";
  public static final String RIGHT = "\uE014";
  public static final String DOWN = "\uE015";
  public static final String ESCAPE = "\uE00C";
  public static final String TAB = "\uE004";
  public static final String ENTER = "\uE007";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("on port (\\d+)");

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String driver;
  private final String session;

  public WebDriver(Path profile, int width, int height) throws Exception {
    process = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    try {
      driver = "http://127.0.0.1:" + port(process);
      var args =
          new ArrayList<>(
              List.of(
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--no-first-run",
                  "--hide-scrollbars",
                  "--user-data-dir=" + profile,
                  "--window-size=%d,%d".formatted(width, height)));
      var capabilities =
          Map.of(
              "browserName",
              "chrome",
              "goog:loggingPrefs",
              Map.of("browser", "ALL"),
              "goog:chromeOptions",
              Map.of("args", args));
      var made =
          send("POST", "/session", Map.of("capabilities", Map.of("alwaysMatch", capabilities)));
      session = "/session/" + made.get("sessionId").asText();
    } catch (Exception | Error e) {
      process.destroy();
      throw e;
    }
  }

  private static String port(Process process) throws IOException {
    var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    var said = new StringBuilder();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      var m = PORT.matcher(line);
      if (line.contains("started successfully") && m.find()) return m.group(1);
    }
    throw new IOException("chromedriver did not start: " + said);
  }

  private JsonNode send(String method, String path, Object body) throws Exception {
    var publisher =
        method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))
            : HttpRequest.BodyPublishers.noBody();
    var request =
        HttpRequest.newBuilder(URI.create(driver + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    var value = JSON.readTree(client.send(request, BodyHandlers.ofString()).body()).get("value");
    if (value.hasNonNull("error")) {
      throw new IllegalStateException(method + " " + path + ": " + value.get("message").asText());
    }
    return value;
  }

  public void open(String url) throws Exception {
    send("POST", session + "/url", Map.of("url", url));
  }

  public String url() throws Exception {
    return send("GET", session + "/url", "").asText();
  }

  public void back() throws Exception {
    send("POST", session + "/back", Map.of());
  }

  /** From now on everything is meant for the page within this frame. */
  public void enter(String css) throws Exception {
    var found = send("POST", session + "/element", Map.of("using", "css selector", "value", css));
    send("POST", session + "/frame", Map.of("id", found));
  }

  /** Back from a frame to the page. */
  public void leave() throws Exception {
    send("POST", session + "/frame/parent", Map.of());
  }

  /** The value of {@code return …}. */
  public JsonNode run(String script, Object... args) throws Exception {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", args));
  }

  private String element(String css) throws Exception {
    var found = send("POST", session + "/element", Map.of("using", "css selector", "value", css));
    return session + "/element/" + found.elements().next().asText();
  }

  /** What the element shows, asked at once: pages make their lists anew while the mouse moves. */
  public String text(String css) throws Exception {
    return onElement("return (e.innerText ?? e.textContent).trim()", css).asText();
  }

  /**
   * Clicks the middle of the element, brought to the middle of the window so that nothing lies over
   * it. The mouse goes there first, as what it hovers over may move the page; an element is never
   * held on to, as a page may make it anew in between.
   */
  public void click(String css) throws Exception {
    hover(css);
    var at = middle(css);
    click(at.get(0).asInt(), at.get(1).asInt());
  }

  private JsonNode middle(String css) throws Exception {
    return onElement(
        """
        e.scrollIntoView({block: 'center'});
        const box = e.getBoundingClientRect();
        return [Math.floor(box.x + box.width / 2), Math.floor(box.y + box.height / 2)]\
        """,
        css);
  }

  private JsonNode onElement(String script, String css) throws Exception {
    return run(
        """
        const e = document.querySelector(arguments[0]);
        if (!e) throw new Error('no element ' + arguments[0]);
        """
            + script,
        css);
  }

  /** Focuses the element and types. */
  public void type(String css, String keys) throws Exception {
    send("POST", element(css) + "/value", Map.of("text", keys));
  }

  /** Presses keys, wherever the focus is. */
  public void press(String... keys) throws Exception {
    var actions = new ArrayList<Map<String, String>>();
    for (var key : keys) {
      actions.add(Map.of("type", "keyDown", "value", key));
      actions.add(Map.of("type", "keyUp", "value", key));
    }
    act(Map.of("type", "key", "id", "keyboard", "actions", actions));
  }

  /** Moves the mouse over the middle of the element. */
  public void hover(String css) throws Exception {
    var at = middle(css);
    hover(at.get(0).asInt(), at.get(1).asInt());
  }

  /** Moves the mouse to this point of the window. */
  public void hover(int x, int y) throws Exception {
    mouse(List.of(moveTo(x, y)));
  }

  /** Clicks at this point of the window. */
  public void click(int x, int y) throws Exception {
    drag(x, y, x, y);
  }

  /** Presses the mouse's button at one point of the window and lets go at another. */
  public void drag(int x, int y, int toX, int toY) throws Exception {
    Map<String, Object> down = Map.of("type", "pointerDown", "button", 0);
    Map<String, Object> up = Map.of("type", "pointerUp", "button", 0);
    mouse(List.of(moveTo(x, y), down, moveTo(toX, toY), up));
  }

  /** Turns the wheel at this point of the window; less than 0 is away from the user. */
  public void wheel(int x, int y, int by) throws Exception {
    var turn = Map.of("type", "scroll", "x", x, "y", y, "deltaX", 0, "deltaY", by, "duration", 0);
    act(Map.of("type", "wheel", "id", "wheel", "actions", List.of(turn)));
  }

  /**
   * Puts fingers on the window, moves them all at once in ten steps, and lifts them.
   *
   * @param ways of each finger: from x, from y, to x, to y
   */
  public void fingers(int[]... ways) throws Exception {
    var sources = new ArrayList<Map<String, Object>>();
    for (var w : ways) {
      var actions = new ArrayList<Map<String, Object>>();
      actions.add(moveTo(w[0], w[1]));
      actions.add(Map.of("type", "pointerDown", "button", 0));
      for (int i = 1; i <= 10; i++) {
        var step = new HashMap<>(moveTo(at(w[0], w[2], i), at(w[1], w[3], i)));
        step.put("duration", 20);
        actions.add(step);
      }
      actions.add(Map.of("type", "pointerUp", "button", 0));
      sources.add(
          Map.of(
              "type",
              "pointer",
              "id",
              "finger" + sources.size(),
              "parameters",
              Map.of("pointerType", "touch"),
              "actions",
              actions));
    }
    send("POST", session + "/actions", Map.of("actions", sources));
  }

  private static int at(int from, int to, int tenths) {
    return from + (to - from) * tenths / 10;
  }

  private static Map<String, Object> moveTo(int x, int y) {
    return Map.of("type", "pointerMove", "duration", 0, "x", x, "y", y);
  }

  private void mouse(List<Map<String, Object>> actions) throws Exception {
    act(
        Map.of(
            "type",
            "pointer",
            "id",
            "mouse",
            "parameters",
            Map.of("pointerType", "mouse"),
            "actions",
            actions));
  }

  private void act(Map<String, Object> source) throws Exception {
    send("POST", session + "/actions", Map.of("actions", List.of(source)));
  }

  /** What the console has said since the last call. */
  public List<String> console() throws Exception {
    var out = new ArrayList<String>();
    for (var entry : send("POST", session + "/se/log", Map.of("type", "browser"))) {
      out.add(entry.get("level").asText() + ": " + entry.get("message").asText());
    }
    return out;
  }

  public byte[] screenshot() throws Exception {
    return Base64.getDecoder().decode(send("GET", session + "/screenshot", "").asText());
  }

  /** Sets the width and height of the page, even below what a window may have. */
  public void size(int width, int height) throws Exception {
    devtools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Says what colours are preferred: "dark" or "light". */
  public void scheme(String scheme) throws Exception {
    var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    devtools("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  private void devtools(String command, Map<String, Object> params) throws Exception {
    send("POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", params));
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, "");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }
}

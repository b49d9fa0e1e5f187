package millrace.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.evaluation.report.Sheet.Mark;
import millrace.evaluation.report.Sheet.Ratio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of sections: what is given is text, and ratios stand where they belong. */
class SheetTest {
  private static Sheet sheet() {
    return new Sheet("kind", "a <title>", "lead & more", Map.of("tile", "<b>"));
  }

  private static String ratios(double... values) {
    var rows = new ArrayList<Ratio>();
    for (double v : values) rows.add(new Ratio("r" + v, "", v, v / 1.1, v * 1.1, "x", Mark.NONE));
    return sheet().section("s", "S", "how").ratios("ratios", rows).html();
  }

  private static List<Double> numbers(String html, String pattern) {
    var m = Pattern.compile(pattern).matcher(html);
    var out = new ArrayList<Double>();
    while (m.find()) out.add(Double.parseDouble(m.group(1)));
    return out;
  }

  @Test
  void whatIsGivenIsText() {
    var html =
        sheet()
            .section("a", "<s>", "<how>")
            .text("<p>")
            .facts(Map.of("<k>", "<v>"))
            .table("$1 \\ <t>", List.of("<h>"), List.of(List.of("<c>")), new boolean[] {false})
            .ratios("<r>", List.of(new Ratio("<n>", "<o>", 2, 1, 3, "<x>", Mark.WORSE)))
            .html();
    for (var raw : List.of("<title>,", "<b>,", "<how>", "<k>", "<v>", "<h>", "<c>", "<n>", "<x>"))
      assertFalse(html.contains(raw), raw);
    assertTrue(html.contains("aria-label=\"$1 \\ &lt;t&gt;\""), html);
    assertTrue(html.contains("▼ worse"));
    assertFalse(
        Pattern.compile("(src|href)=|url\\(|@import|<script|https?://").matcher(html).find());
    assertEquals(html.split("<section").length, html.split("</section").length);
  }

  @Test
  void equalStepsOfARatioAreEquallyFarApart() {
    var at = numbers(ratios(.5, 1, 2), "cx=\"([0-9.]+)%");
    assertEquals(at.get(1) - at.get(0), at.get(2) - at.get(1), .02);
    assertTrue(at.get(0) < at.get(1));
  }

  @Test
  void ticksAreShort() {
    var html = ratios(1e-6, 1e6);
    for (var tick : List.of(">1e-6<", ">0.001<", ">1000<", ">1e6<"))
      assertTrue(html.contains(tick), tick);
  }

  @Test
  void everyRatioAndOneAreOnTheAxis() {
    for (var values :
        List.of(
            new double[] {1},
            new double[] {1.02},
            new double[] {.9, .95},
            new double[] {260, 44},
            new double[] {1e-4, 1e5},
            new double[] {.001},
            new double[] {Double.NaN, 2})) {
      var html = ratios(values);
      var ticks = numbers(html, "<text class=\"tick mid\" x=\"([0-9.]+)%");
      assertTrue(ticks.size() >= 2 && ticks.size() <= 12, ticks.toString());
      assertEquals(4, ticks.getFirst(), 1e-9);
      assertEquals(96, ticks.getLast(), 1e-9);
      assertTrue(html.contains(">1</text>"), "one is a tick");
      for (double x : numbers(html, "x[12]=\"([0-9.]+)%")) assertTrue(x >= 4 && x <= 96);
      assertFalse(html.contains("NaN%"), html);
    }
  }

  @Test
  void isWrittenWhole(@TempDir Path dir) throws Exception {
    var file = sheet().section("s", "S", "how").write(dir.resolve("page.html"));
    assertTrue(Files.readString(file).endsWith("</html>\n"));
    try (var files = Files.list(dir)) {
      assertEquals(1, files.count());
    }
  }
}

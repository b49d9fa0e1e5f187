package millrace.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import millrace.data.Column;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Comparison.Failure;
import millrace.evaluation.Comparison.FoldSize;
import millrace.evaluation.Comparison.LeftOut;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Folds;
import millrace.learn.Prediction.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Path SAMPLES = Path.of("target", "report-samples");

  /** Numbers chosen by hand, so that every digit of the table can be checked by hand. */
  private static Comparison small(double[][]... scores) {
    var names = List.of("Ridge", "Forest <&\"'>", "Mean");
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < scores.length; i++) {
      int n = scores[i][0].length;
      var seconds = new double[n];
      Arrays.fill(seconds, 0.25);
      var truth = Column.Numeric.of(1, 2, 3);
      entries.add(
          new Entry(
              names.get(i),
              "Millrace",
              names.get(i) + "[]",
              scores[i],
              seconds,
              seconds,
              i == 0 ? 1500 : -1,
              new int[] {0, 1, 2},
              truth,
              new Numbers(new double[] {1, 2.5, Double.NaN}),
              new LinkedHashMap<>(),
              List.of(),
              List.of()));
    }
    int folds = scores[0][0].length;
    var facts = new LinkedHashMap<String, String>();
    facts.put("data", "a <table> & \"more\"");
    return new Comparison(
        Task.REGRESSION,
        30,
        List.of("x<1>"),
        "price & co",
        42,
        folds + "-fold",
        Collections.nCopies(folds, new FoldSize(20, 10)),
        List.of("r2", "mae"),
        List.of(true, false),
        entries,
        List.of(),
        List.of(),
        facts);
  }

  private static Comparison three() {
    return small(
        new double[][] {{.9, .8, .7}, {1000, 1100, 1200}},
        new double[][] {{.85, .79, .7}, {1010, 1100, 1500}},
        new double[][] {{0, -.1, -.2}, {5000, 5200, 5100}});
  }

  /**
   * Half widths are s √(1/3 + 1/2) t, where t is the 97.5 % point of Student with 2 degrees of
   * freedom; numpy and scipy 1.10.1 give .39277666 and .29653987 for R², 392.77666 and 1024.48722
   * for MAE. The differences of Forest have t = −.82807867 and p = .49470885; those of Mean are all
   * −.9.
   */
  @Test
  void theTable() {
    assertEquals(
        """
        price & co · 30 rows, 1 feature · 3-fold · seed 42

          model                     R² ↑  against best          MAE ↓     fit  predict    size  engine
        ★ Ridge          0.8000 ± 0.3928          best    1,100 ± 393  250 ms   250 ms  1.5 kB  Millrace
        ≈ Forest <&"'>   0.7800 ± 0.2965      p = 0.49  1,203 ± 1,024  250 ms   250 ms       –  Millrace
          Mean          −0.1000 ± 0.3928     p < 0.001    5,100 ± 393  250 ms   250 ms       –  Millrace

        ★ best by R²; ≈ not to be told apart from it (corrected resampled t-test, 5 %); ± half of a 95 % interval over 3 folds.
        """,
        Report.of(three()).text());
  }

  @Test
  void theSentence() {
    assertEquals(
        "Ridge predicts price & co best: R² 0.8000 ± 0.3928. On average its predictions are off by"
            + " 1,100. Forest <&\"'> cannot be told apart from it; the other one is behind by more"
            + " than chance.",
        Report.of(three()).sentence());
  }

  @Test
  void oneSplitHasNoIntervalAndSaysSo() {
    var c =
        small(
            new double[][] {{.9}, {1000}},
            new double[][] {{.85}, {1010}},
            new double[][] {{Double.NaN}, {Double.POSITIVE_INFINITY}});
    var text = Report.of(c).text();
    assertFalse(text.contains("±"), text);
    assertTrue(text.contains("One split: no intervals, no tests."), text);
    assertTrue(text.contains("–") && text.contains("∞"), text);
    var page = Report.of(c).html();
    assertTrue(page.contains("With a single split there is no interval"), "said in words");
    assertFalse(page.contains("NaN"), "NaN in the page");
    assertFalse(page.contains("Infinity"), "Infinity in the page");
    parse(page);
  }

  @Test
  void constantAndMissingScoresRender() {
    var same = new double[][] {{.5, .5, .5}, {0, 0, 0}};
    var none = new double[][] {{Double.NaN, 1, 1}, {Double.NaN, Double.NaN, Double.NaN}};
    for (var c : List.of(small(same, same), small(none), small(same, same, none))) {
      var report = Report.of(c);
      var page = report.html();
      assertFalse(page.contains("NaN"), "NaN in the page");
      parse(page);
      assertFalse(report.text().contains("NaN"), report.text());
      assertFalse(report.csv().contains("NaN"), report.csv());
      assertFalse(report.json().contains("NaN"), report.json());
    }
  }

  @Test
  void everythingIsEscaped() {
    var c = three();
    var failed = new Failure("<i>bad</i>", "fold 1 & 2", "'\"<script>alert(1)</script>");
    c =
        new Comparison(
            c.task(),
            c.rows(),
            c.features(),
            c.target(),
            c.seed(),
            c.split() + " <u>",
            c.folds(),
            List.of("r2", "<m>"),
            c.higherIsBetter(),
            c.entries(),
            List.of(failed),
            List.of(new LeftOut("<i>", "<i>")),
            c.provenance());
    var page = Report.of(c).html();
    for (var raw : List.of("<i>", "<script", "x<1>", "<&", "<table> &", "<u>", "<m>", "price & co"))
      assertFalse(page.contains(raw), raw);
    for (var safe :
        List.of(
            "Forest &lt;&amp;&quot;&#39;&gt;",
            "&lt;script&gt;",
            "x&lt;1&gt;",
            "price &amp; co",
            "a &lt;table&gt; &amp; &quot;more&quot;")) assertTrue(page.contains(safe), safe);
    parse(page);
    var markdown = Report.of(c).markdown();
    assertFalse(markdown.contains("<i>bad") || markdown.contains("| <m>"), markdown);
    assertTrue(markdown.contains("Forest \\<\\&\"'\\>"), markdown);
  }

  @Test
  void jsonHasWhatTheCommandLinePromises() throws IOException {
    var json = new ObjectMapper().readTree(Report.of(three()).json());
    var keys = new ArrayList<String>();
    json.fieldNames().forEachRemaining(keys::add);
    assertEquals(
        List.of(
            "task",
            "rows",
            "features",
            "seed",
            "target",
            "split",
            "folds",
            "models",
            "failures",
            "featureNames",
            "provenance"),
        keys);
    assertEquals("regression", json.get("task").asText());
    assertEquals(30, json.get("rows").asInt());
    assertEquals(1, json.get("features").asInt());
    assertEquals(42, json.get("seed").asInt());
    var model = json.get("models").get(1);
    assertEquals("Forest <&\"'>", model.get("name").asText());
    assertEquals("Millrace", model.get("engine").asText());
    assertEquals(0.78, model.get("metrics").get("r2").asDouble(), 1e-15);
    assertEquals(0.25, model.get("fitSeconds").asDouble());
    assertEquals(0.25, model.get("predictSeconds").asDouble());
    assertEquals(0.4947088473600887, model.get("pAgainstBest").asDouble(), 1e-12);
    assertEquals(3, model.get("scores").get("mae").size());
    assertFalse(json.get("models").get(0).has("pAgainstBest"));
    var nan = Report.of(small(new double[][] {{Double.NaN}, {1}})).tree();
    var metrics = (Map<?, ?>) ((Map<?, ?>) ((List<?>) nan.get("models")).getFirst()).get("metrics");
    assertTrue(metrics.containsKey("r2") && metrics.get("r2") == null, metrics.toString());
  }

  @Test
  void csvHasALinePerModelAndFold() {
    var lines = Report.of(three()).csv().split("\r\n");
    assertEquals(10, lines.length);
    assertEquals(
        "model,engine,fold,r2,mae,fit_seconds,predict_seconds,train_rows,test_rows", lines[0]);
    assertEquals("Ridge,Millrace,1,0.9,1000.0,0.25,0.25,20,10", lines[1]);
    assertEquals("\"Forest <&\"\"'>\",Millrace,3,0.7,1500.0,0.25,0.25,20,10", lines[6]);
  }

  @Test
  void writesFourFilesAndLeavesNothingElse(@TempDir Path folder) throws IOException {
    var out = folder.resolve("a/b");
    var page = Report.of(three()).write(out);
    Files.writeString(page, "old");
    assertEquals(out.resolve("report.html"), Report.of(three()).write(out));
    try (var files = Files.list(out)) {
      assertEquals(
          List.of("report.csv", "report.html", "report.json", "report.md"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    assertEquals(Report.of(three()).html(), Files.readString(page));
    var file = Files.writeString(folder.resolve("file"), "");
    var e = assertThrows(UncheckedIOException.class, () -> Report.of(three()).write(file));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  void aFileThatCannotBeReplacedStaysAndNoPartIsLeft(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("report.html/full"));
    assertThrows(UncheckedIOException.class, () -> Report.of(three()).write(folder));
    try (var files = Files.list(folder)) {
      assertEquals(List.of("report.html"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void regressionPage() {
    var report = sample("regression", Samples.regression(800, Folds.k(5)));
    assertEquals(
        List.of(
            "scores",
            "differences",
            "predictions",
            "residuals",
            "importance",
            "learning",
            "costs",
            "provenance"),
        sections(report));
    assertTrue(report.markdown().contains("## What matters to Line"), report.markdown());
  }

  @Test
  void aHundredThousandRowsMakeASmallPage() {
    var report = sample("big", Samples.regression(100_000, Folds.every(4)));
    assertTrue(report.html().length() < 500_000, "length " + report.html().length());
    assertTrue(report.html().contains("class=\"hex h5\""), "points are gathered in hexagons");
  }

  @Test
  void classificationPages() {
    var all =
        List.of(
            "scores",
            "differences",
            "curves",
            "reliability",
            "confusion",
            "levels",
            "importance",
            "costs",
            "provenance");
    var two = sample("binary", Samples.classification(600, 2, Folds.k(5)));
    assertEquals(all, sections(two));
    assertTrue(two.html().contains("Positive is &#39;yes&#39;."), "says what is judged");
    assertEquals(all, sections(sample("many", Samples.classification(2000, 12, Folds.k(3)))));
    var lots = sample("lots", Samples.classification(3000, 40, Folds.holdout(.3)));
    assertTrue(lots.html().contains("levels are too many to draw"), "no matrix of 40 levels");
  }

  private static Report sample(String name, Comparison comparison) {
    var report = Report.of(comparison);
    report.write(SAMPLES.resolve(name)); // to be looked at
    return report;
  }

  private static final Pattern LINK =
      Pattern.compile("(src|href)=|url\\(|@import|<script|https?://");

  private static List<String> sections(Report report) {
    var page = report.html();
    assertFalse(LINK.matcher(page).find(), "the page loads something");
    assertFalse(page.contains("NaN") || page.contains("Infinity"), "a number that is none");
    var document = parse(page);
    var out = new ArrayList<String>();
    var sections = document.getElementsByTagName("section");
    for (int i = 0; i < sections.getLength(); i++)
      out.add(((Element) sections.item(i)).getAttribute("id"));
    return out;
  }

  /** As XML, which is stricter than HTML: every element is closed, every mark escaped. */
  private static Document parse(String page) {
    var xml = page.replaceFirst("<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
    } catch (Exception e) {
      throw new AssertionError("the page is not well formed: " + e.getMessage(), e);
    }
  }
}

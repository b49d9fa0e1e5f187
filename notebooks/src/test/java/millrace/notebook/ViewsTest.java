package millrace.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.embeddings.Corpus;
import millrace.embeddings.Word2Vec;
import millrace.evaluation.Classification;
import millrace.evaluation.ClassificationReport;
import millrace.evaluation.Confusion;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.evaluation.Search;
import millrace.evaluation.Space;
import millrace.evaluation.report.Chart;
import millrace.neural.train.History;
import millrace.nlp.Tokenize;
import millrace.nlp.topics.Lda;
import millrace.preprocess.OneHot;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.trainers.DecisionTreeClassifier;
import millrace.trainers.Logistic;
import millrace.trainers.RandomForestRegressor;
import millrace.trainers.Ridge;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Every kind of value that has a picture shows one: well-formed, escaped, without the network. */
class ViewsTest {
  private static final Run RUN = Run.quiet();

  @Test
  void frames() throws Exception {
    var view = seen(Samples.cars());
    assertTrue(view.html().contains("804 rows, 9 columns; the first 10 are shown"), view.html());
    assertTrue(view.html().contains("numeric, target"));
    var evil = Frame.text("<b>name</b>", List.of("<script>alert(1)</script>", "a & b"));
    var shown = seen(evil);
    assertFalse(shown.html().contains("<script>"));
    assertTrue(shown.html().contains("&lt;script&gt;"));
    assertTrue(
        seen(Frame.of("empty", new Column.Numeric(new double[0]))).html().contains("0 rows"));
  }

  @Test
  void comparisonsAndSearches() throws Exception {
    var cars = Samples.cars().head(60);
    var prep = Steps.of(new OneHot());
    var comparison =
        CrossValidation.compare(
            cars, Folds.k(3), RUN, List.of(new Mean(), prep.then(new Ridge())), Regression.R2);
    assertTrue(comparison(View.of(comparison)).contains("Ridge"));
    var search =
        Search.grid(
            Space.of(prep.then(new Ridge()))
                .vary("alpha", List.of(.1, 10.), (p, a) -> p.last(new Ridge().alpha(a))),
            Folds.k(3),
            Regression.RMSE);
    assertTrue(comparison(View.of(search.fit(cars, RUN).tried())).contains("alpha"));
  }

  /** These hold a whole page in an attribute, so they are no XML. */
  private static String comparison(View view) {
    assertTrue(view.html().contains("<iframe") && view.html().contains("srcdoc"), view.html());
    assertFalse(view.html().contains("http://") || view.html().contains("https://"));
    return view.text();
  }

  @Test
  void modelsAndTrainers() throws Exception {
    var cars = Samples.cars();
    var forest =
        Steps.of(new OneHot()).then(new RandomForestRegressor().nEstimators(3)).fit(cars, RUN);
    assertTrue(seen(forest).html().contains("importance of features"));
    assertTrue(
        seen(Steps.of(new OneHot()).then(new Ridge()).fit(cars, RUN)).html().contains("weights"));
    var tree = new DecisionTreeClassifier().maxDepth(2).fit(Samples.iris(), RUN);
    assertTrue(seen(tree).html().contains("petal_"), "the tree is drawn");
    seen(new Logistic().fit(Samples.iris(), RUN));
    var trainer = seen(new Logistic().c(7));
    assertTrue(
        trainer.html().indexOf("<td style='text-align:left'>c</td>")
            < trainer.html().indexOf("tol"),
        "what was changed comes first");
  }

  @Test
  void textModels() throws Exception {
    var texts =
        Frame.text(
            "t",
            List.of(
                "cat dog cow",
                "dog cat goat",
                "saw file drill",
                "drill saw plane",
                "cat cow goat",
                "file plane saw"));
    var words = new Tokenize().fit(texts, RUN).apply(texts);
    var lda = seen(new Lda().topics(2).iterations(20).fit(words, RUN));
    assertTrue(lda.html().contains("share") && lda.text().contains("cat"));
    var vectors =
        Word2Vec.skipGram()
            .width(4)
            .minCount(1)
            .epochs(1)
            .fit(Corpus.of(words.column("t", Column.Tokens.class)), RUN);
    assertTrue(seen(vectors).html().contains("nearest"));
  }

  @Test
  void predictionsAndScores() throws Exception {
    var iris = Samples.iris();
    var labels = new Logistic().fit(iris, RUN).predict(iris.features());
    assertTrue(seen(labels).html().contains("setosa"));
    assertTrue(seen(Confusion.of(iris.targetColumn(), labels)).html().contains("150"));
    assertTrue(
        seen(ClassificationReport.of(iris.targetColumn(), labels)).html().contains("precision"));
    assertTrue(Classification.ACCURACY.score(iris.targetColumn(), labels) > .9);
    var epochs =
        List.of(
            new History.Epoch(2, .1, List.of("loss", "accuracy"), new double[] {2, .5}),
            new History.Epoch(1, .1, List.of("loss", "accuracy"), new double[] {1.5, .7}));
    assertTrue(
        seen(new History(epochs, 1, false))
            .text()
            .startsWith("2 epochs, loss 1.000 at last, weights of epoch 2"));
  }

  record Pair(String word, double score) {}

  @Test
  void recordsMapsAndOtherThings() throws Exception {
    var view = seen(List.of(new Pair("<a>", .25), new Pair("b", 2)));
    assertEquals("word  score\n<a>   0.25000\nb     2\n", view.text());
    assertTrue(view.html().contains("&lt;a&gt;"));
    assertTrue(seen(Map.of("k", 1)).html().contains("<td"));
    assertEquals("[1, 2]", View.of(List.of(1, 2)).text());
    assertEquals("null", Views.of(null).text());
    assertEquals("[null, a]", View.of(new String[] {null, "a"}).text());
    assertEquals("[null]", View.of(Collections.singletonList(null)).text());
    assertEquals("[1.0, 2.0]", View.of(new double[] {1, 2}).text());
    assertEquals("x", View.of("x").text());
    assertEquals("", View.of("x").html());
  }

  @Test
  void charts() throws Exception {
    var chart =
        Chart.of("a < b")
            .x("x & y")
            .y("y")
            .line("one", 1, 2, Double.NaN, 4)
            .points("two", new double[] {1, 2}, new double[] {3, 4})
            .words("w", List.of("<w>"), new double[] {2}, new double[] {2});
    var html = seen(chart).html();
    assertTrue(
        html.contains("a &lt; b") && html.contains("&lt;w&gt;") && html.contains("role=\"img\""));
    assertTrue(seen(Chart.of("bars").bars(List.of("a", "b"), 1, -2)).html().contains("negative"));
    assertTrue(
        seen(Chart.of("h").histogram("", new double[] {1, 1, 2, Double.NaN}, 4))
            .html()
            .contains("<path"));
    seen(Chart.of("nothing"));
  }

  @Test
  void namesOfDotsDoNotCoverEachOther() {
    var names = List.of("first", "second", "third", "fourth", "fifth", "sixth", "last");
    var x = new double[] {5, 5, 5, 5, 5, 9, 1};
    var shown = Chart.of("close").words("w", names, x, x).svg();
    assertEquals(7, shown.split("<circle", -1).length - 1, "every dot is there");
    assertEquals(6, shown.split("class=\"label\"", -1).length - 1, "four sides, and two far away");
    assertTrue(shown.contains(">sixth</text>"), shown);
    assertTrue(shown.contains("fifth: "), "its tooltip tells it");
  }

  /**
   * The view of a value: its HTML is well-formed XML (as HTML is not, but ours shall be) and loads
   * nothing.
   */
  private static View seen(Object value) throws Exception {
    var view = View.of(value);
    assertFalse(view.text().isBlank());
    assertFalse(view.html().isBlank(), "no picture of " + value.getClass());
    var inner =
        view.html()
            .replaceAll("(?s)<style>.*?</style>", "")
            .replaceAll("xmlns(:\\w+)?=\"http://www.w3.org/[^\"]*\"", "")
            .replace("<br>", "<br/>");
    assertFalse(inner.contains("http"), inner);
    assertFalse(inner.contains("<script"), inner);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader("<div>" + inner + "</div>")));
    return view;
  }
}

package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.evaluation.Regression;
import millrace.nlp.Tokenize;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecurrentTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  /** Does "dog" come before "man"? The words are always the same, only their order tells. */
  private static Frame bites(int n, long seed) {
    var r = Run.seeded(seed).random("bites");
    var text = new ArrayList<String>();
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = r.nextInt(2);
      var words = new ArrayList<String>();
      for (int k = r.nextInt(4); k > 0; k--) words.add("well");
      words.add(codes[i] == 1 ? "Dog" : "man");
      for (int k = r.nextInt(4); k >= 0; k--) words.add("bites");
      words.add(codes[i] == 1 ? "man" : "dog");
      for (int k = r.nextInt(3); k > 0; k--) words.add("!");
      text.add(String.join(" ", words));
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("text", new Column.Text(text));
    m.put("who", new Column.Nominal(codes, Vocabulary.of("man", "dog")));
    return Frame.of(m).target("who");
  }

  private static RecurrentClassifier small() {
    return new RecurrentClassifier().width(16).embedding(8).dropout(0).learningRate(.01);
  }

  private static double accuracy(RecurrentClassifier how) {
    var test = bites(200, 2);
    return Classification.ACCURACY.score(
        test.targetColumn(), how.fit(bites(400, 1), RUN).predict(test));
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void everyPoolingLearnsAnOrder(Pooling pooling) {
    assertTrue(accuracy(small().pooling(pooling)) > .97);
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void everyCellLearnsAnOrderInOneDirection(Cell cell) {
    assertTrue(accuracy(small().cell(cell).bidirectional(false)) > .97);
  }

  @Test
  void twoLayersLearnIt() {
    assertTrue(accuracy(small().layers(2)) > .97);
  }

  /** Words are read in lower case, with punctuation; a column of such tokens gives the same. */
  @Test
  void textIsCutIntoWordsAndPunctuation() {
    var train = bites(100, 1);
    var model = small().epochs(2).fit(train, RUN);
    var input = (WordInput) model.inputs().sequences().getFirst();
    assertEquals(
        List.of("!", "bites", "dog", "man", "well"),
        input.words().names().stream().sorted().toList());
    var cut = new Tokenize().pattern("\\S+").fit(train, RUN);
    var tokens = small().epochs(2).fit(cut.apply(train), RUN);
    assertArrayEquals(
        model.predict(train).probability(), tokens.predict(cut.apply(train)).probability());
  }

  @Test
  void onlyTheBeginningOfLongTextsIsRead() {
    var model = small().epochs(1).longest(3).fit(bites(60, 1), RUN);
    var text = Column.Text.of("well dog bites man", "well dog bites dog dog dog", "", "☃");
    var p = model.predict(Frame.of("text", text)).probability();
    assertEquals(p[0], p[2]);
    assertEquals(8, p.length);
  }

  /**
   * How often a rising step occurs in a sequence of numbers of two channels; the second is noise.
   */
  @Test
  void readsSequencesOfNumbers() {
    var r = Run.seeded(1).random("steps");
    int n = 600;
    var values = new float[n * 16];
    var rises = new double[n];
    for (int i = 0; i < n; i++) {
      for (int t = 0; t < 8; t++) {
        values[i * 16 + 2 * t] = r.nextInt(2) * 100;
        values[i * 16 + 2 * t + 1] = (float) r.nextGaussian();
        if (t > 0 && values[i * 16 + 2 * t] > values[i * 16 + 2 * t - 2]) rises[i]++;
      }
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Dense(values, Vocabulary.numbered("x", 16)));
    m.put("rises", new Column.Numeric(rises));
    var all = Frame.of(m).target("rises");
    var train = all.head(450);
    var test = all.rows(all.others(java.util.stream.IntStream.range(0, 450).toArray()));
    var how = new RecurrentRegressor().channels(2).width(24).dropout(0).learningRate(.01);
    var model = how.epochs(40).fit(train, RUN);
    assertTrue(Regression.R2.score(test.targetColumn(), model.predict(test)) > .9);
    var e = assertThrows(DataException.class, () -> how.channels(3).fit(train, RUN));
    assertTrue(e.getMessage().contains("'x' has 16 features"), e.getMessage());
  }

  @Test
  void aTableWithoutSequencesIsForFeedForward() {
    var m = new LinkedHashMap<String, Column>();
    m.put("x", Column.Numeric.of(1, 2, 3));
    m.put("y", Column.Nominal.of("a", "b", "a"));
    var e =
        assertThrows(
            DataException.class, () -> new RecurrentClassifier().fit(Frame.of(m).target("y"), RUN));
    assertTrue(e.getMessage().contains("FeedForwardClassifier"), e.getMessage());
  }

  /** Two columns of text and a number, each of which tells a third of it. */
  @Test
  void columnsOfAllKindsAreReadTogether() {
    var r = Run.seeded(1).random("three");
    int n = 400;
    var a = new ArrayList<String>();
    var b = new ArrayList<String>();
    var x = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      int ia = r.nextInt(2);
      int ib = r.nextInt(2);
      a.add(ia == 1 ? "much of it" : "little of it");
      b.add(ib == 1 ? "great and late" : "small and early");
      x[i] = r.nextInt(2);
      y[i] = ia + 2 * ib + 4 * x[i];
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", new Column.Text(a));
    m.put("b", new Column.Text(b));
    m.put("x", new Column.Numeric(x));
    m.put("y", new Column.Numeric(y));
    var frame = Frame.of(m).target("y");
    var how = new RecurrentRegressor().width(8).embedding(8).dropout(0).learningRate(.01);
    var model = how.fit(frame, RUN);
    assertTrue(Regression.R2.score(frame.targetColumn(), model.predict(frame)) > .97);
  }
}

package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class CnnTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  /** "not bad" is good, "bad" is bad, "not good" is bad; the words stand anywhere. */
  private static Frame reviews(int n, long seed) {
    var r = Run.seeded(seed).random("reviews");
    var text = new ArrayList<String>();
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      boolean not = r.nextBoolean();
      boolean good = r.nextBoolean();
      codes[i] = not != good ? 1 : 0;
      var words = new ArrayList<>(Collections.nCopies(r.nextInt(8), "so"));
      if (!not) words.add("not"); // at the beginning, where it says nothing
      words.add("well");
      Collections.shuffle(words.subList(1, words.size()), new java.util.Random(seed * n + i));
      words.add((not ? "not " : "") + (good ? "good" : "bad"));
      for (int k = r.nextInt(5); k > 0; k--) words.add("so");
      text.add(String.join(" ", words));
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("text", new Column.Text(text));
    m.put("y", new Column.Nominal(codes, Vocabulary.of("bad", "good")));
    return Frame.of(m).target("y");
  }

  @Test
  void windowsOfWordsTellWhatSingleOnesDoNot() {
    var test = reviews(200, 2);
    var how =
        new TextCnn()
            .maps(12)
            .embedding(12)
            .learningRate(.01)
            .dropout(.2)
            .batchSize(16)
            .epochs(30)
            .patience(10);
    var model = how.fit(reviews(500, 1), RUN);
    double is = Classification.ACCURACY.score(test.targetColumn(), model.predict(test));
    assertTrue(is > .9, "windows of three words: " + is);
    var single = how.narrowest(1).widest(1).fit(reviews(500, 1), RUN);
    double less = Classification.ACCURACY.score(test.targetColumn(), single.predict(test));
    assertTrue(less < .8, "single words: " + less);
  }

  @Test
  void widestIsNotBelowNarrowest() {
    var e = assertThrows(IllegalArgumentException.class, () -> new TextCnn().narrowest(6));
    assertTrue(e.getMessage().contains("widest") && e.getMessage().contains("6"), e.getMessage());
  }

  /** A bar that stands or lies, anywhere in an image of 9 rows and 8 columns. */
  private static Frame bars(int n, long seed) {
    var r = Run.seeded(seed).random("bars");
    var pixels = new float[n * 72];
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = r.nextInt(2);
      int row = r.nextInt(6);
      int column = r.nextInt(5);
      for (int k = 0; k < 72; k++) pixels[i * 72 + k] = (float) (20 * r.nextGaussian());
      for (int k = 0; k < 4; k++)
        pixels[
                i * 72
                    + (codes[i] == 1
                        ? (row + k) * 8 + column
                        : row * 8 + column + k - (column > 4 ? 1 : 0))] +=
            200;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("pixels", new Column.Dense(pixels, Vocabulary.numbered("p", 72)));
    m.put("y", new Column.Nominal(codes, Vocabulary.of("lies", "stands")));
    return Frame.of(m).target("y");
  }

  @Test
  void convolutionsTellShapesWhereverTheyAre() {
    var test = bars(200, 2);
    var model = new ImageCnn().maps(8).width(32).batchSize(16).fit(bars(500, 1), RUN);
    double is = Classification.ACCURACY.score(test.targetColumn(), model.predict(test));
    assertTrue(is > .97, "bars: " + is);
  }

  @Test
  void anImageHasRowsColumnsAndChannels() {
    assertEquals(8, ImageNet.height(72, 0, 0, 1), "as near to a square as can be");
    assertEquals(9, ImageNet.height(72, 0, 8, 1));
    assertEquals(3, ImageNet.height(72, 0, 8, 3));
    assertEquals(28, ImageNet.height(784, 0, 0, 1));
    assertEquals(1, ImageNet.height(7, 0, 0, 1));
    for (var bad :
        List.of(
            new int[] {72, 7, 0, 1},
            new int[] {72, 0, 0, 5},
            new int[] {72, 9, 9, 1},
            new int[] {3, 0, 8, 1})) {
      var e =
          assertThrows(DataException.class, () -> ImageNet.height(bad[0], bad[1], bad[2], bad[3]));
      assertTrue(e.getMessage().startsWith(bad[0] + " features"), e.getMessage());
    }
    assertThrows(DataException.class, () -> new ImageCnn().height(5).fit(bars(30, 1), RUN));
  }
}

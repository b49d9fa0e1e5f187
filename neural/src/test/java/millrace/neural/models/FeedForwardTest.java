package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.evaluation.Regression;
import millrace.learn.ClassWeight;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;

class FeedForwardTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  /** Is x·y above 0? No sum of x and y can tell. Numbers of two sizes. */
  private static Frame quadrants(int n, long seed) {
    var r = Run.seeded(seed).random("quadrants");
    var x = r.doubles(n, -1, 1).toArray();
    var y = r.doubles(n, -1000, 1000).toArray();
    var codes = IntStream.range(0, n).map(i -> x[i] * y[i] > 0 ? 1 : 0).toArray();
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Numeric(x));
    m.put("y", new Column.Numeric(y));
    m.put("same", new Column.Nominal(codes, Vocabulary.of("no", "yes")));
    return Frame.of(m).target("same");
  }

  /** A price that depends on the town alone; towns of odd numbers are dear. */
  private static Frame towns(int n, long seed) {
    var r = Run.seeded(seed).random("towns");
    var town = r.ints(n, 0, 12).toArray();
    var price = new double[n];
    for (int i = 0; i < n; i++)
      price[i] = 50_000 + (town[i] % 2 == 1 ? 20_000 : 0) + 100 * r.nextGaussian();
    var m = new LinkedHashMap<String, Column>();
    m.put("town", new Column.Nominal(town, Vocabulary.numbered("town", 12)));
    m.put("price", new Column.Numeric(price));
    return Frame.of(m).target("price");
  }

  @Test
  void learnsWhatNoSumOfTheColumnsTells() {
    var test = quadrants(300, 2);
    var deep = new FeedForwardClassifier().width(32).fit(quadrants(800, 1), RUN);
    assertTrue(Classification.ACCURACY.score(test.targetColumn(), deep.predict(test)) > .95);
    var flat = new FeedForwardClassifier().layers(0).fit(quadrants(800, 1), RUN);
    assertTrue(Classification.ACCURACY.score(test.targetColumn(), flat.predict(test)) < .65);
  }

  @Test
  void learnsWithBatchNorm() {
    var test = quadrants(300, 2);
    var how = new FeedForwardClassifier().width(32).batchNorm(true);
    var model = how.fit(quadrants(800, 1), RUN);
    assertTrue(Classification.ACCURACY.score(test.targetColumn(), model.predict(test)) > .93);
  }

  @Test
  void learnsAVectorForEachLevel() {
    var model = new FeedForwardRegressor().width(32).fit(towns(600, 1), RUN);
    var test = towns(200, 2);
    assertTrue(Regression.R2.score(test.targetColumn(), model.predict(test)) > .98);
    var vectors = model.weights().getFirst();
    assertEquals("levels.0.vectors", vectors.name());
    int length = model.inputs().table().length(0);
    assertEquals((int) Math.ceil(1.6 * Math.pow(13, .56)), length);
    assertEquals(13 * length, vectors.values().length);
    assertArrayEquals(
        new float[length], Arrays.copyOf(vectors.values(), length), "no row was unseen");
    var unseen = model.predict(Frame.of("town", Column.Nominal.of("Atlantis"))).values()[0];
    assertTrue(unseen > 45_000 && unseen < 75_000, "between the towns: " + unseen);
  }

  /** Rare levels share the vector of unseen ones, which then is trained. */
  @Test
  void rareAndUnseenLevelsAreOne() {
    var rows = towns(600, 1);
    var rare = (Column.Nominal) rows.column("town");
    var codes = rare.codes().clone();
    var price = ((Column.Numeric) rows.column("price")).values().clone();
    var names = IntStream.range(0, 40).mapToObj(i -> "village" + i).toList();
    var levels = new java.util.ArrayList<>(rare.levels().names());
    levels.addAll(names);
    for (int i = 0; i < 40; i++) {
      codes[i * 15] = 12 + i;
      price[i * 15] = 10_000;
    }
    var frame =
        rows.with("town", new Column.Nominal(codes, Vocabulary.of(levels)))
            .with("price", new Column.Numeric(price));
    var model = new FeedForwardRegressor().width(32).epochs(60).fit(frame, RUN);
    var unseen = model.predict(Frame.of("town", Column.Nominal.of("hamlet"))).values()[0];
    assertTrue(unseen < 25_000, "an unseen place is like the small ones: " + unseen);
  }

  @Test
  void stopsEarlyWithTheBestWeights() {
    var noise = quadrants(200, 1);
    var codes = Run.seeded(5).random("noise").ints(200, 0, 2).toArray();
    var frame = noise.with("same", new Column.Nominal(codes, Vocabulary.of("no", "yes")));
    var how = new FeedForwardClassifier().dropout(0).epochs(200).patience(3);
    var model = how.fit(frame, RUN);
    assertTrue(model.epochs() < 100, "noise was learned for " + model.epochs() + " epochs");
    var all = how.validation(0).learningRate(.01).epochs(60).fit(frame, RUN);
    assertEquals(60, all.epochs());
    assertTrue(all.loss() < .95 * model.loss(), "without rows set aside, noise is learned");
  }

  @Test
  void sparseColumnsGiveWhatDenseOnesGive() {
    var frame = quadrants(200, 1);
    var x = ((Column.Numeric) frame.column("x")).values();
    var some = IntStream.range(0, 200).mapToDouble(i -> i % 3 == 0 ? 0 : x[i]).toArray();
    int n = (int) Arrays.stream(some).filter(v -> v != 0).count();
    var starts = new int[201];
    var index = new int[n];
    var value = new double[n];
    for (int i = 0; i < 200; i++) {
      starts[i + 1] = starts[i] + (some[i] != 0 ? 1 : 0);
      if (some[i] != 0) value[starts[i]] = some[i];
    }
    var f = Vocabulary.of("word");
    var sparse = frame.without("x").with("x", new Column.Sparse(starts, index, value, f));
    var how = new FeedForwardClassifier().epochs(5);
    var model = how.fit(sparse, RUN);
    var asNumbers = frame.without("x").with("x", new Column.Dense(floats(some), f));
    assertArrayEquals(model.predict(sparse).probability(), model.predict(asNumbers).probability());
  }

  private static float[] floats(double[] v) {
    var out = new float[v.length];
    for (int i = 0; i < v.length; i++) out[i] = (float) v[i];
    return out;
  }

  @Test
  void balancedClassesCountAlike() {
    var r = Run.seeded(1).random("rare");
    int n = 600;
    var x = new double[n];
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = i % 20 == 0 ? 1 : 0;
      x[i] = codes[i] + r.nextGaussian();
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Numeric(x));
    m.put("y", new Column.Nominal(codes, Vocabulary.of("often", "rarely")));
    var frame = Frame.of(m).target("y");
    var plain = new FeedForwardClassifier().fit(frame, RUN).predict(frame);
    var balanced =
        new FeedForwardClassifier()
            .classWeight(ClassWeight.BALANCED)
            .fit(frame, RUN)
            .predict(frame);
    assertTrue(
        Classification.BALANCED_ACCURACY.score(frame.targetColumn(), balanced)
            > .1 + Classification.BALANCED_ACCURACY.score(frame.targetColumn(), plain));
  }

  /** Squared errors lead to the mean of a skewed target, absolute ones to its median. */
  @Test
  void lossesDecideWhatIsLearned() {
    var r = Run.seeded(1).random("skewed");
    int n = 1000;
    var y = new double[n];
    for (int i = 0; i < n; i++) y[i] = Math.exp(1.5 * r.nextGaussian());
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Numeric(new double[n]));
    m.put("y", new Column.Numeric(y));
    var frame = Frame.of(m).target("y");
    var how = new FeedForwardRegressor().width(4).dropout(0).validation(0);
    double mean = how.fit(frame, RUN).predict(frame.rows(0)).values()[0];
    double median =
        how.loss(RegressionLoss.ABSOLUTE).fit(frame, RUN).predict(frame.rows(0)).values()[0];
    assertEquals(Arrays.stream(y).average().orElseThrow(), mean, .5);
    assertEquals(Arrays.stream(y).sorted().skip(n / 2).findFirst().orElseThrow(), median, .2);
  }

  @Test
  void saysWhatIsWrong() {
    var good = quadrants(50, 1);
    var gap = good.with("x", new Column.Numeric(new double[50]));
    ((Column.Numeric) gap.column("x")).values()[7] = Double.NaN;
    var missing =
        assertThrows(DataException.class, () -> new FeedForwardClassifier().fit(gap, RUN));
    assertTrue(missing.getMessage().contains("'x'") && missing.getMessage().contains("Impute"));
    var model = new FeedForwardClassifier().epochs(1).fit(good, RUN);
    var later = assertThrows(DataException.class, () -> model.predict(gap));
    assertTrue(later.getMessage().contains("'x' is missing"), later.getMessage());
    var one = good.with("same", new Column.Nominal(new int[50], Vocabulary.of("no")));
    var e = assertThrows(DataException.class, () -> new FeedForwardClassifier().fit(one, RUN));
    assertTrue(e.getMessage().contains("at least two levels"), e.getMessage());
    var wild = new FeedForwardClassifier().learningRate(10).layers(20).dropout(0);
    var lost =
        assertThrows(DataException.class, () -> wild.validation(0).fit(quadrants(200, 1), RUN));
    assertTrue(lost.getMessage().startsWith("FeedForwardClassifier: the loss is"));
  }

  @Test
  void fileNamesTheWeightsByTheirPlaces() {
    var model = new FeedForwardRegressor().width(8).epochs(1).fit(towns(100, 1), RUN);
    var text = new String(Store.bytes(model), StandardCharsets.ISO_8859_1);
    for (var name : new String[] {"levels.0.vectors", "hidden.1.weight", "output.bias"})
      assertTrue(text.contains("\"weights." + name + ".values\""), name);
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Golden values: golden/balance.json, by golden/balance.py (brute force in double; scikit-learn
 * 1.2.1 for class weights), to 1e-12: closed form. SMOTE is checked by its geometry.
 */
class BalanceTest {
  private static final JsonNode GOLDEN = Golden.read("balance.json");

  private static Frame nominal() {
    var codes = new int[GOLDEN.get("yc").size()];
    for (int i = 0; i < codes.length; i++) codes[i] = GOLDEN.get("yc").get(i).intValue();
    return Golden.frame(GOLDEN.get("x"))
        .with("y", new Column.Nominal(codes, Vocabulary.of("low", "middle", "high")))
        .target("y");
  }

  private static Frame numeric() {
    var y = new Column.Numeric(Golden.numbers(GOLDEN.get("yn")));
    return Golden.frame(GOLDEN.get("x")).with("y", y).target("y");
  }

  private static Run run() {
    return Run.seeded(5);
  }

  private static void chosen(String key, List<String> names, double[] scores) {
    var expected = new ArrayList<String>();
    GOLDEN.get(key).get("chosen").forEach(c -> expected.add("x" + c.intValue()));
    assertEquals(expected, names, key);
    Golden.assertClose(Golden.numbers(GOLDEN.get(key).get("scores")), scores, 1e-12, key);
  }

  @Test
  void minimumRedundancyAndJointInformation() {
    for (int bins : new int[] {5, 10}) {
      for (var target : List.of("n", "c")) {
        var train = target.equals("n") ? numeric() : nominal();
        var mrmr = new Mrmr(6, bins).fit(train, run());
        chosen("mrmr." + target + "." + bins, mrmr.chosen(), mrmr.scores());
        assertEquals(new HashSet<>(mrmr.chosen()), mrmr.apply(train).features().names());
        var jmi = new Jmi(6, bins).fit(train, run());
        chosen("jmi." + target + "." + bins, jmi.chosen(), jmi.scores());
      }
    }
  }

  @Test
  void featuresOfDenseAndSparseColumnsAreChosenOneByOne() {
    var train = nominal();
    var x = Features.of(train);
    var dense = new Column.Dense(x.denseFloats(), x.names());
    var packed = Frame.of("v", dense).with("y", train.targetColumn()).target("y");
    assertEquals(
        new Mrmr(6, 5).fit(train, run()).chosen(), new Mrmr(6, 5).fit(packed, run()).chosen());
    assertEquals(
        6, packed.rows(0).size() * widthOf(new Mrmr(6, 5).fit(packed, run()).apply(packed)));
  }

  private static int widthOf(Frame f) {
    return f.column("v", Column.Dense.class).width();
  }

  @Test
  void balancedWeights() {
    var prepared = new ClassWeights().prepare(nominal(), run());
    var expected = Golden.numbers(GOLDEN.get("weights"));
    Golden.assertClose(expected, prepared.transform().weights(), 1e-12, "balanced");
    var train = prepared.train();
    assertEquals("class weight", train.weightsName().orElseThrow());
    assertFalse(train.features().has("class weight"));
    var codes = ((Column.Nominal) train.targetColumn()).codes();
    var w = Golden.values(train, "class weight");
    for (int i = 0; i < w.length; i++) assertEquals(expected[codes[i]], w[i], 1e-12);
    var later = nominal().features();
    assertSame(later, prepared.transform().apply(later));
  }

  @Test
  void givenWeightsMultiplyThoseOfTheFrame() {
    var own = new double[nominal().size()];
    Arrays.setAll(own, i -> i % 3);
    var frame = nominal().with("w", new Column.Numeric(own)).weights("w");
    var train = ClassWeights.of("high=4", "low=0.5").prepare(frame, run()).train();
    assertEquals(frame.names(), train.names());
    var codes = ((Column.Nominal) train.targetColumn()).codes();
    var w = Golden.values(train, "w");
    var level = new double[] {0.5, 1, 4};
    for (int i = 0; i < w.length; i++) assertEquals(own[i] * level[codes[i]], w[i]);
  }

  @Test
  void weightsThatMakeNoSenseAreRefused() {
    for (var bad : List.of("high", "=2", "high=x", "high=-1", "high=Infinity"))
      assertThrows(IllegalArgumentException.class, () -> ClassWeights.of(bad), bad);
    assertThrows(IllegalArgumentException.class, () -> ClassWeights.of("a=1", "a=2"));
    var e =
        assertThrows(DataException.class, () -> ClassWeights.of("huge=2").fit(nominal(), run()));
    assertTrue(e.getMessage().contains("'huge'"), e.getMessage());
  }

  private static int[] counts(Frame f) {
    var y = (Column.Nominal) f.targetColumn();
    var n = new int[y.levels().size()];
    for (int c : y.codes()) n[c]++;
    return n;
  }

  @Test
  void oversamplingRepeatsRows() {
    var train = nominal();
    int most = Arrays.stream(counts(train)).max().orElseThrow();
    var prepared = new RandomOverSampler().prepare(train, run());
    assertArrayEquals(new int[] {most, most, most}, counts(prepared.train()));
    assertArrayEquals(counts(train), prepared.transform().before());
    assertArrayEquals(counts(prepared.train()), prepared.transform().after());
    var known = rows(train);
    assertEquals(known, rows(prepared.train()).subList(0, train.size()));
    assertTrue(new HashSet<>(known).containsAll(rows(prepared.train())));
    var half = counts(new RandomOverSampler(0.9).prepare(train, run()).train());
    for (int c = 0; c < 3; c++)
      assertEquals(Math.max(counts(train)[c], Math.round(0.9 * most)), half[c]);
    assertSame(train, prepared.transform().apply(train));
  }

  private static List<String> rows(Frame f) {
    return IntStream.range(0, f.size()).mapToObj(i -> f.cells(i).toString()).toList();
  }

  @Test
  void undersamplingLeavesRowsOut() {
    var train = nominal();
    int least = Arrays.stream(counts(train)).min().orElseThrow();
    var under = new RandomUnderSampler().prepare(train, run()).train();
    assertArrayEquals(new int[] {least, least, least}, counts(under));
    assertEquals(under.size(), new HashSet<>(rows(under)).size());
    var order = rows(train);
    int at = -1;
    for (var row : rows(under)) {
      assertTrue(order.indexOf(row) > at, "the order changed");
      at = order.indexOf(row);
    }
    var twice = new RandomUnderSampler().replacement(true).prepare(train, run()).train();
    assertArrayEquals(new int[] {least, least, least}, counts(twice));
    assertTrue(new HashSet<>(rows(twice)).size() < twice.size());
    var none = new RandomUnderSampler().ratio(0).prepare(train, run()).train();
    assertSame(train, none);
    var other = new RandomUnderSampler().prepare(train, Run.seeded(6)).train();
    assertNotEquals(rows(under), rows(other));
  }

  private static double[][] matrix(Frame f) {
    return Features.of(f).rowArrays();
  }

  @Test
  void madeUpRowsLieBetweenARowAndANeighbour() {
    var train = nominal();
    int k = 3;
    var prepared = new Smote().kNeighbors(k).prepare(train, run());
    var all = prepared.train();
    int most = Arrays.stream(counts(train)).max().orElseThrow();
    assertArrayEquals(new int[] {most, most, most}, counts(all));
    assertEquals(rows(train), rows(all).subList(0, train.size()));
    var x = matrix(all);
    var y = ((Column.Nominal) all.targetColumn()).codes();
    int made = 0;
    for (int i = train.size(); i < all.size(); i++, made++)
      assertTrue(between(x, y, i, train.size(), k), "row " + i + " lies on no such line");
    assertEquals(3 * most - train.size(), made);
    assertSame(train, prepared.transform().apply(train));
  }

  /** Whether a row lies between one of its level's first rows and one of the k nearest to that. */
  private static boolean between(double[][] x, int[] y, int row, int first, int k) {
    for (int a = 0; a < first; a++) {
      if (y[a] != y[row]) continue;
      int from = a;
      var near =
          IntStream.range(0, first)
              .filter(b -> b != from && y[b] == y[from])
              .boxed()
              .sorted((b, c) -> Double.compare(distance(x[b], x[from]), distance(x[c], x[from])))
              .limit(k)
              .toList();
      for (int b : near) {
        double whole = Math.sqrt(distance(x[a], x[b]));
        double parts = Math.sqrt(distance(x[a], x[row])) + Math.sqrt(distance(x[row], x[b]));
        if (parts - whole < 1e-9 * whole) return true;
      }
    }
    return false;
  }

  private static double distance(double[] a, double[] b) {
    double s = 0;
    for (int f = 0; f < a.length; f++) s += (a[f] - b[f]) * (a[f] - b[f]);
    return s;
  }

  @Test
  void smoteOfNominalDenseAndSparseColumns() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("n", Column.Numeric.of(0, 1, 2, 10, 11, 12, 13, 14));
    columns.put("colour", Column.Nominal.of("red", "red", "blue", "a", "b", "c", "d", "e"));
    columns.put("v", new Column.Dense(new float[] {0, 2, 4, 0, 0, 0, 0, 0}, Vocabulary.of("v0")));
    columns.put(
        "s",
        new Column.Sparse(
            new int[] {0, 1, 2, 2, 2, 2, 2, 2, 2},
            new int[] {0, 1},
            new double[] {6, 8},
            Vocabulary.of("s0", "s1")));
    columns.put("w", Column.Numeric.of(1, 2, 3, 4, 5, 6, 7, 8));
    columns.put("y", Column.Nominal.of("few", "few", "few", "x", "x", "x", "x", "x"));
    var frame = Frame.of(columns).target("y").weights("w");
    var all = new Smote().prepare(frame, run()).train();
    assertEquals(10, all.size());
    assertEquals("w", all.weightsName().orElseThrow());
    for (int i = 8; i < 10; i++) {
      double n = Golden.values(all, "n")[i];
      assertTrue(n >= 0 && n <= 2, "n " + n);
      // v is twice n on every line
      assertEquals(2 * n, all.column("v", Column.Dense.class).values()[i], 1e-5);
      // of two neighbours the nearest decides, and both rows near a red one are red or blue
      assertTrue(List.of("red", "blue").contains(all.column("colour").cell(i)));
      assertTrue(List.of("1", "2", "3").contains(all.column("w").cell(i)));
    }
  }

  @Test
  void smoteNeedsANeighbourAndCompleteRows() {
    var frame =
        Frame.of("x", Column.Numeric.of(1, 2, 3))
            .with("y", Column.Nominal.of("a", "b", "b"))
            .target("y");
    var e = assertThrows(DataException.class, () -> new Smote().fit(frame, run()));
    assertTrue(e.getMessage().contains("'a' of 'y' has a single row"), e.getMessage());
    var holed = frame.with("x", Column.Numeric.of(1, Double.NaN, 3));
    assertThrows(DataException.class, () -> new Smote().fit(holed, run()));
    var text = frame.with("t", Column.Text.of("a", "b", "c"));
    assertThrows(DataException.class, () -> new Smote().fit(text, run()));
  }

  @Test
  void inAPipelineOnlyTrainingRowsChange() {
    var train = nominal();
    var steps = Steps.of(new Standardize(), new Smote());
    assertTrue(steps.changesRows());
    var prepared = steps.prepare(train, run());
    assertTrue(prepared.train().size() > train.size());
    assertEquals(train.size(), prepared.transform().apply(train).size());
    assertThrows(
        IllegalArgumentException.class, () -> new On(List.of("x0"), new RandomOverSampler()));
  }
}

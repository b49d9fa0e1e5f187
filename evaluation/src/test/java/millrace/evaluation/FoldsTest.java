package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldsTest {
  private static final int ROWS = 103;

  /** Makes: 50 a, 30 b, 20 c, 3 d. Sellers of sizes 1 to 13 and a rest. Years tie heavily. */
  private static Frame cars() {
    var make = new ArrayList<String>();
    var seller = new ArrayList<String>();
    for (int i = 0; i < ROWS; i++) {
      int p = i * 37 % ROWS;
      make.add(p < 50 ? "a" : p < 80 ? "b" : p < 100 ? "c" : "d");
      seller.add("s" + (int) Math.sqrt(2.0 * p));
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("make", Column.Nominal.of(make));
    m.put("seller", new Column.Text(seller));
    m.put("year", new Column.Numeric(range(i -> 2000 + i * 7 % 20)));
    m.put(
        "date",
        new Column.Time(IntStream.range(0, ROWS).mapToLong(i -> (i * 41L) % ROWS).toArray()));
    m.put("price", new Column.Numeric(range(i -> i * 31 % ROWS)));
    return Frame.of(m).target("price");
  }

  private static double[] range(java.util.function.IntUnaryOperator f) {
    return IntStream.range(0, ROWS).map(f).asDoubleStream().toArray();
  }

  static List<Folds> all() {
    return List.of(
        Folds.k(10),
        Folds.k(ROWS),
        Folds.stratified(10),
        Folds.stratified(5, "make"),
        Folds.grouped(4, "seller"),
        Folds.timeOrdered(5, "date"),
        Folds.timeOrdered(5, "year"),
        Folds.timeOrdered(3),
        Folds.repeated(Folds.stratified(5, "make"), 3),
        Folds.leaveOneOut(),
        Folds.holdout(0.2),
        Folds.holdoutStratified(0.2),
        Folds.holdoutStratified(0.25, "make"),
        Folds.every(5),
        Folds.lastRows(13),
        Folds.fixed(new int[] {5, 3}, new int[] {9, 1}));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySplitIsSortedDisjointFilledAndRepeatable(Folds folds) {
    var frame = cars();
    var print = frame.fingerprint();
    var once = folds.splits(frame, Run.seeded(7).threads(1));
    var again = folds.splits(frame, Run.seeded(7).threads(3));
    assertEquals(once.size(), again.size());
    for (int f = 0; f < once.size(); f++) {
      var s = once.get(f);
      assertArrayEquals(s.train(), again.get(f).train());
      assertArrayEquals(s.test(), again.get(f).test());
      assertTrue(s.train().length > 0 && s.test().length > 0);
      for (var side : List.of(s.train(), s.test())) {
        for (int i = 1; i < side.length; i++) assertTrue(side[i - 1] < side[i]);
        assertTrue(side[0] >= 0 && side[side.length - 1] < ROWS);
      }
      var train = new HashSet<>(Arrays.stream(s.train()).boxed().toList());
      assertTrue(Arrays.stream(s.test()).noneMatch(train::contains));
    }
    assertEquals(print, frame.fingerprint());
    assertFalse(folds.describe().isBlank());
  }

  static List<Folds> partitions() {
    return List.of(
        Folds.k(2),
        Folds.k(10),
        Folds.stratified(10),
        Folds.stratified(7, "make"),
        Folds.stratified(7, "year"),
        Folds.stratified(7, "date"),
        Folds.grouped(4, "seller"),
        Folds.grouped(4, "year"),
        Folds.leaveOneOut());
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void everyRowIsTestedOnceAndLearnedFromOtherwise(Folds folds) {
    var tested = new int[ROWS];
    for (var s : folds.splits(cars(), Run.seeded(1))) {
      for (int i : s.test()) tested[i]++;
      assertEquals(ROWS, s.train().length + s.test().length);
    }
    assertTrue(Arrays.stream(tested).allMatch(n -> n == 1), Arrays.toString(tested));
  }

  @Test
  void seedsAndRepetitionsDivideDifferently() {
    var one = Folds.k(5).splits(cars(), Run.seeded(1)).getFirst().test();
    assertFalse(Arrays.equals(one, Folds.k(5).splits(cars(), Run.seeded(2)).getFirst().test()));
    var repeated = Folds.repeated(Folds.k(5), 2).splits(cars(), Run.seeded(1));
    assertEquals(10, repeated.size());
    assertFalse(Arrays.equals(repeated.get(0).test(), repeated.get(5).test()));
  }

  @Test
  void sizesDifferByAtMostOneOverAllAndPerStratum() {
    var frame = cars();
    var make = frame.column("make", Column.Nominal.class);
    for (var folds : List.of(Folds.k(10), Folds.stratified(10, "make"))) {
      var splits = folds.splits(frame, Run.quiet());
      for (var s : splits) assertEquals(10.5, s.test().length, 0.5);
    }
    var share = new int[] {50, 30, 20, 3};
    for (var s : Folds.stratified(10, "make").splits(frame, Run.quiet())) {
      var n = new int[4];
      for (int i : s.test()) n[make.codes()[i]]++;
      for (int c = 0; c < 4; c++) {
        assertTrue(n[c] == share[c] / 10 || n[c] == (share[c] + 9) / 10, Arrays.toString(n));
      }
    }
  }

  @Test
  void aNumericTargetIsStratifiedByItsQuantiles() {
    var price = cars().column("price", Column.Numeric.class).values(); // 0 .. 102, each once
    for (var s : Folds.stratified(5).splits(cars(), Run.quiet())) {
      var n = new int[10];
      for (int i : s.test()) n[Math.min(9, (int) (price[i] / 10.3))]++;
      for (int b : n) assertEquals(2, b, 1, Arrays.toString(n));
    }
  }

  @Test
  void fewDistinctNumbersAndMissingCellsAreStrataOfTheirOwn() {
    var v = new double[] {0, 1, 0, 1, Double.NaN, 0, 1, Double.NaN, 0, 1};
    var frame = Frame.of("y", new Column.Numeric(v)).target("y");
    for (var s : Folds.stratified(2).splits(frame, Run.quiet())) {
      assertEquals(2, Arrays.stream(s.test()).filter(i -> v[i] == 0).count());
      assertEquals(2, Arrays.stream(s.test()).filter(i -> v[i] == 1).count());
      assertEquals(1, Arrays.stream(s.test()).filter(i -> Double.isNaN(v[i])).count());
    }
  }

  /** sizes of scikit-learn 1.2.1's GroupKFold(4) on groups of these sizes. */
  @Test
  void groupsStayTogetherAndSizesAreAsInScikitLearn() {
    var frame = cars();
    var seller = frame.column("seller", Column.Text.class).values();
    var splits = Folds.grouped(4, "seller").splits(frame, Run.seeded(3));
    for (var s : splits) {
      var train = new HashSet<String>();
      for (int i : s.train()) train.add(seller.get(i));
      for (int i : s.test()) assertFalse(train.contains(seller.get(i)));
    }
    var sizes = splits.stream().mapToInt(s -> s.test().length).sorted().toArray();
    assertArrayEquals(new int[] {25, 26, 26, 26}, sizes);
  }

  /** scikit-learn 1.2.1: TimeSeriesSplit(5) of 103 rows tests 17 rows each, the first 18 never. */
  @Test
  void timeOrderExpandsAndNeverLooksAhead() {
    var frame = cars();
    var date = frame.column("date", Column.Time.class).millis();
    var splits = Folds.timeOrdered(5, "date").splits(frame, Run.quiet());
    for (int f = 0; f < 5; f++) {
      var s = splits.get(f);
      assertEquals(17, s.test().length);
      assertEquals(18 + 17 * f, s.train().length);
      long last = Arrays.stream(s.train()).mapToLong(i -> date[i]).max().orElseThrow();
      assertTrue(Arrays.stream(s.test()).allMatch(i -> date[i] > last));
    }
    var year = frame.column("year", Column.Numeric.class).values();
    for (var s : Folds.timeOrdered(5, "year").splits(frame, Run.quiet())) {
      double last = Arrays.stream(s.train()).mapToDouble(i -> year[i]).max().orElseThrow();
      assertTrue(Arrays.stream(s.test()).allMatch(i -> year[i] > last));
    }
    var rows = Folds.timeOrdered(3).splits(frame, Run.quiet());
    assertArrayEquals(IntStream.range(0, 28).toArray(), rows.getFirst().train());
    assertArrayEquals(IntStream.range(78, 103).toArray(), rows.getLast().test());
  }

  @Test
  void oneSplitKindsTakeWhatTheySay() {
    var frame = cars();
    assertEquals(21, only(Folds.holdout(0.2), frame).test().length);
    assertArrayEquals(
        IntStream.range(0, 21).map(i -> i * 5).toArray(), only(Folds.every(5), frame).test());
    assertArrayEquals(new int[] {101, 102}, only(Folds.lastRows(2), frame).test());
    var fixed = only(Folds.fixed(new int[] {5, 3}, new int[] {9, 1}), frame);
    assertArrayEquals(new int[] {3, 5}, fixed.train());
    assertArrayEquals(new int[] {1, 9}, fixed.test());
    var make = frame.column("make", Column.Nominal.class).codes();
    var n = new int[4];
    for (int i : only(Folds.holdoutStratified(0.2, "make"), frame).test()) n[make[i]]++;
    assertArrayEquals(new int[] {10, 6, 4, 1}, n);
  }

  @Test
  void aLevelOfOneRowIsLearnedFromNotTested() {
    var make = new ArrayList<String>();
    for (int i = 0; i < 20; i++) make.add(i < 10 ? "a" : i < 19 ? "b" : "rare");
    var frame = Frame.of("make", Column.Nominal.of(make));
    for (int seed = 0; seed < 20; seed++) {
      var s = Folds.holdoutStratified(0.5, "make").splits(frame, Run.seeded(seed)).getFirst();
      assertTrue(Arrays.stream(s.train()).anyMatch(i -> i == 19));
      assertEquals(10, s.test().length, 1);
    }
  }

  @Test
  void describesItself() {
    assertEquals("10-fold", Folds.k(10).describe());
    assertEquals("10-fold, stratified by make", Folds.stratified(10, "make").describe());
    assertEquals("10-fold, stratified by the target", Folds.stratified(10).describe());
    assertEquals("3 × 5-fold", Folds.repeated(Folds.k(5), 3).describe());
    assertEquals("20 % holdout", Folds.holdout(0.2).describe());
    assertEquals("rows 0, 5, 10, … held out", Folds.every(5).describe());
  }

  @Test
  void whatCannotBeIsRefusedWithAReason() {
    var frame = cars();
    bad("folds must be at least 2 but is 1", () -> Folds.k(1));
    bad("share must be between 0 and 1 but is 1.0", () -> Folds.holdout(1));
    bad("share must be between 0 and 1 but is NaN", () -> Folds.holdoutStratified(Double.NaN));
    bad("row 3 is given twice", () -> Folds.fixed(new int[] {3, 4}, new int[] {3}));
    bad("not random", () -> Folds.repeated(Folds.every(5), 2));
    bad("times must be at least 1", () -> Folds.repeated(Folds.k(5), 0));
    data("104 folds need at least 104 rows, but there are 103", Folds.k(104), frame);
    data("there is no column 'mak'", Folds.stratified(5, "mak"), frame);
    data("no target is marked", Folds.stratified(5), frame.without("price"));
    data("but 'seller' has 15 different values", Folds.grouped(16, "seller"), frame);
    data("most frequent value has only 50 rows", Folds.stratified(51, "make"), frame);
    data("cannot be ordered by 'make', which is nominal", Folds.timeOrdered(3, "make"), frame);
    data("row 103 is asked for", Folds.fixed(new int[] {0}, new int[] {103}), frame);
    data("no row to learn from", Folds.lastRows(200), frame);
    data("no row to test", Folds.holdout(0.5), frame.head(0));
    data(
        "fold 1 of 5 has nothing to learn from",
        Folds.timeOrdered(5, "c"),
        frame.with("c", new Column.Numeric(new double[ROWS])));
    var holes =
        frame.with(
            "seller",
            Column.Nominal.of(
                IntStream.range(0, ROWS).mapToObj(i -> i < 3 ? "" : "s" + i % 9).toList()));
    data("'seller' is missing in 3 of 103 rows", Folds.grouped(3, "seller"), holes);
  }

  private static Folds.Split only(Folds folds, Frame frame) {
    var splits = folds.splits(frame, Run.quiet());
    assertEquals(1, splits.size());
    return splits.getFirst();
  }

  private static void bad(String message, org.junit.jupiter.api.function.Executable e) {
    var m = assertThrows(IllegalArgumentException.class, e).getMessage();
    assertTrue(m.contains(message), m);
  }

  private static void data(String message, Folds folds, Frame frame) {
    var m = assertThrows(DataException.class, () -> folds.splits(frame, Run.quiet())).getMessage();
    assertTrue(m.contains(message), m);
  }
}

package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Pca and TruncatedSvd against scikit-learn. */
class PcaTest {
  @Test
  void equalsScikitLearn() {
    var x = SelectTest.numbers();
    for (var name : List.of("tall", "wide")) {
      var fitted = new Pca().fit(name.equals("tall") ? x : x.head(4));
      StepsGolden.check("pca." + name + ".variance", fitted.variance(), 1e-12);
      StepsGolden.check("pca." + name + ".ratio", fitted.share(), 1e-12);
      StepsGolden.check("pca." + name + ".components", fitted.components(), 1e-12);
      StepsGolden.check("pca." + name, StepsGolden.rowMajor(fitted.apply(x.head(8))), 1e-12);
    }
    StepsGolden.check(
        "pca.share", StepsGolden.rowMajor(new Pca().share(0.9).fit(x).apply(x.head(8))), 1e-12);
    var white = new Pca().components(3).whiten(true).fit(x).apply(x.head(8));
    StepsGolden.check("pca.whiten", StepsGolden.rowMajor(white), 1e-12);
    assertEquals(List.of("pca1", "pca2", "pca3"), List.copyOf(white.names()));
  }

  @Test
  void sameOnAnyNumberOfThreadsAndRowByRow() {
    var x = SelectTest.numbers();
    var one = new Pca().fit(x, Run.seeded(1).threads(1));
    var three = new Pca().fit(x, Run.seeded(1).threads(3));
    assertArrayEquals(one.components(), three.components());
    var all = StepsGolden.rowMajor(one.apply(x));
    for (int i = 0; i < 20; i++)
      for (int c = 0; c < 5; c++)
        assertEquals(all[i * 5 + c], StepsGolden.rowMajor(one.apply(x.rows(i)))[c]);
  }

  @Test
  void constantColumnsAndMissingCells() {
    var constant = Frame.of("a", Column.Numeric.of(3, 3, 3)).with("b", Column.Numeric.of(3, 3, 3));
    var out = new Pca().whiten(true).fit(constant).apply(constant);
    for (double v : StepsGolden.rowMajor(out)) assertEquals(0, v);
    var missing = Frame.of("a", Column.Numeric.of(1, Double.NaN, 2));
    var e = assertThrows(DataException.class, () -> new Pca().fit(missing));
    assertTrue(e.getMessage().contains("Pca: 'a' is missing in row 1: put new Impute() before"));
    var fitted = new Pca().fit(Frame.of("a", Column.Numeric.of(1, 2)));
    assertThrows(DataException.class, () -> fitted.apply(missing));
    var other = Frame.of("m", Column.Nominal.of("x", "y"));
    assertEquals(other.names(), new Pca().fit(other).apply(other).names());
  }

  @Test
  void truncatedSvdEqualsScikitLearn() {
    var x = SelectTest.sparse();
    for (int exact : new int[] {TruncatedSvd.EXACT, 0}) { // 0: the randomized way
      var fitted = new TruncatedSvd(3, 10).fit(x, Run.seeded(3), exact);
      StepsGolden.check("svd.values", fitted.singularValues(), 1e-12);
      StepsGolden.check("svd.components", fitted.components(), 1e-12);
      var out = fitted.apply(x.head(8));
      assertEquals(List.of("svd1", "svd2", "svd3"), List.copyOf(out.names()));
      StepsGolden.check("svd", StepsGolden.rowMajor(out), 1e-12);
    }
  }

  @Test
  void theRandomizedWayFindsTheVectorsOfAWideMatrix() {
    // 300 words in 200 rows: three strong topics over a weak noise
    var random = Run.seeded(4).random("test");
    int n = 200;
    int p = 300;
    var starts = new int[n + 1];
    var index = new int[n * 40];
    var value = new double[n * 40];
    for (int i = 0; i < n; i++) {
      var row = new float[p];
      for (int w = 0; w < 40; w++)
        row[
            random.nextInt(3) == 0
                ? random.nextInt(p)
                : (i % 3) * 20 * (1 + i % 3) / 2 + random.nextInt(20)]++;
      int k = starts[i];
      for (int f = 0; f < p; f++) {
        if (row[f] == 0) continue;
        index[k] = f;
        value[k++] = row[f];
      }
      starts[i + 1] = k;
    }
    var names = Vocabulary.of(IntStream.range(0, p).mapToObj(f -> "w" + f).toList());
    var x = Frame.of("s", new Column.Sparse(starts, index, value, names));
    var exact = new TruncatedSvd(3, 10).fit(x, Run.seeded(1), p);
    var randomized = new TruncatedSvd(3, 10).fit(x, Run.seeded(1), 0);
    StepsGolden.check("values", exact.singularValues(), randomized.singularValues(), 1e-12);
    StepsGolden.check("vectors", exact.components(), randomized.components(), 1e-9);
  }
}

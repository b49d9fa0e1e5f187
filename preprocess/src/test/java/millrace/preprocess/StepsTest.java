package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column.Dense;
import millrace.data.Column.Nominal;
import millrace.data.Column.Numeric;
import millrace.data.Column.Sparse;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Mean;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Steps, Pipeline and Features. */
class StepsTest {
  private static Frame cars() {
    return Frame.of("make", Nominal.of("audi", "bmw", "", "audi", "ford"))
        .with("year", Numeric.of(2017, 2016, 2019, Double.NaN, 3000))
        .with("price", Numeric.of(10, 20, 30, 40, 50))
        .target("price");
  }

  private static Steps usual() {
    return Steps.of(
        On.of(new Impute().indicator(true), "year"),
        new OneHot(),
        On.of(new Polynomial(), "year"),
        new Standardize());
  }

  @Test
  void featureNamesGoThroughTheWholeChain() {
    var train = cars().rows(0, 1, 2, 3);
    var out = usual().fit(train).apply(cars());
    assertEquals(
        List.of("make=audi", "make=bmw", "year", "year^2", "year_missing"),
        Features.of(out).names().names());
  }

  /** Nothing of a row that is not in training may show in the fit: levels, means, indicators. */
  @Test
  void learnsFromTrainingRowsOnly() {
    var train = cars().rows(0, 1, 2);
    var fitted = usual().fit(train);
    // The frame of the training rows still knows the level "ford"; it must not become a feature.
    assertTrue(((Nominal) train.column("make")).levels().has("ford"));
    var x = Features.of(fitted.apply(cars()));
    assertEquals(List.of("make=audi", "make=bmw", "year", "year^2"), x.names().names());
    double mean = (2017 + 2016 + 2019) / 3.0;
    var years = fitted.apply(cars()).column("year", Numeric.class).values();
    assertEquals(0, years[3], 1e-12, "the training mean " + mean);
    assertEquals(0, x.dense()[4 * 4] + x.dense()[4 * 4 + 1], "an unseen level is all zeros");
  }

  @Test
  void prepareGivesWhatApplyGivesUnlessAStepChangesRows() {
    var plain = usual().prepare(cars(), Run.quiet());
    assertEquals(plain.transform().apply(cars()).fingerprint(), plain.train().fingerprint());
    var dropping = Steps.of(new DropMissing().share(1).rows(true)).and(new Standardize());
    assertTrue(dropping.changesRows());
    var prepared = dropping.prepare(cars(), Run.quiet());
    assertEquals(3, prepared.train().size());
    assertEquals(5, prepared.transform().apply(cars()).size());
  }

  @Test
  void rowByRowEqualsAllAtOnce() {
    var fitted = usual().fit(cars());
    var parts = new ArrayList<Frame>();
    for (int i = 0; i < cars().size(); i++) parts.add(fitted.apply(cars().rows(i)));
    assertEquals(
        fitted.apply(cars()).fingerprint(), Frame.concat(parts).target("price").fingerprint());
  }

  @Test
  void pipelineDoesNotReadTheTargetWhenPredicting() {
    var fitted = usual().then(new Mean()).fit(cars());
    var spoilt = cars().with("price", Nominal.of("a", "b", "c", "d", "e"));
    var expected = fitted.predict(cars()).values();
    assertArrayEquals(new double[] {30, 30, 30, 30, 30}, expected);
    assertArrayEquals(expected, fitted.predict(spoilt).values());
    assertArrayEquals(expected, fitted.predict(cars().features()).values());
    // Rows that a step drops are gone for the last trainer as well.
    var dropping = Steps.of(new DropMissing().share(1).rows(true)).then(new Mean()).fit(cars());
    assertEquals((10 + 20 + 50) / 3.0, dropping.predict(cars()).values()[0], 1e-12);
    var e = assertThrows(DataException.class, () -> fitted.predict(cars().without("year")));
    assertTrue(e.getMessage().contains("'year'"), e.getMessage());
  }

  @Test
  void progressReachesItsTotalAndCancelStops() {
    var seen = new ArrayList<Run.Progress>();
    usual().fit(cars(), Run.quiet().listen(seen::add));
    assertEquals(seen.getLast().total(), seen.getLast().done());
    assertEquals(4, seen.getLast().total());
    var run = Run.quiet();
    run.cancel();
    assertThrows(Run.CancelledException.class, () -> usual().fit(cars(), run));
  }

  @Test
  void emptyStepsDoNothingAndStepsPrint() {
    assertEquals(cars().fingerprint(), new Steps().fit(cars()).apply(cars()).fingerprint());
    assertEquals(
        "On(year: Impute(indicator=true)) → OneHot → On(year: Polynomial) → Standardize → Mean",
        usual().then(new Mean()).toString());
    assertEquals("Mean", new Steps().then(new Mean()).toString());
  }

  /** Every layout of a mixed matrix holds the same numbers. */
  @Test
  void featuresGiveOneMatrixInEveryLayout() {
    var f =
        Frame.of("x", Numeric.of(1, 0, 3))
            .with("d", new Dense(new float[] {1, 2, 0, 4, 5, 6}, Vocabulary.of("d0", "d1")))
            .with(
                "s",
                new Sparse(
                    new int[] {0, 1, 1, 3},
                    new int[] {1, 0, 2},
                    new double[] {7, 8, 9},
                    Vocabulary.of("s0", "s1", "s2")))
            .with("y", Numeric.of(1, 2, 3))
            .target("y");
    var x = Features.of(f);
    assertEquals(List.of("x", "d0", "d1", "s0", "s1", "s2"), x.names().names());
    var expected = new double[] {1, 1, 2, 0, 7, 0, 0, 0, 4, 0, 0, 0, 3, 5, 6, 8, 0, 9};
    assertArrayEquals(expected, x.dense());
    var columns = x.columnArrays();
    var rows = x.rowArrays();
    var csr = x.csr();
    var fromCsr = new double[expected.length];
    for (int i = 0; i < 3; i++) {
      for (int k = csr.starts()[i]; k < csr.starts()[i + 1]; k++)
        fromCsr[i * 6 + csr.index()[k]] = csr.value()[k];
      for (int j = 0; j < 6; j++) {
        assertEquals(expected[i * 6 + j], columns[j][i]);
        assertEquals(expected[i * 6 + j], rows[i][j]);
      }
    }
    assertArrayEquals(expected, fromCsr);
    var product = new double[3];
    x.addProduct(new double[] {1, 10, 100, 1000, 1e4, 1e5}, product);
    assertArrayEquals(new double[] {70211, 400, 908653}, product);
    assertTrue(x.sparse());
    var e =
        assertThrows(
            DataException.class,
            () -> Features.of(f, List.of("x", "s"), Vocabulary.of("x", "s0", "s2", "s1")));
    assertTrue(e.getMessage().contains("feature 2 is 's1'"), e.getMessage());
    e = assertThrows(DataException.class, () -> Features.of(cars()));
    assertTrue(e.getMessage().contains("new OneHot()"), e.getMessage());
    var twice = Frame.of("s0", Numeric.of(1, 2, 3)).with("s", f.column("s"));
    var told = Features.of(twice);
    assertEquals(List.of("s0", "s=s0", "s1", "s2"), told.names().names());
    assertEquals(told.names(), Features.of(twice, List.of("s0", "s"), told.names()).names());
    var thrice = twice.with("s=s0", Numeric.of(1, 2, 3));
    e = assertThrows(DataException.class, () -> Features.of(thrice));
    assertTrue(e.getMessage().contains("same name"), e.getMessage());
  }
}

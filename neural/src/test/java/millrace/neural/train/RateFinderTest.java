package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Reference;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class RateFinderTest {
  private static final Run RUN = Run.seeded(4);

  /** (w ∓ 3)², row by row: it diverges above a rate of 1; a step goes the whole way at 1/2. */
  @Test
  void knownCurvature() {
    var f = new Reference();
    var w = f.tensor(new double[] {100}, 1);
    var task =
        Task.of(
            List.of(w),
            List.of(),
            8,
            (g, rows) -> g.apply(Function.SQUARE, g.affine(w, 1, rows[0] % 2 == 0 ? 3 : -3)));
    var how = new Training().optimizer(new Sgd()).batchSize(1);
    var curve = new RateFinder(1e-4, 100, 200, 4).find(how, f, task, RUN);
    assertEquals(100, f.doubles(w)[0], "the weight is back");
    assertTrue(curve.steepest() > 5e-3 && curve.steepest() < .5, "" + curve.steepest());
    assertTrue(curve.lowest() > .1 && curve.lowest() < 2, "" + curve.lowest());
    assertEquals(curve.rates().length, curve.losses().length);
    assertTrue(curve.rates().length < 200, "it ended early");
  }

  @Test
  void suggestsWhatTrainsWell() {
    try (var f = new Cpu(1)) {
      var spirals = new Spirals(f, 200, RUN);
      var before = spirals.weights();
      var how = new Training().optimizer(new Adam()).epochs(20);
      var heard = new ArrayList<Run.Progress>();
      var curve = new RateFinder().find(how, f, spirals.task(), RUN.listen(heard::add));
      assertArrayEquals(before, spirals.weights());
      assertEquals(curve.rates().length, heard.size());
      assertTrue(curve.steepest() > 1e-4 && curve.steepest() < 1, "" + curve.steepest());
      how.optimizer(new Adam().lr(curve.steepest())).fit(f, spirals.task(), RUN);
      var figures = spirals.score(f, List.of(IntStream.range(0, 200).toArray()));
      assertTrue(figures.values()[0] > .9, "" + figures);
    }
  }

  @Test
  void refusals() {
    assertThrows(IllegalArgumentException.class, () -> new RateFinder(0, 1, 100, 4));
    assertThrows(IllegalArgumentException.class, () -> new RateFinder(1, .1, 100, 4));
    assertThrows(IllegalArgumentException.class, () -> new RateFinder(.1, 1, 1, 4));
  }
}

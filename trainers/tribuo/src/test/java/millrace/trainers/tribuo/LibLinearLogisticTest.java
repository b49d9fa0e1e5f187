package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/** The other implementation is Tribuo's own {@code predict}. */
class LibLinearLogisticTest {
  private static final Run RUN = Run.seeded(5).threads(2);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void predictsWhatTribuoPredicts(int k) {
    var train = Frames.levels(400, k, 1, false);
    var test = Frames.levels(300, k, 2, false);
    var y = train.column("y", Column.Nominal.class);
    var codes = y.codes(y.present());
    for (var trainer :
        new LibLinearLogistic[] {new LibLinearLogistic(), new LibLinearLogistic().c(0.01)}) {
      var tribuo = trainer.model(Features.of(train), codes);
      var rows = TribuoRows.of(Features.of(test), false, i -> new Label("0"), new LabelFactory());
      var ours = trainer.fit(train, RUN).predict(test);
      for (int i = 0; i < 300; i++) {
        var scores = tribuo.predict(rows.getExample(i)).getOutputScores();
        for (int c = 0; c < k; c++) {
          double their = scores.get(Integer.toString(c)).getScore();
          assertEquals(their, ours.probability(i, c), 1e-14, "row " + i);
        }
      }
    }
  }

  /** LibLinear's function is for the first level it sees: both orders must give the same. */
  @Test
  void theOrderOfRowsDoesNotTurnTheLevelsRound() {
    var train = Frames.levels(200, 2, 3, false);
    var back = new int[200];
    for (int i = 0; i < 200; i++) back[i] = 199 - i;
    var trainer = new LibLinearLogistic().tol(1e-10);
    var a = trainer.fit(train, RUN);
    var b = trainer.fit(train.rows(back), RUN);
    assertArrayEquals(a.weights(), b.weights(), 1e-6);
    assertTrue(a.weights()[0] > 0.01, "the second level has greater values of feature a");
  }

  @Test
  void farAwayRowsHaveProbabilitiesToo() {
    var v = new double[] {-1e6, 0, 1e6};
    Links.sigmoids(v, 0, 3);
    assertArrayEquals(new double[] {0, 1 / 3.0, 2 / 3.0}, v, 1e-15);
    v = new double[] {-1000, -1000, -1e9};
    Links.sigmoids(v, 0, 3);
    assertArrayEquals(new double[] {0.5, 0.5, 0}, v, 1e-15);
  }

  @Test
  void refusals() {
    var level = Frames.levels(30, 1, 7, false);
    var e = assertThrows(DataException.class, () -> new LibLinearLogistic().fit(level, RUN));
    assertEquals(
        "LibLinearLogistic needs at least two levels of the target 'y' in the training rows, but"
            + " all 30 are 'level0'",
        e.getMessage());
    var train = Frames.levels(30, 2, 7, false);
    var fitted = new LibLinearLogistic().fit(train, RUN);
    var missing = Frames.levels(30, 2, 7, true);
    var f = assertThrows(DataException.class, () -> fitted.predict(missing));
    assertTrue(f.getMessage().startsWith("row "), f.getMessage());
    var run = Run.seeded(1);
    assertThrows(
        CancellationException.class,
        () -> new LibLinearLogistic().fit(train, run.listen(p -> run.cancel())));
  }

  @Test
  void rowByRowIsAllAtOnceAndTheTargetIsNotNeeded() {
    Frame test = Frames.levels(40, 3, 5, false).features();
    var fitted = new LibLinearLogistic().fit(Frames.levels(300, 3, 4, false), RUN);
    var all = fitted.predict(test);
    for (int i = 0; i < 40; i++) {
      var one = fitted.predict(test.rows(i));
      for (int c = 0; c < 3; c++) assertEquals(all.probability(i, c), one.probability(0, c));
    }
  }
}

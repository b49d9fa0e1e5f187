package millrace.trainers.tribuo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import millrace.data.Column;
import millrace.run.Run;
import millrace.trainers.ElasticNet;
import org.junit.jupiter.api.Test;

/** The other implementation is our own learner of the same objective. */
class LinearModelsTest {
  private static final Run RUN = Run.seeded(5).threads(2);

  @Test
  void elasticNetHasTheWeightsOfOurs() {
    var train = Frames.numbers(300, 3, false);
    for (double ratio : new double[] {0.2, 1}) {
      for (double alpha : new double[] {0.01, 1}) {
        var theirs = new ElasticNetCd().alpha(alpha).l1Ratio(ratio).tol(1e-14).maxIter(100_000);
        var ours = new ElasticNet().alpha(alpha).l1Ratio(ratio).tol(1e-14).maxIter(100_000);
        var a = theirs.fit(train, RUN).linear();
        var b = ours.fit(train, RUN).linear();
        assertArrayEquals(b.weights(), a.weights(), 1e-6);
        assertEquals(b.intercept(), a.intercept(), 1e-5);
      }
    }
  }

  /** Where no weight is left, Tribuo itself would predict the mean plus 1. */
  @Test
  void withoutWeightsTheMeanIsLeft() {
    var train = Frames.numbers(100, 3, false);
    var y = train.column("y", Column.Numeric.class).values();
    double mean = Arrays.stream(y).average().orElseThrow();
    var fitted = new ElasticNetCd().alpha(1e6).l1Ratio(1).fit(train, RUN);
    for (double v : fitted.predict(train).values()) assertEquals(mean, v, 1e-9);
  }
}

package millrace.trainers;

import static millrace.trainers.ClusterersGolden.get;
import static millrace.trainers.ClusterersGolden.ints;
import static millrace.trainers.ClusterersGolden.near;
import static millrace.trainers.ClusterersGolden.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import millrace.trainers.GaussianMixture.Covariance;
import millrace.trainers.GaussianMixture.Init;
import org.junit.jupiter.api.Test;

/**
 * GaussianMixture against scikit-learn: from the same first clusters through the same iterations.
 * 1e-8: up to 44 rounds carry the rounding on.
 */
class GaussianMixtureTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void equalsScikitLearn() {
    int n = 0;
    for (var name : List.of("blobs", "digits")) {
      boolean blobs = name.equals("blobs");
      var x =
          blobs
              ? ClusterersGolden.frame("blobs", 7)
              : ClusterersGolden.frame(numbers(get("digits")), 64, 18, 30);
      for (var covariance : Covariance.values()) {
        var what = name + " " + covariance.name().toLowerCase(Locale.ROOT);
        var g = get("gmm " + what);
        var m =
            new GaussianMixture()
                .nComponents(blobs ? 4 : 5)
                .covariance(covariance)
                .regCovar(blobs ? 1e-6 : 1e-3)
                .maxIter(300)
                .fit(x, ints(g.get("labels")), RUN);
        assertEquals(g.get("iterations").asInt(), m.iterations(), what);
        assertTrue(m.converged());
        near(numbers(g.get("weights")), m.weights(), 1e-8, what);
        near(numbers(g.get("means")), m.means(), 1e-8, what);
        near(numbers(g.get("covariances")), m.covariances(), 1e-8, what);
        assertEquals(g.get("bound").asDouble(), m.bound(), 1e-8, what);
        near(numbers(g.get("probability")), m.probability(x.head(50)), 1e-8, what);
        near(numbers(g.get("score")), m.scores(x.head(50)), 1e-8, what);
        assertEquals(g.get("bic").asDouble(), m.bic(x), 1e-8 * m.bic(x), what);
        assertEquals(g.get("aic").asDouble(), m.aic(x), 1e-8 * m.aic(x), what);
        assertArrayEquals(ints(g.get("predict")), m.labels(), what);
        assertArrayEquals(m.labels(), m.predict(x).cluster(), what);
        n++;
      }
    }
    assertEquals(8, n);
  }

  @Test
  void largeRunsDoNotDependOnThreads() {
    var random = RUN.random("large");
    var x = ClusterersGolden.frame(random.doubles(5000 * 20).toArray(), 20, 0, 20);
    for (var covariance : Covariance.values()) {
      var trainer =
          new GaussianMixture().nComponents(15).covariance(covariance).maxIter(4).nInit(2);
      var one = trainer.fit(x, RUN.threads(1));
      var three = trainer.fit(x, RUN.threads(3));
      assertArrayEquals(one.means(), three.means());
      assertArrayEquals(one.covariances(), three.covariances());
      assertArrayEquals(one.labels(), three.labels());
    }
  }

  @Test
  void onePeakAndRandomShares() {
    var x = ClusterersGolden.frame("blobs", 7);
    var m = new GaussianMixture().init(Init.RANDOM).fit(x, RUN);
    for (double p : m.probability(x)) assertEquals(1, p);
    var two = new GaussianMixture().nComponents(2).fit(x, RUN);
    var p = two.probability(x);
    for (int i = 0; i < 360; i++) assertEquals(1, p[2 * i] + p[2 * i + 1], 1e-12);
    assertEquals(-2 * Arrays.stream(m.scores(x)).sum() + 2 * 35, m.aic(x), 1e-9);
  }

  @Test
  void aCollapsedComponentIsSaid() {
    var x = Frame.of("a", Column.Numeric.of(0, 0, 0, 0));
    var e = assertThrows(DataException.class, () -> new GaussianMixture().regCovar(0).fit(x, RUN));
    assertTrue(e.getMessage().contains("regCovar"), e.getMessage());
    assertEquals(0, new GaussianMixture().fit(x, RUN).means()[0]);
  }
}

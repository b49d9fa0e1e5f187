package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Gaussian processes and kernel principal components against scikit-learn ({@code golden/svm.py}).
 *
 * <p>Tolerances: likelihood, gradient and predictions 1e-8 (a Cholesky factor of a matrix of
 * condition 1e3); the maximum found may not be lower than scikit-learn's by more than 1e-4, where
 * the searches stop; components 1e-8.
 */
class KernelMethodsTest {
  private static final Run RUN = Run.seeded(1);
  private static final Frame WAVE = Tables.cases("svm_x.csv").get("wave");

  private static List<String[]> lines(String what) {
    return Tables.golden("svm.csv").stream().filter(l -> l[0].equals(what)).toList();
  }

  private static Frame later() {
    var x = new double[2][];
    for (int j = 0; j < 2; j++) {
      int at = 3 + j;
      x[j] = lines("new").stream().mapToDouble(l -> Double.parseDouble(l[at])).toArray();
    }
    return Tables.numeric(new double[x[0].length], x);
  }

  private static GaussianProcessRegressor process(String[] l) {
    return new GaussianProcessRegressor()
        .kernel(Kernel.valueOf(l[2]))
        .lengthScale(Double.parseDouble(l[3]))
        .amplitude(Double.parseDouble(l[4]))
        .noise(Double.parseDouble(l[5]))
        .alpha(1e-6)
        .normalizeY(l[6].equals("True"));
  }

  @Test
  void processAsGiven() {
    for (var l : lines("gp")) {
      var fitted = process(l).optimise(false).fit(WAVE, RUN);
      int row = Integer.parseInt(l[7]);
      assertEquals(Double.parseDouble(l[8]), fitted.predict(later()).values()[row], 1e-8);
      assertEquals(Double.parseDouble(l[9]), fitted.deviation(later())[row], 1e-8);
    }
  }

  @Test
  void likelihoodAndGradient() {
    for (var l : lines("gplml")) {
      var process = process(l);
      var y = ((Column.Numeric) WAVE.targetColumn()).values().clone();
      if (process.normalizeY()) {
        double mean = Arrays.stream(y).average().orElseThrow();
        double sd =
            Math.sqrt(Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        for (int i = 0; i < y.length; i++) y[i] = (y[i] - mean) / sd;
      }
      var x = Features.of(WAVE).columnArrays();
      var likelihood = new GpLikelihood(process.kernel(), x, y, 1e-6, 1, true, RUN);
      double[] theta = {
        Math.log(process.amplitude()), Math.log(process.lengthScale()), Math.log(process.noise())
      };
      var g = new double[3];
      double expected = Double.parseDouble(l[8]);
      assertEquals(expected, likelihood.value(theta, g), 1e-9 * Math.abs(expected));
      for (int j = 0; j < 3; j++) {
        double slope = Double.parseDouble(l[9 + j]);
        assertEquals(slope, g[j], 1e-8 * Math.max(1, Math.abs(slope)));
      }
    }
  }

  /** Central differences, with a length scale for each feature. */
  @Test
  void gradientIsThatOfTheLikelihood() {
    var x = Features.of(WAVE).columnArrays();
    var y = ((Column.Numeric) WAVE.targetColumn()).values();
    for (var kernel : new Kernel[] {Kernel.RBF, Kernel.MATERN_3_2, Kernel.MATERN_5_2}) {
      var likelihood = new GpLikelihood(kernel, x, y, 1e-8, 2, true, RUN);
      double[] theta = {0.3, -0.4, 0.5, -1.5};
      var g = new double[4];
      likelihood.value(theta, g);
      for (int j = 0; j < 4; j++) {
        double h = 1e-5;
        var up = theta.clone();
        up[j] += h;
        var down = theta.clone();
        down[j] -= h;
        double expected = (likelihood.value(up) - likelihood.value(down)) / (2 * h);
        assertEquals(expected, g[j], 1e-6 * Math.max(1, Math.abs(expected)), kernel + " " + j);
      }
    }
  }

  @Test
  void maximisesTheLikelihood() {
    for (var l : lines("gpbest")) {
      var fitted = process(l).fit(WAVE, RUN);
      assertTrue(fitted.logLikelihood() >= Double.parseDouble(l[8]) - 1e-4, String.join(",", l));
      double before = process(l).optimise(false).fit(WAVE, RUN).logLikelihood();
      assertTrue(fitted.logLikelihood() > before);
      var more = process(l).restarts(2).fit(WAVE, RUN);
      assertTrue(more.logLikelihood() >= fitted.logLikelihood());
      var each = process(l).ard(true).fit(WAVE, RUN);
      assertTrue(each.logLikelihood() >= fitted.logLikelihood() - 1e-6);
      assertEquals(2, each.lengthScale().length);
    }
  }

  @Test
  void processWithoutNoiseGoesThroughItsPoints() {
    var few = WAVE.rows(0, 5, 9, 33, 41);
    var fitted = new GaussianProcessRegressor().noise(0).optimise(false).fit(few, RUN);
    var y = ((Column.Numeric) few.targetColumn()).values();
    assertArrayEquals(y, fitted.predict(few).values(), 1e-6);
    for (double sd : fitted.deviation(few)) assertEquals(0, sd, 1e-4);
    assertThrows(IllegalArgumentException.class, () -> fitted(Kernel.POLY));
    var twice = WAVE.rows(0, 0);
    var e =
        assertThrows(
            DataException.class,
            () ->
                new GaussianProcessRegressor()
                    .noise(0)
                    .alpha(1e-15)
                    .amplitude(1e4)
                    .optimise(false)
                    .fit(twice, RUN));
    assertTrue(e.getMessage().contains("alpha"), e.getMessage());
  }

  private static GaussianProcessRegressor fitted(Kernel kernel) {
    return new GaussianProcessRegressor().kernel(kernel);
  }

  @Test
  void components() {
    int values = 0;
    for (var kernel : new Kernel[] {Kernel.LINEAR, Kernel.RBF, Kernel.POLY, Kernel.SIGMOID}) {
      var fitted =
          new KernelPca()
              .components(2)
              .kernel(kernel)
              .gamma(kernel == Kernel.SIGMOID ? 0.01 : 0.3)
              .coef0(0.5)
              .fit(WAVE, RUN);
      var scores = new ArrayList<Frame>(List.of(fitted.apply(WAVE), fitted.apply(later())));
      for (var l : lines("pca")) {
        if (!l[2].equals(kernel.name())) continue;
        int row = Integer.parseInt(l[3]);
        var frame = scores.get(row < WAVE.size() ? 0 : 1);
        for (int c = 0; c < 2; c++) {
          double expected = Double.parseDouble(l[4 + c]);
          var column = frame.column("kpca" + (c + 1), Column.Numeric.class).values();
          assertEquals(
              expected,
              column[row % WAVE.size()],
              1e-8 * Math.max(1, Math.abs(expected)),
              kernel + " " + row);
          values++;
        }
      }
    }
    assertEquals(4 * 84 * 2, values);
  }

  @Test
  void factor() {
    var random = new Random(4);
    for (int n : new int[] {1, 2, 47, 48, 49, 131}) {
      var b = random.doubles((long) n * n, -1, 1).toArray();
      var a = new double[n * n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) a[i * n + j] = Vectors.dot(b, i * n, b, j * n, n);
        a[i * n + i] += 1;
      }
      var x = random.doubles(n, -1, 1).toArray();
      var y = new double[n];
      for (int i = 0; i < n; i++) y[i] = Vectors.dot(a, i * n, x, 0, n);
      assertTrue(Spd.factor(a, n));
      Spd.solve(a, n, y);
      assertArrayEquals(x, y, 1e-10);
    }
    assertTrue(!Spd.factor(new double[] {1, 0, 2, 1}, 2));
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import millrace.trainers.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The other implementation is our own learner of the same kind. */
class SmileProcessTest {
  private static Frame numbers(int n, long seed) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = r.nextGaussian();
      b[i] = r.nextGaussian();
      y[i] = 5 + Math.sin(2 * a[i]) + b[i] * b[i] / 2 + r.nextGaussian() / 10;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(a));
    m.put("b", Column.Numeric.of(b));
    m.put("y", Column.Numeric.of(y));
    return Frame.of(m).target("y");
  }

  /** The same closed form; margin: the condition of the covariance times the last digit. */
  @ParameterizedTest
  @EnumSource(names = {"RBF", "MATERN_3_2", "MATERN_5_2"})
  void processIsOursWithoutSearch(Kernel kernel) {
    var train = numbers(150, 1);
    var test = numbers(100, 2);
    var own =
        new millrace.trainers.GaussianProcessRegressor()
            .kernel(kernel)
            .lengthScale(0.8)
            .noise(0.05)
            .optimise(false)
            .normalizeY(true)
            .fit(train);
    var theirs =
        new GaussianProcessRegressor().kernel(kernel).lengthScale(0.8).noise(0.05).fit(train);
    assertArrayEquals(own.predict(test).values(), theirs.predict(test).values(), 1e-7);
    assertArrayEquals(own.deviation(test), theirs.deviation(test), 1e-7);
    assertEquals(own.logLikelihood(), theirs.logLikelihood(), 1e-5);
  }

  /** A search may only raise the likelihood. */
  @Test
  void searchRaisesTheLikelihood() {
    var train = numbers(80, 1);
    var before = new GaussianProcessRegressor().lengthScale(3).fit(train).logLikelihood();
    var after = new GaussianProcessRegressor().lengthScale(3).maxIter(50).fit(train);
    assertTrue(after.logLikelihood() > before + 1, before + " to " + after.logLikelihood());
  }

  @Test
  void sameProcessOnAnyNumberOfThreads() {
    var train = numbers(60, 1);
    assertArrayEquals(
        new GaussianProcessRegressor().fit(train, Run.seeded(1).threads(1)).coef(),
        new GaussianProcessRegressor().fit(train, Run.seeded(1).threads(3)).coef());
    assertThrows(
        IllegalArgumentException.class, () -> new GaussianProcessRegressor().kernel(Kernel.POLY));
  }

  /** Tags that follow each other in two ways, and words that two of three tags share. */
  private static Frame sentences(int rows, long seed) {
    var r = new Random(seed);
    var starts = new int[rows + 1];
    for (int i = 0; i < rows; i++) starts[i + 1] = starts[i] + 1 + r.nextInt(8);
    var words = new int[starts[rows]];
    var tags = new int[starts[rows]];
    int tag = 0;
    for (int t = 0; t < tags.length; t++) {
      tag = (tag + (r.nextInt(3) == 0 ? 2 : 1)) % 3;
      tags[t] = tag;
      words[t] = (2 * tag + r.nextInt(4)) % 6;
    }
    var m = new LinkedHashMap<String, Column>();
    var vocabulary = Vocabulary.of("a", "b", "c", "d", "e", "f");
    m.put("words", new Column.Tokens(starts, words, vocabulary));
    m.put("tags", new Column.Tokens(starts, tags, Vocabulary.of("x", "y", "z")));
    return Frame.of(m).target("tags");
  }

  /** The same counts; all words, labels and pairs are seen, so that smoothing is not needed. */
  @Test
  void hmmIsOursHardlySmoothed() {
    var train = sentences(300, 1);
    var test = sentences(100, 2);
    var ours = new millrace.trainers.Hmm(1e-12).fit(train).predict(test).labels();
    var theirs = new Hmm().fit(train).predict(test).labels();
    for (int k = 0; k < ours.ids().length; k++)
      assertEquals(ours.words().name(ours.ids()[k]), theirs.words().name(theirs.ids()[k]));
  }
}

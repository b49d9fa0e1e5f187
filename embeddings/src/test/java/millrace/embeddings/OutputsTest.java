package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step is the rate times the gradient of Σ log σ, found by central differences in double. */
class OutputsTest {
  private static final int WORDS = 200;
  private static final int WIDTH = 9;
  private static final int TARGET = 17;

  private final WordCounts counts = counts();
  private final Random random = new Random(3);
  private final float[] x = new float[3 * 16];
  private final int[] xs = {32, 0, 16};

  OutputsTest() {
    for (int i : xs) for (int k = 0; k < WIDTH; k++) x[i + k] = (float) random.nextGaussian();
  }

  private static WordCounts counts() {
    var names = new String[WORDS];
    var counts = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      names[i] = "w" + i;
      counts[i] = 100_000 / (i + 3);
    }
    return new WordCounts(Vocabulary.ofDistinct(names), counts);
  }

  private void fill(Weights w) {
    for (int i = 0; i < WORDS; i++)
      for (int k = 0; k < WIDTH; k++) w.values()[w.at(i) + k] = (float) random.nextGaussian() / 2;
  }

  /** Inputs, and a row of outputs that each shall be 1 or 0 with all of them. */
  private record Sum(double[][] x, double[][] y, boolean[] ones) {
    double logLikelihood() {
      double sum = 0;
      for (var a : x) {
        for (int j = 0; j < y.length; j++) {
          double dot = 0;
          for (int k = 0; k < WIDTH; k++) dot += a[k] * y[j][k];
          sum -= Math.log1p(Math.exp(ones[j] ? -dot : dot));
        }
      }
      return sum;
    }
  }

  private static double[] slope(double[] at, DoubleSupplier f) {
    var out = new double[WIDTH];
    double h = 1e-5;
    for (int k = 0; k < WIDTH; k++) {
      double was = at[k];
      at[k] = was + h;
      double more = f.getAsDouble();
      at[k] = was - h;
      out[k] = (more - f.getAsDouble()) / (2 * h);
      at[k] = was;
    }
    return out;
  }

  private static double[] row(float[] values, int at) {
    var out = new double[WIDTH];
    for (int k = 0; k < WIDTH; k++) out[k] = values[at + k];
    return out;
  }

  /** Which rows changed. */
  private static List<Integer> changed(float[] before, Weights after) {
    var out = new ArrayList<Integer>();
    for (int i = 0; i < WORDS; i++) {
      int at = after.at(i);
      if (!Arrays.equals(before, at, at + WIDTH, after.values(), at, at + WIDTH)) out.add(i);
    }
    return out;
  }

  private void check(
      float[] x0, float[] y0, Weights y, List<Integer> rows, boolean[] ones, float rate, double e) {
    var inputs = new double[xs.length][];
    for (int i = 0; i < xs.length; i++) inputs[i] = row(x0, xs[i]);
    var outputs = new double[rows.size()][];
    for (int j = 0; j < outputs.length; j++) outputs[j] = row(y0, y.at(rows.get(j)));
    var sum = new Sum(inputs, outputs, ones);
    for (int i = 0; i < xs.length; i++)
      assertArrayEquals(
          slope(inputs[i], sum::logLikelihood), moved(x0, x, xs[i], rate), e, "input " + i);
    for (int j = 0; j < outputs.length; j++)
      assertArrayEquals(
          slope(outputs[j], sum::logLikelihood),
          moved(y0, y.values(), y.at(rows.get(j)), rate),
          e,
          "output " + rows.get(j));
  }

  private static double[] moved(float[] before, float[] after, int at, float rate) {
    var out = new double[WIDTH];
    for (int k = 0; k < WIDTH; k++) out[k] = ((double) after[at + k] - before[at + k]) / rate;
    return out;
  }

  /** The noise words are those that changed; more than 5 are taken in several groups. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 6, 12})
  void negativeSampling(int negatives) {
    var targets = Targets.of(counts, WIDTH, negatives, 0, false);
    fill(targets.words());
    var x0 = x.clone();
    var y0 = targets.words().values().clone();
    var outputs = targets.learned(true);
    outputs.begin(new SplittableRandom(6));
    boolean groups = negatives > 5;
    float rate = groups ? 2e-4f : 0.5f;
    outputs.step(x, xs, 3, TARGET, rate);
    var rows = changed(y0, targets.words());
    assertEquals(1 + negatives, rows.size(), "each noise word another one");
    var ones = new boolean[rows.size()];
    ones[rows.indexOf(TARGET)] = true;
    check(x0, y0, targets.words(), rows, ones, rate, groups ? 2e-3 : 1e-6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, TARGET, WORDS - 1})
  void hierarchicalSoftmax(int target) {
    var targets = Targets.of(counts, WIDTH, 0, 0, true);
    fill(targets.nodes());
    var x0 = x.clone();
    var y0 = targets.nodes().values().clone();
    targets.learned(true).step(x, xs, 3, target, 2e-4f);
    var tree = Huffman.of(counts.counts());
    var rows = new ArrayList<Integer>();
    int from = tree.starts()[target];
    var ones = new boolean[tree.starts()[target + 1] - from];
    for (int k = 0; k < ones.length; k++) {
      rows.add(tree.points()[from + k]);
      ones[k] = tree.codes()[from + k] == 0;
    }
    assertEquals(rows.stream().sorted().toList(), changed(y0, targets.nodes()));
    check(x0, y0, targets.nodes(), rows, ones, 2e-4f, 2e-3);
  }

  @Test
  void fixedOutputsTeachTheSameAndStay() {
    var targets = Targets.of(counts, WIDTH, 5, 0.75, false);
    fill(targets.words());
    var y0 = targets.words().values().clone();
    var fixed = x.clone();
    var outputs = targets.fixed();
    outputs.begin(new SplittableRandom(5));
    outputs.step(fixed, xs, 3, TARGET, 0.5f);
    assertArrayEquals(y0, targets.words().values());
    outputs = targets.learned(true);
    outputs.begin(new SplittableRandom(5));
    outputs.step(x, xs, 3, TARGET, 0.5f);
    assertArrayEquals(x, fixed, 1e-6f);
  }

  @Test
  void theRowThatFillsUpStaysZero() {
    var targets = Targets.of(counts, WIDTH, 2, 0.75, true);
    fill(targets.words());
    fill(targets.nodes());
    var outputs = targets.learned(true);
    outputs.begin(new SplittableRandom(5));
    for (int i = 0; i < WORDS; i++) outputs.step(x, xs, 3, i, 0.5f);
    for (var w : List.of(targets.words(), targets.nodes()))
      assertArrayEquals(new double[WIDTH], row(w.values(), w.at(WORDS)));
  }
}

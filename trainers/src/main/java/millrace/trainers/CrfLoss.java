package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.run.Run;

/**
 * The penalised negative logarithm of the likelihood of the labels, and its gradient, by the
 * forward-backward algorithm with scaling. Sequences are cut into a number of blocks that depends
 * on the data alone, and the blocks' gradients are added in order.
 */
final class CrfLoss implements Lbfgs.Objective {
  private static final int BLOCKS = 8;

  private final CrfWeights shape;
  private final int[] starts;
  private final int[] present;
  private final int templates;
  private final int[] y;
  private final double l2;
  private final Run run;

  CrfLoss(
      CrfWeights shape, int[] starts, int[] present, int templates, int[] y, double l2, Run run) {
    this.shape = shape;
    this.starts = starts;
    this.present = present;
    this.templates = templates;
    this.y = y;
    this.l2 = l2;
    this.run = run;
  }

  @Override
  public double value(double[] w, double[] gradient) {
    int rows = starts.length - 1;
    int blocks = Math.min(BLOCKS, rows);
    var parts =
        run.map(
            blocks,
            b -> {
              var part = new Part(w);
              int to = (int) ((long) rows * (b + 1) / blocks);
              for (int i = (int) ((long) rows * b / blocks); i < to; i++)
                part.sequence(starts[i], starts[i + 1]);
              return part;
            });
    double value = 0;
    Arrays.fill(gradient, 0);
    for (var part : parts) {
      value += part.value;
      Vectors.add(1, part.gradient, gradient);
    }
    for (int j = 0; j < w.length; j++) {
      value += l2 * w[j] * w[j];
      gradient[j] += 2 * l2 * w[j];
    }
    return value;
  }

  /** The share of some sequences. */
  private final class Part {
    private final double[] w;
    private final double[] gradient;
    private final CrfLattice lattice;
    private double value;

    Part(double[] w) {
      this.w = w;
      gradient = new double[w.length];
      lattice = new CrfLattice(shape.labels(), shape.transitions(w));
    }

    void sequence(int from, int to) {
      int n = shape.labels();
      int length = to - from;
      if (length == 0) return;
      var scores = shape.scores(w, present, templates, from, to);
      double right = 0;
      for (int t = 0; t < length; t++) {
        right += scores[t * n + y[from + t]];
        if (t > 0) right += w[shape.transition(y[from + t - 1], y[from + t])];
      }
      value += lattice.run(scores, length) - right;
      var expected = lattice.places(length);
      for (int t = 0; t < length; t++) {
        expected[t * n + y[from + t]] -= 1;
        shape.addFeatures(gradient, present, templates, from + t, expected, t * n);
      }
      lattice.addTransitions(length, gradient, shape.transition(0, 0));
      for (int t = 1; t < length; t++)
        gradient[shape.transition(y[from + t - 1], y[from + t])] -= 1;
    }
  }

  /** Which labels each feature was seen with, as compressed rows: only these have a weight. */
  static CrfWeights weights(int[] present, int templates, int[] y, int features, int labels) {
    var seen = new ArrayList<boolean[]>();
    for (int l = 0; l < labels; l++) seen.add(new boolean[features]);
    for (int k = 0; k < y.length; k++)
      for (int t = 0; t < templates; t++) {
        int f = present[k * templates + t];
        if (f >= 0) seen.get(y[k])[f] = true;
      }
    return CrfWeights.of(List.copyOf(seen), features);
  }
}

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
  private static final int STRETCHES = 8;

  private final CrfWeights shape;
  private final int[] starts;
  private final int[] present;
  private final int templates;
  private final int[] y;
  private final double l2;
  private final Run run;
  private final List<Part> parts = new ArrayList<>();

  CrfLoss(
      CrfWeights shape, int[] starts, int[] present, int templates, int[] y, double l2, Run run) {
    this.shape = shape;
    this.starts = starts;
    this.present = present;
    this.templates = templates;
    this.y = y;
    this.l2 = l2;
    this.run = run;
    int rows = starts.length - 1;
    int blocks = Math.min(BLOCKS, rows);
    for (int b = 0; b < blocks; b++) {
      int from = (int) ((long) rows * b / blocks);
      parts.add(new Part(from, (int) ((long) rows * (b + 1) / blocks)));
    }
  }

  @Override
  public double value(double[] w, double[] gradient) {
    run.map(
        parts.size(),
        b -> {
          parts.get(b).sum(w);
          return b;
        });
    // in parallel too, each stretch of the gradient by itself
    var squares =
        run.map(
            STRETCHES,
            s -> {
              int from = (int) ((long) w.length * s / STRETCHES);
              int to = (int) ((long) w.length * (s + 1) / STRETCHES);
              return merge(w, gradient, from, to);
            });
    double value = 0;
    for (var part : parts) value += part.value;
    for (double s : squares) value += l2 * s;
    return value;
  }

  /** Adds up the parts' gradients, in their order; the sum of the squared weights. */
  private double merge(double[] w, double[] gradient, int from, int to) {
    double squares = 0;
    for (int j = from; j < to; j++) {
      gradient[j] = 2 * l2 * w[j];
      squares += w[j] * w[j];
    }
    for (var part : parts) Vectors.add(1, part.gradient, from, gradient, from, to - from);
    return squares;
  }

  /** The share of some sequences. Its arrays are kept from iteration to iteration. */
  private final class Part {
    private final int firstRow;
    private final int endRow;
    private final double[] gradient;
    private final CrfLattice lattice;
    private double[] scores = new double[0];
    private double value;

    Part(int firstRow, int endRow) {
      this.firstRow = firstRow;
      this.endRow = endRow;
      gradient = new double[shape.size()];
      lattice = new CrfLattice(shape.labels());
    }

    void sum(double[] w) {
      value = 0;
      Arrays.fill(gradient, 0);
      lattice.transitions(w, shape.transition(0, 0));
      for (int i = firstRow; i < endRow; i++) sequence(w, starts[i], starts[i + 1]);
      lattice.addTransitions(gradient, shape.transition(0, 0));
    }

    private void sequence(double[] w, int from, int to) {
      int n = shape.labels();
      int length = to - from;
      if (length == 0) return;
      if (scores.length < length * n) scores = new double[length * n];
      shape.scores(w, present, templates, from, to, scores);
      double right = 0;
      for (int t = 0; t < length; t++) {
        right += scores[t * n + y[from + t]];
        if (t > 0) right += w[shape.transition(y[from + t - 1], y[from + t])];
      }
      value += lattice.run(scores, length) - right;
      var expected = scores; // not needed any more
      lattice.places(length, expected);
      for (int t = 0; t < length; t++) {
        expected[t * n + y[from + t]] -= 1;
        shape.addFeatures(gradient, present, templates, from + t, expected, t * n);
      }
      lattice.countTransitions(length);
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

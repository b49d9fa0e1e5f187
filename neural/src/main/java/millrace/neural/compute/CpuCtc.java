package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Loss.Ctc;

/**
 * {@link Ctc} on the processor, in double: forward and backward sums over the alignments of each
 * sequence with its labels, a blank before, between and after them.
 */
final class CpuCtc {
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  private final Ctc op;
  private final float[] x;
  private final float[] loss;
  private final float[] grad;
  private final int steps;
  private final int batch;
  private final int classes;

  CpuCtc(Ctc op, Tensor in, Tensor[] out) {
    this.op = op;
    x = in.floats();
    loss = out[0].floats();
    grad = out[1].floats();
    steps = in.dim(0);
    batch = in.dim(1);
    classes = in.dim(2);
  }

  void run(Team team) {
    Arrays.fill(grad, 0, steps * batch * classes, 0);
    team.run(batch, (sequence, _) -> sequence(sequence));
  }

  /** The class at a place of the labels with blanks around each. */
  private int at(int[] labels, int place) {
    return place % 2 == 0 ? op.blank() : labels[place / 2];
  }

  /** Whether a blank may be left out on the way to this place: not between equal labels. */
  private boolean skips(int[] labels, int place) {
    return place % 2 == 1 && place >= 3 && labels[place / 2] != labels[place / 2 - 1];
  }

  private void sequence(int b) {
    var labels = op.labels()[b];
    int t = op.length(b, steps);
    int places = 2 * labels.length + 1;
    if (t == 0) {
      double empty = labels.length == 0 ? 0 : Double.POSITIVE_INFINITY;
      loss[b] = (float) (op.zeroInfinity() && empty > 0 ? 0 : empty);
      return;
    }
    var forward = forward(b, labels, t, places);
    var last = forward[t - 1];
    double all = places == 1 ? last[0] : add(last[places - 1], last[places - 2]);
    if (all == NEVER) { // nothing to learn from it: the gradient stays 0
      loss[b] = op.zeroInfinity() ? 0 : Float.POSITIVE_INFINITY;
      return;
    }
    loss[b] = (float) -all;
    gradient(b, labels, forward, all);
  }

  private double score(int b, int step, int k) {
    return x[(step * batch + b) * classes + k];
  }

  private double[][] forward(int b, int[] labels, int t, int places) {
    var forward = new double[t][places];
    for (int s = 0; s < t; s++) {
      for (int p = 0; p < places; p++) {
        double before = s == 0 ? (p < 2 ? 0 : NEVER) : forward[s - 1][p];
        if (s > 0 && p > 0) before = add(before, forward[s - 1][p - 1]);
        if (s > 0 && skips(labels, p)) before = add(before, forward[s - 1][p - 2]);
        forward[s][p] = before + score(b, s, at(labels, p));
      }
    }
    return forward;
  }

  /** Minus the share of each class at each step in all alignments. */
  private void gradient(int b, int[] labels, double[][] forward, double all) {
    int t = forward.length;
    int places = forward[0].length;
    var after = new double[places]; // of what follows a step, without the step itself
    for (int p = 0; p < places; p++) after[p] = p >= places - 2 ? 0 : NEVER;
    for (int s = t - 1; s >= 0; s--) {
      int row = (s * batch + b) * classes;
      for (int p = 0; p < places; p++)
        grad[row + at(labels, p)] -= (float) Math.exp(forward[s][p] + after[p] - all);
      var next = new double[places];
      for (int p = 0; p < places; p++) {
        next[p] = after[p] + score(b, s, at(labels, p));
        if (p + 1 < places) next[p] = add(next[p], after[p + 1] + score(b, s, at(labels, p + 1)));
        if (p + 2 < places && skips(labels, p + 2))
          next[p] = add(next[p], after[p + 2] + score(b, s, at(labels, p + 2)));
      }
      after = next;
    }
  }

  /** ln(eᵃ + eᵇ). */
  private static double add(double a, double b) {
    double max = Math.max(a, b);
    return max == NEVER ? NEVER : max + Math.log1p(Math.exp(Math.min(a, b) - max));
  }
}

package millrace.neural.compute;

import java.util.Arrays;

/**
 * The alignments of one label sequence with one sequence of log-probabilities. An alignment names a
 * label or the blank at each step; repetitions of a label count once unless a blank lies between.
 * With a blank before, between and after the labels ({@link #withBlanks}), an alignment is a walk
 * through that sequence that starts at one of its first two symbols, ends at one of its last two,
 * and at each step stays, goes on by one, or by two over a blank between different labels.
 *
 * <p>Logarithms throughout: the probabilities of long sequences are too small for numbers.
 */
final class ReferenceCtc {
  private final double[] logs;
  private final int offset;
  private final int stride;
  private final int steps;

  /** Step t's log-probability of class c is {@code logs[offset + t · stride + c]}. */
  ReferenceCtc(double[] logs, int offset, int stride, int steps) {
    this.logs = logs;
    this.offset = offset;
    this.stride = stride;
    this.steps = steps;
  }

  static int[] withBlanks(int[] labels, int blank) {
    var out = new int[2 * labels.length + 1];
    Arrays.fill(out, blank);
    for (int i = 0; i < labels.length; i++) out[2 * i + 1] = labels[i];
    return out;
  }

  /** Minus the log-probability of all walks; its gradient is written where logs has its numbers. */
  double loss(int[] symbols, double[] gradient) {
    int n = symbols.length;
    if (steps == 0) return n == 1 ? 0 : Double.POSITIVE_INFINITY;
    // alpha: all walks up to here, this step included; beta: all walks on from here, this included
    var alpha = new double[steps][n];
    for (int t = 0; t < steps; t++)
      for (int s = 0; s < n; s++) {
        double sum = Double.NEGATIVE_INFINITY;
        if (t == 0 && s < 2) sum = 0;
        for (int back = 0; t > 0 && back <= 2 && back <= s; back++)
          if (allowed(symbols, s - back, s)) sum = add(sum, alpha[t - 1][s - back]);
        alpha[t][s] = sum + at(t, symbols[s]);
      }
    var beta = new double[steps][n];
    for (int t = steps - 1; t >= 0; t--)
      for (int s = 0; s < n; s++) {
        double sum = Double.NEGATIVE_INFINITY;
        if (t == steps - 1 && s >= n - 2) sum = 0;
        for (int on = 0; t < steps - 1 && on <= 2 && s + on < n; on++)
          if (allowed(symbols, s, s + on)) sum = add(sum, beta[t + 1][s + on]);
        beta[t][s] = sum + at(t, symbols[s]);
      }
    double all = alpha[steps - 1][n - 1];
    if (n > 1) all = add(all, alpha[steps - 1][n - 2]);
    if (all == Double.NEGATIVE_INFINITY) return Double.POSITIVE_INFINITY; // the gradient stays 0
    for (int t = 0; t < steps; t++)
      for (int s = 0; s < n; s++) {
        double through = alpha[t][s] + beta[t][s]; // this step's own probability is in both
        if (through == Double.NEGATIVE_INFINITY) continue;
        int i = offset + t * stride + symbols[s];
        gradient[i] -= Math.exp(through - logs[i] - all);
      }
    return -all;
  }

  private double at(int t, int symbol) {
    return logs[offset + t * stride + symbol];
  }

  /** Whether a walk may go from one place to another that is 0 to 2 further. */
  private static boolean allowed(int[] symbols, int from, int to) {
    // over a blank, which two places with one symbol (blanks, or a label twice) need between them
    return to - from < 2 || symbols[from] != symbols[to];
  }

  /** log(eᵃ + eᵇ). */
  private static double add(double a, double b) {
    double most = Math.max(a, b);
    if (most == Double.NEGATIVE_INFINITY) return most;
    return most + Math.log1p(Math.exp(Math.min(a, b) - most));
  }
}

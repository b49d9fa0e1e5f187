package millrace.preprocess;

import java.util.random.RandomGenerator;
import millrace.run.Run;

/**
 * Stochastic gradient descent on the cross entropy of a fuzzy graph: each edge is drawn as often as
 * its weight says, and random rows are pushed away with each.
 */
final class UmapDescent {
  private final double[] y;
  private final int d;
  private final double a;
  private final double b;
  private final int epochs;

  /** Both ends of each edge that is drawn at least once, and every how many epochs it is. */
  private final int[] head;

  private final int[] tail;
  private final double[] every;

  UmapDescent(Affinities graph, double[] y, int d, double a, double b, int epochs) {
    this.y = y;
    this.d = d;
    this.a = a;
    this.b = b;
    this.epochs = epochs;
    double most = 0;
    for (double w : graph.weights()) most = Math.max(most, w);
    int n = 0;
    for (double w : graph.weights()) if (w > 0 && w >= most / epochs) n++;
    head = new int[n];
    tail = new int[n];
    every = new double[n];
    n = 0;
    for (int i = 0; i + 1 < graph.starts().length; i++) {
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
        double w = graph.weights()[e];
        if (!(w > 0 && w >= most / epochs)) continue;
        head[n] = i;
        tail[n] = graph.rows()[e];
        every[n++] = most / w;
      }
    }
  }

  void run(double learningRate, int negatives, Run run) {
    var random = run.random("descent");
    var next = every.clone();
    var nextNegative = new double[every.length];
    for (int e = 0; e < every.length; e++) nextNegative[e] = every[e] / Math.max(1, negatives);
    for (int t = 0; t < epochs; t++) {
      double rate = learningRate * (1 - t / (double) epochs);
      for (int e = 0; e < every.length; e++) {
        if (next[e] > t) continue;
        pull(head[e] * d, tail[e] * d, rate);
        next[e] += every[e];
        if (negatives == 0) continue;
        double each = every[e] / negatives;
        int pushed = (int) ((t - nextNegative[e]) / each);
        for (int k = 0; k < pushed; k++) push(head[e] * d, random, rate);
        nextNegative[e] += pushed * each;
      }
      if (!run.step("epoch", t + 1, epochs)) break;
    }
    run.step("epoch", epochs, epochs);
  }

  private double square(int i, int j) {
    double s = 0;
    for (int c = 0; c < d; c++) {
      double v = y[i + c] - y[j + c];
      s += v * v;
    }
    return s;
  }

  private void pull(int i, int j, double rate) {
    double square = square(i, j);
    if (square == 0) return;
    double power = Math.pow(square, b);
    double f = -2 * a * b * power / square / (a * power + 1);
    for (int c = 0; c < d; c++) {
      double move = rate * Math.clamp(f * (y[i + c] - y[j + c]), -4, 4);
      y[i + c] += move;
      y[j + c] -= move;
    }
  }

  private void push(int i, RandomGenerator random, double rate) {
    int j = random.nextInt(y.length / d) * d;
    double square = square(i, j);
    if (square == 0) return;
    double f = 2 * b / ((0.001 + square) * (a * Math.pow(square, b) + 1));
    for (int c = 0; c < d; c++) y[i + c] += rate * Math.clamp(f * (y[i + c] - y[j + c]), -4, 4);
  }
}

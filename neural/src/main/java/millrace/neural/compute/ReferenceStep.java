package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/** {@link Step} in double, rule by rule, with the names that {@link Rule} has. */
final class ReferenceStep {
  private final double[] s;
  private final double[] p;
  private final double[] gradient;
  private final double[][] states;

  private ReferenceStep(Step op, Tensor[] in) {
    s = op.s();
    p = numbers(in[0]);
    gradient = numbers(in[1]);
    states = new double[in.length - 2][];
    for (int k = 0; k < states.length; k++) states[k] = numbers(in[2 + k]);
  }

  static void run(Step op, Tensor[] in) {
    var step = new ReferenceStep(op, in);
    for (int i = 0; i < in[0].size(); i++)
      switch (op.rule()) {
        case SGD -> step.p[i] -= step.s[0] * step.decayed(i);
        case MOMENTUM -> step.momentum(i);
        case ADAGRAD -> step.adagrad(i);
        case ADADELTA -> step.adadelta(i);
        case RMSPROP -> step.rmsprop(i);
        case ADAM -> step.adam(i);
        case ADAMAX -> step.adamax(i);
        case NADAM -> step.nadam(i);
        case RADAM -> step.radam(i);
        case FTRL -> step.ftrl(i);
        case LION -> step.lion(i);
      }
  }

  /** g + decay·p. */
  private double decayed(int i) {
    return gradient[i] + s[1] * p[i];
  }

  /** As {@link #decayed}, or decoupled: p shrinks first, and g is as it is. */
  private double decayed(int i, boolean decoupled) {
    if (!decoupled) return decayed(i);
    p[i] *= 1 - s[0] * s[1];
    return gradient[i];
  }

  /** Moves a state towards x: a ← keep·a + (1 − keep)·x. */
  private double average(int state, int i, double keep, double x) {
    states[state][i] = keep * states[state][i] + (1 - keep) * x;
    return states[state][i];
  }

  private void momentum(int i) {
    double momentum = s[2];
    double dampening = s[3];
    boolean nesterov = s[4] != 0;
    boolean first = s[5] != 0;
    double g = decayed(i);
    double b = first ? g : momentum * states[0][i] + (1 - dampening) * g;
    states[0][i] = b;
    p[i] -= s[0] * (nesterov ? g + momentum * b : b);
  }

  private void adagrad(int i) {
    double g = decayed(i);
    states[0][i] += g * g;
    double v = states[0][i];
    p[i] -= s[0] * g / (Math.sqrt(v) + s[2]);
  }

  private void adadelta(int i) {
    double rho = s[2];
    double eps = s[3];
    double g = decayed(i);
    double v = average(0, i, rho, g * g);
    double d = g * Math.sqrt(states[1][i] + eps) / Math.sqrt(v + eps);
    average(1, i, rho, d * d);
    p[i] -= s[0] * d;
  }

  private void rmsprop(int i) {
    double alpha = s[2];
    double eps = s[3];
    double momentum = s[4];
    boolean centered = s[5] != 0;
    double g = decayed(i);
    double v = average(0, i, alpha, g * g);
    if (centered) {
      double a = average(2, i, alpha, g);
      v -= a * a;
    }
    double d = g / (Math.sqrt(v) + eps);
    if (states.length > 1) {
      d += momentum * states[1][i];
      states[1][i] = d;
    }
    p[i] -= s[0] * d;
  }

  private void adam(int i) {
    boolean amsgrad = s[8] != 0;
    double g = decayed(i, s[7] != 0);
    double m = average(0, i, s[2], g);
    double v = average(1, i, s[3], g * g);
    if (amsgrad) {
      v = Math.max(states[2][i], v);
      states[2][i] = v;
    }
    p[i] -= s[0] / s[5] * m / (Math.sqrt(v) / Math.sqrt(s[6]) + s[4]);
  }

  private void adamax(int i) {
    double g = decayed(i);
    double m = average(0, i, s[2], g);
    double u = Math.max(s[3] * states[1][i], Math.abs(g) + s[4]);
    states[1][i] = u;
    p[i] -= s[0] / s[5] * m / u;
  }

  private void nadam(int i) {
    double g = decayed(i, s[8] != 0);
    double m = average(0, i, s[2], g);
    double v = average(1, i, s[3], g * g);
    p[i] -= s[0] * (s[6] * g + s[7] * m) / (Math.sqrt(v / s[5]) + s[4]);
  }

  private void radam(int i) {
    double r = s[7];
    double g = decayed(i, s[8] != 0);
    double m = average(0, i, s[2], g);
    double v = average(1, i, s[3], g * g);
    double adapted = r > 0 ? r * Math.sqrt(s[6]) / (Math.sqrt(v) + s[4]) : 1;
    p[i] -= s[0] * m / s[5] * adapted;
  }

  /** Only the l1 part of z above ±l1 moves p away from 0. */
  private void ftrl(int i) {
    double rate = s[0];
    double power = -s[1];
    double l1 = s[2];
    double l2 = s[3];
    double shrinkage = s[4];
    double beta = s[5];
    double g = gradient[i];
    double n = states[0][i];
    double grown = n + g * g;
    double sigma = (Math.pow(grown, power) - Math.pow(n, power)) / rate;
    double z = states[1][i] + g + 2 * shrinkage * p[i] - sigma * p[i];
    states[1][i] = z;
    states[0][i] = grown;
    double excess = z - Math.clamp(z, -l1, l1);
    p[i] = -excess / ((Math.pow(grown, power) + beta) / rate + 2 * l2);
  }

  private void lion(int i) {
    double m = states[0][i];
    double g = gradient[i];
    p[i] = p[i] * (1 - s[0] * s[1]) - s[0] * Math.signum(s[2] * m + (1 - s[2]) * g);
    average(0, i, s[3], g);
  }
}

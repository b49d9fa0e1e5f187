package millrace.neural.compute;

import millrace.neural.compute.Update.Rule;

/** The rules of {@link Update.Rule}, in double, as their Javadoc states them. */
final class ScalarSteps {
  private ScalarSteps() {}

  static void step(Rule rule, double[] s, float[][] in, int from, int n) {
    for (int i = from; i < from + n; i++) {
      double p = in[0][i];
      double g = in[1][i];
      double next =
          switch (rule) {
            case SGD -> p - s[0] * (g + s[1] * p);
            case MOMENTUM -> momentum(s, p, g + s[1] * p, in[2], i);
            case ADAGRAD -> {
              double d = g + s[1] * p;
              in[2][i] += (float) (d * d);
              yield p - s[0] * d / (Math.sqrt(in[2][i]) + s[2]);
            }
            case ADADELTA -> adadelta(s, p, g + s[1] * p, in, i);
            case RMSPROP -> rmsprop(s, p, g + s[1] * p, in, i);
            case ADAM -> adam(s, p, g, in, i);
            case ADAMAX -> {
              double d = g + s[1] * p;
              double m = average(in[2], i, s[2], d);
              double u = Math.max(s[3] * in[3][i], Math.abs(d) + s[4]);
              in[3][i] = (float) u;
              yield p - s[0] / s[5] * m / u;
            }
            case NADAM -> {
              double q = s[8] != 0 ? p * (1 - s[0] * s[1]) : p;
              double d = s[8] != 0 ? g : g + s[1] * p;
              double m = average(in[2], i, s[2], d);
              double v = average(in[3], i, s[3], d * d);
              yield q - s[0] * (s[6] * d + s[7] * m) / (Math.sqrt(v / s[5]) + s[4]);
            }
            case RADAM -> {
              double q = s[8] != 0 ? p * (1 - s[0] * s[1]) : p;
              double d = s[8] != 0 ? g : g + s[1] * p;
              double m = average(in[2], i, s[2], d);
              double v = average(in[3], i, s[3], d * d);
              double r = s[7] > 0 ? s[7] * Math.sqrt(s[6]) / (Math.sqrt(v) + s[4]) : 1;
              yield q - s[0] * m / s[5] * r;
            }
            case FTRL -> ftrl(s, p, g, in, i);
            case LION -> {
              double way = Math.signum(s[2] * in[2][i] + (1 - s[2]) * g);
              average(in[2], i, s[3], g);
              yield p * (1 - s[0] * s[1]) - s[0] * way;
            }
          };
      in[0][i] = (float) next;
    }
  }

  /** The moving average a ← w·a + (1 − w)·x. */
  private static double average(float[] a, int i, double w, double x) {
    double next = w * a[i] + (1 - w) * x;
    a[i] = (float) next;
    return next;
  }

  private static double momentum(double[] s, double p, double g, float[] state, int i) {
    double b = s[5] != 0 ? g : s[2] * state[i] + (1 - s[3]) * g;
    state[i] = (float) b;
    return p - s[0] * (s[4] != 0 ? g + s[2] * b : b);
  }

  private static double adadelta(double[] s, double p, double g, float[][] in, int i) {
    double v = average(in[2], i, s[2], g * g);
    double d = g * Math.sqrt(in[3][i] + s[3]) / Math.sqrt(v + s[3]);
    average(in[3], i, s[2], d * d);
    return p - s[0] * d;
  }

  private static double rmsprop(double[] s, double p, double g, float[][] in, int i) {
    double v = average(in[2], i, s[2], g * g);
    if (s[5] != 0) {
      double a = average(in[4], i, s[2], g);
      v -= a * a;
    }
    double d = g / (Math.sqrt(v) + s[3]);
    if (in.length == 3) return p - s[0] * d; // without momentum
    double b = s[4] * in[3][i] + d;
    in[3][i] = (float) b;
    return p - s[0] * b;
  }

  private static double adam(double[] s, double p, double g, float[][] in, int i) {
    boolean decoupled = s[7] != 0;
    double q = decoupled ? p * (1 - s[0] * s[1]) : p;
    double d = decoupled ? g : g + s[1] * p;
    double m = average(in[2], i, s[2], d);
    double w = average(in[3], i, s[3], d * d);
    if (s[8] != 0) {
      w = Math.max(in[4][i], w);
      in[4][i] = (float) w;
    }
    return q - s[0] / s[5] * m / (Math.sqrt(w) / Math.sqrt(s[6]) + s[4]);
  }

  private static double ftrl(double[] s, double p, double g, float[][] in, int i) {
    double rate = s[0];
    double power = s[1];
    double l1 = s[2];
    double l2 = s[3] + s[5] / (2 * rate);
    double n = in[2][i];
    double grown = n + g * g;
    double shrunk = g + 2 * s[4] * p;
    double sigma = (Math.pow(grown, -power) - Math.pow(n, -power)) / rate;
    double z = in[3][i] + shrunk - sigma * p;
    in[2][i] = (float) grown;
    in[3][i] = (float) z;
    double quadratic = Math.pow(grown, -power) / rate + 2 * l2;
    return Math.abs(z) > l1 ? (Math.signum(z) * l1 - z) / quadratic : 0;
  }
}

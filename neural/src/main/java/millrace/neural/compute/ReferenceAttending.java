package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Attending.Attend;
import millrace.neural.compute.Attending.AttendGrad;
import millrace.neural.compute.Attending.Rotate;

/** {@link Attending} in double. */
final class ReferenceAttending {
  private ReferenceAttending() {}

  static void run(Attending op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Attend a -> attend(a, in, out);
      case AttendGrad g -> attendGrad(g.forward(), in, out);
      case Rotate r -> rotate(r, in[0], out[0]);
    }
  }

  /**
   * The weights of query t of head h, before dropout; zeros for what it does not see. Behind them
   * stands ln Σ e^score.
   */
  private static double[] weights(Attend op, Tensor q, Tensor k, int b, int h, int t) {
    int keys = k.dim(1);
    int d = q.dim(2) / op.heads();
    int group = h / (op.heads() / op.groups());
    int n = op.seen(b, t, keys);
    var w = new double[keys + 1];
    double most = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < d; i++)
        w[s] +=
            numbers(q)[(b * q.dim(1) + t) * q.dim(2) + h * d + i]
                * numbers(k)[(b * keys + s) * k.dim(2) + group * d + i];
      w[s] *= op.scale();
      most = Math.max(most, w[s]);
    }
    double sum = 0;
    for (int s = 0; s < n; s++) {
      w[s] = Math.exp(w[s] - most);
      sum += w[s];
    }
    for (int s = 0; s < n; s++) w[s] /= sum;
    w[keys] = most + Math.log(sum); // of nothing: minus infinity
    return w;
  }

  /** What weight (b, h, t, s) is multiplied by: 0 or 1/(1 − dropout). */
  private static double kept(Attend op, int b, int h, int t, int queries, int s, int keys) {
    if (op.dropout() == 0) return 1;
    int i = ((b * op.heads() + h) * queries + t) * keys + s;
    return op.drops().dropped(i) ? 0 : 1 / (1 - op.dropout());
  }

  private static void attend(Attend op, Tensor[] in, Tensor[] out) {
    int queries = in[0].dim(1);
    int keys = in[1].dim(1);
    int e = in[2].dim(2) / op.groups();
    var y = numbers(out[0]);
    for (int b = 0; b < in[0].dim(0); b++)
      for (int h = 0; h < op.heads(); h++)
        for (int t = 0; t < queries; t++) {
          int group = h / (op.heads() / op.groups());
          int n = op.seen(b, t, keys);
          var w = weights(op, in[0], in[1], b, h, t);
          for (int s = 0; s < n; s++)
            for (int i = 0; i < e; i++)
              y[(b * queries + t) * op.heads() * e + h * e + i] +=
                  w[s]
                      * kept(op, b, h, t, queries, s, keys)
                      * numbers(in[2])[(b * keys + s) * in[2].dim(2) + group * e + i];
          numbers(out[1])[(b * op.heads() + h) * queries + t] = w[keys];
        }
  }

  /** By the weights p: dv = pᵀ·g, dp = g·vᵀ, ds = p∘(dp − Σ p·dp), dq = ds·k, dk = dsᵀ·q. */
  private static void attendGrad(Attend op, Tensor[] in, Tensor[] out) {
    int queries = in[0].dim(1);
    int keys = in[1].dim(1);
    int d = in[0].dim(2) / op.heads();
    int e = in[2].dim(2) / op.groups();
    var q = numbers(in[0]);
    var k = numbers(in[1]);
    var v = numbers(in[2]);
    var g = numbers(in[5]);
    for (int b = 0; b < in[0].dim(0); b++)
      for (int h = 0; h < op.heads(); h++)
        for (int t = 0; t < queries; t++) {
          int group = h / (op.heads() / op.groups());
          int n = op.seen(b, t, keys);
          int qo = (b * queries + t) * in[0].dim(2) + h * d;
          int go = (b * queries + t) * op.heads() * e + h * e;
          var p = weights(op, in[0], in[1], b, h, t);
          var dp = new double[n];
          double mean = 0;
          for (int s = 0; s < n; s++) {
            int vo = (b * keys + s) * in[2].dim(2) + group * e;
            double kept = kept(op, b, h, t, queries, s, keys);
            for (int i = 0; i < e; i++) {
              dp[s] += kept * g[go + i] * v[vo + i];
              numbers(out[2])[vo + i] += kept * p[s] * g[go + i];
            }
            mean += p[s] * dp[s];
          }
          for (int s = 0; s < n; s++) {
            int ko = (b * keys + s) * in[1].dim(2) + group * d;
            double ds = op.scale() * p[s] * (dp[s] - mean);
            for (int i = 0; i < d; i++) {
              numbers(out[0])[qo + i] += ds * k[ko + i];
              numbers(out[1])[ko + i] += ds * q[qo + i];
            }
          }
        }
  }

  private static void rotate(Rotate op, Tensor in, Tensor out) {
    int rows = in.dim(1);
    int d = in.dim(2) / op.heads();
    var turns = op.turns(rows, d);
    var x = numbers(in);
    var y = numbers(out);
    for (int r = 0; r < in.size() / d; r++) {
      int t = r / op.heads() % rows;
      for (int i = 0; i < d / 2; i++) {
        int one = r * d + (op.adjacent() ? 2 * i : i);
        int two = r * d + (op.adjacent() ? 2 * i + 1 : i + d / 2);
        double c = turns[t * d + 2 * i];
        double s = turns[t * d + 2 * i + 1];
        y[one] = x[one] * c - x[two] * s;
        y[two] = x[one] * s + x[two] * c;
      }
    }
  }
}

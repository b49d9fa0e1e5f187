package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import millrace.neural.compute.Update.Rule;

/**
 * The rules of {@link Rule} by vectors, each in one pass over memory. Numbers are combined in
 * double before they become floats.
 */
final class SimdSteps {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;

  private SimdSteps() {}

  /**
   * An {@link Update.Step}.
   *
   * @param n a multiple of the vector's length
   */
  static void step(Rule rule, double[] s, float[][] in, int from, int n) {
    int to = from + n;
    var p = in[0];
    var g = in[1];
    switch (rule) {
      case SGD -> sgd(s, p, g, from, to);
      case MOMENTUM -> momentum(s, p, g, in[2], from, to);
      case ADAGRAD -> adagrad(s, p, g, in[2], from, to);
      case ADADELTA -> adadelta(s, p, g, in[2], in[3], from, to);
      case RMSPROP -> {
        if (s[5] != 0) ScalarSteps.step(rule, s, in, from, n); // centered
        else if (in.length == 3) rmsprop(s, p, g, in[2], from, to);
        else rmsprop(s, p, g, in[2], in[3], from, to);
      }
      case ADAM -> {
        if (s[8] == 0) adam(s, p, g, in[2], in[3], from, to);
        else amsgrad(s, p, g, in[2], in[3], in[4], from, to);
      }
      case ADAMAX -> adamax(s, p, g, in[2], in[3], from, to);
      case NADAM -> nadam(s, p, g, in[2], in[3], from, to);
      case RADAM -> radam(s, p, g, in[2], in[3], from, to);
      case FTRL -> {
        if (s[1] == -0.5) ftrl(s, p, g, in[2], in[3], from, to);
        else ScalarSteps.step(rule, s, in, from, n);
      }
      case LION -> lion(s, p, g, in[2], from, to);
    }
  }

  private static FloatVector at(float[] a, int i) {
    return FloatVector.fromArray(S, a, i);
  }

  private static FloatVector all(double x) {
    return FloatVector.broadcast(S, (float) x);
  }

  private static void sgd(double[] s, float[] p, float[] g, int from, int to) {
    var rate = all(-s[0]);
    var keep = all(1 - s[0] * s[1]);
    for (int i = from; i < to; i += W) at(g, i).fma(rate, at(p, i).mul(keep)).intoArray(p, i);
  }

  private static void momentum(double[] s, float[] p, float[] g, float[] state, int from, int to) {
    boolean first = s[5] != 0;
    boolean nesterov = s[4] != 0;
    var rate = all(-s[0]);
    var decay = all(s[1]);
    var old = all(first ? 0 : s[2]);
    var fresh = all(first ? 1 : 1 - s[3]);
    var direct = all(nesterov ? 1 : 0);
    var ahead = all(nesterov ? s[2] : 1);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var b = at(state, i).fma(old, d.mul(fresh));
      b.intoArray(state, i);
      b.fma(ahead, d.mul(direct)).fma(rate, q).intoArray(p, i);
    }
  }

  private static void adagrad(double[] s, float[] p, float[] g, float[] sum, int from, int to) {
    var rate = all(-s[0]);
    var decay = all(s[1]);
    var eps = all(s[2]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var v = d.fma(d, at(sum, i));
      v.intoArray(sum, i);
      d.div(v.sqrt().add(eps)).fma(rate, q).intoArray(p, i);
    }
  }

  private static void adadelta(
      double[] s, float[] p, float[] g, float[] squares, float[] moves, int from, int to) {
    var rate = all(-s[0]);
    var decay = all(s[1]);
    var old = all(s[2]);
    var fresh = all(1 - s[2]);
    var eps = all(s[3]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var v = at(squares, i).fma(old, d.mul(d).mul(fresh));
      v.intoArray(squares, i);
      var u = at(moves, i);
      var move = d.mul(u.add(eps).sqrt().div(v.add(eps).sqrt()));
      u.fma(old, move.mul(move).mul(fresh)).intoArray(moves, i);
      move.fma(rate, q).intoArray(p, i);
    }
  }

  private static void rmsprop(double[] s, float[] p, float[] g, float[] squares, int from, int to) {
    var rate = all(-s[0]);
    var decay = all(s[1]);
    var old = all(s[2]);
    var fresh = all(1 - s[2]);
    var eps = all(s[3]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var v = at(squares, i).fma(old, d.mul(d).mul(fresh));
      v.intoArray(squares, i);
      d.div(v.sqrt().add(eps)).fma(rate, q).intoArray(p, i);
    }
  }

  /** With momentum. */
  private static void rmsprop(
      double[] s, float[] p, float[] g, float[] squares, float[] moves, int from, int to) {
    var rate = all(-s[0]);
    var decay = all(s[1]);
    var old = all(s[2]);
    var fresh = all(1 - s[2]);
    var eps = all(s[3]);
    var momentum = all(s[4]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var v = at(squares, i).fma(old, d.mul(d).mul(fresh));
      v.intoArray(squares, i);
      var move = at(moves, i).fma(momentum, d.div(v.sqrt().add(eps)));
      move.intoArray(moves, i);
      move.fma(rate, q).intoArray(p, i);
    }
  }

  /** What p is multiplied by before a step whose decay is decoupled. */
  private static FloatVector keep(boolean decoupled, double[] s) {
    return all(decoupled ? 1 - s[0] * s[1] : 1);
  }

  /** What of p is added to g if the decay is not decoupled. */
  private static FloatVector decay(boolean decoupled, double[] s) {
    return all(decoupled ? 0 : s[1]);
  }

  private static void adam(
      double[] s, float[] p, float[] g, float[] first, float[] second, int from, int to) {
    var keep = keep(s[7] != 0, s);
    var decay = decay(s[7] != 0, s);
    var oldM = all(s[2]);
    var freshM = all(1 - s[2]);
    var oldV = all(s[3]);
    var freshV = all(1 - s[3]);
    var rate = all(-s[0] / s[5]);
    var scale = all(1 / Math.sqrt(s[6]));
    var eps = all(s[4]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var m = at(first, i).fma(oldM, d.mul(freshM));
      m.intoArray(first, i);
      var v = at(second, i).fma(oldV, d.mul(d).mul(freshV));
      v.intoArray(second, i);
      m.div(v.sqrt().fma(scale, eps)).fma(rate, q.mul(keep)).intoArray(p, i);
    }
  }

  private static void amsgrad(
      double[] s,
      float[] p,
      float[] g,
      float[] first,
      float[] second,
      float[] most,
      int from,
      int to) {
    var keep = keep(s[7] != 0, s);
    var decay = decay(s[7] != 0, s);
    var oldM = all(s[2]);
    var freshM = all(1 - s[2]);
    var oldV = all(s[3]);
    var freshV = all(1 - s[3]);
    var rate = all(-s[0] / s[5]);
    var scale = all(1 / Math.sqrt(s[6]));
    var eps = all(s[4]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var m = at(first, i).fma(oldM, d.mul(freshM));
      m.intoArray(first, i);
      var v = at(second, i).fma(oldV, d.mul(d).mul(freshV));
      v.intoArray(second, i);
      var w = at(most, i).max(v);
      w.intoArray(most, i);
      m.div(w.sqrt().fma(scale, eps)).fma(rate, q.mul(keep)).intoArray(p, i);
    }
  }

  private static void adamax(
      double[] s, float[] p, float[] g, float[] first, float[] largest, int from, int to) {
    var decay = all(s[1]);
    var oldM = all(s[2]);
    var freshM = all(1 - s[2]);
    var oldU = all(s[3]);
    var eps = all(s[4]);
    var rate = all(-s[0] / s[5]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var m = at(first, i).fma(oldM, d.mul(freshM));
      m.intoArray(first, i);
      var u = at(largest, i).mul(oldU).max(d.abs().add(eps));
      u.intoArray(largest, i);
      m.div(u).fma(rate, q).intoArray(p, i);
    }
  }

  private static void nadam(
      double[] s, float[] p, float[] g, float[] first, float[] second, int from, int to) {
    var keep = keep(s[8] != 0, s);
    var decay = decay(s[8] != 0, s);
    var oldM = all(s[2]);
    var freshM = all(1 - s[2]);
    var oldV = all(s[3]);
    var freshV = all(1 - s[3]);
    var scale = all(1 / Math.sqrt(s[5]));
    var eps = all(s[4]);
    var direct = all(s[6]);
    var ahead = all(s[7]);
    var rate = all(-s[0]);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var m = at(first, i).fma(oldM, d.mul(freshM));
      m.intoArray(first, i);
      var v = at(second, i).fma(oldV, d.mul(d).mul(freshV));
      v.intoArray(second, i);
      var move = d.fma(direct, m.mul(ahead)).div(v.sqrt().fma(scale, eps));
      move.fma(rate, q.mul(keep)).intoArray(p, i);
    }
  }

  private static void radam(
      double[] s, float[] p, float[] g, float[] first, float[] second, int from, int to) {
    boolean rectified = s[7] > 0;
    var keep = keep(s[8] != 0, s);
    var decay = decay(s[8] != 0, s);
    var oldM = all(s[2]);
    var freshM = all(1 - s[2]);
    var oldV = all(s[3]);
    var freshV = all(1 - s[3]);
    // not rectified: divided by 0·√v + 1
    var scale = all(rectified ? 1 : 0);
    var eps = all(rectified ? s[4] : 1);
    var rate = all(-s[0] / s[5] * (rectified ? s[7] * Math.sqrt(s[6]) : 1));
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = q.fma(decay, at(g, i));
      var m = at(first, i).fma(oldM, d.mul(freshM));
      m.intoArray(first, i);
      var v = at(second, i).fma(oldV, d.mul(d).mul(freshV));
      v.intoArray(second, i);
      m.div(v.sqrt().fma(scale, eps)).fma(rate, q.mul(keep)).intoArray(p, i);
    }
  }

  /** With the usual power of −½: roots. */
  private static void ftrl(
      double[] s, float[] p, float[] g, float[] squares, float[] linear, int from, int to) {
    var inverse = all(1 / s[0]);
    var l1 = all(s[2]);
    var l2 = all(2 * (s[3] + s[5] / (2 * s[0])));
    var shrinkage = all(2 * s[4]);
    var zero = all(0);
    for (int i = from; i < to; i += W) {
      var q = at(p, i);
      var d = at(g, i);
      var n = at(squares, i);
      var grown = d.fma(d, n);
      grown.intoArray(squares, i);
      var root = grown.sqrt();
      // (√(n + g²) − √n) / rate without cancellation, and 0 where both are 0
      var sigma = d.mul(d).div(root.add(n.sqrt()).add(Float.MIN_NORMAL)).mul(inverse);
      var z = at(linear, i).add(q.fma(shrinkage, d)).sub(sigma.mul(q));
      z.intoArray(linear, i);
      var clipped = z.blend(l1, z.compare(GT, l1)).blend(l1.neg(), z.compare(LT, l1.neg()));
      var next = clipped.sub(z).div(root.fma(inverse, l2));
      next.blend(zero, z.abs().compare(LE, l1)).intoArray(p, i);
    }
  }

  private static void lion(double[] s, float[] p, float[] g, float[] first, int from, int to) {
    var keep = all(1 - s[0] * s[1]);
    var rate = all(-s[0]);
    var near = all(s[2]);
    var nearFresh = all(1 - s[2]);
    var old = all(s[3]);
    var fresh = all(1 - s[3]);
    for (int i = from; i < to; i += W) {
      var d = at(g, i);
      var m = at(first, i);
      var way = m.fma(near, d.mul(nearFresh));
      var sign = way.blend(1, way.compare(GT, 0)).blend(-1, way.compare(LT, 0));
      m.fma(old, d.mul(fresh)).intoArray(first, i);
      sign.fma(rate, at(p, i).mul(keep)).intoArray(p, i);
    }
  }
}

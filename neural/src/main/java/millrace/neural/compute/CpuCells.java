package millrace.neural.compute;

import millrace.neural.compute.Recurrence.Cell;

/**
 * One step of a row of a recurrent layer, between the products of matrices: {@link Cell}'s
 * equations and their gradients, element by element.
 */
final class CpuCells {
  private final Kernels.Elements e;
  private final int h;

  /**
   * @param h how many units there are
   */
  CpuCells(Kernels.Elements e, int h) {
    this.e = e;
    this.h = h;
  }

  /**
   * LSTM: from the four sums before the gates, and c, which changes in place.
   *
   * @param gates the sums; become the gates i, f, g, o
   * @param y gets h
   */
  void lstm(float[] gates, int go, float[] bias, float[] c, int co, float[] y, int yo) {
    e.mix(1, gates, go, 1, bias, 0, 0, gates, go, 4 * h);
    e.apply(Function.SIGMOID, 0, gates, go, gates, go, 2 * h);
    e.apply(Function.TANH, 0, gates, go + 2 * h, gates, go + 2 * h, h);
    e.apply(Function.SIGMOID, 0, gates, go + 3 * h, gates, go + 3 * h, h);
    for (int j = 0; j < h; j++)
      c[co + j] = Math.fma(gates[go + h + j], c[co + j], gates[go + j] * gates[go + 2 * h + j]);
    e.apply(Function.TANH, 0, c, co, y, yo, h);
    for (int j = 0; j < h; j++) y[yo + j] *= gates[go + 3 * h + j];
  }

  /**
   * From the gates, c before and after the step, dh and dc (which changes in place): the gradient
   * of the sums.
   *
   * @param t scratch, h long
   */
  void lstmGrad(
      float[] gates,
      int go,
      float[] before,
      int bo,
      float[] after,
      int ao,
      float[] dh,
      float[] dc,
      int so,
      float[] dx,
      int xo,
      float[] t) {
    e.apply(Function.TANH, 0, after, ao, t, 0, h);
    for (int j = 0; j < h; j++) {
      float i = gates[go + j];
      float f = gates[go + h + j];
      float g = gates[go + 2 * h + j];
      float o = gates[go + 3 * h + j];
      float d = dc[so + j] + dh[so + j] * o * (1 - t[j] * t[j]);
      dx[xo + j] = d * g * i * (1 - i);
      dx[xo + h + j] = d * before[bo + j] * f * (1 - f);
      dx[xo + 2 * h + j] = d * i * (1 - g * g);
      dx[xo + 3 * h + j] = dh[so + j] * t[j] * o * (1 - o);
      dc[so + j] = d * f;
    }
  }

  /**
   * GRU: from x, q = U·h + b, and h, which changes in place.
   *
   * @param kept gets r, z, n and q of n
   */
  void gru(float[] x, int xo, float[] q, int qo, float[] y, int yo, float[] kept, int ko) {
    e.mix(1, x, xo, 1, q, qo, 0, kept, ko, 2 * h);
    e.apply(Function.SIGMOID, 0, kept, ko, kept, ko, 2 * h);
    System.arraycopy(q, qo + 2 * h, kept, ko + 3 * h, h);
    for (int j = 0; j < h; j++)
      kept[ko + 2 * h + j] = Math.fma(kept[ko + j], q[qo + 2 * h + j], x[xo + 2 * h + j]);
    e.apply(Function.TANH, 0, kept, ko + 2 * h, kept, ko + 2 * h, h);
    for (int j = 0; j < h; j++) {
      float n = kept[ko + 2 * h + j];
      y[yo + j] = Math.fma(kept[ko + h + j], y[yo + j] - n, n);
    }
  }

  /**
   * From what was kept, h before the step, and dh: the gradients of x and of q. dh becomes what h
   * gets past the gates.
   */
  void gruGrad(
      float[] kept,
      int ko,
      float[] before,
      int bo,
      float[] dh,
      int so,
      float[] dx,
      int xo,
      float[] dq,
      int qo) {
    for (int j = 0; j < h; j++) {
      float r = kept[ko + j];
      float z = kept[ko + h + j];
      float n = kept[ko + 2 * h + j];
      float dn = dh[so + j] * (1 - z) * (1 - n * n);
      float dr = dn * kept[ko + 3 * h + j] * r * (1 - r);
      float dz = dh[so + j] * (before[bo + j] - n) * z * (1 - z);
      dx[xo + j] = dr;
      dx[xo + h + j] = dz;
      dx[xo + 2 * h + j] = dn;
      dq[qo + j] = dr;
      dq[qo + h + j] = dz;
      dq[qo + 2 * h + j] = dn * r;
      dh[so + j] *= z;
    }
  }
}

package millrace.neural.compute;

/** {@link Kernels.Cells}, functions in double. */
final class ScalarCells implements Kernels.Cells {
  @Override
  public void lstm(
      float[] gates, int go, float[] bias, float[] c, int co, float[] y, int yo, int n) {
    for (int j = 0; j < n; j++) {
      float i = gate(Function.SIGMOID, gates, go + j, bias, j);
      float f = gate(Function.SIGMOID, gates, go + n + j, bias, n + j);
      float g = gate(Function.TANH, gates, go + 2 * n + j, bias, 2 * n + j);
      float o = gate(Function.SIGMOID, gates, go + 3 * n + j, bias, 3 * n + j);
      c[co + j] = Math.fma(f, c[co + j], i * g);
      y[yo + j] = (float) Function.TANH.at(c[co + j], 0) * o;
    }
  }

  private static float gate(Function f, float[] sums, int at, float[] bias, int j) {
    sums[at] = (float) f.at(sums[at] + bias[j], 0);
    return sums[at];
  }

  @Override
  public void lstmGrad(
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
      int n) {
    for (int j = 0; j < n; j++) dx[xo + 3 * n + j] = (float) Function.TANH.at(after[ao + j], 0);
    lstmOutput(0, gates, go, dh, dc, so, dx, xo, n);
    lstmInner(0, gates, go, before, bo, dc, so, dx, xo, n);
  }

  /**
   * From unit {@code first}: the gradient of the output gate's sum, and that of c after the step.
   *
   * @param dx has tanh c where it gets the former
   */
  static void lstmOutput(
      int first, float[] gates, int go, float[] dh, float[] dc, int so, float[] dx, int xo, int n) {
    for (int j = first; j < n; j++) {
      float o = gates[go + 3 * n + j];
      float t = dx[xo + 3 * n + j];
      float through = dh[so + j] * o;
      dc[so + j] += through * (1 - t * t);
      dx[xo + 3 * n + j] = through * t * (1 - o);
    }
  }

  /** From unit {@code first}: the gradients of the other sums, and that of c before the step. */
  static void lstmInner(
      int first,
      float[] gates,
      int go,
      float[] before,
      int bo,
      float[] dc,
      int so,
      float[] dx,
      int xo,
      int n) {
    for (int j = first; j < n; j++) {
      float i = gates[go + j];
      float f = gates[go + n + j];
      float g = gates[go + 2 * n + j];
      float d = dc[so + j];
      float kept = d * f;
      dx[xo + j] = d * g * i * (1 - i);
      dx[xo + n + j] = kept * before[bo + j] * (1 - f);
      dx[xo + 2 * n + j] = d * i * (1 - g * g);
      dc[so + j] = kept;
    }
  }

  @Override
  public void gru(
      float[] x, int xo, float[] q, int qo, float[] y, int yo, float[] kept, int ko, int n) {
    for (int j = 0; j < n; j++) {
      float r = (float) Function.SIGMOID.at(x[xo + j] + q[qo + j], 0);
      float z = (float) Function.SIGMOID.at(x[xo + n + j] + q[qo + n + j], 0);
      float inner = q[qo + 2 * n + j];
      float fresh = (float) Function.TANH.at(Math.fma(r, inner, x[xo + 2 * n + j]), 0);
      kept[ko + j] = r;
      kept[ko + n + j] = z;
      kept[ko + 2 * n + j] = fresh;
      kept[ko + 3 * n + j] = inner;
      y[yo + j] = Math.fma(z, y[yo + j] - fresh, fresh);
    }
  }

  @Override
  public void gruGrad(
      float[] kept,
      int ko,
      float[] before,
      int bo,
      float[] dh,
      int so,
      float[] dx,
      int xo,
      float[] dq,
      int qo,
      int n) {
    gruOuter(0, kept, ko, before, bo, dh, so, dx, xo, n);
    gruInner(0, kept, ko, dx, xo, dq, qo, n);
  }

  /**
   * From unit {@code first}: the gradients of the sums of z and n, and that of h past the gates.
   */
  static void gruOuter(
      int first,
      float[] kept,
      int ko,
      float[] before,
      int bo,
      float[] dh,
      int so,
      float[] dx,
      int xo,
      int n) {
    for (int j = first; j < n; j++) {
      float z = kept[ko + n + j];
      float fresh = kept[ko + 2 * n + j];
      float d = dh[so + j];
      float past = d * z;
      dx[xo + n + j] = past * (before[bo + j] - fresh) * (1 - z);
      dx[xo + 2 * n + j] = (d - past) * (1 - fresh * fresh);
      dh[so + j] = past;
    }
  }

  /** From unit {@code first}: the gradient of the sum of r, and those of q. */
  static void gruInner(
      int first, float[] kept, int ko, float[] dx, int xo, float[] dq, int qo, int n) {
    for (int j = first; j < n; j++) {
      float r = kept[ko + j];
      float inner = dx[xo + 2 * n + j] * r;
      float reset = inner * kept[ko + 3 * n + j] * (1 - r);
      dx[xo + j] = reset;
      dq[qo + j] = reset;
      dq[qo + n + j] = dx[xo + n + j];
      dq[qo + 2 * n + j] = inner;
    }
  }
}

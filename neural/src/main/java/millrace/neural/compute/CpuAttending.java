package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Attending.Attend;
import millrace.neural.compute.Attending.AttendGrad;
import millrace.neural.compute.Attending.Rotate;
import org.jspecify.annotations.Nullable;

/**
 * {@link Attending} on the processor: products of matrices for a head and some of its queries at a
 * time, whose scores stay in the cache.
 */
final class CpuAttending {
  /** So many queries at a time. */
  private static final int ROWS = 48;

  /** Fewer multiplications stay on one thread. */
  private static final long ALONE = 200_000;

  /** Slots of a thread's scratch; 0 and 1 are those of the products. */
  private static final int QUERIES = 2;

  private static final int WEIGHTS = 3;
  private static final int SLOPES = 4;

  private final Machine machine;

  CpuAttending(Machine machine) {
    this.machine = machine;
  }

  void run(Attending op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Attend a -> new Heads(a, in[0], in[1], in[2]).attend(out[0], out[1]);
      case AttendGrad g -> new Heads(g.forward(), in[0], in[1], in[2]).gradients(in, out);
      case Rotate r -> rotate(r, in[0], out[0]);
    }
  }

  /** C ← start + A·B on this thread. */
  private void product(
      int thread, int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    var gemm = machine.gemm();
    if (m == 1 && gemm.simd() && !a.transposed()) {
      if (start == null) Arrays.fill(c.values(), c.offset(), c.offset() + n, 0);
      if (b.transposed())
        Gemv.dots(
            n,
            k,
            a.values(),
            a.offset(),
            b.values(),
            b.offset(),
            b.stride(),
            c.values(),
            c.offset());
      else
        Gemv.rows(
            n,
            k,
            a.values(),
            a.offset(),
            b.values(),
            b.offset(),
            b.stride(),
            c.values(),
            c.offset());
      return;
    }
    gemm.one(thread, m, n, k, a, b, start, c);
  }

  /** The heads of one op: how its matrices lie. */
  private final class Heads {
    private final Attend op;
    private final int batch;
    private final int queries;
    private final int keys;
    private final int d;
    private final int e;
    private final int per; // heads of a group
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final float[] scaled; // q, times scale

    Heads(Attend op, Tensor q, Tensor k, Tensor v) {
      this.op = op;
      batch = q.dim(0);
      queries = q.dim(1);
      keys = k.dim(1);
      d = q.dim(2) / op.heads();
      e = v.dim(2) / op.groups();
      per = op.heads() / op.groups();
      this.q = q.floats();
      this.k = k.floats();
      this.v = v.floats();
      int size = q.size();
      scaled = machine.team().scratch(0, QUERIES, size);
      machine.each(
          size,
          1,
          (from, to) ->
              machine
                  .elements()
                  .affine((float) op.scale(), 0, this.q, from, scaled, from, to - from));
    }

    /** Numbers of head h from query t on, in an array like q (of width d) or y (of width e). */
    private Matrix queries(float[] x, int b, int h, int t, int width) {
      int stride = op.heads() * width;
      return Matrix.of(x, (b * queries + t) * stride + h * width, stride);
    }

    /** Numbers of a group, in an array like k (of width d) or v (of width e). */
    private Matrix keys(float[] x, int b, int group, int width) {
      int stride = op.groups() * width;
      return Matrix.of(x, b * keys * stride + group * width, stride);
    }

    private Matrix transposed(Matrix m) {
      return new Matrix(m.values(), m.offset(), m.stride(), true);
    }

    private boolean large() {
      return (long) batch * op.heads() * queries * keys * (d + e) > ALONE;
    }

    void attend(Tensor y, Tensor logarithms) {
      int blocks = (queries + ROWS - 1) / ROWS;
      int parts = batch * op.heads() * blocks;
      if (parts == 0) return;
      Team.Job job =
          (part, thread) -> {
            int bh = part / blocks;
            int t = part % blocks * ROWS;
            attend(thread, bh / op.heads(), bh % op.heads(), t, y.floats(), logarithms.floats());
          };
      if (large()) machine.team().run(parts, job);
      else for (int p = 0; p < parts; p++) job.run(p, 0);
    }

    /** Some queries of a head, from t on. */
    private void attend(int thread, int b, int h, int t, float[] y, float[] logarithms) {
      int rows = Math.min(ROWS, queries - t);
      int n = Math.max(0, op.seen(b, t + rows - 1, keys)); // what the last of them sees
      int group = h / per;
      var w = machine.team().scratch(thread, WEIGHTS, rows * n);
      var weights = Matrix.of(w, 0, n);
      int lo = (b * op.heads() + h) * queries + t;
      scores(thread, b, h, t, rows, n, weights);
      boolean alike = n > 0 && op.seen(b, t, keys) == n; // as far as the last: so do all
      if (alike) machine.rows().softmax(false, w, 0, w, 0, logarithms, lo, rows, n);
      for (int r = 0; r < rows; r++) {
        int seen = op.seen(b, t + r, keys);
        if (!alike) softmax(w, r * n, seen, n, logarithms, lo + r);
        drop(b, h, t + r, w, r * n, seen);
      }
      product(thread, rows, e, n, weights, keys(v, b, group, e), null, queries(y, b, h, t, e));
    }

    /** Of the first of n numbers; the others, which are not seen, become 0. */
    private void softmax(float[] w, int at, int seen, int n, float[] logarithms, int lo) {
      if (seen > 0) machine.rows().softmax(false, w, at, w, at, logarithms, lo, 1, seen);
      else logarithms[lo] = Float.NEGATIVE_INFINITY;
      Arrays.fill(w, at + seen, at + n, 0);
    }

    /** scale · q·kᵀ. */
    private void scores(int thread, int b, int h, int t, int rows, int n, Matrix out) {
      var k = transposed(keys(this.k, b, h / per, d));
      product(thread, rows, n, d, queries(scaled, b, h, t, d), k, null, out);
    }

    private void drop(int b, int h, int t, float[] w, int at, int n) {
      if (op.dropout() == 0) return;
      int first = ((b * op.heads() + h) * queries + t) * keys;
      machine.elements().dropout(op.drops(), first, w, at, w, at, n);
    }

    void gradients(Tensor[] in, Tensor[] out) {
      var g = in[5].floats();
      for (var o : out) Arrays.fill(o.floats(), 0, o.size(), 0);
      int parts = batch * op.groups();
      Team.Job job =
          (part, thread) -> {
            int b = part / op.groups();
            int group = part % op.groups();
            for (int h = group * per; h < (group + 1) * per; h++)
              for (int t = 0; t < queries; t += ROWS)
                gradients(thread, b, h, t, in[3].floats(), in[4].floats(), g, out);
          };
      if (large()) machine.team().run(parts, job);
      else for (int p = 0; p < parts; p++) job.run(p, 0);
    }

    /** From some queries of a head; those of keys and values are added to what is there. */
    private void gradients(
        int thread, int b, int h, int t, float[] logarithms, float[] y, float[] g, Tensor[] out) {
      int rows = Math.min(ROWS, queries - t);
      int n = Math.max(0, op.seen(b, t + rows - 1, keys));
      if (n == 0) return;
      int group = h / per;
      var w = machine.team().scratch(thread, WEIGHTS, rows * n);
      var slopes = machine.team().scratch(thread, SLOPES, rows * n);
      var weights = Matrix.of(w, 0, n);
      var gs = queries(g, b, h, t, e);
      scores(thread, b, h, t, rows, n, weights);
      product(
          thread, rows, n, e, gs, transposed(keys(v, b, group, e)), null, Matrix.of(slopes, 0, n));
      int lo = (b * op.heads() + h) * queries + t;
      for (int r = 0; r < rows; r++) {
        int seen = op.seen(b, t + r, keys);
        int at = r * n;
        machine.elements().affine(1, -logarithms[lo + r], w, at, w, at, seen);
        machine.elements().apply(Function.EXP, 0, w, at, w, at, seen);
        Arrays.fill(w, at + seen, at + n, 0);
        int yo = gs.offset() + r * gs.stride();
        float mean = (float) machine.sums().dot(g, yo, y, yo, e);
        drop(b, h, t + r, slopes, at, seen);
        slopes(w, slopes, at, seen, n, mean);
        drop(b, h, t + r, w, at, seen);
      }
      var by = Matrix.of(slopes, 0, n);
      var dq = queries(out[0].floats(), b, h, t, d);
      var dk = keys(out[1].floats(), b, group, d);
      var dv = keys(out[2].floats(), b, group, e);
      product(thread, rows, d, n, by, keys(k, b, group, d), null, dq);
      product(thread, n, d, rows, transposed(by), queries(q, b, h, t, d), dk, dk);
      product(thread, n, e, rows, transposed(weights), gs, dv, dv);
    }

    /** Slopes of the weights become those of the scores, times scale. */
    private void slopes(float[] w, float[] slopes, int at, int seen, int n, float mean) {
      float scale = (float) op.scale();
      for (int s = at; s < at + seen; s++) slopes[s] = scale * w[s] * (slopes[s] - mean);
      Arrays.fill(slopes, at + seen, at + n, 0);
    }
  }

  private void rotate(Rotate op, Tensor in, Tensor out) {
    int rows = in.dim(1);
    int heads = op.heads();
    int d = in.dim(2) / heads;
    var exact = op.turns(rows, d);
    var turns = new float[exact.length];
    for (int i = 0; i < turns.length; i++) turns[i] = (float) exact[i];
    var x = in.floats();
    var y = out.floats();
    machine.each(
        in.dim(0) * rows,
        heads * d,
        (from, to) -> {
          for (int r = from; r < to; r++)
            for (int h = 0; h < heads; h++)
              if (op.adjacent()) adjacent(turns, r % rows * d, x, y, (r * heads + h) * d, d);
              else halves(turns, r % rows * d, x, y, (r * heads + h) * d, d);
        });
  }

  private static void adjacent(float[] turns, int to, float[] x, float[] y, int at, int d) {
    for (int i = 0; i < d; i += 2) {
      float a = x[at + i];
      float b = x[at + i + 1];
      y[at + i] = a * turns[to + i] - b * turns[to + i + 1];
      y[at + i + 1] = a * turns[to + i + 1] + b * turns[to + i];
    }
  }

  private static void halves(float[] turns, int to, float[] x, float[] y, int at, int d) {
    int half = d / 2;
    for (int i = 0; i < half; i++) {
      float a = x[at + i];
      float b = x[at + i + half];
      float c = turns[to + 2 * i];
      float s = turns[to + 2 * i + 1];
      y[at + i] = a * c - b * s;
      y[at + i + half] = a * s + b * c;
    }
  }
}

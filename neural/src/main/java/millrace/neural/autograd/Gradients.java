package millrace.neural.autograd;

import java.util.Arrays;
import millrace.neural.compute.Attending;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.Elementwise;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Function;
import millrace.neural.compute.Int8Matrix;
import millrace.neural.compute.Loss;
import millrace.neural.compute.Normalization;
import millrace.neural.compute.Op;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Recurrence;
import millrace.neural.compute.Recurrence.RecurGrad;
import millrace.neural.compute.Reduction;
import millrace.neural.compute.Shaping;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of every op, itself made of ops, and thus the same on every backend.
 *
 * <p>Notation: in and out are what the op took and made, g the gradient of the loss with respect to
 * its results, {@code null} where the loss does not depend on one.
 */
final class Gradients {
  /** One op that was done. {@code wanted[i]}: whether the gradient of input i is asked for. */
  record Call(Op op, Tensor[] in, Tensor[] out, boolean[] wanted) {}

  private final Ops f;

  Gradients(Ops f) {
    this.f = f;
  }

  /**
   * Whether an op has a gradient: those that serve gradients themselves, and updates, have none.
   */
  static boolean has(Op op) {
    return switch (op) {
      case Elementwise.ApplyGrad _,
          Shaping.RowsGrad _,
          Reduction.MaxGrad _,
          Normalization.SoftmaxGrad _,
          Normalization.LayerNormGrad _,
          Normalization.RmsNormGrad _,
          Normalization.BatchNormGrad _,
          Convolution.Conv2dInputGrad _,
          Convolution.Conv2dWeightGrad _,
          Convolution.PoolGrad _,
          RecurGrad _,
          Attending.AttendGrad _,
          Loss.CrossEntropyGrad _,
          Update _ ->
          false;
      default -> true;
    };
  }

  /**
   * The gradients of the inputs; null where none is wanted.
   *
   * @param g the gradients of the results meant for callers, at least one of them there
   */
  @Nullable Tensor[] of(Call call, @Nullable Tensor[] g) {
    return switch (call.op()) {
      case Elementwise op -> elementwise(op, call, given(g));
      case Product op -> product(op, call, given(g));
      case Shaping op -> shaping(op, call, given(g));
      case Reduction op -> reduction(op, call, given(g));
      case Normalization op -> normalization(op, call, g);
      case Convolution op -> convolution(op, call, given(g));
      case Recurrence op -> recurrence(op, call, g);
      case Attending op -> attending(op, call, given(g));
      case Loss op -> loss(op, call, given(g));
      case Update op -> throw none(op);
    };
  }

  /** The gradient of an only result, which is there: else nobody would have asked. */
  private static Tensor given(@Nullable Tensor[] g) {
    if (g[0] == null) throw new IllegalStateException("no gradient reaches this op");
    return g[0];
  }

  private static IllegalStateException none(Op op) {
    return new IllegalStateException(op.name() + " has no gradient");
  }

  private @Nullable Tensor[] elementwise(Elementwise op, Call c, Tensor g) {
    var in = c.in();
    return switch (op) {
      case Elementwise.Apply apply ->
          one(
              apply.function() == Function.IDENTITY
                  ? g
                  : f.run(new ApplyGrad(apply.function(), apply.a()), in[0], c.out()[0], g)[0]);
      case Elementwise.Affine affine -> one(f.scale(g, affine.scale()));
      case Elementwise.Combine combine -> combine(combine.arithmetic(), c, g);
      case Elementwise.SumTo _ -> one(f.expand(g, in[0].shape()));
      case Elementwise.Expand _ -> one(f.sumTo(g, in[0].shape()));
      case Elementwise.Dropout dropout -> one(f.run(dropout, g)[0]);
      case Elementwise.ApplyGrad _ -> throw none(op);
    };
  }

  private @Nullable Tensor[] combine(Elementwise.Arithmetic arithmetic, Call c, Tensor g) {
    var a = c.in()[0];
    var b = c.in()[1];
    boolean left = c.wanted()[0];
    boolean right = c.wanted()[1];
    return switch (arithmetic) {
      case ADD -> both(left ? to(g, a) : null, right ? to(g, b) : null);
      case SUBTRACT -> both(left ? to(g, a) : null, right ? to(f.scale(g, -1), b) : null);
      case MULTIPLY ->
          both(left ? to(f.multiply(g, b), a) : null, right ? to(f.multiply(g, a), b) : null);
      case DIVIDE -> { // y = a / b: dy/da = 1 / b, dy/db = -y / b
        var over = f.divide(g, b);
        yield both(
            left ? to(over, a) : null,
            right ? to(f.scale(f.multiply(over, c.out()[0]), -1), b) : null);
      }
    };
  }

  /** Summed over the axes along which {@code like} was repeated. */
  private Tensor to(Tensor g, Tensor like) {
    return Arrays.equals(g.shape(), like.shape()) ? g : f.sumTo(g, like.shape());
  }

  private @Nullable Tensor[] product(Product op, Call c, Tensor g) {
    return switch (op) {
      case MatMul m -> matmul(m, c, g);
      case Linear linear -> linear(linear, c, g);
      case Product.Int8(var weight) -> int8(weight, c, g);
    };
  }

  private @Nullable Tensor[] matmul(MatMul m, Call c, Tensor g) {
    var a = c.in()[0];
    var b = c.in()[1];
    boolean ta = m.ta();
    boolean tb = m.tb();
    boolean single = b.rank() < a.rank();
    Tensor da = null;
    if (c.wanted()[0]) {
      if (!ta) da = f.matmul(g, false, b, !tb);
      else if (single) da = f.transpose(f.matmul(g, false, b, !tb));
      else da = f.matmul(b, tb, g, true);
    }
    Tensor db = null;
    if (c.wanted()[1]) {
      if (single && !ta) { // one product over all rows of the batch
        var rows = f.reshape(a, -1, a.dim(-1));
        var gs = f.reshape(g, -1, g.dim(-1));
        db = tb ? f.matmul(gs, true, rows, false) : f.matmul(rows, true, gs, false);
      } else {
        db = to(tb ? f.matmul(g, true, a, ta) : f.matmul(a, !ta, g, false), b);
      }
    }
    return both(da, db);
  }

  private @Nullable Tensor[] linear(Linear op, Call c, Tensor g) {
    var x = c.in()[0];
    var weight = c.in()[1];
    var y = c.out()[0];
    var dz =
        op.function() == Function.IDENTITY
            ? g
            : f.run(new ApplyGrad(op.function(), op.a()), y, y, g)[0];
    int out = weight.dim(0);
    var rows = dz.rank() == 2 ? dz : f.reshape(dz, -1, out);
    var xs = x.rank() == 2 ? x : f.reshape(x, -1, weight.dim(1));
    var d = new Tensor[c.in().length];
    if (c.wanted()[0]) {
      d[0] = f.matmul(rows, false, weight, false);
      if (x.rank() != 2) d[0] = f.reshape(d[0], x.shape());
    }
    if (c.wanted()[1]) d[1] = f.matmul(rows, true, xs, false);
    if (d.length > 2 && c.wanted()[2]) d[2] = f.sumTo(rows, out);
    return d;
  }

  /** Of x and the bias: the weights are constants. */
  private @Nullable Tensor[] int8(Int8Matrix weight, Call c, Tensor g) {
    var rows = f.reshape(g, -1, weight.rows());
    var d = new Tensor[c.in().length];
    if (c.wanted()[0]) {
      var w = f.tensor(weight.floats(), weight.rows(), weight.width());
      d[0] = f.reshape(f.matmul(rows, false, w, false), c.in()[0].shape());
    }
    if (d.length > 1 && c.wanted()[1]) d[1] = f.sumTo(rows, weight.rows());
    return d;
  }

  private @Nullable Tensor[] shaping(Shaping op, Call c, Tensor g) {
    var in = c.in();
    return switch (op) {
      case Shaping.Reshape _ -> one(f.reshape(g, in[0].shape()));
      case Shaping.Permute permute -> one(f.run(permute.inverse(), g)[0]);
      case Shaping.Slice s ->
          one(f.run(new Shaping.Unslice(s.axis(), s.from(), in[0].dim(s.axis())), g)[0]);
      case Shaping.Unslice s -> one(f.slice(g, s.axis(), s.from(), s.from() + in[0].dim(s.axis())));
      case Shaping.Concat concat -> {
        var d = new Tensor[in.length];
        int at = 0;
        for (int i = 0; i < in.length; i++) {
          int n = in[i].dim(concat.axis());
          if (c.wanted()[i]) d[i] = f.slice(g, concat.axis(), at, at + n);
          at += n;
        }
        yield d;
      }
      case Shaping.Rows rows -> one(f.run(new Shaping.RowsGrad(rows.ids(), in[0].dim(0)), g)[0]);
      case Shaping.RowsGrad _ -> throw none(op);
    };
  }

  private @Nullable Tensor[] reduction(Reduction op, Call c, Tensor g) {
    var in = c.in();
    return switch (op) {
      case Reduction.Reduce r ->
          one(
              switch (r.kind()) {
                case SUM -> f.expand(g, in[0].shape());
                case MEAN -> f.expand(f.scale(g, 1.0 / in[0].dim(r.axis())), in[0].shape());
                case MAX -> f.run(new Reduction.MaxGrad(r.axis()), in[0], c.out()[0], g)[0];
              });
      case Reduction.SquaredNorm _ -> {
        var d = new Tensor[in.length];
        for (int i = 0; i < in.length; i++)
          if (c.wanted()[i]) d[i] = f.scale(f.multiply(in[i], g), 2);
        yield d;
      }
      case Reduction.MaxGrad _ -> throw none(op);
    };
  }

  private @Nullable Tensor[] normalization(Normalization op, Call c, @Nullable Tensor[] gs) {
    var in = c.in();
    var out = c.out();
    if (gs[0] == null) return new Tensor[in.length]; // only batch norm's mean or variance was used
    var g = gs[0];
    return switch (op) {
      case Normalization.Softmax softmax ->
          one(f.run(new Normalization.SoftmaxGrad(softmax.log()), out[0], g)[0]);
      case Normalization.LayerNorm _ ->
          f.run(new Normalization.LayerNormGrad(), in[0], in[1], out[1], out[2], g);
      case Normalization.RmsNorm _ ->
          f.run(new Normalization.RmsNormGrad(), in[0], in[1], out[1], g);
      case Normalization.BatchNorm norm ->
          f.run(new Normalization.BatchNormGrad(norm.eps()), in[0], in[1], out[1], out[2], g);
      case Normalization.SoftmaxGrad _,
          Normalization.LayerNormGrad _,
          Normalization.RmsNormGrad _,
          Normalization.BatchNormGrad _ ->
          throw none(op);
    };
  }

  private @Nullable Tensor[] convolution(Convolution op, Call c, Tensor g) {
    var x = c.in()[0];
    return switch (op) {
      case Convolution.Conv2d conv -> {
        var w = conv.window();
        var weight = c.in()[1];
        var d = new Tensor[c.in().length];
        if (c.wanted()[0])
          d[0] = f.run(new Convolution.Conv2dInputGrad(w, x.dim(2), x.dim(3)), weight, g)[0];
        if (c.wanted()[1]) d[1] = f.run(new Convolution.Conv2dWeightGrad(w), x, g)[0];
        if (d.length > 2 && c.wanted()[2]) {
          int out = weight.dim(0);
          d[2] = f.reshape(f.sumTo(g, 1, out, 1, 1), out);
        }
        yield d;
      }
      case Convolution.Pool pool ->
          one(f.run(new Convolution.PoolGrad(pool.pooling(), pool.window()), x, c.out()[0], g)[0]);
      case Convolution.Conv2dInputGrad _, Convolution.Conv2dWeightGrad _, Convolution.PoolGrad _ ->
          throw none(op);
    };
  }

  private Tensor[] recurrence(Recurrence op, Call c, @Nullable Tensor[] g) {
    if (!(op instanceof Recurrence.Recur recur)) throw none(op);
    var in = c.in();
    var out = c.out();
    var gs = new Tensor[g.length];
    for (int i = 0; i < gs.length; i++) gs[i] = g[i] != null ? g[i] : f.zeros(out[i].shape());
    var back = new RecurGrad(recur.cell(), recur.reverse(), recur.active());
    return switch (recur.cell()) {
      case TANH, RELU -> f.run(back, in[1], in[2], in[3], out[0], gs[0], gs[1]);
      case GRU -> f.run(back, in[1], in[2], in[3], out[0], out[2], gs[0], gs[1]);
      case LSTM ->
          f.run(back, in[1], in[2], in[3], in[4], out[0], out[3], out[4], gs[0], gs[1], gs[2]);
    };
  }

  private @Nullable Tensor[] attending(Attending op, Call c, Tensor g) {
    var in = c.in();
    var out = c.out();
    return switch (op) {
      case Attending.Attend attend ->
          f.run(new Attending.AttendGrad(attend), in[0], in[1], in[2], out[1], out[0], g);
      case Attending.Rotate rotate -> one(f.run(rotate.inverse(), g)[0]);
      case Attending.AttendGrad _ -> throw none(op);
    };
  }

  private @Nullable Tensor[] loss(Loss op, Call c, Tensor g) {
    return switch (op) {
      case Loss.CrossEntropy loss -> one(f.run(new Loss.CrossEntropyGrad(loss), c.out()[1], g)[0]);
      case Loss.Ctc _ -> one(f.multiply(c.out()[1], f.reshape(g, g.size(), 1)));
      case Loss.CrossEntropyGrad _ -> throw none(op);
    };
  }

  private static @Nullable Tensor[] one(Tensor g) {
    return new Tensor[] {g};
  }

  private static @Nullable Tensor[] both(@Nullable Tensor a, @Nullable Tensor b) {
    return new @Nullable Tensor[] {a, b};
  }
}

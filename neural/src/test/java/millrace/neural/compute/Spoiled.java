package millrace.neural.compute;

import java.util.function.Predicate;

/** A backend with a planted fault: some ops are off in one number of their last tensor. */
public final class Spoiled implements Ops {
  private final Ops inner;
  private final Predicate<Op> which;
  private final double fault;

  public Spoiled(Ops inner, Predicate<Op> which, double fault) {
    this.inner = inner;
    this.which = which;
    this.fault = fault;
  }

  @Override
  public Tensor[] run(Op op, Tensor... in) {
    var out = inner.run(op, in);
    if (!which.test(op)) return out;
    // an update's result is its first input
    var spoiled = out.length == 0 ? in[0] : out[out.length - 1];
    if (spoiled.size() > 0) {
      var v = inner.floats(spoiled);
      v[v.length - 1] += (float) (fault * Math.max(1, Math.abs(v[v.length - 1])));
      inner.set(spoiled, v);
    }
    return out;
  }

  @Override
  public Tensor zeros(int... shape) {
    return inner.zeros(shape);
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    return inner.tensor(values, shape);
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    return inner.tensor(values, shape);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return inner.floats(tensor);
  }

  @Override
  public double[] doubles(Tensor tensor) {
    return inner.doubles(tensor);
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    inner.set(tensor, values);
  }

  @Override
  public Scope scope() {
    return inner.scope();
  }

  @Override
  public void close() {
    inner.close();
  }
}

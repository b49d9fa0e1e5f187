package millrace.neural.train;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.Elementwise;
import millrace.neural.compute.Function;
import millrace.neural.compute.Normalization;
import millrace.neural.compute.Op;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product;
import millrace.neural.compute.Recurrence;
import millrace.neural.compute.Scope;
import millrace.neural.compute.Tensor;

/** {@link Ops} that note what layers give. */
final class Observer implements Ops {
  /**
   * The result of an op that stands for a layer.
   *
   * @param function what bounded it, if a function did
   */
  record Seen(String name, Tensor result, Function function) {}

  private final Ops f;
  private final List<Seen> seen = new ArrayList<>();

  Observer(Ops f) {
    this.f = f;
  }

  List<Seen> seen() {
    return seen;
  }

  @Override
  public Tensor[] run(Op op, Tensor... in) {
    var out = f.run(op, in);
    var function =
        switch (op) {
          case Product.Linear l -> l.function();
          case Elementwise.Apply a -> a.function();
          default -> Function.IDENTITY;
        };
    boolean layer =
        switch (op) {
          case Product _, Convolution _, Recurrence _, Normalization _, Elementwise.Apply _ -> true;
          default -> false;
        };
    if (layer && out.length > 0)
      seen.add(new Seen("%d %s".formatted(seen.size() + 1, name(op, function)), out[0], function));
    return out;
  }

  private static String name(Op op, Function function) {
    return function == Function.IDENTITY || op instanceof Elementwise.Apply
        ? op.name()
        : op.name() + " " + function;
  }

  @Override
  public Tensor zeros(int... shape) {
    return f.zeros(shape);
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    return f.tensor(values, shape);
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    return f.tensor(values, shape);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return f.floats(tensor);
  }

  @Override
  public double[] doubles(Tensor tensor) {
    return f.doubles(tensor);
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    f.set(tensor, values);
  }

  @Override
  public Scope scope() {
    return f.scope();
  }

  @Override
  public boolean training() {
    return f.training();
  }

  @Override
  public long nextSeed() {
    return f.nextSeed();
  }

  /** The wrapped ops stay open, being somebody else's. */
  @Override
  public void close() {
    seen.clear();
  }
}

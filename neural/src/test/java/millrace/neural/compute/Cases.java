package millrace.neural.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import millrace.neural.compute.OpCase.Input;

/** Collects cases. The numbers are random, but always the same: each case has its own seed. */
final class Cases {
  final List<OpCase> all = new ArrayList<>();
  private final Reference reference = new Reference();
  private SplittableRandom random = new SplittableRandom(0);
  private long seed;

  /** The cases that follow belong to a family; others do not change its numbers. */
  void family(int number) {
    seed = 100_000L * number;
    random = new SplittableRandom(seed++);
  }

  /** An ordinary case. */
  void add(Op op, Input... inputs) {
    add(op, false, true, inputs);
  }

  /** A case for several threads. */
  void large(Op op, Input... inputs) {
    add(op, true, false, inputs);
  }

  /** A case with kinks, infinities or NaN. */
  void special(Op op, Input... inputs) {
    add(op, false, false, inputs);
  }

  private void add(Op op, boolean large, boolean smooth, Input... inputs) {
    var name = new StringBuilder("%d: %s".formatted(all.size(), OpCases.text(op)));
    for (var x : inputs) name.append(' ').append(Tensor.text(x.shape()));
    all.add(new OpCase(name.toString(), op, large, smooth, inputs));
    random = new SplittableRandom(seed++);
  }

  /** From the normal distribution. */
  Input normal(int... shape) {
    return spread(1, shape);
  }

  /** From the normal distribution with this deviation. */
  Input spread(double deviation, int... shape) {
    return map(v -> deviation * v, shape);
  }

  /** Of 0.1 and more, so that it can be divided by. */
  Input positive(int... shape) {
    return map(v -> 0.1 + Math.abs(v), shape);
  }

  /** Evenly from -most to most. */
  Input uniform(double most, int... shape) {
    var values = new float[Tensor.sizeOf(shape)];
    for (int i = 0; i < values.length; i++)
      values[i] = (float) ((random.nextDouble() * 2 - 1) * most);
    return new Input(shape, values);
  }

  /** The same number everywhere. */
  Input constant(double value, int... shape) {
    return map(_ -> value, shape);
  }

  Input map(DoubleUnaryOperator f, int... shape) {
    var values = new float[Tensor.sizeOf(shape)];
    for (int i = 0; i < values.length; i++)
      values[i] = (float) f.applyAsDouble(random.nextGaussian());
    return new Input(shape, values);
  }

  int[] ids(int n, int bound) {
    var ids = new int[n];
    for (int i = 0; i < n; i++) ids[i] = random.nextInt(bound);
    return ids;
  }

  /** What an op makes of inputs, rounded to float: inputs of its gradient. */
  Input[] results(Op op, Input... inputs) {
    var made = reference.run(op, new OpCase("", op, false, false, inputs).tensors(reference));
    var out = new Input[made.length];
    for (int i = 0; i < out.length; i++)
      out[i] = new Input(made[i].shape(), reference.floats(made[i]));
    return out;
  }
}

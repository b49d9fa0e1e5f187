package millrace.neural.transformer;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Buffer;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;

/**
 * LoRA: a linear layer that stays as it is, and a product of two narrow matrices that is trained
 * beside it: y = linear(x) + scale · (x·Aᵀ)·Bᵀ. Only A and B are parameters.
 *
 * @param linear W [out, in], not trained
 * @param a A [rank, in], at first U(−1/√in, 1/√in) as PEFT has it
 * @param b B [out, rank], at first 0, so that nothing changes
 * @param scale α / rank
 * @see "E. J. Hu et al., LoRA: Low-rank adaptation of large language models, ICLR 2022"
 */
public record Adapted(@Buffer Linear linear, Tensor a, Tensor b, double scale) implements Layer {
  public Adapted {
    if (linear.function() != Function.IDENTITY)
      throw new IllegalArgumentException(
          "only a layer without a function can be adapted, not one with " + linear.function());
  }

  /** With an adaptation that begins as none. */
  public static Adapted of(Ops f, Linear linear, int rank, double alpha, RandomGenerator random) {
    int out = linear.weight().dim(0);
    int in = linear.weight().dim(1);
    if (rank < 1 || rank > Math.min(in, out))
      throw new IllegalArgumentException(
          "the rank must be from 1 to %d but is %d".formatted(Math.min(in, out), rank));
    double bound = 1 / Math.sqrt(in);
    var a = Init.uniform(-bound, bound).of(f, random, rank, in);
    return new Adapted(linear, a, f.zeros(out, rank), alpha / rank);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var narrow = f.matmul(x, false, a, true);
    return f.add(linear.forward(f, x), f.scale(f.matmul(narrow, false, b, true), scale));
  }

  /** One layer that does the same: W + scale · B·A. */
  public Linear merged(Ops f) {
    var change = f.scale(f.matmul(b, false, a, false), scale);
    var weight = f.add(linear.weight(), change);
    return new Linear(weight, linear.bias(), linear.function(), linear.a());
  }
}

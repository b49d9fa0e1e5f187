package millrace.neural.transformer;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Buffer;
import millrace.neural.layers.Init;

/** A vector for each place, which is added to that of the token. */
public sealed interface Positions {
  /** The vectors [context, width]. */
  Tensor table();

  /**
   * x [B, T, width] with the vectors of its places, the first of which is {@code from}.
   *
   * @throws IllegalArgumentException if there are not so many places
   */
  default Tensor add(Ops f, Tensor x, int from) {
    int to = from + x.dim(1);
    if (to > table().dim(0))
      throw new IllegalArgumentException(
          "there are %d places, but %d tokens in a row".formatted(table().dim(0), to));
    return f.add(x, f.slice(table(), 0, from, to));
  }

  /** Vectors that are trained. */
  record Learned(Tensor table) implements Positions {
    static Learned of(Ops f, int context, int width, Init init, RandomGenerator random) {
      return new Learned(init.of(f, random, context, width));
    }
  }

  /**
   * Waves of growing length, which are not trained: number 2i of place p is sin(p / 10000^(2i /
   * width)), number 2i + 1 the cosine of the same. So the vector of p + k is that of p, its pairs
   * turned by angles that depend on k alone.
   *
   * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.5"
   */
  record Sinusoidal(@Buffer Tensor table) implements Positions {
    static final double BASE = 10_000;

    /** For places 0 to context − 1; of an odd width the last number is a sine. */
    public static Sinusoidal of(Ops f, int context, int width) {
      Sizes.positive("context", context);
      Sizes.positive("width", width);
      var out = new double[Tensor.sizeOf(context, width)];
      for (int i = 0; i < width; i++) {
        double frequency = Math.pow(BASE, -(double) (i - i % 2) / width);
        for (int p = 0; p < context; p++) {
          double angle = p * frequency;
          out[p * width + i] = i % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }
      }
      return new Sinusoidal(f.tensor(out, context, width));
    }
  }
}

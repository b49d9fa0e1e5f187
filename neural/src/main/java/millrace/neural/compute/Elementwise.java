package millrace.neural.compute;

import java.util.Arrays;

/** Ops that treat each element by itself, and the sums that undo repetition. */
public sealed interface Elementwise extends Op {
  /** A {@link Function} of each element of x; {@code a} is its parameter. */
  record Apply(Function function, double a) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1) throw refuse("one tensor", in);
      return new int[][] {in[0].clone()};
    }

    @Override
    public String name() {
      return function.toString();
    }
  }

  /** g · f′(x), from x, y = f(x) and g. x may be y where {@link Function#slopeFromValue}. */
  record ApplyGrad(Function function, double a) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 3 || !Arrays.equals(in[0], in[1]) || !Arrays.equals(in[0], in[2]))
        throw refuse("x, y and g of one shape", in);
      return new int[][] {in[0].clone()};
    }
  }

  /** scale · x + shift. */
  record Affine(double scale, double shift) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1) throw refuse("one tensor", in);
      return new int[][] {in[0].clone()};
    }
  }

  /** What {@link Combine} does with two numbers. */
  enum Arithmetic {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  /** a ∘ b with numpy's broadcasting: axes are aligned at the end, an extent of 1 is repeated. */
  record Combine(Arithmetic arithmetic) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2) throw refuse("two tensors", in);
      var out = Broadcast.shape(in[0], in[1]);
      if (out == null) throw refuse("shapes of which one can be repeated to fit the other", in);
      return new int[][] {out};
    }

    @Override
    public String name() {
      return arithmetic.toString();
    }
  }

  /** The sum over the axes that {@link Combine} would repeat a tensor of this shape along. */
  record SumTo(int[] shape) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || !Arrays.equals(Broadcast.shape(in[0], shape), in[0]))
        throw refuse("one tensor that %s can be repeated to".formatted(Tensor.text(shape)), in);
      return new int[][] {shape.clone()};
    }
  }

  /** x repeated to this shape, as {@link Combine} would. */
  record Expand(int[] shape) implements Elementwise {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || !Arrays.equals(Broadcast.shape(in[0], shape), shape))
        throw refuse("one tensor that can be repeated to " + Tensor.text(shape), in);
      return new int[][] {shape.clone()};
    }
  }

  /**
   * x / (1 − p), or 0 with probability p. Element i is dropped if {@link #dropped} says so: the
   * same elements on every backend and any number of threads. The gradient is the same op on g.
   *
   * @see "N. Srivastava et al., Dropout, JMLR 15, 2014"
   */
  record Dropout(double p, long seed) implements Elementwise {
    public Dropout {
      if (!(p >= 0 && p < 1))
        throw new IllegalArgumentException("dropout p must be in [0, 1) but is " + p);
    }

    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1) throw refuse("one tensor", in);
      return new int[][] {in[0].clone()};
    }

    /** An element is dropped if its hash, as an unsigned number, is below this. */
    public int threshold() {
      return (int) (long) (p * 0x1p32);
    }

    /** The low half of the seed, and the high: what a hash of 32 bits is keyed by. */
    public int key(int half) {
      return (int) (half == 0 ? seed : seed >>> 32);
    }

    /** Whether element i is dropped. */
    public boolean dropped(int i) {
      return Integer.compareUnsigned(hash(i, key(0), key(1)), threshold()) < 0;
    }

    /** Two rounds of the 32-bit finaliser "lowbias32" (C. Wellons), keyed before each. */
    public static int hash(int i, int low, int high) {
      return mix(mix(i ^ low) ^ high);
    }

    private static int mix(int x) {
      x = (x ^ (x >>> 16)) * 0x7feb352d;
      x = (x ^ (x >>> 15)) * 0x846ca68b;
      return x ^ (x >>> 16);
    }
  }
}

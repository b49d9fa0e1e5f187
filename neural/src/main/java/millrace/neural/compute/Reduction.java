package millrace.neural.compute;

import java.util.Arrays;

/** Sums, means and maxima along an axis or over everything. */
public sealed interface Reduction extends Op {
  /** What a {@link Reduce} makes of the numbers. */
  enum Kind {
    SUM,
    MEAN,
    MAX
  }

  /** Along one axis (negative: from the end), which stays with an extent of 1. */
  record Reduce(Kind kind, int axis) implements Reduction {
    @Override
    public int[][] shapes(int[]... in) {
      int a = in.length == 1 ? Shaping.axis(axis, in[0].length) : -1;
      if (a < 0 || in[0][a] == 0) throw refuse("a tensor with something along axis " + axis, in);
      var out = in[0].clone();
      out[a] = 1;
      return new int[][] {out};
    }

    @Override
    public String name() {
      return kind.toString();
    }
  }

  /**
   * g where x is the first element along the axis that equals the maximum y, else 0; NaN equals
   * nothing.
   */
  record MaxGrad(int axis) implements Reduction {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          in.length == 3
              && Arrays.equals(in[1], in[2])
              && Arrays.equals(new Reduce(Kind.MAX, axis).shapes(in[0])[0], in[1]);
      if (!fits) throw refuse("x, y = max(x) and g", in);
      return new int[][] {in[0].clone()};
    }
  }

  /** The sum of the squares of all elements of all inputs, [1]: for the norm of a gradient. */
  record SquaredNorm() implements Reduction {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length == 0) throw refuse("at least one tensor", in);
      return new int[][] {{1}};
    }
  }
}

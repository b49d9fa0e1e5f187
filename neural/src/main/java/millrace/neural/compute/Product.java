package millrace.neural.compute;

/** Products of matrices. */
public sealed interface Product extends Op {
  /**
   * a·b over the last two axes, either first transposed. Leading axes are a batch; b may be one
   * matrix (rank 2) for the whole batch.
   *
   * @param ta whether a is stored transposed: [.., k, m]
   * @param tb whether b is stored transposed: [.., n, k]
   */
  record MatMul(boolean ta, boolean tb) implements Product {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || in[0].length < 2 || in[1].length < 2)
        throw refuse("two tensors of rank 2 or more", in);
      var a = in[0];
      var b = in[1];
      int r = a.length;
      int m = a[r - (ta ? 1 : 2)];
      int k = a[r - (ta ? 2 : 1)];
      int kb = b[b.length - (tb ? 1 : 2)];
      int n = b[b.length - (tb ? 2 : 1)];
      boolean batches = b.length == 2;
      if (b.length == r) {
        batches = true;
        for (int i = 0; i < r - 2; i++) batches &= a[i] == b[i];
      }
      if (k != kb || !batches) {
        throw refuse(
            "a[.., m, k]%s and b[.., k, n]%s with equal k and equal leading axes (or b a matrix)"
                .formatted(ta ? " stored as [.., k, m]" : "", tb ? " stored as [.., n, k]" : ""),
            in);
      }
      var out = a.clone();
      out[r - 2] = m;
      out[r - 1] = n;
      return new int[][] {out};
    }
  }

  /**
   * x·Wᵀ + b, the weights being constants in bytes: x [.., in], b [out], which may be absent.
   *
   * @param weight W [out, in]
   */
  record Int8(Int8Matrix weight) implements Product {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          (in.length == 1 || in.length == 2)
              && in[0].length >= 1
              && in[0][in[0].length - 1] == weight.width()
              && (in.length == 1 || (in[1].length == 1 && in[1][0] == weight.rows()));
      if (!fits)
        throw refuse("x[.., %d] and, if any, b[%d]".formatted(weight.width(), weight.rows()), in);
      var out = in[0].clone();
      out[out.length - 1] = weight.rows();
      return new int[][] {out};
    }
  }

  /**
   * f(x·Wᵀ + b): x [.., in], W [out, in], b [out], which may be absent; f one whose {@linkplain
   * Function#slopeFromValue slope follows from its value}.
   *
   * @param a the parameter of f
   */
  record Linear(Function function, double a) implements Product {
    public Linear {
      if (!function.slopeFromValue())
        throw new IllegalArgumentException(
            "Linear cannot fuse %s, whose slope needs its argument: apply it after"
                .formatted(function));
    }

    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          (in.length == 2 || in.length == 3)
              && in[0].length >= 1
              && in[1].length == 2
              && in[0][in[0].length - 1] == in[1][1]
              && (in.length == 2 || (in[2].length == 1 && in[2][0] == in[1][0]));
      if (!fits) throw refuse("x[.., in], W[out, in] and, if any, b[out]", in);
      var out = in[0].clone();
      out[out.length - 1] = in[1][0];
      return new int[][] {out};
    }
  }
}

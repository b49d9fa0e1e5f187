package millrace.neural.compute;

import java.util.Arrays;

/** Ops that bring a row, or a channel, to a common scale. */
public sealed interface Normalization extends Op {
  /**
   * eˣ / Σ eˣ along the last axis, or its logarithm; computed without overflow.
   *
   * @param log whether the logarithm is meant
   */
  record Softmax(boolean log) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length < 1) throw refuse("one tensor of rank 1 or more", in);
      return new int[][] {in[0].clone()};
    }
  }

  /** From y = softmax(x) and g: y·(g − Σ y·g), or of the logarithm: g − eʸ·Σ g. */
  record SoftmaxGrad(boolean log) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || in[0].length < 1 || !Arrays.equals(in[0], in[1]))
        throw refuse("y and g of one shape", in);
      return new int[][] {in[0].clone()};
    }
  }

  /**
   * (x − mean) / √(variance + eps) · gain + bias along the last axis; the variance is the biased
   * one. x [.., C], gain [C], bias [C]; kept: mean and 1/√(variance + eps), a number per row each.
   *
   * @see "J. L. Ba, J. R. Kiros, G. E. Hinton, Layer normalization, arXiv:1607.06450"
   */
  record LayerNorm(double eps) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 3 || !fits(in[0], in[1]) || !fits(in[0], in[2]))
        throw refuse("x[.., C], gain[C] and bias[C]", in);
      int rows = rows(in[0]);
      return new int[][] {in[0].clone(), {rows}, {rows}};
    }
  }

  /** From x, gain, the kept mean and 1/deviation, and g: the gradients of x, gain and bias. */
  record LayerNormGrad() implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          in.length == 5
              && fits(in[0], in[1])
              && perRow(in[0], in[2])
              && perRow(in[0], in[3])
              && Arrays.equals(in[0], in[4]);
      if (!fits) throw refuse("x[.., C], gain[C], mean[rows], 1/deviation[rows] and g as x", in);
      return new int[][] {in[0].clone(), in[1].clone(), in[1].clone()};
    }

    @Override
    public int outputs() {
      return 3;
    }
  }

  /**
   * x / √(mean(x²) + eps) · gain along the last axis. x [.., C], gain [C]; kept: 1/√(..), a number
   * per row.
   *
   * @see "B. Zhang, R. Sennrich, Root mean square layer normalization, NeurIPS 2019"
   */
  record RmsNorm(double eps) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || !fits(in[0], in[1])) throw refuse("x[.., C] and gain[C]", in);
      return new int[][] {in[0].clone(), {rows(in[0])}};
    }
  }

  /** From x, gain, the kept 1/root and g: the gradients of x and gain. */
  record RmsNormGrad() implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          in.length == 4
              && fits(in[0], in[1])
              && perRow(in[0], in[2])
              && Arrays.equals(in[0], in[3]);
      if (!fits) throw refuse("x[.., C], gain[C], 1/root[rows] and g as x", in);
      return new int[][] {in[0].clone(), in[1].clone()};
    }

    @Override
    public int outputs() {
      return 2;
    }
  }

  /**
   * (x − mean) / √(variance + eps) · gain + bias, mean and biased variance being those of a channel
   * over the batch and all places: x [N, C, ..], gain [C], bias [C]. Results: y, mean [C], variance
   * [C]; only y has a gradient.
   *
   * @see "S. Ioffe, C. Szegedy, Batch normalization, ICML 2015"
   */
  record BatchNorm(double eps) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          in.length == 3
              && in[0].length >= 2
              && in[1].length == 1
              && in[1][0] == in[0][1]
              && Arrays.equals(in[1], in[2]);
      if (!fits) throw refuse("x[N, C, ..], gain[C] and bias[C]", in);
      return new int[][] {in[0].clone(), in[1].clone(), in[1].clone()};
    }

    @Override
    public int outputs() {
      return 3;
    }
  }

  /** From x, gain, mean, variance and g: the gradients of x, gain and bias. */
  record BatchNormGrad(double eps) implements Normalization {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          in.length == 5
              && in[0].length >= 2
              && in[1].length == 1
              && in[1][0] == in[0][1]
              && Arrays.equals(in[1], in[2])
              && Arrays.equals(in[1], in[3])
              && Arrays.equals(in[0], in[4]);
      if (!fits) throw refuse("x[N, C, ..], gain[C], mean[C], variance[C] and g as x", in);
      return new int[][] {in[0].clone(), in[1].clone(), in[1].clone()};
    }

    @Override
    public int outputs() {
      return 3;
    }
  }

  private static boolean fits(int[] x, int[] channels) {
    return x.length >= 1
        && channels.length == 1
        && channels[0] > 0
        && channels[0] == x[x.length - 1];
  }

  private static boolean perRow(int[] x, int[] numbers) {
    return numbers.length == 1 && numbers[0] == rows(x);
  }

  private static int rows(int[] x) {
    return Tensor.sizeOf(x) / x[x.length - 1];
  }
}

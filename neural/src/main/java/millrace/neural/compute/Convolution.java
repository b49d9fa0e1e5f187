package millrace.neural.compute;

import java.util.Arrays;

/**
 * Convolution (as in all libraries: cross-correlation) and pooling of images [N, C, H, W]. One
 * dimension is an image of height 1.
 */
public sealed interface Convolution extends Op {
  /** Of an image, [N, C, H, W] to [N, O, rows, columns]. */
  private static int[] windows(Op op, Window w, int channels, int[]... in) {
    var x = in[0];
    int rows = w.rows(x[2]);
    int columns = w.columns(x[3]);
    if (rows <= 0 || columns <= 0) throw op.refuse("an image that a %s fits into".formatted(w), in);
    return new int[] {x[0], channels, rows, columns};
  }

  /** x [N, C, H, W], weight [O, C, h, w], bias [O], which may be absent; to [N, O, rows, cols]. */
  record Conv2d(Window window) implements Convolution {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits =
          (in.length == 2 || in.length == 3)
              && in[0].length == 4
              && in[1].length == 4
              && in[0][1] == in[1][1]
              && in[1][2] == window.height()
              && in[1][3] == window.width()
              && (in.length == 2 || (in[2].length == 1 && in[2][0] == in[1][0]));
      if (!fits) {
        throw refuse(
            "x[N, C, H, W], weight[O, C, %d, %d] and, if any, bias[O]"
                .formatted(window.height(), window.width()),
            in);
      }
      return new int[][] {windows(this, window, in[1][0], in)};
    }
  }

  /** From weight and g: the gradient of x, of the given height and width. */
  record Conv2dInputGrad(Window window, int height, int width) implements Convolution {
    @Override
    public int[][] shapes(int[]... in) {
      int rows = window.rows(height);
      int columns = window.columns(width);
      boolean fits =
          in.length == 2
              && in[0].length == 4
              && in[1].length == 4
              && in[0][0] == in[1][1]
              && in[0][2] == window.height()
              && in[0][3] == window.width()
              && in[1][2] == rows
              && in[1][3] == columns;
      if (!fits)
        throw refuse(
            "weight[O, C, %d, %d] and g[N, O, %d, %d]"
                .formatted(window.height(), window.width(), rows, columns),
            in);
      return new int[][] {{in[1][0], in[0][1], height, width}};
    }
  }

  /** From x and g: the gradient of the weight. */
  record Conv2dWeightGrad(Window window) implements Convolution {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || in[0].length != 4) throw refuse("x[N, C, H, W] and g", in);
      int[] g = in[1].length == 4 ? windows(this, window, in[1][1], in) : new int[0];
      if (!Arrays.equals(in[1], g))
        throw refuse(
            "x[N, C, H, W] and g[N, O, %d, %d]"
                .formatted(window.rows(in[0][2]), window.columns(in[0][3])),
            in);
      return new int[][] {{in[1][1], in[0][1], window.height(), window.width()}};
    }
  }

  /** What a {@link Pool} makes of a window. */
  enum Pooling {
    /** The largest number; padding does not count. */
    MAX,
    /** The sum over the window, padding as zeros, divided by its whole size (as PyTorch). */
    MEAN
  }

  /** Of each channel by itself. */
  record Pool(Pooling pooling, Window window) implements Convolution {
    public Pool {
      if (2 * window.padHeight() > window.height() || 2 * window.padWidth() > window.width())
        throw new IllegalArgumentException("pooling pads at most half its window: " + window);
    }

    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length != 4) throw refuse("x[N, C, H, W]", in);
      return new int[][] {windows(this, window, in[0][1], in)};
    }
  }

  /**
   * From x, y and g: the gradient of x. A maximum's goes to its first place, row by row; NaN has
   * none.
   */
  record PoolGrad(Pooling pooling, Window window) implements Convolution {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits = in.length == 3 && in[0].length == 4 && Arrays.equals(in[1], in[2]);
      if (!fits || !Arrays.equals(in[1], windows(this, window, in[0][1], in)))
        throw refuse("x[N, C, H, W], y and g of the shape that pooling gives", in);
      return new int[][] {in[0].clone()};
    }
  }
}

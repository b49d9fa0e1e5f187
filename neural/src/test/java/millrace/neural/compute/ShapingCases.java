package millrace.neural.compute;

import millrace.neural.compute.Shaping.Concat;
import millrace.neural.compute.Shaping.Permute;
import millrace.neural.compute.Shaping.Reshape;
import millrace.neural.compute.Shaping.Rows;
import millrace.neural.compute.Shaping.RowsGrad;
import millrace.neural.compute.Shaping.Slice;
import millrace.neural.compute.Shaping.Unslice;

/** Cases of {@link Shaping}. */
final class ShapingCases {
  private ShapingCases() {}

  static void addTo(Cases c) {
    c.add(new Reshape(new int[] {6, 4}), c.normal(2, 3, 4));
    c.add(new Reshape(new int[] {2, -1}), c.normal(2, 3, 4));
    c.add(new Reshape(new int[] {-1}), c.normal(2, 3, 4));
    c.add(new Reshape(new int[] {}), c.normal(1, 1));
    c.add(new Reshape(new int[] {1, 1}), c.normal());
    c.add(new Reshape(new int[] {0, 7}), c.normal(3, 0));
    permute(c);
    slice(c);
    concat(c);
    rows(c);
  }

  private static void permute(Cases c) {
    c.add(new Permute(new int[] {}), c.normal());
    c.add(new Permute(new int[] {0}), c.normal(5));
    for (var s : new int[][] {{1, 1}, {1, 7}, {7, 1}, {3, 5}, {16, 16}, {17, 33}, {65, 31}, {0, 3}})
      c.add(new Permute(new int[] {1, 0}), c.normal(s));
    int[][] three = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (var axes : three)
      for (var s : new int[][] {{2, 3, 4}, {1, 5, 1}, {17, 3, 16}, {3, 0, 2}})
        c.add(new Permute(axes), c.normal(s));
    for (var axes :
        new int[][] {{0, 2, 1, 3}, {0, 3, 1, 2}, {0, 2, 3, 1}, {3, 2, 1, 0}, {2, 3, 0, 1}})
      c.add(new Permute(axes), c.normal(2, 3, 5, 7));
    c.add(new Permute(new int[] {4, 1, 3, 0, 2}), c.normal(2, 3, 1, 4, 5));
    c.large(new Permute(new int[] {1, 0}), c.normal(1009, 301));
    c.large(new Permute(new int[] {0, 2, 1, 3}), c.normal(13, 37, 11, 67));
    c.large(new Permute(new int[] {2, 0, 1}), c.normal(37, 101, 83));
  }

  private static void slice(Cases c) {
    for (int axis : new int[] {0, 1, 2, -1, -2, -3}) {
      c.add(new Slice(axis, 1, 3), c.normal(4, 3, 5));
      c.add(new Slice(axis, 0, 3), c.normal(4, 3, 5));
      c.add(new Slice(axis, 2, 2), c.normal(4, 3, 5));
      c.add(new Slice(axis, 2, 3), c.normal(4, 3, 5));
      c.add(new Unslice(axis, 0, 9), c.normal(4, 3, 5));
      c.add(new Unslice(axis, 2, 9), c.normal(4, 3, 5));
      c.add(new Unslice(axis, 0, 7), c.normal(2, 2, 2));
      c.add(new Unslice(axis, 3, 5), c.normal(1, 2, 2));
    }
    c.add(new Slice(0, 5, 38), c.normal(65));
    c.add(new Slice(-1, 5, 38), c.normal(17, 65));
    c.add(new Unslice(0, 17, 65), c.normal(33));
    c.add(new Unslice(0, 1, 2), c.normal(0));
    c.large(new Slice(1, 100, 280), c.normal(1009, 301));
    c.large(new Slice(0, 100, 1009), c.normal(1009, 301));
    c.large(new Unslice(1, 100, 500), c.normal(1009, 301));
  }

  private static void concat(Cases c) {
    for (int axis : new int[] {0, 1, 2, -1, -2, -3}) {
      int a = Shaping.axis(axis, 3);
      var wide = new int[] {4, 3, 5};
      wide[a] = 7;
      var none = new int[] {4, 3, 5};
      none[a] = 0;
      var x = c.normal(4, 3, 5);
      c.add(new Concat(axis), x, c.normal(wide));
      c.add(new Concat(axis), c.normal(wide), c.normal(none), x, x);
      c.add(new Concat(axis), x);
    }
    c.add(new Concat(0), c.normal(1), c.normal(33), c.normal(16));
    c.large(new Concat(1), c.normal(1009, 301), c.normal(1009, 17));
    c.large(new Concat(0), c.normal(509, 301), c.normal(1009, 301));
  }

  private static void rows(Cases c) {
    for (int width : new int[] {1, 3, 16, 33}) {
      int[] ids = {3, 0, -1, 3, 6, 3, -100};
      c.add(new Rows(ids), c.normal(7, width));
      c.add(new RowsGrad(ids, 7), c.normal(7, width));
    }
    c.add(new Rows(new int[] {2, 0}), c.normal(3));
    c.add(new Rows(new int[] {2, 0}), c.normal(3, 2, 5));
    c.add(new Rows(new int[] {}), c.normal(3, 4));
    c.add(new Rows(new int[] {-1}), c.normal(0, 4));
    c.add(new RowsGrad(new int[] {2, 0}, 3), c.normal(2));
    c.add(new RowsGrad(new int[] {2, 0, 2}, 3), c.normal(3, 2, 5));
    c.add(new RowsGrad(new int[] {}, 3), c.normal(0, 4));
    var ids = c.ids(4001, 503);
    c.large(new Rows(ids), c.normal(503, 67));
    c.large(new RowsGrad(ids, 503), c.normal(4001, 67));
    c.large(new RowsGrad(new int[4001], 2), c.normal(4001, 67)); // all to one row
  }
}

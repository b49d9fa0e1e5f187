package millrace.neural.compute;

import millrace.neural.compute.OpCase.Input;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;

/** Cases of {@link Product}. */
final class ProductCases {
  /** m, n, k: single rows and columns, primes, around tiles and lanes, empty, long and thin. */
  private static final int[][] SIZES = {
    {1, 1, 1},
    {1, 1, 17},
    {1, 17, 1},
    {17, 1, 1},
    {1, 33, 65},
    {33, 1, 65},
    {2, 3, 5},
    {3, 5, 2},
    {4, 4, 4},
    {6, 16, 8},
    {7, 13, 11},
    {8, 32, 16},
    {12, 31, 9},
    {13, 33, 7},
    {14, 48, 3},
    {16, 16, 16},
    {17, 17, 17},
    {31, 15, 33},
    {32, 64, 32},
    {5, 127, 2},
    {127, 5, 3},
    {65, 66, 67},
    {0, 3, 4},
    {3, 0, 4},
    {3, 4, 0},
    {1, 2, 1009},
    {2, 1009, 1},
    {1009, 2, 2},
  };

  private static final int[][] LARGE = {
    {257, 131, 263},
    {64, 128, 784},
    {1, 1031, 1033},
    {1031, 1, 1033},
    {20_011, 7, 5},
    {7, 20_011, 5}
  };

  private ProductCases() {}

  static void addTo(Cases c) {
    for (boolean ta : new boolean[] {false, true})
      for (boolean tb : new boolean[] {false, true}) {
        var op = new MatMul(ta, tb);
        for (var s : SIZES) c.add(op, matrix(c, ta, s[0], s[2]), matrix(c, tb, s[2], s[1]));
        for (var s : LARGE) c.large(op, matrix(c, ta, s[0], s[2]), matrix(c, tb, s[2], s[1]));
        batched(c, op);
      }
    var square = c.normal(9, 9);
    c.add(new MatMul(false, true), square, square);
    for (var f : Function.values()) if (f.slopeFromValue()) linear(c, new Linear(f, .2));
    for (int n : ElementwiseCases.SIZES) {
      c.add(identity(), c.normal(3, n), c.normal(5, n), c.normal(5));
      c.add(identity(), c.normal(3, 5), c.normal(n, 5), c.normal(n));
      c.add(identity(), c.normal(n, 3), c.normal(5, 3));
    }
    c.large(new Linear(Function.RELU, 0), c.normal(511, 67), c.normal(65, 67), c.normal(65));
    c.large(new Linear(Function.TANH, 0), c.normal(7, 73, 67), c.normal(129, 67), c.normal(129));
    c.large(identity(), c.normal(3, 1009), c.normal(1013, 1009));
    int8(c);
  }

  private static void int8(Cases c) {
    for (var s : new int[][] {{1, 1, 1}, {1, 7, 5}, {3, 33, 16}, {5, 70, 40}, {4, 3, 0}}) {
      int n = s[1];
      int k = Math.max(1, s[2]);
      var op = new Product.Int8(Int8Matrix.of(c.normal(n, k).values(), n, k));
      c.add(op, c.normal(s[0], k));
      c.add(op, c.normal(2, s[0], k), c.normal(n));
    }
    c.large(
        new Product.Int8(Int8Matrix.of(c.normal(1031, 515).values(), 1031, 515)),
        c.normal(1, 515),
        c.normal(1031));
    c.large(
        new Product.Int8(Int8Matrix.of(c.normal(257, 128).values(), 257, 128)), c.normal(19, 128));
  }

  private static Linear identity() {
    return new Linear(Function.IDENTITY, 0);
  }

  private static void batched(Cases c, MatMul op) {
    for (var lead : new int[][] {{1}, {3}, {2, 3}, {0}, {2, 1, 2}})
      for (var s : new int[][] {{1, 1, 1}, {5, 7, 3}, {17, 9, 33}}) {
        var a = matrix(c, op.ta(), s[0], s[2], lead);
        c.add(op, a, matrix(c, op.tb(), s[2], s[1], lead));
        c.add(op, a, matrix(c, op.tb(), s[2], s[1]));
      }
    int[] many = {19};
    c.large(op, matrix(c, op.ta(), 33, 65, many), matrix(c, op.tb(), 65, 34, many));
    c.large(op, matrix(c, op.ta(), 33, 65, many), matrix(c, op.tb(), 65, 34));
  }

  /** A matrix or a batch of them, stored transposed if told. */
  private static Input matrix(Cases c, boolean transposed, int rows, int columns, int... lead) {
    var shape = java.util.Arrays.copyOf(lead, lead.length + 2);
    shape[lead.length] = transposed ? columns : rows;
    shape[lead.length + 1] = transposed ? rows : columns;
    return c.normal(shape);
  }

  private static void linear(Cases c, Linear op) {
    // small weights and a bias above 1, which leaves √ and 1/x defined
    for (var x : new int[][] {{5}, {1, 5}, {4, 17}, {2, 3, 33}, {0, 4}}) {
      int in = x[x.length - 1];
      for (int out : new int[] {1, 7, 33}) {
        var weight = c.uniform(.5 / in, out, in);
        var bias = c.map(v -> 1.5 + Math.abs(v), out);
        c.add(op, c.uniform(1, x), weight, bias);
        if (op.function() == Function.SQRT || op.function() == Function.RECIPROCAL) continue;
        c.add(op, c.normal(x), c.spread(1.0 / in, out, in));
      }
    }
  }
}

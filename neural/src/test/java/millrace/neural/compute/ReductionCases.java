package millrace.neural.compute;

import millrace.neural.compute.OpCase.Input;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.MaxGrad;
import millrace.neural.compute.Reduction.Reduce;
import millrace.neural.compute.Reduction.SquaredNorm;

/** Cases of {@link Reduction}. */
final class ReductionCases {
  private ReductionCases() {}

  static void addTo(Cases c) {
    for (var kind : Kind.values()) {
      for (int n : ElementwiseCases.SIZES) {
        if (n == 0) continue;
        c.add(new Reduce(kind, 0), c.normal(n));
        c.add(new Reduce(kind, -1), c.normal(3, n));
        c.add(new Reduce(kind, 0), c.normal(3, n));
        c.add(new Reduce(kind, 0), c.normal(n, 3));
        c.add(new Reduce(kind, 1), c.normal(2, n, 3));
      }
      for (int axis = -4; axis < 4; axis++) c.add(new Reduce(kind, axis), c.normal(2, 5, 3, 4));
      c.add(new Reduce(kind, 0), c.normal(2, 0));
      c.large(new Reduce(kind, 0), c.normal(1009, 301));
      c.large(new Reduce(kind, 1), c.normal(1009, 301));
      c.large(new Reduce(kind, 1), c.normal(11, 307, 101));
      c.large(new Reduce(kind, 0), c.normal(ElementwiseCases.LARGE));
      float[] special = {1, Float.NaN, 2, Float.POSITIVE_INFINITY, 3, Float.NEGATIVE_INFINITY};
      c.special(new Reduce(kind, 0), new Input(new int[] {3, 2}, special));
      c.special(new Reduce(kind, 1), new Input(new int[] {3, 2}, special));
    }
    c.special(
        new Reduce(Kind.MAX, 1), c.constant(Double.NEGATIVE_INFINITY, 3, 33)); // a row masked out
    maxGrad(c);
    for (int n : ElementwiseCases.SIZES) c.add(new SquaredNorm(), c.normal(n));
    c.add(new SquaredNorm(), c.normal(3, 5), c.normal(), c.normal(17), c.normal(0));
    c.large(new SquaredNorm(), c.normal(ElementwiseCases.LARGE), c.normal(1009, 301));
    c.special(new SquaredNorm(), c.constant(Double.NaN, 3));
    c.special(new SquaredNorm(), c.normal(20), c.constant(Double.POSITIVE_INFINITY, 3));
  }

  private static void maxGrad(Cases c) {
    for (int axis = -3; axis < 3; axis++)
      for (var s : new int[][] {{1, 1, 1}, {2, 5, 3}, {17, 3, 33}}) maxGrad(c, axis, c.normal(s));
    // equal numbers: the first of them
    maxGrad(c, 1, c.map(v -> Math.rint(v * .7), 9, 33));
    maxGrad(c, 0, c.map(v -> Math.rint(v * .7), 9, 33));
    maxGrad(c, 0, c.constant(2, 9));
    maxGrad(c, 1, c.normal(1009, 301));
    var x = c.normal(5, 17);
    for (int i = 0; i < 30; i += 7) x.values()[i] = Float.NaN;
    for (int i = 40; i < 60; i += 3) x.values()[i] = Float.POSITIVE_INFINITY;
    maxGrad(c, 0, x);
    maxGrad(c, 1, x);
  }

  private static void maxGrad(Cases c, int axis, Input x) {
    var y = c.results(new Reduce(Kind.MAX, axis), x)[0];
    c.special(new MaxGrad(axis), x, y, c.normal(y.shape()));
  }
}

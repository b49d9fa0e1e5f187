package millrace.neural.compute;

import millrace.neural.compute.OpCase.Input;
import millrace.neural.compute.Update.Axpy;
import millrace.neural.compute.Update.Blend;
import millrace.neural.compute.Update.ClipNorm;
import millrace.neural.compute.Update.ClipValue;
import millrace.neural.compute.Update.Fill;
import millrace.neural.compute.Update.Put;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/** Cases of {@link Update}. */
final class UpdateCases {
  private UpdateCases() {}

  static void addTo(Cases c) {
    for (int n : ElementwiseCases.SIZES) all(c, false, n);
    all(c, false, 3, 5, 7);
    all(c, true, ElementwiseCases.LARGE);
    simple(c);
  }

  /** Each rule in each of its ways. */
  private static void all(Cases c, boolean large, int... shape) {
    step(c, large, 0, new Step(Rule.SGD, .1, 0), shape);
    step(c, large, 0, new Step(Rule.SGD, .1, .01), shape);
    step(c, large, 1, new Step(Rule.MOMENTUM, .1, .01, .9, 0, 0, 0), shape);
    step(c, large, 1, new Step(Rule.MOMENTUM, .1, .01, .9, 0, 1, 0), shape);
    step(c, large, 1, new Step(Rule.MOMENTUM, .1, 0, .9, .3, 0, 0), shape);
    step(c, large, 1, new Step(Rule.MOMENTUM, .1, 0, .9, .3, 0, 1), shape);
    step(c, large, 1, new Step(Rule.ADAGRAD, .1, .01, 1e-10), shape);
    step(c, large, 2, new Step(Rule.ADADELTA, 1, .01, .9, 1e-6), shape);
    step(c, large, 1, new Step(Rule.RMSPROP, .01, .01, .99, 1e-8, 0, 0), shape);
    step(c, large, 2, new Step(Rule.RMSPROP, .01, .01, .99, 1e-8, .9, 0), shape);
    rmspropCentered(c, large, shape);
    for (double decoupled : new double[] {0, 1})
      for (double amsgrad : new double[] {0, 1}) {
        var adam = new Step(Rule.ADAM, .01, .1, .9, .999, 1e-8, .271, .003, decoupled, amsgrad);
        step(c, large, amsgrad == 1 ? 3 : 2, adam, shape);
      }
    step(c, large, 2, new Step(Rule.ADAMAX, .01, .1, .9, .999, 1e-8, .271), shape);
    for (double decoupled : new double[] {0, 1}) {
      var nadam = new Step(Rule.NADAM, .01, .1, .9, .999, 1e-8, .003, .3, .7, decoupled);
      step(c, large, 2, nadam, shape);
      for (double r : new double[] {0, .6})
        step(
            c,
            large,
            2,
            new Step(Rule.RADAM, .01, .1, .9, .999, 1e-8, .271, .5, r, decoupled),
            shape);
    }
    step(c, large, 2, new Step(Rule.FTRL, .1, -.5, .3, .01, .02, .5), shape);
    step(c, large, 2, new Step(Rule.FTRL, .1, -.7, 0, 0, 0, 0), shape);
    step(c, large, 1, new Step(Rule.LION, .01, .1, .9, .99), shape);
  }

  private static void step(Cases c, boolean large, int states, Step op, int... shape) {
    var in = new Input[2 + states];
    in[0] = c.normal(shape);
    in[1] = c.normal(shape);
    // the first state of these is an average of gradients, the others' are of squares
    boolean mean =
        switch (op.rule()) {
          case MOMENTUM, ADAM, ADAMAX, NADAM, RADAM, LION -> true;
          default -> false;
        };
    for (int k = 0; k < states; k++)
      in[2 + k] = k == 0 && mean ? c.normal(shape) : c.positive(shape);
    if (large) c.large(op, in);
    else c.add(op, in);
  }

  /** The average of squares must be above the square of the average. */
  private static void rmspropCentered(Cases c, boolean large, int... shape) {
    var op = new Step(Rule.RMSPROP, .01, 0, .9, 1e-8, .9, 1);
    var in =
        new Input[] {
          c.normal(shape),
          c.normal(shape),
          c.map(v -> 2 + Math.abs(v), shape),
          c.normal(shape),
          c.uniform(1, shape)
        };
    if (large) c.large(op, in);
    else c.add(op, in);
  }

  private static void simple(Cases c) {
    for (int n : ElementwiseCases.SIZES) {
      c.add(new Axpy(-.3), c.normal(n), c.normal(n));
      c.add(new Blend(.01), c.normal(n), c.normal(n));
      c.add(new Blend(1), c.normal(n), c.normal(n));
      c.add(new Fill(2.5), c.normal(n));
      c.add(new ClipValue(.5), c.normal(n));
      c.add(new ClipNorm(1.5), c.constant(9, 1), c.normal(n), c.normal(3, n));
      c.add(new ClipNorm(1.5), c.constant(2, 1), c.normal(n)); // below: as it was
    }
    c.add(new ClipValue(.5), c.normal(7), c.normal(), c.normal(3, 33));
    c.special(new ClipNorm(1), c.constant(0, 1), c.constant(0, 3));
    c.special(new ClipNorm(1), c.constant(Double.NaN, 1), c.normal(20));
    c.special(new ClipNorm(1), c.constant(Double.POSITIVE_INFINITY, 1), c.normal(20));
    var nan = new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, .1f};
    c.special(new ClipValue(.5), new Input(new int[] {4}, nan));
    c.special(new Blend(1), c.constant(Double.NaN, 20), c.normal(20)); // a copy, whatever was there
    c.add(new Put(0), c.normal(1, 1, 1), c.normal(1, 1, 1));
    c.add(new Put(2), c.normal(3, 5, 7), c.normal(3, 2, 7));
    c.add(new Put(3), c.normal(2, 4), c.normal(2, 1));
    c.add(new Put(1), c.normal(2, 4, 3, 2), c.normal(2, 3, 3, 2));
    c.add(new Put(1), c.normal(2, 4, 3), c.normal(2, 0, 3));
    int n = ElementwiseCases.LARGE;
    c.large(new Axpy(-.3), c.normal(n), c.normal(n));
    c.large(new Blend(.01), c.normal(n), c.normal(n));
    c.large(new Fill(-1), c.normal(n));
    c.large(new ClipValue(.5), c.normal(n));
    c.large(new ClipNorm(1), c.constant(9, 1), c.normal(n), c.normal(1009, 301));
  }
}

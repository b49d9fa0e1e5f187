package millrace.neural.layers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/** Training for the tests of layers, which must not know of optimizers. */
final class Adam {
  private final Ops f;
  private final double rate;
  private final List<Tensor> parameters;
  private final List<Tensor> states = new ArrayList<>();
  private int t;

  Adam(Ops f, Collection<Tensor> parameters, double rate) {
    this.f = f;
    this.rate = rate;
    this.parameters = List.copyOf(parameters);
    for (var p : parameters) {
      states.add(f.zeros(p.shape()));
      states.add(f.zeros(p.shape()));
    }
  }

  interface Loss {
    Tensor of(Ops f);
  }

  /** A step; the loss before it. */
  double step(Loss loss) {
    try (var _ = f.scope()) {
      var tape = new Tape(f, parameters, ++t);
      var l = loss.of(tape);
      tape.backward(l);
      var rule =
          new Step(
              Rule.ADAM, rate, 0, .9, .999, 1e-8, 1 - Math.pow(.9, t), 1 - Math.pow(.999, t), 0, 0);
      for (int i = 0; i < parameters.size(); i++) {
        var p = parameters.get(i);
        f.run(rule, p, tape.gradient(p), states.get(2 * i), states.get(2 * i + 1));
      }
      return f.doubles(l)[0];
    }
  }
}

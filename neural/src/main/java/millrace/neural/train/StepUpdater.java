package millrace.neural.train;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/** The updater of the optimizers whose step needs one gradient and goes parameter by parameter. */
final class StepUpdater implements Updater {
  private final Ops f;
  private final Optimizer.Stepwise optimizer;
  private final List<Group> groups;
  private final List<Tensor> parameters;

  /** Of each parameter: itself, its gradient's place, its states: the inputs of the op. */
  private final List<Tensor[]> inputs = new ArrayList<>();

  private final List<Tensor> states = new ArrayList<>();
  private long steps;
  private double carried = 1;

  StepUpdater(Ops f, Optimizer.Stepwise optimizer, List<Group> groups) {
    this.f = f;
    this.optimizer = optimizer;
    this.groups = List.copyOf(groups);
    this.parameters = Group.all(groups);
    for (var g : groups) {
      if (g.weightDecay() != 0 && !optimizer.decays())
        throw new IllegalArgumentException(
            "%s has no weight decay, but a group has one of %s"
                .formatted(optimizer.getClass().getSimpleName(), g.weightDecay()));
    }
    for (var p : parameters) {
      var in = new Tensor[2 + optimizer.states()];
      in[0] = p;
      in[1] = p; // stands for the gradient between steps
      for (int s = 0; s < optimizer.states(); s++) {
        in[2 + s] = f.zeros(p.shape());
        if (optimizer.start(s) != 0) f.run(new Update.Fill(optimizer.start(s)), in[2 + s]);
        states.add(in[2 + s]);
      }
      inputs.add(in);
    }
  }

  @Override
  public void step(double factor, Objective objective) {
    try (var _ = f.scope()) {
      var gradients = objective.evaluate().gradients();
      if (gradients.size() != parameters.size())
        throw new IllegalArgumentException(
            "there are %d gradients for %d parameters"
                .formatted(gradients.size(), parameters.size()));
      steps++;
      carried = optimizer.carry(steps, carried);
      int i = 0;
      for (var group : groups) {
        var step = optimizer.step(steps, group.lr() * factor, group.weightDecay(), carried);
        for (int k = 0; k < group.parameters().size(); k++, i++) {
          var in = inputs.get(i);
          in[1] = gradients.get(i);
          f.run(step, in);
          in[1] = in[0];
        }
      }
    }
  }

  @Override
  public List<Tensor> parameters() {
    return parameters;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public State state() {
    return new State(steps, new double[] {carried}, Values.of(f, states));
  }

  @Override
  public void restore(State state) {
    if (state.numbers().length != 1)
      throw new IllegalArgumentException("the state is that of another optimizer");
    state.tensors().to(f, states);
    steps = state.steps();
    carried = state.numbers()[0];
  }
}

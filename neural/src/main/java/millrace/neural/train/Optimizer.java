package millrace.neural.train;

import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/**
 * How parameters move along their gradients: a record of hyper-parameters with PyTorch's names and
 * defaults. What an optimizer remembers from step to step is in its {@link Updater}.
 *
 * <pre>{@code
 * var updater = new Adam().lr(3e-4).updater(f, parameters);
 * }</pre>
 */
public sealed interface Optimizer permits Optimizer.Stepwise, Lbfgs {
  /** The learning rate, before any {@link Schedule}. */
  double lr();

  /** The same optimizer with this learning rate. */
  Optimizer lr(double lr);

  /** The weight decay of parameters whose group does not say otherwise. */
  default double weightDecay() {
    return 0;
  }

  /**
   * The same optimizer at work on groups of parameters, its states allocated and at their start.
   */
  Updater updater(Ops f, List<Group> groups);

  /** {@link #updater(Ops, List)} of one group with the optimizer's own rate and weight decay. */
  default Updater updater(Ops f, Tensor... parameters) {
    return updater(f, List.of(Group.of(this, List.of(parameters))));
  }

  /**
   * An optimizer that moves each parameter by one {@link Update.Step} along one gradient. For
   * developers of optimizers.
   */
  sealed interface Stepwise extends Optimizer
      permits Sgd, Adagrad, Adadelta, RmsProp, Adam, AdamW, Adamax, Nadam, RAdam, Ftrl, Lion {
    /** How many states each parameter has, of those that the rule names. */
    int states();

    /** What a state is filled with at first. */
    default double start(int state) {
      return 0;
    }

    /**
     * The number that goes from step to step beside the states.
     *
     * @param t the number of the step, from 1
     * @param before what it was after the step before; 1 at first
     */
    default double carry(long t, double before) {
      return before;
    }

    /**
     * Step t, from 1, at this learning rate and weight decay.
     *
     * @param carried what {@link #carry} gave for this step
     */
    Update.Step step(long t, double lr, double weightDecay, double carried);

    /** Whether the rule has a weight decay; else a group must not have one. */
    default boolean decays() {
      return true;
    }

    @Override
    default Updater updater(Ops f, List<Group> groups) {
      return new StepUpdater(f, this, groups);
    }
  }
}

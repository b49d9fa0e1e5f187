package millrace.neural.train;

import java.util.List;
import millrace.neural.compute.Tensor;

/**
 * An {@link Optimizer} at work on certain parameters: it holds what the optimizer remembers, as
 * tensors of the {@link millrace.neural.compute.Ops} that hold the parameters. It changes the
 * parameters in place.
 *
 * <pre>{@code
 * var updater = new Adam().updater(f, parameters);
 * for (…)
 *   loss = updater.step(1, () -> {
 *     var tape = new Tape(f, parameters, seed);
 *     var loss = net.loss(tape, batch);
 *     tape.backward(loss);
 *     return Evaluation.of(tape, loss, parameters);
 *   });
 * }</pre>
 */
public sealed interface Updater permits StepUpdater, LbfgsUpdater {
  /**
   * One step of the optimizer. Most compute the objective once; {@link Lbfgs} does so several
   * times. Each time the objective's tensors are given back, but for those that it keeps.
   *
   * @param factor multiplies the learning rate of every group: what a {@link Schedule} gave
   * @param objective computes the loss and its gradients at the parameters as they then are
   */
  void step(double factor, Objective objective);

  /** The parameters, group by group: in this order the gradients must be. */
  List<Tensor> parameters();

  /** How many steps were made. */
  long steps();

  /** All that the next steps depend on beside the parameters. */
  State state();

  /**
   * Goes back to a state of an updater of the same optimizer and parameters.
   *
   * @throws IllegalArgumentException if it belongs to others
   */
  void restore(State state);

  /** What is minimised. */
  @FunctionalInterface
  interface Objective {
    Evaluation evaluate();
  }

  /**
   * The state of an updater, to be kept: equal states give equal steps, bit by bit.
   *
   * @param steps how many steps were made
   * @param numbers what the optimizer remembers in single numbers
   * @param tensors what it remembers in tensors
   */
  record State(long steps, double[] numbers, Values tensors) {}
}

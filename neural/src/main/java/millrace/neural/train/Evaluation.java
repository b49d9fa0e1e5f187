package millrace.neural.train;

import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Tensor;

/**
 * A loss and its gradients.
 *
 * @param loss a single number
 * @param gradients one for each parameter, in order; an optimizer may change them in place
 */
public record Evaluation(Tensor loss, List<Tensor> gradients) {
  /** From a tape that was played {@linkplain Tape#backward backward}. */
  public static Evaluation of(Tape tape, Tensor loss, List<Tensor> parameters) {
    return new Evaluation(loss, parameters.stream().map(tape::gradient).toList());
  }
}

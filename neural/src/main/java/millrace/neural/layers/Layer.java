package millrace.neural.layers;

import java.util.SequencedMap;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A step of a network: a record of tensors, settings and other layers. It has no mode and no state
 * of its own: what is computed depends on the {@link Ops} alone, which know whether a model is
 * {@linkplain Ops#training being trained}.
 *
 * <pre>{@code
 * var random = Run.seeded(42).random("weights");
 * var net = Sequential.of(
 *     Linear.of(f, 784, 128, random).then(Function.RELU),
 *     Linear.of(f, 128, 10, random));
 * var parameters = Layer.parameters(net);   // layers.0.weight, layers.0.bias, layers.1.weight, ...
 * var tape = new Tape(f, parameters.values(), run.seedFor("step", 0));
 * var loss = new CrossEntropy().of(tape, net.forward(tape, x), classes);
 * tape.backward(loss);
 * }</pre>
 *
 * <p>A network that is more than a sequence is a record whose components are its layers, with a
 * method of its own; it need not implement this interface.
 */
@FunctionalInterface
public interface Layer {
  /** The result for x. */
  Tensor forward(Ops f, Tensor x);

  /**
   * What is trained, in the order of the components, each under its path: {@code blocks.3.weight}
   * is component {@code weight} of the fourth element of list {@code blocks}. A tensor that is
   * found twice (tied weights) is listed once, under its first name.
   *
   * @throws IllegalArgumentException if there is a layer that is no record, whose tensors would be
   *     passed over
   */
  static SequencedMap<String, Tensor> parameters(Record layer) {
    return new Components(true, false).of(layer);
  }

  /** What is not trained but belongs to the model: the tensors of {@link Buffer} components. */
  static SequencedMap<String, Tensor> buffers(Record layer) {
    return new Components(false, true).of(layer);
  }

  /** Parameters and buffers, in the order of the components: what a model file must hold. */
  static SequencedMap<String, Tensor> state(Record layer) {
    return new Components(true, true).of(layer);
  }
}

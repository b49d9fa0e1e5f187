package millrace.neural.layers;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * eˣ / Σ eˣ along the last axis: probabilities. Before a {@link
 * millrace.neural.losses.CrossEntropy} it must not stand: that takes logits.
 *
 * @param log whether their logarithms are wanted
 */
public record Softmax(boolean log) implements Layer {
  /** Probabilities. */
  public Softmax() {
    this(false);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return log ? f.logSoftmax(x) : f.softmax(x);
  }
}

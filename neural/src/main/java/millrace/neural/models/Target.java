package millrace.neural.models;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** What a network with one answer a row learns. */
sealed interface Target permits ClassTarget, NumberTarget {
  /** How many outputs the network needs. */
  int outputs();

  /** The mean loss [1] of the outputs [rows, {@link #outputs}] for these rows. */
  Tensor loss(Ops f, Tensor outputs, int... rows);
}

package millrace.neural.compute;

/** {@link Recurrence} on the processor. */
final class CpuRecurrence {
  CpuRecurrence(Machine machine) {}

  void run(Recurrence op, Tensor[] in, Tensor[] out) {
    throw new UnsupportedOperationException(op.name() + " is not there yet");
  }
}

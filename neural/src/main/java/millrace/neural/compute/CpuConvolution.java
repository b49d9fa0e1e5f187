package millrace.neural.compute;

/** {@link Convolution} on the processor. */
final class CpuConvolution {
  CpuConvolution(Machine machine) {}

  void run(Convolution op, Tensor[] in, Tensor[] out) {
    throw new UnsupportedOperationException(op.name() + " is not there yet");
  }
}

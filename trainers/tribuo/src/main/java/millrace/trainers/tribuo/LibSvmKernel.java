package millrace.trainers.tribuo;

import millrace.trainers.Kernel;
import org.tribuo.common.libsvm.KernelType;

/** The kernels that LibSVM has. */
public enum LibSvmKernel {
  /** {@code x·y}. */
  LINEAR(Kernel.LINEAR, KernelType.LINEAR),
  /** {@code (gamma x·y + coef0)^degree}. */
  POLY(Kernel.POLY, KernelType.POLY),
  /** {@code exp(-gamma ‖x − y‖²)}. */
  RBF(Kernel.RBF, KernelType.RBF),
  /** {@code tanh(gamma x·y + coef0)}: not positive definite, so results may be local ones. */
  SIGMOID(Kernel.SIGMOID, KernelType.SIGMOID);

  final Kernel ours;
  final KernelType theirs;

  LibSvmKernel(Kernel ours, KernelType theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }
}

package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.function.IntFunction;
import libsvm.svm;
import libsvm.svm_model;
import millrace.data.Frame;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.KernelFunction;
import millrace.trainers.KernelRows;
import millrace.trainers.SupportVectors;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.common.libsvm.LibSVMModel;
import org.tribuo.common.libsvm.LibSVMTrainer;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.libsvm.SVMType;

/** What machines trained by LibSVM have in common; Tribuo lets one of them run at a time. */
final class LibSvm {
  private LibSvm() {}

  /** The run of the fit that this thread is in: LibSVM knows of none. */
  private static final ThreadLocal<Run> FITTING = new ThreadLocal<>();

  static {
    // LibSVM writes dots to the standard output. They come every thousand iterations or oftener,
    // which makes them the place to stop at when the run is cancelled.
    svm.svm_set_print_string_function(
        _ -> {
          var run = FITTING.get();
          if (run != null) run.step("model", 0, 1);
        });
  }

  /** The parameters that all machines have. */
  record Settings(
      LibSvmKernel kernel,
      double gamma,
      int degree,
      double coef0,
      double tol,
      boolean shrinking,
      int cacheMb) {

    KernelFunction function(KernelRows x) {
      return KernelFunction.of(kernel.ours, gamma, degree, coef0, x);
    }

    <T extends Output<T>> SVMParameters<T> parameters(SVMType<T> type, KernelFunction function) {
      var out = new SVMParameters<>(type, kernel.theirs);
      // Not by its setters, which warn of parameters that do count: C of EPSILON_SVR.
      var p = out.getParameters();
      p.gamma = function.gamma();
      p.degree = degree;
      p.coef0 = coef0;
      p.eps = tol;
      p.shrinking = shrinking ? 1 : 0;
      p.cache_size = cacheMb;
      return out;
    }
  }

  /** What was learned, and the training rows it was learned from. */
  record Trained<M extends LibSVMModel<?>>(M model, svm_model machine) {}

  static <T extends Output<T>> Trained<LibSVMModel<T>> train(
      LibSVMTrainer<T> trainer,
      Features x,
      IntFunction<T> output,
      OutputFactory<T> factory,
      Run run) {
    run.step("model", 0, 1);
    var rows = TribuoRows.of(x, false, output, factory);
    FITTING.set(run);
    try {
      var model = trainer.train(rows);
      run.step("model", 1, 1);
      return new Trained<>(model, model.getInnerModels().getFirst());
    } finally {
      FITTING.remove();
    }
  }

  /** The rows with these numbers. */
  static SupportVectors vectors(
      Frame train, KernelFunction function, KernelRows rows, int[] support) {
    return SupportVectors.of(train, function, rows.rows(support));
  }

  /** LibSVM counts rows from 1. */
  static int[] support(svm_model machine) {
    return Arrays.stream(machine.sv_indices).map(i -> i - 1).toArray();
  }

  /** For compact constructors: what {@code Spec.check} cannot see of gamma. */
  static void checkGamma(Class<?> type, double gamma) {
    if (gamma < 0 && gamma != Kernel.AUTO) {
      throw new IllegalArgumentException(
          "%s gamma must be positive, 0 (scale) or -1 (auto), but is %s"
              .formatted(type.getSimpleName(), gamma));
    }
  }
}

package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Loss.CrossEntropyGrad;
import millrace.neural.compute.Loss.Ctc;

/** {@link Loss} in double. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  static void run(Loss op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case CrossEntropy c -> crossEntropy(c, in[0], out);
      case CrossEntropyGrad c -> crossEntropyGrad(c.loss(), in, out[0]);
      case Ctc c -> ctc(c, in[0], out);
    }
  }

  private static void crossEntropy(CrossEntropy op, Tensor in, Tensor[] out) {
    int classes = in.dim(1);
    var x = numbers(in);
    var p = numbers(out[1]);
    double loss = 0;
    for (int r = 0; r < in.dim(0); r++) {
      int at = r * classes;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) most = Math.max(most, x[at + c]);
      double sum = 0;
      for (int c = 0; c < classes; c++) sum += Math.exp(x[at + c] - most);
      for (int c = 0; c < classes; c++) {
        p[at + c] = Math.exp(x[at + c] - most) / sum;
        double q = share(op, r, c, classes);
        if (q != 0) loss -= q * (x[at + c] - most - Math.log(sum)); // 0 · log 0 is 0
      }
    }
    numbers(out[0])[0] = loss / op.total();
  }

  /** q·weight: what a class's −log p counts for in a row's loss. */
  private static double share(CrossEntropy op, int row, int c, int classes) {
    if (op.targets()[row] == op.ignore()) return 0;
    double q = op.smoothing() / classes + (c == op.targets()[row] ? 1 - op.smoothing() : 0);
    return op.weights().length == 0 ? q : q * op.weights()[c];
  }

  /** g / total · (p · Σ shares − share). */
  private static void crossEntropyGrad(CrossEntropy op, Tensor[] in, Tensor out) {
    int classes = in[0].dim(1);
    var p = numbers(in[0]);
    double g = numbers(in[1])[0] / op.total();
    for (int r = 0; r < in[0].dim(0); r++) {
      double shares = 0;
      for (int c = 0; c < classes; c++) shares += share(op, r, c, classes);
      for (int c = 0; c < classes; c++) {
        int i = r * classes + c;
        numbers(out)[i] = g * (p[i] * shares - share(op, r, c, classes));
      }
    }
  }

  private static void ctc(Ctc op, Tensor in, Tensor[] out) {
    int batch = in.dim(1);
    int classes = in.dim(2);
    for (int n = 0; n < batch; n++) {
      int steps = op.length(n, in.dim(0));
      var path = new ReferenceCtc(numbers(in), n * classes, batch * classes, steps);
      var labels = ReferenceCtc.withBlanks(op.labels()[n], op.blank());
      double loss = path.loss(labels, numbers(out[1]));
      numbers(out[0])[n] = op.zeroInfinity() && loss == Double.POSITIVE_INFINITY ? 0 : loss;
    }
  }
}

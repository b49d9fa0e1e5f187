package millrace.neural.opencl;

import millrace.neural.compute.Loss;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Loss.CrossEntropyGrad;
import millrace.neural.compute.Loss.Ctc;
import millrace.neural.compute.Tensor;

/** {@link Loss} on a device. */
final class OnLoss {
  private final ClWork work;
  private final OnReduction reduction;

  OnLoss(ClWork work, OnReduction reduction) {
    this.work = work;
    this.reduction = reduction;
  }

  Tensor[] run(Loss op, Tensor[] in, int[][] shapes) {
    var out = new Tensor[shapes.length];
    for (int k = 0; k < out.length; k++) out[k] = work.make(shapes[k]);
    switch (op) {
      case CrossEntropy c -> crossEntropy(c, in[0], out);
      case CrossEntropyGrad c -> crossEntropyGrad(c.loss(), in, out[0]);
      case Ctc c -> ctc(c, in[0], out);
    }
    return out;
  }

  private void crossEntropy(CrossEntropy op, Tensor in, Tensor[] out) {
    int rows = in.dim(0);
    int classes = in.dim(1);
    var targets = work.integers(op.targets());
    var weights = work.numbers(op.weights());
    var losses = work.temporary(rows);
    int lanes = work.lanes(classes);
    work.kernel("loss", "cross_entropy")
        .arg(classes)
        .arg(op.smoothing())
        .arg(op.ignore())
        .arg(op.weights().length == 0 ? 0 : 1)
        .arg(targets)
        .arg(weights)
        .arg(work.buffer(in))
        .arg(work.buffer(out[1]))
        .arg(losses)
        .run((long) rows * lanes, 1, 1, lanes, 1);
    // Nothing that counts: 0 · 1/0, which is NaN as it should be.
    reduction.along("sum", 1 / op.total(), 1, rows, 1, losses, work.buffer(out[0]));
    work.free(losses);
    work.free(weights);
    work.free(targets);
  }

  private void crossEntropyGrad(CrossEntropy op, Tensor[] in, Tensor out) {
    int rows = out.dim(0);
    int classes = out.dim(1);
    var targets = work.integers(op.targets());
    var weights = work.numbers(op.weights());
    double all = classes;
    if (op.weights().length > 0) {
      all = 0;
      for (double w : op.weights()) all += w;
    }
    work.kernel("loss", "cross_entropy_grad")
        .arg(classes)
        .arg(op.smoothing())
        .arg(op.ignore())
        .arg(op.weights().length == 0 ? 0 : 1)
        .arg(1 / op.total())
        .arg(all)
        .arg(targets)
        .arg(weights)
        .arg(work.buffer(in[0]))
        .arg(work.buffer(in[1]))
        .arg(work.buffer(out))
        .run(classes, rows, 1);
    work.free(weights);
    work.free(targets);
  }

  private void ctc(Ctc op, Tensor in, Tensor[] out) {
    int steps = in.dim(0);
    int batch = in.dim(1);
    work.fill(work.buffer(out[1]), out[1].size(), 0);
    var firsts = new int[batch + 1];
    int longest = 0;
    for (int i = 0; i < batch; i++) {
      firsts[i + 1] = firsts[i] + op.labels()[i].length;
      longest = Math.max(longest, op.labels()[i].length);
    }
    var all = new int[firsts[batch]];
    var lengths = new int[batch];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(op.labels()[i], 0, all, firsts[i], op.labels()[i].length);
      lengths[i] = op.length(i, steps);
    }
    int width = 2 * longest + 1;
    var starts = work.integers(firsts);
    var labels = work.integers(all);
    var counts = work.integers(lengths);
    long places = 2L * batch * steps * width; // room for doubles
    var alpha = work.temporary(places);
    var beta = work.temporary(places);
    work.kernel("loss", "ctc")
        .arg(batch)
        .arg(steps)
        .arg(in.dim(2))
        .arg(op.blank())
        .arg(op.zeroInfinity() ? 1 : 0)
        .arg(width)
        .arg(starts)
        .arg(labels)
        .arg(counts)
        .arg(work.buffer(in))
        .arg(alpha)
        .arg(beta)
        .arg(work.buffer(out[0]))
        .arg(work.buffer(out[1]))
        .run(batch, 1, 1, 1, 1); // a group to each sequence, so that all cores have some
    for (var b : new ClBuffer[] {alpha, beta, counts, labels, starts}) work.free(b);
  }
}

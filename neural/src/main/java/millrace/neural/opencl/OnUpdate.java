package millrace.neural.opencl;

import java.util.Locale;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;
import millrace.neural.compute.Update.Axpy;
import millrace.neural.compute.Update.Blend;
import millrace.neural.compute.Update.ClipNorm;
import millrace.neural.compute.Update.ClipValue;
import millrace.neural.compute.Update.Fill;
import millrace.neural.compute.Update.Put;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/** {@link Update} on a device. */
final class OnUpdate {
  private final ClWork work;

  OnUpdate(ClWork work) {
    this.work = work;
  }

  Tensor[] run(Update op, Tensor[] in) {
    var y = work.buffer(in[0]);
    int n = in[0].size();
    switch (op) {
      case Step s -> step(s, in);
      case Axpy(double a) -> kernel("axpy").arg(n).arg(a).arg(y).arg(work.buffer(in[1])).run(n);
      case Blend(double w) -> kernel("blend").arg(n).arg(w).arg(y).arg(work.buffer(in[1])).run(n);
      case Fill(double value) -> work.fill(y, n, value);
      case Put(int at) -> put(at, in[0], in[1]);
      case ClipNorm(double most) -> {
        for (int k = 1; k < in.length; k++) {
          int size = in[k].size();
          kernel("clip_norm").arg(size).arg(most).arg(y).arg(work.buffer(in[k])).run(size);
        }
      }
      case ClipValue(double most) -> {
        for (var g : in)
          kernel("clip_value").arg(g.size()).arg(most).arg(work.buffer(g)).run(g.size());
      }
    }
    return new Tensor[0];
  }

  private ClKernel kernel(String name) {
    return work.kernel("update", name);
  }

  private void step(Step op, Tensor[] in) {
    int n = in[0].size();
    var rule = op.rule();
    var kernel = kernel("step_" + rule.name().toLowerCase(Locale.ROOT)).arg(n);
    for (double s : op.s()) kernel.arg(s);
    if (rule == Rule.RMSPROP) kernel.arg(in.length > 3 ? 1 : 0); // whether b is there
    for (var t : in) kernel.arg(work.buffer(t));
    // States that the settings do not need may be missing; the kernels do not touch them then.
    for (int k = in.length; k < 2 + rule.states(); k++) kernel.arg(work.buffer(in[2]));
    kernel.run(n);
  }

  private void put(int at, Tensor y, Tensor x) {
    if (x.size() == 0) return;
    int width = x.size() / x.dim(0);
    int row = width / x.dim(1);
    work.kernel("shaping", "stretches")
        .arg(width)
        .arg(0)
        .arg(width)
        .arg(at * row)
        .arg(y.dim(1) * row)
        .arg(work.buffer(x))
        .arg(work.buffer(y))
        .run(width, x.dim(0), 1);
  }
}

package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import millrace.neural.compute.Attending;
import millrace.neural.compute.Attending.Attend;
import millrace.neural.compute.Attending.AttendGrad;
import millrace.neural.compute.Attending.Rotate;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Tensor;

/** {@link Attending} on a device: a work-item for each query of each head, or each key. */
final class OnAttending {
  /** Numbers of the struct Attend in the kernels. */
  private static final int SETTINGS = 12;

  private final ClWork work;
  private final MemorySegment settings;

  OnAttending(ClWork work) {
    this.work = work;
    settings = work.struct(SETTINGS);
  }

  Tensor[] run(Attending op, Tensor[] in, int[][] shapes) {
    var out = new Tensor[shapes.length];
    for (int i = 0; i < out.length; i++) out[i] = work.make(shapes[i]);
    switch (op) {
      case Attend a -> attend(a, in, out);
      case AttendGrad g -> gradients(g.forward(), in, out);
      case Rotate r -> rotate(r, in[0], out[0]);
    }
    return out;
  }

  private ClKernel kernel(String name) {
    return work.kernel("attending", name);
  }

  private ClKernel start(String name, Attend op, ClBuffer lengths, Tensor[] in) {
    int[] numbers = {
      op.heads(),
      op.groups(),
      op.from(),
      in[0].dim(1),
      in[1].dim(1),
      in[0].dim(2) / op.heads(),
      in[2].dim(2) / op.groups()
    };
    for (int i = 0; i < numbers.length; i++) settings.setAtIndex(JAVA_INT, i, numbers[i]);
    settings.setAtIndex(JAVA_FLOAT, 7, (float) op.scale());
    settings.setAtIndex(JAVA_FLOAT, 8, (float) (1 / (1 - op.dropout())));
    var drops = new Dropout(op.dropout(), op.seed());
    settings.setAtIndex(JAVA_INT, 9, drops.key(0));
    settings.setAtIndex(JAVA_INT, 10, drops.key(1));
    settings.setAtIndex(JAVA_INT, 11, drops.threshold());
    var kernel = kernel(name).arg(settings).arg(lengths);
    for (int i = 0; i < 3; i++) kernel.arg(work.buffer(in[i]));
    return kernel;
  }

  private ClBuffer lengths(Attend op, Tensor[] in) {
    var n = op.lengths();
    if (n.length == 0) {
      n = new int[in[0].dim(0)];
      Arrays.fill(n, in[1].dim(1));
    }
    return work.integers(n);
  }

  private void attend(Attend op, Tensor[] in, Tensor[] out) {
    var lengths = lengths(op, in);
    start("attend", op, lengths, in)
        .arg(work.buffer(out[0]))
        .arg(work.buffer(out[1]))
        .run(in[0].dim(1), (long) in[0].dim(0) * op.heads(), 1);
    work.free(lengths);
  }

  private void gradients(Attend op, Tensor[] in, Tensor[] out) {
    var lengths = lengths(op, in);
    var means = work.temporary(in[3].size());
    start("attend_grad_query", op, lengths, in)
        .arg(work.buffer(in[3]))
        .arg(work.buffer(in[4]))
        .arg(work.buffer(in[5]))
        .arg(work.buffer(out[0]))
        .arg(means)
        .run(in[0].dim(1), (long) in[0].dim(0) * op.heads(), 1);
    start("attend_grad_key", op, lengths, in)
        .arg(work.buffer(in[3]))
        .arg(means)
        .arg(work.buffer(in[5]))
        .arg(work.buffer(out[1]))
        .arg(work.buffer(out[2]))
        .run(in[1].dim(1), (long) in[1].dim(0) * op.groups(), 1);
    work.free(means);
    work.free(lengths);
  }

  private void rotate(Rotate op, Tensor in, Tensor out) {
    int rows = in.dim(1);
    int d = in.dim(2) / op.heads();
    var exact = op.turns(rows, d);
    var bits = new int[exact.length];
    for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits((float) exact[i]);
    var turns = work.integers(bits);
    kernel("rotate_pairs")
        .arg(in.size() / 2)
        .arg(rows)
        .arg(op.heads())
        .arg(d)
        .arg(op.adjacent() ? 1 : 0)
        .arg(turns)
        .arg(work.buffer(in))
        .arg(work.buffer(out))
        .run(in.size() / 2);
    work.free(turns);
  }
}

package millrace.neural.train;

import java.util.List;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/** Vectors of as many elements as some tensors have in all: what L-BFGS computes with. */
final class Flat {
  private final Ops f;
  private final List<Tensor> tensors;
  private final int size;

  Flat(Ops f, List<Tensor> tensors) {
    this.f = f;
    this.tensors = tensors;
    long n = 0;
    for (var t : tensors) n += t.size();
    this.size = Math.toIntExact(n);
  }

  Tensor zeros() {
    return f.zeros(size);
  }

  /** The numbers of tensors of the same shapes. */
  Tensor gather(List<Tensor> parts) {
    var rows = new Tensor[parts.size()];
    for (int i = 0; i < rows.length; i++) rows[i] = f.reshape(parts.get(i), -1);
    return rows.length == 1 ? rows[0] : f.concat(0, rows);
  }

  /** tensors ← tensors + a·x. */
  void add(double a, Tensor x) {
    try (var _ = f.scope()) {
      int at = 0;
      for (var t : tensors) {
        var part = f.reshape(f.slice(x, 0, at, at + t.size()), t.shape());
        f.run(new Update.Axpy(a), t, part);
        at += t.size();
      }
    }
  }

  /** y ← x. */
  void copy(Tensor y, Tensor x) {
    f.run(new Update.Blend(1), y, x);
  }

  /** y ← y + a·x. */
  void axpy(Tensor y, double a, Tensor x) {
    f.run(new Update.Axpy(a), y, x);
  }

  double dot(Tensor a, Tensor b) {
    try (var _ = f.scope()) {
      return number(f.matmul(f.reshape(a, 1, size), false, f.reshape(b, 1, size), true));
    }
  }

  double maxAbs(Tensor a) {
    try (var _ = f.scope()) {
      return number(f.max(f.apply(Function.ABS, a), 0));
    }
  }

  double sumAbs(Tensor a) {
    try (var _ = f.scope()) {
      return number(f.sum(f.apply(Function.ABS, a), 0));
    }
  }

  double number(Tensor one) {
    return f.doubles(one)[0];
  }
}

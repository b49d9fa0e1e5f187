package millrace.neural.train;

import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/** Copies of some tensors, where these are: no number goes over the host. */
final class Copies {
  private final Ops f;
  private final List<Tensor> originals;
  private final List<Tensor> copies;

  /** Zeros at first. */
  Copies(Ops f, List<Tensor> originals) {
    this.f = f;
    this.originals = List.copyOf(originals);
    copies = originals.stream().map(t -> f.zeros(t.shape())).toList();
  }

  /** copies ← originals. */
  void take() {
    for (int i = 0; i < copies.size(); i++) copy(copies.get(i), originals.get(i));
  }

  /** originals ← copies. */
  void give() {
    for (int i = 0; i < copies.size(); i++) copy(originals.get(i), copies.get(i));
  }

  /** Both at once. */
  void exchange() {
    for (int i = 0; i < copies.size(); i++) {
      try (var _ = f.scope()) {
        var kept = f.zeros(originals.get(i).shape());
        copy(kept, originals.get(i));
        copy(originals.get(i), copies.get(i));
        copy(copies.get(i), kept);
      }
    }
  }

  /** copies ← (1 − w)·copies + w·originals. */
  void blend(double w) {
    for (int i = 0; i < copies.size(); i++)
      f.run(new Update.Blend(w), copies.get(i), originals.get(i));
  }

  Values values() {
    return Values.of(f, copies);
  }

  void set(Values values) {
    values.to(f, copies);
  }

  private void copy(Tensor to, Tensor from) {
    f.run(new Update.Blend(1), to, from);
  }
}

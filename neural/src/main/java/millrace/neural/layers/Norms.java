package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** What the norms share. */
final class Norms {
  private Norms() {}

  static Tensor ones(Ops f, int n) {
    var ones = new float[n];
    Arrays.fill(ones, 1);
    return f.tensor(ones, n);
  }
}

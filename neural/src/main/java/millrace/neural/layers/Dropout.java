package millrace.neural.layers;

import millrace.neural.compute.Elementwise;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * In training each element becomes 0 with probability p and is divided by 1 − p otherwise, so that
 * its mean stays; else nothing happens. Default p: .5.
 *
 * @see "N. Srivastava et al., Dropout, JMLR 15, 2014"
 */
public record Dropout(double p) implements Layer {
  public Dropout {
    if (!(p >= 0 && p < 1))
      throw new IllegalArgumentException("dropout p must be in [0, 1) but is " + p);
  }

  public Dropout() {
    this(.5);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    if (p == 0 || !f.training()) return x;
    return f.run(new Elementwise.Dropout(p, f.nextSeed()), x)[0];
  }
}

package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * With d = ‖a − b + 1e-6‖: d²/2 for a pair that belongs together (y = 1), max(0, margin − d)²/2 for
 * one that does not (y = 0).
 *
 * @param margin default 1
 * @see "R. Hadsell, S. Chopra, Y. LeCun, Dimensionality reduction by learning an invariant mapping,
 *     CVPR 2006"
 */
public record Contrastive(double margin, Total total) {
  public Contrastive {
    if (!(margin >= 0))
      throw new IllegalArgumentException("Contrastive margin must be at least 0 but is " + margin);
  }

  public Contrastive() {
    this(1, Total.MEAN);
  }

  /** The loss [1] of vectors a, b [n, width] and y [n]. */
  public Tensor of(Ops f, Tensor a, Tensor b, Tensor y) {
    Check.pairs(this, a, b, y);
    var d = Distance.euclidean(f, a, b);
    var together = f.apply(Function.SQUARE, d);
    var apart = f.apply(Function.SQUARE, f.relu(f.affine(d, -1, margin)));
    var sum = f.add(f.multiply(y, together), f.multiply(f.affine(y, -1, 1), apart));
    return total.of(f, f.scale(sum, .5));
  }
}

package millrace.neural.losses;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), d(a, b) = ‖a − b + 1e-6‖. PyTorch's
 * TripletMarginLoss.
 *
 * @param margin default 1
 * @param swap whether d(positive, negative) is taken in place of d(anchor, negative) where it is
 *     smaller; default no
 * @see "F. Schroff, D. Kalenichenko, J. Philbin, FaceNet, CVPR 2015"
 */
public record TripletMargin(double margin, boolean swap, Total total) {
  public TripletMargin {
    if (!(margin >= 0))
      throw new IllegalArgumentException(
          "TripletMargin margin must be at least 0 but is " + margin);
  }

  public TripletMargin() {
    this(1, false, Total.MEAN);
  }

  /** The loss [1] of vectors [n, width]. */
  public Tensor of(Ops f, Tensor anchor, Tensor positive, Tensor negative) {
    Check.alike(this, anchor, positive, negative);
    var far = Distance.euclidean(f, anchor, negative);
    if (swap) { // min(a, b) = a − max(0, a − b)
      var other = Distance.euclidean(f, positive, negative);
      far = f.subtract(far, f.relu(f.subtract(far, other)));
    }
    var near = Distance.euclidean(f, anchor, positive);
    return total.of(f, f.relu(f.affine(f.subtract(near, far), 1, margin)));
  }
}

package millrace.neural.losses;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * 1 − cos(a, b) for a pair that belongs together (y = 1), max(0, cos(a, b) − margin) for one that
 * does not (y = −1). PyTorch's CosineEmbeddingLoss.
 *
 * @param margin in [−1, 1]; default 0
 */
public record CosineEmbedding(double margin, Total total) {
  public CosineEmbedding {
    if (!(margin >= -1 && margin <= 1))
      throw new IllegalArgumentException(
          "CosineEmbedding margin must be in [-1, 1] but is " + margin);
  }

  public CosineEmbedding() {
    this(0, Total.MEAN);
  }

  /** The loss [1] of vectors a, b [n, width] and y [n] of −1 or 1. */
  public Tensor of(Ops f, Tensor a, Tensor b, Tensor y) {
    Check.pairs(this, a, b, y);
    var cosine = Distance.cosine(f, a, b);
    var together = f.multiply(f.affine(y, .5, .5), f.affine(cosine, -1, 1));
    var apart = f.multiply(f.affine(y, -.5, .5), f.relu(f.affine(cosine, 1, -margin)));
    return total.of(f, f.add(together, apart));
  }
}

package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** Distances and angles between rows. */
final class Distance {
  /** PyTorch's pairwise_distance adds it, so that vectors that are alike have a slope. */
  private static final double APART = 1e-6;

  /** What PyTorch's cosine_embedding_loss adds to the squared lengths. */
  private static final double LONG = 1e-12;

  private Distance() {}

  /** ‖a − b + 1e-6‖ of the rows of a, b [n, width]: [n]. */
  static Tensor euclidean(Ops f, Tensor a, Tensor b) {
    var d = f.apply(Function.SQUARE, f.affine(f.subtract(a, b), 1, APART));
    return f.apply(Function.SQRT, f.reshape(f.sum(d, 1), a.dim(0)));
  }

  /** a·b / √((‖a‖² + 1e-12)·(‖b‖² + 1e-12)) of the rows of a, b [n, width]: [n]. */
  static Tensor cosine(Ops f, Tensor a, Tensor b) {
    var lengths = f.multiply(squared(f, a), squared(f, b));
    return f.divide(
        f.reshape(f.sum(f.multiply(a, b), 1), a.dim(0)), f.apply(Function.SQRT, lengths));
  }

  private static Tensor squared(Ops f, Tensor a) {
    return f.affine(f.reshape(f.sum(f.apply(Function.SQUARE, a), 1), a.dim(0)), 1, LONG);
  }
}

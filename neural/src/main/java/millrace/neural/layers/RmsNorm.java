package millrace.neural.layers;

import millrace.neural.compute.Normalization;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * x / √(mean(x²) + eps) · gain along the last axis, [.., width]. Default eps: 1e-6.
 *
 * @param gain [width]
 * @see "B. Zhang, R. Sennrich, Root mean square layer normalization, NeurIPS 2019"
 */
public record RmsNorm(Tensor gain, double eps) implements Layer {
  /** Gain 1. */
  public static RmsNorm of(Ops f, int width) {
    return new RmsNorm(Norms.ones(f, width), 1e-6);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return f.run(new Normalization.RmsNorm(eps), x, gain)[0];
  }
}

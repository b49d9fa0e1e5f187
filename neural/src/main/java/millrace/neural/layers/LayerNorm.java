package millrace.neural.layers;

import millrace.neural.compute.Normalization;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * (x − mean) / √(variance + eps) · gain + bias along the last axis, [.., width]. Default eps: 1e-5.
 *
 * @param gain [width]
 * @param bias [width]
 * @see "J. L. Ba, J. R. Kiros, G. E. Hinton, Layer normalization, arXiv:1607.06450"
 */
public record LayerNorm(Tensor gain, Tensor bias, double eps) implements Layer {
  /** Gain 1, bias 0. */
  public static LayerNorm of(Ops f, int width) {
    return new LayerNorm(Norms.ones(f, width), f.zeros(width), 1e-5);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    return f.run(new Normalization.LayerNorm(eps), x, gain, bias)[0];
  }
}

package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Normalization.BatchNorm;
import millrace.neural.compute.Normalization.BatchNormGrad;
import millrace.neural.compute.Normalization.LayerNorm;
import millrace.neural.compute.Normalization.LayerNormGrad;
import millrace.neural.compute.Normalization.RmsNorm;
import millrace.neural.compute.Normalization.RmsNormGrad;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Normalization.SoftmaxGrad;

/** {@link Normalization} in double. */
final class ReferenceNormalization {
  private ReferenceNormalization() {}

  static void run(Normalization op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Softmax s -> softmax(s.log(), in[0], out[0]);
      case SoftmaxGrad s -> softmaxGrad(s.log(), in[0], in[1], out[0]);
      case LayerNorm n -> layerNorm(n.eps(), in, out);
      case LayerNormGrad _ -> layerNormGrad(in, out);
      case RmsNorm n -> rmsNorm(n.eps(), in, out);
      case RmsNormGrad _ -> rmsNormGrad(in, out);
      case BatchNorm n -> ReferenceBatchNorm.forward(n.eps(), in, out);
      case BatchNormGrad n -> ReferenceBatchNorm.backward(n.eps(), in, out);
    }
  }

  private static void softmax(boolean log, Tensor in, Tensor out) {
    int c = in.dim(-1);
    var x = numbers(in);
    var y = numbers(out);
    for (int at = 0; at < in.size(); at += c) {
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < c; j++) most = Math.max(most, x[at + j]);
      double sum = 0; // of numbers in [0, 1]
      for (int j = 0; j < c; j++) sum += Math.exp(x[at + j] - most);
      for (int j = 0; j < c; j++) {
        double z = x[at + j] - most;
        y[at + j] = log ? z - Math.log(sum) : Math.exp(z) / sum;
      }
    }
  }

  private static void softmaxGrad(boolean log, Tensor value, Tensor gradient, Tensor out) {
    int c = out.dim(-1);
    var y = numbers(value);
    var g = numbers(gradient);
    var d = numbers(out);
    for (int at = 0; at < out.size(); at += c) {
      double sum = 0;
      for (int j = 0; j < c; j++) sum += log ? g[at + j] : y[at + j] * g[at + j];
      for (int j = 0; j < c; j++)
        d[at + j] = log ? g[at + j] - Math.exp(y[at + j]) * sum : y[at + j] * (g[at + j] - sum);
    }
  }

  private static void layerNorm(double eps, Tensor[] in, Tensor[] out) {
    int c = in[0].dim(-1);
    var x = numbers(in[0]);
    var gain = numbers(in[1]);
    var bias = numbers(in[2]);
    for (int r = 0; r < in[0].size() / c; r++) {
      double mean = 0;
      for (int j = 0; j < c; j++) mean += x[r * c + j] / c;
      double variance = 0;
      for (int j = 0; j < c; j++) variance += (x[r * c + j] - mean) * (x[r * c + j] - mean) / c;
      double scale = 1 / Math.sqrt(variance + eps);
      for (int j = 0; j < c; j++)
        numbers(out[0])[r * c + j] = (x[r * c + j] - mean) * scale * gain[j] + bias[j];
      numbers(out[1])[r] = mean;
      numbers(out[2])[r] = scale;
    }
  }

  /**
   * With z = (x − mean)·scale and h = g·gain: dx = scale·(h − mean(h) − z·mean(h·z)), since the
   * mean and the scale depend on every x of the row.
   */
  private static void layerNormGrad(Tensor[] in, Tensor[] out) {
    int c = in[0].dim(-1);
    var x = numbers(in[0]);
    var gain = numbers(in[1]);
    var g = numbers(in[4]);
    for (int r = 0; r < in[0].size() / c; r++) {
      double mean = numbers(in[2])[r];
      double scale = numbers(in[3])[r];
      double h = 0;
      double hz = 0;
      for (int j = 0; j < c; j++) {
        int i = r * c + j;
        double z = (x[i] - mean) * scale;
        h += g[i] * gain[j] / c;
        hz += g[i] * gain[j] * z / c;
        numbers(out[1])[j] += g[i] * z;
        numbers(out[2])[j] += g[i];
      }
      for (int j = 0; j < c; j++) {
        int i = r * c + j;
        double z = (x[i] - mean) * scale;
        numbers(out[0])[i] = scale * (g[i] * gain[j] - h - z * hz);
      }
    }
  }

  private static void rmsNorm(double eps, Tensor[] in, Tensor[] out) {
    int c = in[0].dim(-1);
    var x = numbers(in[0]);
    for (int r = 0; r < in[0].size() / c; r++) {
      double square = 0;
      for (int j = 0; j < c; j++) square += x[r * c + j] * x[r * c + j] / c;
      double scale = 1 / Math.sqrt(square + eps);
      for (int j = 0; j < c; j++)
        numbers(out[0])[r * c + j] = x[r * c + j] * scale * numbers(in[1])[j];
      numbers(out[1])[r] = scale;
    }
  }

  /** As {@link #layerNormGrad}, without a mean. */
  private static void rmsNormGrad(Tensor[] in, Tensor[] out) {
    int c = in[0].dim(-1);
    var x = numbers(in[0]);
    var gain = numbers(in[1]);
    var g = numbers(in[3]);
    for (int r = 0; r < in[0].size() / c; r++) {
      double scale = numbers(in[2])[r];
      double hz = 0;
      for (int j = 0; j < c; j++) {
        int i = r * c + j;
        double z = x[i] * scale;
        hz += g[i] * gain[j] * z / c;
        numbers(out[1])[j] += g[i] * z;
      }
      for (int j = 0; j < c; j++) {
        int i = r * c + j;
        numbers(out[0])[i] = scale * (g[i] * gain[j] - x[i] * scale * hz);
      }
    }
  }
}

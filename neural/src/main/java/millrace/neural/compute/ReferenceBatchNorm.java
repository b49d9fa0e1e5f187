package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

/** {@link Normalization.BatchNorm} in double: over the batch and all places of a channel. */
final class ReferenceBatchNorm {
  private ReferenceBatchNorm() {}

  static void forward(double eps, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(1);
    int places = places(in[0]);
    var x = numbers(in[0]);
    for (int c = 0; c < channels; c++) {
      int count = in[0].size() / channels;
      double mean = 0;
      for (int k = 0; k < count; k++) mean += x[index(k, c, channels, places)];
      mean /= count;
      double variance = 0;
      for (int k = 0; k < count; k++) {
        double z = x[index(k, c, channels, places)] - mean;
        variance += z * z;
      }
      variance /= count;
      double scale = numbers(in[1])[c] / Math.sqrt(variance + eps);
      for (int k = 0; k < count; k++) {
        int i = index(k, c, channels, places);
        numbers(out[0])[i] = (x[i] - mean) * scale + numbers(in[2])[c];
      }
      numbers(out[1])[c] = mean;
      numbers(out[2])[c] = variance;
    }
  }

  /** The formula of layer norm, along a channel instead of a row. */
  static void backward(double eps, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(1);
    int places = places(in[0]);
    var x = numbers(in[0]);
    var g = numbers(in[4]);
    for (int c = 0; c < channels; c++) {
      int count = in[0].size() / channels;
      double mean = numbers(in[2])[c];
      double scale = 1 / Math.sqrt(numbers(in[3])[c] + eps);
      double sum = 0;
      double product = 0;
      for (int k = 0; k < count; k++) {
        int i = index(k, c, channels, places);
        sum += g[i];
        product += g[i] * (x[i] - mean) * scale;
      }
      for (int k = 0; k < count; k++) {
        int i = index(k, c, channels, places);
        double z = (x[i] - mean) * scale;
        numbers(out[0])[i] = numbers(in[1])[c] * scale * (g[i] - sum / count - z * product / count);
      }
      numbers(out[1])[c] = product;
      numbers(out[2])[c] = sum;
    }
  }

  private static int places(Tensor x) {
    int n = 1;
    for (int k = 2; k < x.rank(); k++) n *= x.dim(k);
    return n;
  }

  /** Where number k of a channel is, counted through the batch. */
  private static int index(int k, int c, int channels, int places) {
    return (k / places * channels + c) * places + k % places;
  }
}

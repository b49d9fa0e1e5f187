// Rows and channels brought to a common scale. A group works on each row, its lanes side by side.

#define ROW                                \
  local float s[LANES];                    \
  size_t row = get_group_id(0);            \
  int lane = get_local_id(0);              \
  int lanes = get_local_size(0);           \
  size_t at = row * n;
#define ALONG for (int i = lane; i < n; i += lanes)

kernel void softmax(int n, int logarithm, global const float* x, global float* y) {
  ROW
  float most = -INFINITY;
  ALONG most = larger(most, x[at + i]);
  most = lanes_max(s, most);
  float sum = 0;
  ALONG sum += exp(x[at + i] - most);
  sum = lanes_sum(s, sum);
  float logSum = log(sum);
  ALONG {
    float z = x[at + i] - most;
    y[at + i] = logarithm ? z - logSum : exp(z) / sum;
  }
}

kernel void softmax_grad(int n, int logarithm, global const float* y, global const float* g,
                         global float* out) {
  ROW
  float sum = 0;
  ALONG sum += logarithm ? g[at + i] : y[at + i] * g[at + i];
  sum = lanes_sum(s, sum);
  ALONG out[at + i] = logarithm ? g[at + i] - exp(y[at + i]) * sum : y[at + i] * (g[at + i] - sum);
}

kernel void layer_norm(int n, float eps, global const float* x, global const float* gain,
                       global const float* bias, global float* y, global float* means,
                       global float* scales) {
  ROW
  float sum = 0;
  ALONG sum += x[at + i];
  float mean = lanes_sum(s, sum) / n;
  float squares = 0;
  ALONG squares += (x[at + i] - mean) * (x[at + i] - mean);
  float scale = 1 / sqrt(lanes_sum(s, squares) / n + eps);
  ALONG y[at + i] = (x[at + i] - mean) * scale * gain[i] + bias[i];
  if (lane == 0) {
    means[row] = mean;
    scales[row] = scale;
  }
}

kernel void rms_norm(int n, float eps, global const float* x, global const float* gain,
                     global float* y, global float* scales) {
  ROW
  float squares = 0;
  ALONG squares += x[at + i] * x[at + i];
  float scale = 1 / sqrt(lanes_sum(s, squares) / n + eps);
  ALONG y[at + i] = x[at + i] * scale * gain[i];
  if (lane == 0) scales[row] = scale;
}

// With z = (x - mean)·scale and h = g·gain: scale·(h - mean(h) - z·mean(h·z)); without a mean,
// for RMS norm, the middle term is missing.
kernel void norm_grad(int n, int centered, global const float* x, global const float* gain,
                      global const float* means, global const float* scales,
                      global const float* g, global float* out) {
  ROW
  float mean = centered ? means[row] : 0, scale = scales[row];
  float h = 0, hz = 0;
  ALONG {
    float v = g[at + i] * gain[i];
    h += v;
    hz += v * (x[at + i] - mean) * scale;
  }
  h = centered ? lanes_sum(s, h) / n : 0;
  hz = lanes_sum(s, hz) / n;
  ALONG out[at + i] = scale * (g[at + i] * gain[i] - h - (x[at + i] - mean) * scale * hz);
}

// The gradients of gain and bias, of a chunk of rows each; a work-item to a column of a chunk.
kernel void norm_columns(int rows, int n, int chunk, int centered, global const float* x,
                         global const float* means, global const float* scales,
                         global const float* g, global float* gains, global float* biases) {
  EACH(n)
  size_t c = get_global_id(1);
  int from = c * chunk, to = min(rows, from + chunk);
  float gain = 0, bias = 0;
  for (int r = from; r < to; r++) {
    size_t at = (size_t)r * n + i;
    gain += g[at] * (x[at] - (centered ? means[r] : 0)) * scales[r];
    bias += g[at];
  }
  gains[c * n + i] = gain;
  biases[c * n + i] = bias;
}

// Channels: x is [batch, channels, places], and a group works on each channel.
#define CHANNEL                               \
  local float s[LANES];                       \
  size_t channel = get_group_id(0);           \
  int lane = get_local_id(0);                 \
  int lanes = get_local_size(0);              \
  float count = (float)batch * places;
#define OVER                                                                                \
  for (int b = 0; b < batch; b++)                                                           \
    for (size_t at = ((size_t)b * channels + channel) * places + lane,                      \
                to = ((size_t)b * channels + channel) * places + places;                    \
         at < to; at += lanes)

kernel void batch_norm_moments(int batch, int channels, int places, global const float* x,
                               global float* means, global float* variances) {
  CHANNEL
  float sum = 0;
  OVER sum += x[at];
  float mean = lanes_sum(s, sum) / count;
  float squares = 0;
  OVER squares += (x[at] - mean) * (x[at] - mean);
  squares = lanes_sum(s, squares);
  if (lane == 0) {
    means[channel] = mean;
    variances[channel] = squares / count;
  }
}

kernel void batch_norm(int places, int channels, float eps, global const float* x,
                       global const float* gain, global const float* bias,
                       global const float* means, global const float* variances,
                       global float* y) {
  EACH(places)
  size_t image = get_global_id(1), at = image * places + i;
  int c = image % channels;
  y[at] = (x[at] - means[c]) * (gain[c] / sqrt(variances[c] + eps)) + bias[c];
}

kernel void batch_norm_sums(int batch, int channels, int places, float eps,
                            global const float* x, global const float* means,
                            global const float* variances, global const float* g,
                            global float* gains, global float* biases) {
  CHANNEL
  float mean = means[channel], scale = 1 / sqrt(variances[channel] + eps);
  float gain = 0, bias = 0;
  OVER {
    gain += g[at] * (x[at] - mean) * scale;
    bias += g[at];
  }
  gain = lanes_sum(s, gain);
  bias = lanes_sum(s, bias);
  if (lane == 0) {
    gains[channel] = gain;
    biases[channel] = bias;
  }
}

kernel void batch_norm_grad(int places, int channels, float count, float eps,
                            global const float* x, global const float* gain,
                            global const float* means, global const float* variances,
                            global const float* g, global const float* gains,
                            global const float* biases, global float* out) {
  EACH(places)
  size_t image = get_global_id(1), at = image * places + i;
  int c = image % channels;
  float scale = 1 / sqrt(variances[c] + eps);
  float z = (x[at] - means[c]) * scale;
  out[at] = gain[c] * scale * (g[at] - biases[c] / count - z * gains[c] / count);
}

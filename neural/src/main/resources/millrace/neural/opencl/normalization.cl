// Rows and channels brought to a common scale. A group works on each row, its lanes side by side.

#define ROW               \
  local float s[LANES];   \
  size_t row = get_group_id(0), at = row * n;
#define GET(x, rest) get(x + at + i, n - i, rest)
#define SET(y, v) set(y + at + i, n - i, v)

kernel void softmax(int n, int logarithm, global const float* x, global float* y) {
  ROW
  many top = -INFINITY;
  ALONG(0, n) top = larger_many(top, GET(x, -INFINITY));
  float most = lanes_max(s, top);
  many sums = 0;
  ALONG(0, n) sums += exponential_many(GET(x, -INFINITY) - most);
  float sum = lanes_sum(s, sums), logSum = log(sum);
  ALONG(0, n) {
    many z = GET(x, 0) - most;
    SET(y, logarithm ? z - logSum : exponential_many(z) / sum);
  }
}

kernel void softmax_grad(int n, int logarithm, global const float* y, global const float* g,
                         global float* out) {
  ROW
  many sums = 0;
  ALONG(0, n) sums += logarithm ? GET(g, 0) : GET(y, 0) * GET(g, 0);
  float sum = lanes_sum(s, sums);
  ALONG(0, n) {
    many v = GET(y, 0), d = GET(g, 0);
    SET(out, logarithm ? d - exponential_many(v) * sum : v * (d - sum));
  }
}

kernel void layer_norm(int n, float eps, global const float* x, global const float* gain,
                       global const float* bias, global float* y, global float* means,
                       global float* scales) {
  ROW
  many sums = 0, squares = 0;
  ALONG(0, n) sums += GET(x, 0);
  float mean = lanes_sum(s, sums) / n;
  ALONG(0, n) {
    many z = GET(x, mean) - mean;
    squares += z * z;
  }
  float scale = 1 / sqrt(lanes_sum(s, squares) / n + eps);
  ALONG(0, n)
    SET(y, (GET(x, 0) - mean) * scale * get(gain + i, n - i, 0) + get(bias + i, n - i, 0));
  if (get_local_id(0) == 0) {
    means[row] = mean;
    scales[row] = scale;
  }
}

kernel void rms_norm(int n, float eps, global const float* x, global const float* gain,
                     global float* y, global float* scales) {
  ROW
  many squares = 0;
  ALONG(0, n) squares += GET(x, 0) * GET(x, 0);
  float scale = 1 / sqrt(lanes_sum(s, squares) / n + eps);
  ALONG(0, n) SET(y, GET(x, 0) * scale * get(gain + i, n - i, 0));
  if (get_local_id(0) == 0) scales[row] = scale;
}

// With z = (x - mean)·scale and h = g·gain: scale·(h - mean(h) - z·mean(h·z)); without a mean,
// for RMS norm, the middle term is missing.
kernel void norm_grad(int n, int centered, global const float* x, global const float* gain,
                      global const float* means, global const float* scales,
                      global const float* g, global float* out) {
  ROW
  float mean = centered ? means[row] : 0, scale = scales[row];
  many hs = 0, hzs = 0;
  ALONG(0, n) {
    many v = GET(g, 0) * get(gain + i, n - i, 0);
    hs += v;
    hzs += v * (GET(x, 0) - mean) * scale;
  }
  float h = lanes_sum(s, hs) / n, hz = lanes_sum(s, hzs) / n;
  if (!centered) h = 0;
  ALONG(0, n) {
    many v = GET(g, 0) * get(gain + i, n - i, 0);
    SET(out, scale * (v - h - (GET(x, 0) - mean) * scale * hz));
  }
}

// The gradients of gain and bias, of a chunk of rows each; a work-item to WIDE columns of a chunk.
kernel void norm_columns(int rows, int n, int chunk, int centered, global const float* x,
                         global const float* means, global const float* scales,
                         global const float* g, global float* gains, global float* biases) {
  int i = get_global_id(0) * WIDE, left = n - i;
  if (left <= 0) return;
  size_t c = get_global_id(1);
  int from = c * chunk, to = min(rows, from + chunk);
  many gain = 0, bias = 0;
  for (int r = from; r < to; r++) {
    size_t at = (size_t)r * n + i;
    many d = get(g + at, left, 0);
    gain += d * (get(x + at, left, 0) - (centered ? means[r] : 0)) * scales[r];
    bias += d;
  }
  set(gains + c * n + i, left, gain);
  set(biases + c * n + i, left, bias);
}

// Channels: x is [batch, channels, places], and a group works on each channel.
#define CHANNEL           \
  local float s[LANES];   \
  size_t channel = get_group_id(0);
// The places of channel b of the batch.
#define OVER                                                                  \
  for (size_t b = 0, at = channel * places; b < (size_t)batch;                \
       b++, at += (size_t)channels * places)                                  \
  ALONG(0, places)
#define PLACE(x, rest) get(x + at + i, places - i, rest)

kernel void batch_norm_moments(int batch, int channels, int places, global const float* x,
                               global float* means, global float* variances) {
  CHANNEL
  float count = (float)batch * places;
  many sums = 0, squares = 0;
  OVER sums += PLACE(x, 0);
  float mean = lanes_sum(s, sums) / count;
  OVER {
    many z = PLACE(x, mean) - mean;
    squares += z * z;
  }
  float square = lanes_sum(s, squares);
  if (get_local_id(0) == 0) {
    means[channel] = mean;
    variances[channel] = square / count;
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
  many gain = 0, bias = 0;
  OVER {
    many d = PLACE(g, 0);
    gain += d * (PLACE(x, 0) - mean) * scale;
    bias += d;
  }
  float gainSum = lanes_sum(s, gain), biasSum = lanes_sum(s, bias);
  if (get_local_id(0) == 0) {
    gains[channel] = gainSum;
    biases[channel] = biasSum;
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

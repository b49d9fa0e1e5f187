// Losses. A target that is ignored has the weight 0.

// A row's softmax, and what it adds to the loss: a group to each row. The weights of the classes
// count only if there are any.
kernel void cross_entropy(int n, float smoothing, int ignore, int weighted,
                          global const int* targets, global const float* weights,
                          global const float* x, global float* p, global float* losses) {
  local float s[LANES];
  size_t row = get_group_id(0), at = row * n;
  many top = -INFINITY, sums = 0;
  ALONG(0, n) top = larger_many(top, get(x + at + i, n - i, -INFINITY));
  float most = lanes_max(s, top);
  ALONG(0, n) sums += exponential_many(get(x + at + i, n - i, -INFINITY) - most);
  float sum = lanes_sum(s, sums), logSum = log(sum);
  ALONG(0, n) {
    set(p + at + i, n - i, exponential_many(get(x + at + i, n - i, 0) - most) / sum);
  }
  int target = targets[row];
  float loss = 0;
  if (smoothing == 0) {
    if (get_local_id(0) == 0 && target != ignore)
      loss = -(weighted ? weights[target] : 1) * (x[at + target] - most - logSum);
  } else {
    for (int c = get_local_id(0); c < n; c += get_local_size(0)) {
      float q = smoothing / n + (c == target ? 1 - smoothing : 0);
      if (weighted) q *= weights[c];
      if (q != 0) loss -= q * (x[at + c] - most - logSum); // 0 · log 0 is 0
    }
    loss = lane_sum(s, loss);
  }
  if (get_local_id(0) == 0) losses[row] = target == ignore ? 0 : loss;
}

// scale is 1 / the weights of all targets, allWeights the sum over the classes.
kernel void cross_entropy_grad(int classes, float smoothing, int ignore, int weighted, float scale,
                               float allWeights, global const int* targets,
                               global const float* weights, global const float* p,
                               global const float* g, global float* out) {
  EACH(classes)
  size_t row = get_global_id(1);
  int target = targets[row];
  size_t at = row * classes + i;
  if (target == ignore) {
    out[at] = scale * 0 * g[0]; // NaN if nothing counts, as on the host
    return;
  }
  float own = (1 - smoothing) * (weighted ? weights[target] : 1);
  float shares = own + smoothing / classes * allWeights;
  float share = smoothing / classes * (weighted ? weights[i] : 1) + (i == target ? own : 0);
  out[at] = g[0] * scale * (p[at] * shares - share);
}

// Logarithms of probabilities get large and their differences count: doubles, if there are any.
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double real;
#else
typedef float real;
#endif

inline real log_add(real a, real b) {
  real most = fmax(a, b);
  return most == -INFINITY ? most : most + log1p(exp(fmin(a, b) - most));
}

// Symbol s of the labels with a blank before, between and after them.
#define SYMBOL(s) ((s) % 2 == 0 ? blank : labels[first + (s) / 2])

// Connectionist temporal classification: a work-item to each sequence, whose places are `width`
// at each step in alpha and beta. Gradients must be zero before.
kernel void ctc(int batch, int steps, int classes, int blank, int zeroInfinity, int width,
                global const int* starts, global const int* labels, global const int* lengths,
                global const float* logs, global real* alpha, global real* beta,
                global float* losses, global float* grad) {
  EACH(batch)
  int first = starts[i];
  int n = 2 * (starts[i + 1] - first) + 1;
  int length = lengths[i];
  size_t stride = (size_t)batch * classes;
  size_t own = i * steps * width;
  if (length == 0) {
    losses[i] = n == 1 || zeroInfinity ? 0 : INFINITY;
    return;
  }
  for (int t = 0; t < length; t++) {
    global const float* at = logs + t * stride + i * classes;
    global real* now = alpha + own + (size_t)t * width;
    global real* before = now - width;
    for (int s = 0; s < n; s++) {
      int symbol = SYMBOL(s);
      real sum = -INFINITY;
      if (t == 0) {
        if (s < 2) sum = 0;
      } else {
        sum = before[s];
        if (s >= 1) sum = log_add(sum, before[s - 1]);
        if (s >= 2 && symbol != SYMBOL(s - 2)) sum = log_add(sum, before[s - 2]);
      }
      now[s] = sum + at[symbol];
    }
  }
  for (int t = length - 1; t >= 0; t--) {
    global const float* at = logs + t * stride + i * classes;
    global real* now = beta + own + (size_t)t * width;
    global real* after = now + width;
    for (int s = 0; s < n; s++) {
      int symbol = SYMBOL(s);
      real sum = -INFINITY;
      if (t == length - 1) {
        if (s >= n - 2) sum = 0;
      } else {
        sum = after[s];
        if (s + 1 < n) sum = log_add(sum, after[s + 1]);
        if (s + 2 < n && symbol != SYMBOL(s + 2)) sum = log_add(sum, after[s + 2]);
      }
      now[s] = sum + at[symbol];
    }
  }
  global const real* end = alpha + own + (size_t)(length - 1) * width;
  real all = end[n - 1];
  if (n > 1) all = log_add(all, end[n - 2]);
  if (all == -INFINITY) {
    losses[i] = zeroInfinity ? 0 : INFINITY;
    return;
  }
  losses[i] = -all;
  for (int t = 0; t < length; t++) {
    size_t at = t * stride + i * classes;
    size_t place = own + (size_t)t * width;
    for (int s = 0; s < n; s++) {
      real through = alpha[place + s] + beta[place + s]; // this step's own probability is in both
      int symbol = SYMBOL(s);
      if (through != -INFINITY) grad[at + symbol] -= exp(through - logs[at + symbol] - all);
    }
  }
}

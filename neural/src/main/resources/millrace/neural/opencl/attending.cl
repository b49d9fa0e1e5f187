// Attention. Heads lie side by side: queries are [B, T, heads·d], keys [B, S, groups·d], values
// [B, S, groups·e].

typedef struct {
  int heads, groups, from, queries, keys, d, e;
  float scale, factor; // factor: what a weight that dropout keeps is multiplied by
  uint low, high, threshold;
} Attend;

// How many keys query t of row b sees.
inline int seen(Attend a, global const int* lengths, int b, int t) {
  return a.from < 0 ? lengths[b] : min(lengths[b], a.from + t + 1);
}

inline float product(int n, global const float* x, global const float* y) {
  float sum = 0;
  for (int i = 0; i < n; i++) sum = fma(x[i], y[i], sum);
  return sum;
}

inline float keeps(Attend a, int bh, int t, int s) {
  if (a.threshold == 0) return a.factor;
  uint i = (uint)((bh * a.queries + t) * a.keys + s);
  return mix(mix(i ^ a.low) ^ a.high) < a.threshold ? 0 : a.factor;
}

#define HEAD                                                  \
  int t = get_global_id(0), bh = get_global_id(1);            \
  if (t >= a.queries) return;                                 \
  int b = bh / a.heads, h = bh % a.heads;                     \
  int group = h / (a.heads / a.groups);                       \
  int n = seen(a, lengths, b, t), row = bh * a.queries + t;   \
  q += ((size_t)(b * a.queries + t) * a.heads + h) * a.d;     \
  k += ((size_t)b * a.keys * a.groups + group) * a.d;         \
  v += ((size_t)b * a.keys * a.groups + group) * a.e;         \
  y += ((size_t)(b * a.queries + t) * a.heads + h) * a.e;     \
  int stepK = a.groups * a.d, stepV = a.groups * a.e;

// A work-item for each query of each head.
kernel void attend(Attend a, global const int* lengths, global const float* q,
                   global const float* k, global const float* v, global float* y,
                   global float* logarithms) {
  HEAD
  float most = -INFINITY, sum = 0;
  for (int s = 0; s < n; s++)
    most = larger(most, a.scale * product(a.d, q, k + (size_t)s * stepK));
  for (int i = 0; i < a.e; i++) y[i] = 0;
  for (int s = 0; s < n; s++) {
    float w = exponential(a.scale * product(a.d, q, k + (size_t)s * stepK) - most);
    sum += w;
    w *= keeps(a, bh, t, s);
    for (int i = 0; i < a.e; i++) y[i] = fma(w, v[(size_t)s * stepV + i], y[i]);
  }
  if (n > 0)
    for (int i = 0; i < a.e; i++) y[i] /= sum;
  logarithms[row] = n > 0 ? most + log(sum) : -INFINITY;
}

// The gradient of a query, and Σ y·g of it, which those of keys need.
kernel void attend_grad_query(Attend a, global const int* lengths, global const float* q,
                              global const float* k, global const float* v,
                              global const float* logarithms, global const float* y,
                              global const float* g, global float* dq, global float* means) {
  HEAD
  g += ((size_t)(b * a.queries + t) * a.heads + h) * a.e;
  dq += ((size_t)(b * a.queries + t) * a.heads + h) * a.d;
  float mean = product(a.e, y, g);
  means[row] = mean;
  for (int i = 0; i < a.d; i++) dq[i] = 0;
  for (int s = 0; s < n; s++) {
    global const float* key = k + (size_t)s * stepK;
    float w = exponential(a.scale * product(a.d, q, key) - logarithms[row]);
    float slope = keeps(a, bh, t, s) * product(a.e, g, v + (size_t)s * stepV);
    float by = a.scale * w * (slope - mean);
    for (int i = 0; i < a.d; i++) dq[i] = fma(by, key[i], dq[i]);
  }
}

// The gradients of a key and its value: a work-item for each, which goes through all queries.
kernel void attend_grad_key(Attend a, global const int* lengths, global const float* q,
                            global const float* k, global const float* v,
                            global const float* logarithms, global const float* means,
                            global const float* g, global float* dk, global float* dv) {
  int s = get_global_id(0), bg = get_global_id(1);
  if (s >= a.keys) return;
  int b = bg / a.groups, group = bg % a.groups, per = a.heads / a.groups;
  size_t key = ((size_t)(b * a.keys + s) * a.groups + group);
  k += key * a.d;
  dk += key * a.d;
  v += key * a.e;
  dv += key * a.e;
  for (int i = 0; i < a.d; i++) dk[i] = 0;
  for (int i = 0; i < a.e; i++) dv[i] = 0;
  for (int h = group * per; h < (group + 1) * per; h++)
    for (int t = 0; t < a.queries; t++) {
      if (s >= seen(a, lengths, b, t)) continue;
      int bh = b * a.heads + h, row = bh * a.queries + t;
      size_t query = (size_t)(b * a.queries + t) * a.heads + h;
      global const float* gs = g + query * a.e;
      global const float* qs = q + query * a.d;
      float w = exponential(a.scale * product(a.d, qs, k) - logarithms[row]);
      float kept = keeps(a, bh, t, s);
      float by = a.scale * w * (kept * product(a.e, gs, v) - means[row]);
      for (int i = 0; i < a.d; i++) dk[i] = fma(by, qs[i], dk[i]);
      for (int i = 0; i < a.e; i++) dv[i] = fma(w * kept, gs[i], dv[i]);
    }
}

// Turns pair i of each head by the cosine and sine that stand at turns[t·d + 2i].
kernel void rotate_pairs(int n, int rows, int heads, int d, int adjacent,
                         global const float* turns, global const float* x, global float* y) {
  EACH(n)
  int half_d = d / 2, pair = i % half_d;
  size_t head = i / half_d, at = head * d;
  int t = head / heads % rows;
  size_t one = at + (adjacent ? 2 * pair : pair), two = at + (adjacent ? 2 * pair + 1 : pair + half_d);
  float c = turns[t * d + 2 * pair], s = turns[t * d + 2 * pair + 1], u = x[one], w = x[two];
  y[one] = u * c - w * s;
  y[two] = u * s + w * c;
}

// What stands before each of the other files. RELU, TANH and so on are numbered by the host.

// This work-item's element, of n; those beyond the end do nothing.
#define EACH(n)               \
  size_t i = get_global_id(0); \
  if (i >= (size_t)(n)) return;

// The most lanes of a work-group that works on one row together.
#define LANES 64

// The sum over the lanes of a group, added up in the same order each time; for all lanes to have.
inline float lanes_sum(local float* s, float v) {
  int lane = get_local_id(0);
  s[lane] = v;
  for (int n = get_local_size(0) / 2; n > 0; n /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < n) s[lane] += s[lane + n];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  float sum = s[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return sum;
}

// The larger; a NaN stays.
inline float larger(float a, float b) { return b > a || isnan(b) ? b : a; }

inline float lanes_max(local float* s, float v) {
  int lane = get_local_id(0);
  s[lane] = v;
  for (int n = get_local_size(0) / 2; n > 0; n /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < n) s[lane] = larger(s[lane], s[lane + n]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  float most = s[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return most;
}

inline float sigmoid(float x) { return 1.0f / (1.0f + exp(-x)); }

// The functions whose slope follows from the value, so that a product can apply them.
inline float fused(int function, float a, float x) {
  switch (function) {
    case RELU: return x > 0 ? x : x < 0 ? 0 : x;
    case LEAKY_RELU: return x >= 0 ? x : a * x;
    case ELU: return x > 0 ? x : a * expm1(x);
    case SELU: return 1.05070099f * (x > 0 ? x : 1.67326324f * expm1(x));
    case SIGMOID: return sigmoid(x);
    case TANH: return tanh(x);
    case EXP: return exp(x);
    case SQRT: return sqrt(x);
    case RECIPROCAL: return 1.0f / x;
    default: return x;
  }
}

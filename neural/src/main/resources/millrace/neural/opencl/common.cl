// What stands before each of the other files. The host numbers the functions (RELU, TANH, ..), and
// defines PROCESSOR on devices that are one: their cores have wide registers, and no use for groups
// of work-items that share a row.

// This work-item's element, of n; those beyond the end do nothing.
#define EACH(n)               \
  size_t i = get_global_id(0); \
  if (i >= (size_t)(n)) return;

// ---- functions, for one number and for 16 side by side. Drivers for processors compute their own
// one by one; these are a few multiplications each, without branches.

// part: e^r - 1 for |r| <= ln(2) / 2, by Taylor's series, whose next term is below 2e-8 of it.
// exponential: e^x = 2^k · e^r with x = k·ln(2) + r; the two halves of 2^k reach further than one.
// exponential_1: e^x - 1 for x up to 80, exact for small x, too.
#define FUNCTIONS(F, I, S)                                                                  \
  inline F power##S(I k) { return as_##F((k + 127) << 23); }                                \
  inline F part##S(F r) {                                                                   \
    F p = fma(r, (F)(1 / 5040.0f), (F)(1 / 720.0f));                                        \
    p = fma(p, r, (F)(1 / 120.0f));                                                         \
    p = fma(p, r, (F)(1 / 24.0f));                                                          \
    p = fma(p, r, (F)(1 / 6.0f));                                                           \
    p = fma(p, r, (F)0.5f);                                                                 \
    return fma(p * r, r, r);                                                                \
  }                                                                                         \
  inline F rest##S(F x, F k) {                                                              \
    return fma(k, (F)2.12194440e-4f, fma(k, (F)-0.693359375f, x));                          \
  }                                                                                         \
  inline F exponential##S(F x) {                                                            \
    x = x > 89.0f ? (F)89.0f : x;                                                           \
    x = x < -110.0f ? (F)-110.0f : x;                                                       \
    F k = rint(x * 1.44269504f);                                                            \
    I whole = convert_##I(k), half_way = whole >> 1;                                        \
    return (1.0f + part##S(rest##S(x, k))) * power##S(half_way) * power##S(whole - half_way);  \
  }                                                                                         \
  inline F exponential_1##S(F x) {                                                          \
    x = x > 80.0f ? (F)80.0f : x;                                                           \
    x = x < -80.0f ? (F)-80.0f : x;                                                         \
    F k = rint(x * 1.44269504f);                                                            \
    F scale = power##S(convert_##I(k));                                                     \
    return fma(scale, part##S(rest##S(x, k)), scale - 1.0f);                                   \
  }

FUNCTIONS(float, int, )
FUNCTIONS(float16, int16, _16)

inline float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

inline float tangent(float x) {
  x = x > 10 ? 10 : x < -10 ? -10 : x;
  float e = exponential_1(2 * x);
  return e / (e + 2);
}

// The functions whose slope follows from the value, so that a product can apply them.
inline float fused(int function, float a, float x) {
  switch (function) {
    case RELU: return x > 0 ? x : x < 0 ? 0 : x;
    case LEAKY_RELU: return x >= 0 ? x : a * x;
    case ELU: return x > 0 ? x : a * exponential_1(x);
    case SELU: return 1.05070099f * (x > 0 ? x : 1.67326324f * exponential_1(x));
    case SIGMOID: return sigmoid(x);
    case TANH: return tangent(x);
    case EXP: return exponential(x);
    case SQRT: return sqrt(x);
    case RECIPROCAL: return 1 / x;
    default: return x;
  }
}

// The larger; a NaN stays.
inline float larger(float a, float b) { return b > a || isnan(b) ? b : a; }

// The hash of Elementwise.Dropout, by which an element is dropped on any backend.
inline uint mix(uint x) {
  x = (x ^ (x >> 16)) * 0x7feb352dU;
  x = (x ^ (x >> 15)) * 0x846ca68bU;
  return x ^ (x >> 16);
}

// ---- neighbouring numbers at a time: WIDE on a processor, else one, the neighbours being the
// business of the next work-item. `left` says how many there are; in place of others stands `rest`.
#ifdef PROCESSOR
#define WIDE 16
#define LANES 1
typedef float16 many;
#define exponential_many exponential_16

inline many get(global const float* x, int left, float rest) {
  if (left >= WIDE) return vload16(0, x);
  float t[WIDE];
  for (int k = 0; k < WIDE; k++) t[k] = k < left ? x[k] : rest;
  return vload16(0, t);
}

inline void set(global float* y, int left, many v) {
  if (left >= WIDE) {
    vstore16(v, 0, y);
    return;
  }
  float t[WIDE];
  vstore16(v, 0, t);
  for (int k = 0; k < left; k++) y[k] = t[k];
}

inline many larger_many(many a, many b) { return select(a, b, b > a || isnan(b)); }

inline float sum_of(many v) {
  float8 a = v.lo + v.hi;
  float4 b = a.lo + a.hi;
  float2 c = b.lo + b.hi;
  return c.x + c.y;
}

inline float max_of(many v) {
  float t[WIDE];
  vstore16(v, 0, t);
  float most = t[0];
  for (int k = 1; k < WIDE; k++) most = larger(most, t[k]);
  return most;
}
#else
#define WIDE 1
#define LANES 64 // the most work-items of a group that work on one row together
typedef float many;
#define exponential_many exponential
inline many get(global const float* x, int left, float rest) { return *x; }
inline void set(global float* y, int left, many v) { *y = v; }
inline many larger_many(many a, many b) { return larger(a, b); }
inline float sum_of(many v) { return v; }
inline float max_of(many v) { return v; }
#endif

// ---- what the work-items of a group have in common, which then all of them know. The order of
// additions is the same each time.
inline float lane_sum(local float* s, float v) {
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

inline float lanes_sum(local float* s, many v) { return lane_sum(s, sum_of(v)); }

inline float lanes_max(local float* s, many v) {
  int lane = get_local_id(0);
  s[lane] = max_of(v);
  for (int n = get_local_size(0) / 2; n > 0; n /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < n) s[lane] = larger(s[lane], s[lane + n]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  float most = s[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return most;
}

// The places of a row of n numbers that a lane looks at, from one end to the other.
#define ALONG(from, n) \
  for (int i = (from) + (int)get_local_id(0) * WIDE; i < (n); i += get_local_size(0) * WIDE)

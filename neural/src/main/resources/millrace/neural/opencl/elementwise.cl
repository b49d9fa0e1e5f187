// Each element by itself.

#define ROOT_2_PI 0.797884561f
#define CUBIC 0.044715f
#define SELU_SCALE 1.05070099f
#define SELU_ALPHA 1.67326324f

// The distribution function of the standard normal, to 1e-7: by formula 7.1.26 of M. Abramowitz and
// I. Stegun, Handbook of mathematical functions, 1964.
inline float normal(float x) {
  float z = fabs(x) * 0.707106781f;
  float t = 1 / (1 + 0.3275911f * z);
  float p = fma(t, 1.061405429f, -1.453152027f);
  p = fma(p, t, 1.421413741f);
  p = fma(p, t, -0.284496736f);
  p = fma(p, t, 0.254829592f);
  float tail = 0.5f * p * t * exponential(-z * z);
  return x < 0 ? tail : 1 - tail;
}

// (1 + tanh(u)) / 2 of the approximation's u, without loss where tanh is close to -1.
inline float normal_tanh(float x) { return sigmoid(2 * ROOT_2_PI * (x + CUBIC * x * x * x)); }

// A kernel for the values of a function of x and a, and one for g times its slope, y being the value.
#define FUNCTION(NAME, VALUE, SLOPE)                                                        \
  kernel void apply_##NAME(int n, float a, global const float* xs, global float* ys) {      \
    EACH(n)                                                                                 \
    float x = xs[i];                                                                        \
    ys[i] = VALUE;                                                                          \
  }                                                                                         \
  kernel void slope_##NAME(int n, float a, global const float* xs, global const float* ys,  \
                           global const float* gs, global float* out) {                     \
    EACH(n)                                                                                 \
    float x = xs[i], y = ys[i];                                                             \
    out[i] = gs[i] * (SLOPE);                                                               \
  }

FUNCTION(identity, x, 1.0f)
FUNCTION(abs, fabs(x), sign(x))
FUNCTION(square, x * x, 2 * x)
FUNCTION(sqrt, sqrt(x), 0.5f / y)
FUNCTION(exp, exponential(x), y)
FUNCTION(log, log(x), 1 / x)
FUNCTION(reciprocal, 1 / x, -y * y)
FUNCTION(relu, x > 0 ? x : x < 0 ? 0 : x, y > 0 ? 1.0f : 0.0f)
FUNCTION(leaky_relu, x >= 0 ? x : a * x, y >= 0 ? 1.0f : a)
FUNCTION(elu, x > 0 ? x : a * exponential_1(x), y > 0 ? 1.0f : y + a)
FUNCTION(selu, SELU_SCALE * (x > 0 ? x : SELU_ALPHA * exponential_1(x)), y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA)
FUNCTION(gelu, x * normal(x), normal(x) + x * exponential(-x * x / 2) * 0.398942280f)
FUNCTION(gelu_tanh, x * normal_tanh(x),
         normal_tanh(x) + 2 * x * normal_tanh(x) * (1 - normal_tanh(x)) * ROOT_2_PI *
                              (1 + 3 * CUBIC * x * x))
FUNCTION(silu, x * sigmoid(x), sigmoid(x) * (1 + x * (1 - sigmoid(x))))
FUNCTION(softplus, fmax(x, 0) + log1p(exponential(-fabs(x))), sigmoid(x))
FUNCTION(sigmoid, sigmoid(x), y * (1 - y))
FUNCTION(tanh, tangent(x), 1 - y * y)
FUNCTION(huber, fabs(x) <= a ? x * x / 2 : a * (fabs(x) - a / 2), fabs(x) <= a ? x : a * sign(x))

kernel void affine(int n, float scale, float shift, global const float* x, global float* y) {
  EACH(n)
  y[i] = scale * x[i] + shift;
}

// How two operands are walked: the result's axes, and the distance between neighbours along each.
#define AXES 8
typedef struct {
  int axes;
  int shape[AXES];
  int left[AXES];
  int right[AXES];
} Walk;

// a and b of one shape; as rows of a plane, each with a step along rows and columns; in any way.
#define ARITHMETIC(NAME, OPERATOR)                                                            \
  kernel void NAME##_alike(int n, global const float* a, global const float* b,               \
                           global float* y) {                                                 \
    EACH(n)                                                                                   \
    y[i] = a[i] OPERATOR b[i];                                                                \
  }                                                                                           \
  kernel void NAME##_plane(int n, int aRow, int aStep, int bRow, int bStep,                   \
                           global const float* a, global const float* b, global float* y) {   \
    EACH(n)                                                                                   \
    size_t row = get_global_id(1);                                                            \
    y[row * n + i] = a[row * aRow + i * aStep] OPERATOR b[row * bRow + i * bStep];            \
  }                                                                                           \
  kernel void NAME##_any(int n, Walk walk, global const float* a, global const float* b,      \
                         global float* y) {                                                   \
    EACH(n)                                                                                   \
    int rest = i, atA = 0, atB = 0;                                                           \
    for (int k = walk.axes - 1; k >= 0; k--) {                                                \
      int place = rest % walk.shape[k];                                                       \
      rest /= walk.shape[k];                                                                  \
      atA += place * walk.left[k];                                                            \
      atB += place * walk.right[k];                                                           \
    }                                                                                         \
    y[i] = a[atA] OPERATOR b[atB];                                                            \
  }

ARITHMETIC(add, +)
ARITHMETIC(subtract, -)
ARITHMETIC(multiply, *)
ARITHMETIC(divide, /)

kernel void dropout(int n, uint low, uint high, uint threshold, float scale,
                    global const float* x, global float* y) {
  EACH(n)
  uint hash = mix(mix((uint)i ^ low) ^ high);
  y[i] = hash < threshold ? 0 : x[i] * scale;
}

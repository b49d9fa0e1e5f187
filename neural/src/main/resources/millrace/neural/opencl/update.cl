// What changes its first input in place. The rules are those of Update.Rule, by the same names.

kernel void fill(int n, float value, global float* y) {
  EACH(n)
  y[i] = value;
}

kernel void axpy(int n, float a, global float* y, global const float* x) {
  EACH(n)
  y[i] += a * x[i];
}

kernel void blend(int n, float w, global float* y, global const float* x) {
  EACH(n)
  y[i] = w == 1 ? x[i] : (1 - w) * y[i] + w * x[i];
}

kernel void clip_norm(int n, float most, global const float* norm, global float* g) {
  EACH(n)
  float scale = most / (sqrt(norm[0]) + 1e-6f);
  g[i] *= scale > 1 ? 1 : scale; // a NaN stays
}

kernel void clip_value(int n, float most, global float* g) {
  EACH(n)
  float v = g[i];
  g[i] = v > most ? most : v < -most ? -most : v; // a NaN stays
}

kernel void step_sgd(int n, float rate, float decay, global float* p, global const float* g) {
  EACH(n)
  p[i] -= rate * (g[i] + decay * p[i]);
}

kernel void step_momentum(int n, float rate, float decay, float momentum, float dampening,
                          float nesterov, float first, global float* p, global const float* gs,
                          global float* bs) {
  EACH(n)
  float g = gs[i] + decay * p[i];
  float b = first != 0 ? g : momentum * bs[i] + (1 - dampening) * g;
  bs[i] = b;
  p[i] -= rate * (nesterov != 0 ? g + momentum * b : b);
}

kernel void step_adagrad(int n, float rate, float decay, float eps, global float* p,
                         global const float* gs, global float* vs) {
  EACH(n)
  float g = gs[i] + decay * p[i];
  float v = vs[i] + g * g;
  vs[i] = v;
  p[i] -= rate * g / (sqrt(v) + eps);
}

kernel void step_adadelta(int n, float rate, float decay, float rho, float eps, global float* p,
                          global const float* gs, global float* vs, global float* us) {
  EACH(n)
  float g = gs[i] + decay * p[i];
  float v = rho * vs[i] + (1 - rho) * g * g;
  float d = g * sqrt(us[i] + eps) / sqrt(v + eps);
  vs[i] = v;
  us[i] = rho * us[i] + (1 - rho) * d * d;
  p[i] -= rate * d;
}

// Without momentum there is no b, and v is given in its place; likewise a, unless it is centered.
kernel void step_rmsprop(int n, float rate, float decay, float alpha, float eps, float momentum,
                         float centered, int remembers, global float* p, global const float* gs,
                         global float* vs, global float* bs, global float* as) {
  EACH(n)
  float g = gs[i] + decay * p[i];
  float v = alpha * vs[i] + (1 - alpha) * g * g;
  vs[i] = v;
  if (centered != 0) {
    float a = alpha * as[i] + (1 - alpha) * g;
    as[i] = a;
    v -= a * a;
  }
  float d = g / (sqrt(v) + eps);
  if (remembers) {
    d = momentum * bs[i] + d;
    bs[i] = d;
  }
  p[i] -= rate * d;
}

// g, with the decay in it or, decoupled, with p shrunk by it first.
inline float decayed(float rate, float decay, float decoupled, float g, float* p) {
  if (decoupled == 0) return g + decay * *p;
  *p *= 1 - rate * decay;
  return g;
}

// Without amsgrad there is no w, and v is given in its place.
kernel void step_adam(int n, float rate, float decay, float beta1, float beta2, float eps,
                      float correction1, float correction2, float decoupled, float amsgrad,
                      global float* ps, global const float* gs, global float* ms,
                      global float* vs, global float* ws) {
  EACH(n)
  float p = ps[i];
  float g = decayed(rate, decay, decoupled, gs[i], &p);
  float m = beta1 * ms[i] + (1 - beta1) * g;
  float v = beta2 * vs[i] + (1 - beta2) * g * g;
  ms[i] = m;
  vs[i] = v;
  if (amsgrad != 0) {
    v = fmax(ws[i], v);
    ws[i] = v;
  }
  ps[i] = p - rate / correction1 * m / (sqrt(v) / sqrt(correction2) + eps);
}

kernel void step_adamax(int n, float rate, float decay, float beta1, float beta2, float eps,
                        float correction1, global float* p, global const float* gs,
                        global float* ms, global float* us) {
  EACH(n)
  float g = gs[i] + decay * p[i];
  float m = beta1 * ms[i] + (1 - beta1) * g;
  float u = fmax(beta2 * us[i], fabs(g) + eps);
  ms[i] = m;
  us[i] = u;
  p[i] -= rate / correction1 * m / u;
}

kernel void step_nadam(int n, float rate, float decay, float beta1, float beta2, float eps,
                       float correction2, float a, float b, float decoupled, global float* ps,
                       global const float* gs, global float* ms, global float* vs) {
  EACH(n)
  float p = ps[i];
  float g = decayed(rate, decay, decoupled, gs[i], &p);
  float m = beta1 * ms[i] + (1 - beta1) * g;
  float v = beta2 * vs[i] + (1 - beta2) * g * g;
  ms[i] = m;
  vs[i] = v;
  ps[i] = p - rate * (a * g + b * m) / (sqrt(v / correction2) + eps);
}

kernel void step_radam(int n, float rate, float decay, float beta1, float beta2, float eps,
                       float correction1, float correction2, float r, float decoupled,
                       global float* ps, global const float* gs, global float* ms,
                       global float* vs) {
  EACH(n)
  float p = ps[i];
  float g = decayed(rate, decay, decoupled, gs[i], &p);
  float m = beta1 * ms[i] + (1 - beta1) * g;
  float v = beta2 * vs[i] + (1 - beta2) * g * g;
  ms[i] = m;
  vs[i] = v;
  float adapted = r > 0 ? r * sqrt(correction2) / (sqrt(v) + eps) : 1;
  ps[i] = p - rate * m / correction1 * adapted;
}

kernel void step_ftrl(int n, float rate, float power, float l1, float l2, float shrinkage,
                      float beta, global float* p, global const float* gs, global float* ns,
                      global float* zs) {
  EACH(n)
  float g = gs[i];
  float grown = ns[i] + g * g;
  float after = pow(grown, -power);
  // after - pow(n, -power), without the loss of a difference of large numbers
  float growth = grown == 0 ? 0 : -after * expm1(-power * log1p(-g * g / grown));
  float z = zs[i] + g + 2 * shrinkage * p[i] - growth / rate * p[i];
  ns[i] = grown;
  zs[i] = z;
  float excess = z - clamp(z, -l1, l1);
  p[i] = -excess / ((after + beta) / rate + 2 * l2);
}

kernel void step_lion(int n, float rate, float decay, float beta1, float beta2, global float* p,
                      global const float* gs, global float* ms) {
  EACH(n)
  float m = ms[i];
  float g = gs[i];
  p[i] = p[i] * (1 - rate * decay) - rate * sign(beta1 * m + (1 - beta1) * g);
  ms[i] = beta2 * m + (1 - beta2) * g;
}

// One step of a recurrent layer, after q = U·h of all active rows has been computed: a work-item to
// each unit of a row. `at` is the number of rows before this step.

kernel void cell_plain(int units, int at, int function, global const float* xs,
                       global const float* bias, global const float* qs, global float* state,
                       global float* hs) {
  EACH(units)
  size_t row = get_global_id(1), to = (at + row) * units + i;
  float h = fused(function, 0, xs[to] + qs[row * units + i] + bias[i]);
  state[row * units + i] = h;
  hs[to] = h;
}

kernel void cell_lstm(int units, int at, global const float* xs, global const float* bias,
                      global const float* qs, global float* state, global float* memory,
                      global float* hs, global float* gates, global float* cs) {
  EACH(units)
  size_t row = get_global_id(1), unit = row * units + i, to = (at + row) * units + i;
  size_t from = (at + row) * 4 * units + i;
  global const float* q = qs + row * 4 * units + i;
  float in = sigmoid(xs[from] + q[0] + bias[i]);
  float forget = sigmoid(xs[from + units] + q[units] + bias[units + i]);
  float g = tangent(xs[from + 2 * units] + q[2 * units] + bias[2 * units + i]);
  float out = sigmoid(xs[from + 3 * units] + q[3 * units] + bias[3 * units + i]);
  float c = forget * memory[unit] + in * g;
  float h = out * tangent(c);
  gates[from] = in;
  gates[from + units] = forget;
  gates[from + 2 * units] = g;
  gates[from + 3 * units] = out;
  memory[unit] = c;
  cs[to] = c;
  state[unit] = h;
  hs[to] = h;
}

kernel void cell_gru(int units, int at, global const float* xs, global const float* bias,
                     global const float* qs, global float* state, global float* hs,
                     global float* kept) {
  EACH(units)
  size_t row = get_global_id(1), unit = row * units + i, to = (at + row) * units + i;
  size_t from = (at + row) * 3 * units + i, keep = (at + row) * 4 * units + i;
  global const float* p = qs + row * 3 * units + i;
  float r = sigmoid(xs[from] + p[0] + bias[i]);
  float z = sigmoid(xs[from + units] + p[units] + bias[units + i]);
  float q = p[2 * units] + bias[2 * units + i];
  float n = tangent(xs[from + 2 * units] + r * q);
  float h = (1 - z) * n + z * state[unit];
  kept[keep] = r;
  kept[keep + units] = z;
  kept[keep + 2 * units] = n;
  kept[keep + 3 * units] = q;
  state[unit] = h;
  hs[to] = h;
}

// Backwards: dh, the gradient of the state after the step, gets the step's own, and dx is the
// gradient of the sums before the gates. What of dh does not go through U stays in it (GRU), or
// the caller overwrites it with dx·U.

kernel void cell_plain_grad(int units, int at, int function, global const float* hs,
                            global const float* gs, global const float* dh, global float* dx) {
  EACH(units)
  size_t row = get_global_id(1), from = (at + row) * units + i;
  float d = dh[row * units + i] + gs[from], y = hs[from];
  dx[from] = function == TANH ? d * (1 - y * y) : y > 0 ? d : 0;
}

// c before the step is at `before` in cs for the rows below `carried`, and else c0.
kernel void cell_lstm_grad(int units, int at, int before, int carried, global const float* gates,
                           global const float* cs, global const float* c0,
                           global const float* gs, global const float* dh, global float* dc,
                           global float* dx) {
  EACH(units)
  size_t row = get_global_id(1), unit = row * units + i;
  size_t from = (at + row) * 4 * units + i;
  float in = gates[from], forget = gates[from + units];
  float g = gates[from + 2 * units], out = gates[from + 3 * units];
  float c = row < (size_t)carried ? cs[(before + row) * units + i] : c0[unit];
  float own = dh[unit] + gs[(at + row) * units + i];
  float t = tangent(cs[(at + row) * units + i]);
  float d = dc[unit] + own * out * (1 - t * t);
  dx[from] = d * g * in * (1 - in);
  dx[from + units] = d * c * forget * (1 - forget);
  dx[from + 2 * units] = d * in * (1 - g * g);
  dx[from + 3 * units] = own * t * out * (1 - out);
  dc[unit] = d * forget;
}

kernel void cell_gru_grad(int units, int at, int before, int carried, global const float* kept,
                          global const float* hs, global const float* h0,
                          global const float* gs, global float* dh, global float* dx,
                          global float* dq) {
  EACH(units)
  size_t row = get_global_id(1), unit = row * units + i;
  size_t from = (at + row) * 4 * units + i, to = (at + row) * 3 * units + i;
  float r = kept[from], z = kept[from + units];
  float n = kept[from + 2 * units], q = kept[from + 3 * units];
  float h = row < (size_t)carried ? hs[(before + row) * units + i] : h0[unit];
  float own = dh[unit] + gs[(at + row) * units + i];
  float dn = own * (1 - z) * (1 - n * n);
  float dr = dn * q * r * (1 - r), dz = own * (h - n) * z * (1 - z);
  dx[to] = dr;
  dx[to + units] = dz;
  dx[to + 2 * units] = dn;
  dq[to] = dr;
  dq[to + units] = dz;
  dq[to + 2 * units] = dn * r;
  dh[unit] = own * z;
}

// What each active row's state was before this step; zero for the others.
kernel void state_before(int units, int at, int active, int before, int carried,
                         global const float* hs, global const float* h0, global float* out) {
  EACH(units)
  size_t row = get_global_id(1), to = (at + row) * units + i;
  out[to] = row >= (size_t)active ? 0
            : row < (size_t)carried ? hs[(before + row) * units + i]
                                    : h0[row * units + i];
}

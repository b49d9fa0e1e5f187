// Sums and maxima. Long ones are cut into chunks, whose results are then reduced again; where the
// cuts are depends on nothing but the sizes, so that the result is the same bits each time.

// Of rows of n numbers, a group to each chunk of a row. The result: rows of one number per chunk.
#define ROWS(NAME, START, TAKE, TREE)                                                          \
  kernel void NAME##_rows(int n, int chunk, int chunks, float scale, global const float* x,    \
                          int at, global float* y) {                                           \
    local float s[LANES];                                                                      \
    size_t group = get_group_id(0);                                                            \
    size_t row = group / chunks;                                                               \
    int from = group % chunks * chunk;                                                         \
    int to = min(n, from + chunk);                                                             \
    float v = START;                                                                           \
    for (int i = from + (int)get_local_id(0); i < to; i += get_local_size(0)) {                \
      float z = x[row * n + i];                                                                \
      v = TAKE;                                                                                \
    }                                                                                          \
    v = TREE(s, v);                                                                            \
    if (get_local_id(0) == 0) y[at + group] = v * scale;                                       \
  }

ROWS(sum, 0, v + z, lanes_sum)
ROWS(square, 0, v + z * z, lanes_sum)
ROWS(max, -INFINITY, larger(v, z), lanes_max)

// Of columns: x is blocks of n rows of that many numbers, and a work-item takes a chunk of a column.
// The result: blocks of one row per chunk.
#define COLUMNS(NAME, START, TAKE)                                                             \
  kernel void NAME##_columns(int n, int columns, int chunk, int chunks, float scale,           \
                             global const float* x, global float* y) {                         \
    EACH(columns)                                                                              \
    int c = get_global_id(1);                                                                  \
    size_t block = get_global_id(2);                                                           \
    int from = c * chunk;                                                                      \
    int to = min(n, from + chunk);                                                             \
    float v = START;                                                                           \
    for (int k = from; k < to; k++) {                                                          \
      float z = x[(block * n + k) * columns + i];                                              \
      v = TAKE;                                                                                \
    }                                                                                          \
    y[(block * chunks + c) * columns + i] = v * scale;                                         \
  }

COLUMNS(sum, 0, v + z)
COLUMNS(max, -INFINITY, larger(v, z))

// The gradient of a maximum, for its first place; a work-item to each.
kernel void max_grad(int count, int n, int columns, global const float* x, global const float* y,
                     global const float* g, global float* out) {
  EACH(count)
  size_t from = i / columns * n * columns + i % columns;
  bool given = false;
  for (int k = 0; k < n; k++) {
    size_t at = from + (size_t)k * columns;
    bool here = !given && x[at] == y[i];
    out[at] = here ? g[i] : 0;
    given |= here;
  }
}

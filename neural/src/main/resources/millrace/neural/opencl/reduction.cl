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
    many v = START;                                                                            \
    ALONG(from, to) {                                                                          \
      many z = get(x + row * n + i, to - i, START);                                            \
      v = TAKE;                                                                                \
    }                                                                                          \
    float all = TREE(s, v);                                                                    \
    if (get_local_id(0) == 0) y[at + group] = all * scale;                                     \
  }

ROWS(sum, 0, v + z, lanes_sum)
ROWS(square, 0, v + z * z, lanes_sum)
ROWS(max, -INFINITY, larger_many(v, z), lanes_max)

// Of columns: x is blocks of n rows of that many numbers, and a work-item takes a chunk of WIDE
// columns. The result: blocks of one row per chunk.
#define COLUMNS(NAME, START, TAKE)                                                             \
  kernel void NAME##_columns(int n, int columns, int chunk, int chunks, float scale,           \
                             global const float* x, global float* y) {                         \
    int i = get_global_id(0) * WIDE, left = columns - i;                                       \
    if (left <= 0) return;                                                                     \
    int c = get_global_id(1);                                                                  \
    size_t block = get_global_id(2);                                                           \
    int from = c * chunk;                                                                      \
    int to = min(n, from + chunk);                                                             \
    many v = START;                                                                            \
    for (int k = from; k < to; k++) {                                                          \
      many z = get(x + (block * n + k) * columns + i, left, 0);                                \
      v = TAKE;                                                                                \
    }                                                                                          \
    set(y + (block * chunks + c) * columns + i, left, v * scale);                              \
  }

COLUMNS(sum, 0, v + z)
COLUMNS(max, -INFINITY, larger_many(v, z))

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

// What moves numbers and computes nothing.

#define AXES 8
typedef struct {
  int axes;
  int shape[AXES]; // of the result
  int step[AXES];  // how far apart in x neighbours along each axis of the result are
} Places;

// The result in its order, x in any: permutations and repetitions.
kernel void gather(int n, Places places, global const float* x, global float* y) {
  EACH(n)
  int rest = i, at = 0;
  for (int k = places.axes - 1; k >= 0; k--) {
    at += rest % places.shape[k] * places.step[k];
    rest /= places.shape[k];
  }
  y[i] = x[at];
}

// Matrices transposed, by way of local memory, so that reading and writing both go along rows.
#define TILE 16
kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
void transpose(int rows, int columns, global const float* xs, global float* ys) {
  local float tile[TILE][TILE + 1];
  size_t from = get_global_id(2) * rows * columns;
  int x = get_local_id(0), y = get_local_id(1);
  int column = get_group_id(0) * TILE, row = get_group_id(1) * TILE;
  if (row + y < rows && column + x < columns)
    tile[y][x] = xs[from + (size_t)(row + y) * columns + column + x];
  barrier(CLK_LOCAL_MEM_FENCE);
  if (row + x < rows && column + y < columns)
    ys[from + (size_t)(column + y) * rows + row + x] = tile[x][y];
}

// Stretches of `width` numbers, as many as the second axis of the work says.
kernel void stretches(int width, int from, int fromStep, int to, int toStep,
                      global const float* x, global float* y) {
  EACH(width)
  size_t k = get_global_id(1);
  y[to + k * toStep + i] = x[from + k * fromStep + i];
}

// Row r of the result is row ids[r]; zeros for a negative id.
kernel void rows(int width, global const int* ids, global const float* table, global float* y) {
  EACH(width)
  size_t r = get_global_id(1);
  int id = ids[r];
  y[r * width + i] = id < 0 ? 0 : table[(size_t)id * width + i];
}

// Sums rows of g for each row of the table that is asked for at all: number q of these is rows[q],
// and gets the rows from[starts[q]] to from[starts[q + 1] - 1] of g, in this order.
kernel void rows_grad(int width, global const int* rows, global const int* starts,
                      global const int* from, global const float* g, global float* y) {
  int i = get_global_id(0) * WIDE, left = width - i;
  if (left <= 0) return;
  int q = get_global_id(1);
  many sum = 0;
  for (int k = starts[q]; k < starts[q + 1]; k++)
    sum += get(g + (size_t)from[k] * width + i, left, 0);
  set(y + (size_t)rows[q] * width + i, left, sum);
}

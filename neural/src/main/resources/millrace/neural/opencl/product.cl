// C = f(A·B + bias) for any strides, and in two ways: in vector registers for processors, and in
// tiles of local memory for other devices. Where n products are asked for, A or B or both move on
// from one to the next; where they are to be added up (`sums` of them), it is done in one go.
typedef struct {
  int m, n, k;
  int width;  // how many columns of B can be read, n or more
  int bPanel; // where B is in panels of 32 columns: how far apart these are; else 0
  int aFrom, aRow, aStep, aBatch, aSum; // A[i][k] is at aFrom + i·aRow + k·aStep
  int bFrom, bRow, bStep, bBatch, bSum; // B[k][j] is at bFrom + k·bRow + j·bStep
  int cFrom, cRow, cBatch;              // C[i][j] is at cFrom + i·cRow + j
  int sums;
  int bias; // 0: none, 1: a number per column, 2: a number per row
  int function;
  int add; // whether C is added to
} Product;

// What becomes of a sum that belongs at C[i][j].
inline void put(const Product* p, float a, global const float* bias, global float* c, int i, int j,
                float v) {
  if (p->bias == 1) v += bias[j];
  if (p->bias == 2) v += bias[i];
  size_t at = (size_t)i * p->cRow + j;
  if (p->add) v += c[at];
  c[at] = fused(p->function, a, v);
}

// A work-item to 6 x 32 of C, in twelve vectors that stay in registers; B must lie by rows, or in
// panels. Neighbouring work-items take the same columns, so that their part of B stays near. At the
// right edge the vectors begin earlier, so that they end with the row: its width must be at least 32. At the bottom the last row is read again, and what is not new is not written.
#define ROWS 6
#define COLUMNS 32
#define STEP(r) c##r##0 = fma((float16)(a##r[at]), b0, c##r##0), c##r##1 = fma((float16)(a##r[at]), b1, c##r##1)

kernel void product_registers(Product p, float fa, global const float* as, global const float* bs,
                              global const float* bias, global float* cs) {
  int i0 = get_global_id(0) * ROWS, j0 = get_global_id(1) * COLUMNS;
  size_t batch = get_global_id(2);
  if (j0 >= p.n || i0 >= p.m) return;
  int j = min(j0, p.width - COLUMNS), last = p.m - 1;
  float16 c00 = 0, c01 = 0, c10 = 0, c11 = 0, c20 = 0, c21 = 0;
  float16 c30 = 0, c31 = 0, c40 = 0, c41 = 0, c50 = 0, c51 = 0;
  for (int sum = 0; sum < p.sums; sum++) {
    global const float* a = as + p.aFrom + batch * p.aBatch + (size_t)sum * p.aSum;
    global const float* b = bs + p.bFrom + batch * p.bBatch + (size_t)sum * p.bSum;
    b += p.bPanel ? (size_t)(j0 / COLUMNS) * p.bPanel : (size_t)j;
    global const float* a0 = a + (size_t)i0 * p.aRow;
    global const float* a1 = a + (size_t)min(i0 + 1, last) * p.aRow;
    global const float* a2 = a + (size_t)min(i0 + 2, last) * p.aRow;
    global const float* a3 = a + (size_t)min(i0 + 3, last) * p.aRow;
    global const float* a4 = a + (size_t)min(i0 + 4, last) * p.aRow;
    global const float* a5 = a + (size_t)min(i0 + 5, last) * p.aRow;
    size_t at = 0;
    for (int k = 0; k < p.k; k++) {
      float16 b0 = vload16(0, b), b1 = vload16(1, b);
      STEP(0); STEP(1); STEP(2); STEP(3); STEP(4); STEP(5);
      at += p.aStep;
      b += p.bRow;
    }
  }
  global float* c = cs + p.cFrom + batch * p.cBatch;
  if (j == j0 && j0 + COLUMNS <= p.n && i0 + ROWS <= p.m && p.bias == 0 && p.function == IDENTITY && !p.add) {
    c += (size_t)i0 * p.cRow + j;
    vstore16(c00, 0, c); vstore16(c01, 1, c); c += p.cRow;
    vstore16(c10, 0, c); vstore16(c11, 1, c); c += p.cRow;
    vstore16(c20, 0, c); vstore16(c21, 1, c); c += p.cRow;
    vstore16(c30, 0, c); vstore16(c31, 1, c); c += p.cRow;
    vstore16(c40, 0, c); vstore16(c41, 1, c); c += p.cRow;
    vstore16(c50, 0, c); vstore16(c51, 1, c);
    return;
  }
  float tile[ROWS][COLUMNS];
  vstore16(c00, 0, tile[0]); vstore16(c01, 1, tile[0]);
  vstore16(c10, 0, tile[1]); vstore16(c11, 1, tile[1]);
  vstore16(c20, 0, tile[2]); vstore16(c21, 1, tile[2]);
  vstore16(c30, 0, tile[3]); vstore16(c31, 1, tile[3]);
  vstore16(c40, 0, tile[4]); vstore16(c41, 1, tile[4]);
  vstore16(c50, 0, tile[5]); vstore16(c51, 1, tile[5]);
  for (int r = 0; r < ROWS && i0 + r < p.m; r++)
    for (int x = j0 - j; x < COLUMNS && j + x < p.n; x++)
      put(&p, fa, bias, c, i0 + r, j + x, tile[r][x]);
}

// Groups of 16 x 16 to 64 x 64 of C: what they need of A and B is fetched 16 steps of k at a time
// into local memory, from where each work-item adds up 4 x 4 numbers.
#define TILE 64
#define DEEP 16
#define SIDE 16
#define EVERY (TILE / SIDE)

kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1)))
void product_tiles(Product p, float fa, global const float* as, global const float* bs,
                   global const float* bias, global float* cs) {
  local float at[DEEP][TILE + 1]; // one more, so that lanes fall on different banks
  local float bt[DEEP][TILE + 1];
  int x = get_local_id(0), y = get_local_id(1), lane = y * SIDE + x;
  int j0 = get_group_id(0) * TILE, i0 = get_group_id(1) * TILE;
  size_t batch = get_group_id(2);
  float c[EVERY][EVERY];
  for (int r = 0; r < EVERY; r++)
    for (int q = 0; q < EVERY; q++) c[r][q] = 0;
  for (int sum = 0; sum < p.sums; sum++) {
    global const float* a = as + p.aFrom + batch * p.aBatch + (size_t)sum * p.aSum;
    global const float* b = bs + p.bFrom + batch * p.bBatch + (size_t)sum * p.bSum;
    for (int k0 = 0; k0 < p.k; k0 += DEEP) {
      for (int e = lane; e < TILE * DEEP; e += SIDE * SIDE) {
        // Neighbouring lanes fetch neighbouring numbers, along whichever axis these lie.
        int ka = p.aStep == 1 ? e % DEEP : e / TILE, i = p.aStep == 1 ? e / DEEP : e % TILE;
        int kb = p.bStep == 1 ? e / TILE : e % DEEP, j = p.bStep == 1 ? e % TILE : e / DEEP;
        bool inA = k0 + ka < p.k && i0 + i < p.m, inB = k0 + kb < p.k && j0 + j < p.n;
        at[ka][i] = inA ? a[(size_t)(i0 + i) * p.aRow + (size_t)(k0 + ka) * p.aStep] : 0;
        bt[kb][j] = inB ? b[(size_t)(k0 + kb) * p.bRow + (size_t)(j0 + j) * p.bStep] : 0;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int k = 0; k < DEEP; k++)
        for (int r = 0; r < EVERY; r++)
          for (int q = 0; q < EVERY; q++)
            c[r][q] = fma(at[k][y + r * SIDE], bt[k][x + q * SIDE], c[r][q]);
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }
  global float* to = cs + p.cFrom + batch * p.cBatch;
  for (int r = 0; r < EVERY; r++)
    for (int q = 0; q < EVERY; q++) {
      int i = i0 + y + r * SIDE, j = j0 + x + q * SIDE;
      if (i < p.m && j < p.n) put(&p, fa, bias, to, i, j, c[r][q]);
    }
}

// B in panels of 32 columns, each by rows, zeros beyond n: a work-item to 16 rows of a panel. Of B,
// either rows or columns must be without gaps.
#define DEPTH 16
kernel void panels(int k, int n, int from, int row, int step, int batch, global const float* bs,
                   global float* out) {
  int j0 = get_global_id(0) * COLUMNS, k0 = get_global_id(1) * DEPTH;
  if (j0 >= n || k0 >= k) return;
  size_t q = get_global_id(2), panel = q * ((n + COLUMNS - 1) / COLUMNS) + j0 / COLUMNS;
  global const float* b = bs + from + q * batch + (size_t)k0 * row + (size_t)j0 * step;
  float t[DEPTH][COLUMNS];
  for (int r = 0; r < DEPTH; r++)
    for (int c = 0; c < COLUMNS; c++) t[r][c] = 0;
  int rows = min(DEPTH, k - k0), columns = min(COLUMNS, n - j0);
  if (step == 1) {
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++) t[r][c] = b[(size_t)r * row + c];
  } else {
    for (int c = 0; c < columns; c++)
      for (int r = 0; r < rows; r++) t[r][c] = b[(size_t)c * step + r * row];
  }
  global float* to = out + (panel * k + k0) * COLUMNS;
  for (int r = 0; r < rows; r++) {
    vstore16(vload16(0, t[r]), 2 * r, to);
    vstore16(vload16(1, t[r]), 2 * r + 1, to);
  }
}

// For a few rows of A, where a copy of B would cost more than the product: a work-item to each
// number of C. Rows of A and columns of B must be without gaps.
kernel void product_dots(Product p, float fa, global const float* as, global const float* bs,
                         global const float* bias, global float* cs) {
  int j = get_global_id(0), i = get_global_id(1);
  size_t batch = get_global_id(2);
  if (j >= p.n || i >= p.m) return;
  many v = 0;
  for (int sum = 0; sum < p.sums; sum++) {
    global const float* a = as + p.aFrom + batch * p.aBatch + (size_t)sum * p.aSum + (size_t)i * p.aRow;
    global const float* b = bs + p.bFrom + batch * p.bBatch + (size_t)sum * p.bSum + (size_t)j * p.bStep;
    for (int k = 0; k < p.k; k += WIDE) v += get(a + k, p.k - k, 0) * get(b + k, p.k - k, 0);
  }
  put(&p, fa, bias, cs + p.cFrom + batch * p.cBatch, i, j, sum_of(v));
}

// Convolution becomes a product: every window of an image is written out as a column.
typedef struct {
  int height, width, strideHeight, strideWidth, padHeight, padWidth, dilationHeight, dilationWidth;
  int channels, imageHeight, imageWidth, rows, columns; // of the image, and of its windows
} Windows;

// Each kernel is there twice: on a processor a work-item takes a row of windows or a whole channel,
// in plain loops; elsewhere it takes a single number.

inline bool inside(const Windows* w, int r, int c) {
  return r >= 0 && r < w->imageHeight && c >= 0 && c < w->imageWidth;
}

// Every window written out: [images, places of a window, windows]; zeros for the padding.
kernel void windows(Windows w, int from, global const float* xs, global float* out) {
  int k = get_global_id(1);
  size_t image = get_global_id(2), size = (size_t)w.imageHeight * w.imageWidth;
  int kc = k % w.width, kr = k / w.width % w.height, channel = k / w.width / w.height;
  global const float* x = xs + ((from + image) * w.channels + channel) * size;
  int count = w.rows * w.columns, left = kc * w.dilationWidth - w.padWidth;
  global float* y = out + (image * get_global_size(1) + k) * count;
#ifdef PROCESSOR
  EACH(w.rows)
  int r = (int)i * w.strideHeight + kr * w.dilationHeight - w.padHeight;
  bool within = r >= 0 && r < w.imageHeight;
  int step = w.strideWidth;
  // The columns first .. end - 1 look at the image.
  int end = within ? clamp((w.imageWidth - left + step - 1) / step, 0, w.columns) : 0;
  int first = clamp((step - 1 - left) / step, 0, end);
  global const float* row = x + (long)r * w.imageWidth + left;
  y += i * w.columns;
  for (int j = 0; j < first; j++) y[j] = 0;
  for (int j = first; j < end; j++) y[j] = row[j * step];
  for (int j = end; j < w.columns; j++) y[j] = 0;
#else
  EACH(count)
  int r = i / w.columns * w.strideHeight + kr * w.dilationHeight - w.padHeight;
  int c = i % w.columns * w.strideWidth + left;
  y[i] = inside(&w, r, c) ? x[(size_t)r * w.imageWidth + c] : 0;
#endif
}

// Undoes `windows`: each number of an image is the sum of all places that looked at it.
kernel void windows_sum(Windows w, int from, global const float* in, global float* xs) {
  int size = w.imageHeight * w.imageWidth, count = w.rows * w.columns;
  int channel = get_global_id(1);
  size_t image = get_global_id(2);
  global const float* places = in + (image * w.channels + channel) * w.height * w.width * count;
  global float* x = xs + ((from + image) * w.channels + channel) * size;
#ifdef PROCESSOR
  EACH(w.imageHeight)
  x += i * w.imageWidth;
  for (int c = 0; c < w.imageWidth; c++) x[c] = 0;
  for (int kr = 0; kr < w.height; kr++) {
    int y = (int)i + w.padHeight - kr * w.dilationHeight;
    if (y < 0 || y % w.strideHeight != 0 || y / w.strideHeight >= w.rows) continue;
    for (int kc = 0; kc < w.width; kc++) {
      int left = kc * w.dilationWidth - w.padWidth, step = w.strideWidth;
      int end = clamp((w.imageWidth - left + step - 1) / step, 0, w.columns);
      int first = clamp((step - 1 - left) / step, 0, end);
      global const float* row =
          places + (size_t)(kr * w.width + kc) * count + y / w.strideHeight * w.columns;
      for (int j = first; j < end; j++) x[left + j * step] += row[j];
    }
  }
#else
  EACH(size)
  int r = i / w.imageWidth + w.padHeight, c = i % w.imageWidth + w.padWidth;
  float sum = 0;
  for (int kr = 0; kr < w.height; kr++) {
    int y = r - kr * w.dilationHeight;
    if (y < 0 || y % w.strideHeight != 0 || y / w.strideHeight >= w.rows) continue;
    for (int kc = 0; kc < w.width; kc++) {
      int z = c - kc * w.dilationWidth;
      if (z < 0 || z % w.strideWidth != 0 || z / w.strideWidth >= w.columns) continue;
      sum += places[(size_t)(kr * w.width + kc) * count + y / w.strideHeight * w.columns +
                    z / w.strideWidth];
    }
  }
  x[i] = sum;
#endif
}

// The largest number of a window that begins at (top, left), or the mean with zeros around.
inline float pooled(const Windows* w, int max, global const float* x, int top, int left) {
  float v = max ? -INFINITY : 0;
  for (int kr = 0; kr < w->height; kr++)
    for (int kc = 0; kc < w->width; kc++) {
      int r = top + kr * w->dilationHeight, c = left + kc * w->dilationWidth;
      if (!inside(w, r, c)) continue;
      float z = x[(size_t)r * w->imageWidth + c];
      v = max ? larger(v, z) : v + z;
    }
  return max ? v : v / (w->height * w->width);
}

kernel void pool(Windows w, int max, global const float* xs, global float* ys) {
  int count = w.rows * w.columns;
  size_t image = get_global_id(1);
  global const float* x = xs + image * w.imageHeight * w.imageWidth;
  global float* y = ys + image * count;
#ifdef PROCESSOR
  for (int r = 0; r < w.rows; r++)
    for (int c = 0; c < w.columns; c++)
      y[r * w.columns + c] = pooled(&w, max, x, r * w.strideHeight - w.padHeight,
                                    c * w.strideWidth - w.padWidth);
#else
  EACH(count)
  y[i] = pooled(&w, max, x, i / w.columns * w.strideHeight - w.padHeight,
                i % w.columns * w.strideWidth - w.padWidth);
#endif
}

// Whether no place of a window before (kr, kc) has its maximum.
inline bool first_of(const Windows* w, global const float* x, int top, int left, int kr, int kc,
                     float most) {
  for (int k = 0; k < kr * w->width + kc; k++) {
    int r = top + k / w->width * w->dilationHeight, c = left + k % w->width * w->dilationWidth;
    if (inside(w, r, c) && x[(size_t)r * w->imageWidth + c] == most) return false;
  }
  return true;
}

kernel void pool_grad(Windows w, int max, global const float* xs, global const float* ys,
                      global const float* gs, global float* out) {
  int size = w.imageHeight * w.imageWidth, count = w.rows * w.columns;
  size_t image = get_global_id(1);
  global const float* x = xs + image * size;
  global const float* y = ys + image * count;
  global const float* g = gs + image * count;
  global float* d = out + image * size;
#ifdef PROCESSOR
  for (int k = 0; k < size; k++) d[k] = 0;
  float share = 1.0f / (w.height * w.width);
  for (int q = 0, row = 0; row < w.rows; row++)
    for (int column = 0; column < w.columns; column++, q++) {
      bool given = false;
      for (int kr = 0; kr < w.height; kr++)
        for (int kc = 0; kc < w.width; kc++) {
          int r = row * w.strideHeight - w.padHeight + kr * w.dilationHeight;
          int c = column * w.strideWidth - w.padWidth + kc * w.dilationWidth;
          if (given || !inside(&w, r, c)) continue;
          size_t at = (size_t)r * w.imageWidth + c;
          if (!max) d[at] += g[q] * share;
          if (max && x[at] == y[q]) {
            d[at] += g[q];
            given = true;
          }
        }
    }
#else
  // A work-item to each number of the image, which asks all windows that it is in.
  EACH(size)
  float own = x[i], sum = 0;
  int r = i / w.imageWidth + w.padHeight, c = i % w.imageWidth + w.padWidth;
  for (int kr = 0; kr < w.height; kr++) {
    int top = r - kr * w.dilationHeight;
    if (top < 0 || top % w.strideHeight != 0 || top / w.strideHeight >= w.rows) continue;
    for (int kc = 0; kc < w.width; kc++) {
      int left = c - kc * w.dilationWidth;
      if (left < 0 || left % w.strideWidth != 0 || left / w.strideWidth >= w.columns) continue;
      int q = top / w.strideHeight * w.columns + left / w.strideWidth;
      if (!max) sum += g[q] / (w.height * w.width);
      else if (own == y[q] &&
               first_of(&w, x, top - w.padHeight, left - w.padWidth, kr, kc, own))
        sum += g[q];
    }
  }
  d[i] = sum;
#endif
}

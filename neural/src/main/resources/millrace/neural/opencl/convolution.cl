// Convolution becomes a product: every window of an image is written out as a column.
typedef struct {
  int height, width, strideHeight, strideWidth, padHeight, padWidth, dilationHeight, dilationWidth;
  int channels, imageHeight, imageWidth, rows, columns; // of the image, and of its windows
} Windows;

// The number of an image that place k (channel, row and column) of window q looks at; 0 in padding.
inline float seen(const Windows* w, global const float* image, int k, int q) {
  int kc = k % w->width, kr = k / w->width % w->height, channel = k / w->width / w->height;
  int r = q / w->columns * w->strideHeight + kr * w->dilationHeight - w->padHeight;
  int c = q % w->columns * w->strideWidth + kc * w->dilationWidth - w->padWidth;
  if (r < 0 || r >= w->imageHeight || c < 0 || c >= w->imageWidth) return 0;
  return image[((size_t)channel * w->imageHeight + r) * w->imageWidth + c];
}

// [images, places of a window, windows]
kernel void windows(Windows w, int from, global const float* x, global float* out) {
  int count = w.rows * w.columns;
  EACH(count)
  int k = get_global_id(1);
  size_t image = get_global_id(2);
  size_t size = (size_t)w.channels * w.imageHeight * w.imageWidth;
  out[(image * get_global_size(1) + k) * count + i] = seen(&w, x + (from + image) * size, k, i);
}

// [images, windows, places of a window]
kernel void windows_across(Windows w, int from, global const float* x, global float* out) {
  int places = w.channels * w.height * w.width;
  EACH(places)
  int q = get_global_id(1);
  size_t image = get_global_id(2);
  size_t size = (size_t)w.channels * w.imageHeight * w.imageWidth;
  out[(image * get_global_size(1) + q) * places + i] = seen(&w, x + (from + image) * size, i, q);
}

// Undoes `windows`: each number of an image is the sum of all places that looked at it.
kernel void windows_sum(Windows w, int from, global const float* in, global float* x) {
  int size = w.imageHeight * w.imageWidth, count = w.rows * w.columns;
  EACH(size)
  int channel = get_global_id(1);
  size_t image = get_global_id(2);
  int r = i / w.imageWidth + w.padHeight, c = i % w.imageWidth + w.padWidth;
  int places = w.channels * w.height * w.width;
  float sum = 0;
  for (int kr = 0; kr < w.height; kr++) {
    int y = r - kr * w.dilationHeight;
    if (y < 0 || y % w.strideHeight != 0 || y / w.strideHeight >= w.rows) continue;
    for (int kc = 0; kc < w.width; kc++) {
      int z = c - kc * w.dilationWidth;
      if (z < 0 || z % w.strideWidth != 0 || z / w.strideWidth >= w.columns) continue;
      int k = (channel * w.height + kr) * w.width + kc;
      sum += in[(image * places + k) * count + y / w.strideHeight * w.columns + z / w.strideWidth];
    }
  }
  x[((from + image) * w.channels + channel) * size + i] = sum;
}

kernel void pool(Windows w, int max, global const float* x, global float* y) {
  int count = w.rows * w.columns;
  EACH(count)
  size_t image = get_global_id(1);
  global const float* from = x + image * w.imageHeight * w.imageWidth;
  int top = i / w.columns * w.strideHeight - w.padHeight;
  int left = i % w.columns * w.strideWidth - w.padWidth;
  float v = max ? -INFINITY : 0;
  for (int kr = 0; kr < w.height; kr++)
    for (int kc = 0; kc < w.width; kc++) {
      int r = top + kr * w.dilationHeight, c = left + kc * w.dilationWidth;
      if (r < 0 || r >= w.imageHeight || c < 0 || c >= w.imageWidth) continue;
      float z = from[(size_t)r * w.imageWidth + c];
      v = max ? larger(v, z) : v + z;
    }
  y[image * count + i] = max ? v : v / (w.height * w.width);
}

// Whether no place of a window before (kr, kc) has its maximum.
inline bool first(const Windows* w, global const float* x, int top, int left, int kr, int kc,
                  float most) {
  for (int k = 0; k < kr * w->width + kc; k++) {
    int r = top + k / w->width * w->dilationHeight, c = left + k % w->width * w->dilationWidth;
    if (r < 0 || r >= w->imageHeight || c < 0 || c >= w->imageWidth) continue;
    if (x[(size_t)r * w->imageWidth + c] == most) return false;
  }
  return true;
}

// A work-item to each number of the image, which asks all windows that it is in.
kernel void pool_grad(Windows w, int max, global const float* xs, global const float* ys,
                      global const float* gs, global float* out) {
  int size = w.imageHeight * w.imageWidth, count = w.rows * w.columns;
  EACH(size)
  size_t image = get_global_id(1);
  global const float* x = xs + image * size;
  float own = x[i], sum = 0;
  int r = i / w.imageWidth + w.padHeight, c = i % w.imageWidth + w.padWidth;
  for (int kr = 0; kr < w.height; kr++) {
    int y = r - kr * w.dilationHeight;
    if (y < 0 || y % w.strideHeight != 0 || y / w.strideHeight >= w.rows) continue;
    for (int kc = 0; kc < w.width; kc++) {
      int z = c - kc * w.dilationWidth;
      if (z < 0 || z % w.strideWidth != 0 || z / w.strideWidth >= w.columns) continue;
      size_t at = image * count + y / w.strideHeight * w.columns + z / w.strideWidth;
      if (!max) sum += gs[at] / (w.height * w.width);
      else if (own == ys[at] && first(&w, x, y - w.padHeight, z - w.padWidth, kr, kc, own))
        sum += gs[at];
    }
  }
  out[image * size + i] = sum;
}

package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Convolution.Conv2d;
import millrace.neural.compute.Convolution.Conv2dInputGrad;
import millrace.neural.compute.Convolution.Conv2dWeightGrad;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import org.jspecify.annotations.Nullable;

/**
 * {@link Convolution} on the processor, by products of matrices, an image at a time.
 *
 * @see "K. Chellapilla, S. Puri, P. Simard, High performance convolutional neural networks for
 *     document processing, IWFHR 2006"
 */
final class CpuConvolution {
  /** The most floats of windows laid out at a time: they should stay in the second cache. */
  private static final int ROOM = 1 << 16;

  /** Images are taken together until they have this many places: a few panels. */
  private static final int PLACES = 128;

  /** Sums over the batch have at most so many parts, whatever the number of threads. */
  private static final int PARTS = 16;

  // The scratch of a thread; 0 and 1 belong to the products.
  private static final int IMAGE = 2;
  private static final int WINDOWS = 3;
  private static final int RESULT = 4;

  private final Machine machine;
  private final CpuPooling pooling;

  CpuConvolution(Machine machine) {
    this.machine = machine;
    pooling = new CpuPooling(machine);
  }

  void run(Convolution op, Tensor[] in, Tensor[] out) {
    boolean simd = machine.gemm().simd();
    switch (op) {
      case Conv2d(var w) -> {
        var plan = ConvolutionPlan.of(w, in[0].shape(), simd);
        forward(plan, in[0], in[1], in.length == 3 ? in[2].floats() : null, out[0]);
      }
      case Conv2dInputGrad c -> {
        var plan = ConvolutionPlan.of(c.window(), out[0].shape(), simd);
        inputGrad(plan, in[0], in[1], out[0]);
      }
      case Conv2dWeightGrad(var w) -> {
        var plan = ConvolutionPlan.of(w, in[0].shape(), simd);
        weightGrad(plan, in[0], in[1], out[0]);
      }
      case Pool p -> pooling.pool(p, in[0], out[0]);
      case PoolGrad p -> pooling.poolGrad(p, in[0], in[1], in[2], out[0]);
    }
  }

  private Team team() {
    return machine.team();
  }

  /** Does something for some items, on several threads if they are worth it. */
  private void share(int items, long costOfOne, Team.Job job) {
    if (items * costOfOne >= 1 << 19) team().run(items, job);
    else for (int i = 0; i < items; i++) job.run(i, 0);
  }

  /** y = weight [O, C·h·w] · windows [C·h·w, places]. */
  private void forward(
      ConvolutionPlan plan, Tensor x, Tensor weight, float @Nullable [] bias, Tensor y) {
    int images = x.dim(0);
    int together = Math.max(1, Math.min(images, PLACES / plan.places()));
    long cost = (long) together * plan.places() * weight.size();
    var rows = windowRows(plan);
    share(
        (images + together - 1) / together,
        cost,
        (group, thread) -> {
          int first = group * together;
          int count = Math.min(together, images - first);
          forward(plan, x, weight, bias, y, rows, first, count, thread);
        });
  }

  /** Where each number of a window is, from its first. */
  private static int[] windowRows(ConvolutionPlan plan) {
    var w = plan.window();
    var at = new int[plan.seen()];
    for (int c = 0, i = 0; c < plan.channels(); c++)
      for (int kr = 0; kr < w.height(); kr++)
        for (int kc = 0; kc < w.width(); kc++)
          at[i++] =
              (c * plan.paddedHeight() + kr * w.dilationHeight()) * plan.paddedWidth()
                  + kc * w.dilationWidth();
    return at;
  }

  private void forward(
      ConvolutionPlan plan,
      Tensor x,
      Tensor weight,
      float @Nullable [] bias,
      Tensor y,
      int[] rows,
      int first,
      int images,
      int thread) {
    int places = plan.places();
    int outputs = weight.dim(0);
    int size = plan.channels() * plan.height() * plan.width();
    var source = x.floats();
    int base = first * size;
    if (plan.padded()) {
      source = team().scratch(thread, IMAGE, images * plan.paddedSize());
      for (int i = 0; i < images; i++)
        plan.pad(x.floats(), base + i * size, source, i * plan.paddedSize());
      base = 0;
    }
    int n = images * places;
    boolean direct = images == 1; // several images do not lie side by side in the result
    var c =
        direct
            ? Matrix.of(y.floats(), first * outputs * n, n)
            : Matrix.of(team().scratch(thread, RESULT, outputs * n), 0, n);
    if (bias != null)
      for (int o = 0; o < outputs; o++)
        Arrays.fill(c.values(), c.at(o, 0), c.at(o, 0) + n, bias[o]);
    var a = Matrix.of(weight.floats(), 0, plan.seen());
    int some = Math.max(1, ROOM / Math.max(1, plan.seen()) / 32) * 32;
    var runs = new Runs();
    for (int j = 0; j < n; j += some) {
      int columns = Math.min(some, n - j);
      var part = c.from(0, j);
      var b = windows(plan, source, base, rows, runs, j, columns, thread);
      machine.gemm().one(thread, outputs, a, b, bias == null ? null : part, part);
    }
    if (direct) return;
    for (int i = 0; i < images; i++)
      for (int o = 0; o < outputs; o++)
        System.arraycopy(
            c.values(),
            o * n + i * places,
            y.floats(),
            ((first + i) * outputs + o) * places,
            places);
  }

  /** The windows of some places, counted on from image to image, as columns. */
  private Packed windows(
      ConvolutionPlan plan,
      float[] source,
      int base,
      int[] rows,
      Runs runs,
      int from,
      int columns,
      int thread) {
    var w = plan.window();
    int width = machine.gemm().panelWidth(columns);
    int panels = (columns + width - 1) / width;
    int seen = plan.seen();
    int block = machine.gemm().block(seen);
    var panel = team().scratch(thread, WINDOWS, panels * width * seen);
    int perRow = plan.columns();
    int down = w.strideHeight() * plan.paddedWidth();
    int next = plan.paddedSize();
    for (int p = 0; p < panels; p++) {
      runs.clear();
      int end = Math.min(columns, (p + 1) * width);
      for (int j = p * width, count; j < end; j += count) { // a row of the result, or its rest
        int place = from + j;
        int column = place % perRow;
        count = Math.min(perRow - column, end - j);
        int row = place / perRow;
        int at = row / plan.rows() * next + row % plan.rows() * down + column * w.strideWidth();
        if (w.strideWidth() == 1) runs.add(at, j - p * width, count);
        else
          for (int i = 0; i < count; i++) runs.add(at + i * w.strideWidth(), j - p * width + i, 1);
      }
      for (int k = 0; k < seen; k += block) {
        int kc = Math.min(block, seen - k);
        int o = k * panels * width + p * width * kc;
        runs.copy(plan.simd(), source, base, rows, k, k + kc, panel, o, width);
      }
    }
    return new Packed(columns, seen, Matrix.of(panel, 0, width), panel);
  }

  /**
   * dW = Σ g [O, places] · windows [places, h·w·C]: an image has its channels as neighbours here,
   * so that a row of a window is one stretch.
   */
  private void weightGrad(ConvolutionPlan plan, Tensor x, Tensor g, Tensor out) {
    int images = x.dim(0);
    int outputs = g.dim(1);
    int seen = plan.seen();
    int size = outputs * seen;
    int most = Math.max(1, Math.min(PARTS, (1 << 22) / Math.max(1, size)));
    int share = Math.max(1, (images + most - 1) / most);
    int parts = (images + share - 1) / share;
    var starts = plan.starts(plan.channels());
    var sums = new float[Math.max(1, parts)][];
    try (var _ = machine.memory().scope()) {
      for (int p = 0; p < sums.length; p++) sums[p] = machine.memory().make(size).floats();
      if (parts == 0) Arrays.fill(sums[0], 0, size, 0);
      share(
          parts,
          (long) share * plan.places() * size,
          (part, thread) -> {
            int end = Math.min(images, (part + 1) * share);
            for (int i = part * share; i < end; i++)
              addWeightGrad(plan, x, g, i, starts, sums[part], i > part * share, thread);
          });
      for (int p = 1; p < parts; p++)
        machine.elements().mix(1, sums[0], 0, 1, sums[p], 0, 0, sums[0], 0, size);
      for (int o = 0; o < outputs; o++) channelsFirst(plan, sums[0], out.floats(), o * seen);
    }
  }

  private void addWeightGrad(
      ConvolutionPlan plan,
      Tensor x,
      Tensor g,
      int image,
      int[] starts,
      float[] sum,
      boolean add,
      int thread) {
    int places = plan.places();
    int seen = plan.seen();
    int outputs = g.dim(1);
    var source = team().scratch(thread, IMAGE, plan.paddedSize());
    plan.channelsLast(x.floats(), image * plan.channels() * plan.height() * plan.width(), source);
    int some = Math.max(1, ROOM / Math.max(1, places) / 32) * 32;
    int block = machine.gemm().block(places);
    var runs = new Runs();
    for (int j = 0; j < seen; j += some) {
      int columns = Math.min(some, seen - j);
      int width = machine.gemm().panelWidth(columns);
      int panels = (columns + width - 1) / width;
      var panel = team().scratch(thread, WINDOWS, panels * width * places);
      for (int p = 0; p < panels; p++) {
        runs.clear();
        for (int q = p * width; q < Math.min(columns, (p + 1) * width); q++)
          runs.add(insideWindow(plan, j + q), q - p * width, 1);
        for (int k = 0; k < places; k += block) {
          int kc = Math.min(block, places - k);
          int o = k * panels * width + p * width * kc;
          runs.copy(plan.simd(), source, 0, starts, k, k + kc, panel, o, width);
        }
      }
      var b = new Packed(columns, places, Matrix.of(panel, 0, width), panel);
      var a = Matrix.of(g.floats(), image * outputs * places, places);
      var c = Matrix.of(sum, j, seen);
      machine.gemm().one(thread, outputs, a, b, add ? c : null, c);
    }
  }

  /** Where number q of a window is, from its first, the channels of a place being neighbours. */
  private static int insideWindow(ConvolutionPlan plan, int q) {
    var w = plan.window();
    int channels = plan.channels();
    int row = q / (w.width() * channels);
    int column = q / channels % w.width();
    int place = row * w.dilationHeight() * plan.paddedWidth() + column * w.dilationWidth();
    return place * channels + q % channels;
  }

  /** A filter of h·w·C as one of C·h·w. */
  private static void channelsFirst(ConvolutionPlan plan, float[] from, float[] to, int at) {
    int c = plan.channels();
    int size = plan.seen() / Math.max(1, c);
    for (int i = 0; i < size; i++)
      for (int k = 0; k < c; k++) to[at + k * size + i] = from[at + i * c + k];
  }

  /** windows [places, h·w·C] = gᵀ · weight, added to where they lie. */
  private void inputGrad(ConvolutionPlan plan, Tensor weight, Tensor g, Tensor out) {
    int outputs = weight.dim(0);
    int seen = plan.seen();
    var gemm = machine.gemm();
    var starts = plan.starts(plan.channels());
    try (var _ = machine.memory().scope()) {
      var last = machine.memory().make(weight.size()).floats();
      for (int o = 0; o < outputs; o++) channelsLast(plan, weight.floats(), last, o * seen);
      var panels = machine.memory().make(gemm.packedSize(outputs, seen)).floats();
      var b = gemm.pack(outputs, seen, Matrix.of(last, 0, seen), panels);
      share(
          g.dim(0),
          (long) plan.places() * weight.size(),
          (i, thread) -> inputGrad(plan, b, g, i, starts, out, thread));
    }
  }

  private static void channelsLast(ConvolutionPlan plan, float[] from, float[] to, int at) {
    int c = plan.channels();
    int size = plan.seen() / Math.max(1, c);
    for (int i = 0; i < size; i++)
      for (int k = 0; k < c; k++) to[at + i * c + k] = from[at + k * size + i];
  }

  private void inputGrad(
      ConvolutionPlan plan,
      Packed weight,
      Tensor g,
      int image,
      int[] starts,
      Tensor out,
      int thread) {
    int places = plan.places();
    int seen = plan.seen();
    int outputs = g.dim(1);
    var sum = team().scratch(thread, IMAGE, plan.paddedSize());
    Arrays.fill(sum, 0, plan.paddedSize(), 0);
    int some = Math.max(1, Math.min(places, ROOM / Math.max(1, seen)));
    var windows = team().scratch(thread, WINDOWS, some * seen);
    var c = Matrix.of(windows, 0, seen);
    var w = plan.window();
    // a row of a window is one stretch, or has gaps
    int stretch = w.dilationWidth() == 1 ? w.width() * plan.channels() : plan.channels();
    for (int p = 0; p < places; p += some) {
      int m = Math.min(some, places - p);
      var a = new Matrix(g.floats(), image * outputs * places + p, places, true);
      machine.gemm().one(thread, m, a, weight, null, c);
      var rows = Arrays.copyOfRange(starts, p, p + m);
      for (int q = 0; q < seen; q += stretch)
        add(plan.simd(), windows, q, seen, rows, sum, insideWindow(plan, q), stretch);
    }
    plan.channelsFirst(sum, out.floats(), image * plan.channels() * plan.height() * plan.width());
  }

  private static void add(
      boolean simd, float[] x, int xo, int step, int[] rows, float[] y, int yo, int n) {
    if (simd) {
      SimdRuns.add(x, xo, step, rows, rows.length, y, yo, n);
      return;
    }
    for (int r = 0; r < rows.length; r++)
      for (int i = 0; i < n; i++) y[yo + rows[r] + i] += x[xo + r * step + i];
  }
}

package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;

/**
 * What the classes that do ops work with: tensors and temporary memory, kernels by name, transfers.
 * Counts what crosses between host and device.
 */
final class ClWork implements AutoCloseable {
  final ClContext context;
  final ClPool pool;

  /** Whether kernels are compiled for a processor, and products made in its registers. */
  final boolean processor;

  private final ClQueue queue;
  private final Arena arena = Arena.ofAuto();
  private final Set<ClBuffer> temporaries = new HashSet<>();
  private final Map<String, ClKernel> kernels = new HashMap<>();
  private ClScope scope = new ClScope(this, null);
  private boolean closed;
  private long uploads;
  private long settings;
  private long downloads;

  ClWork(ClContext context, boolean processor, long poolBound) {
    this.context = context;
    this.processor = processor;
    pool = new ClPool(context, poolBound);
    queue = new ClQueue(context);
  }

  /** How many times tensors were written from the host. */
  long uploads() {
    return uploads;
  }

  /** How many times integers that belong to an op, such as targets or row ids, were written. */
  long settings() {
    return settings;
  }

  /** How many times the host waited for numbers. */
  long downloads() {
    return downloads;
  }

  // ---- memory

  /** A tensor of the current scope, its content whatever was there. */
  Tensor make(int... shape) {
    var buffer = pool.take(4L * Tensor.sizeOf(shape));
    scope.add(buffer);
    return new Tensor(shape, buffer);
  }

  /** Memory for n numbers until {@link #free}: for the inside of an op. */
  ClBuffer temporary(long n) {
    var buffer = pool.take(4 * n);
    temporaries.add(buffer);
    return buffer;
  }

  void free(ClBuffer buffer) {
    temporaries.remove(buffer);
    pool.give(buffer);
  }

  /** Frees what an op that failed half way has left behind. */
  void abandon() {
    for (var b : temporaries) pool.give(b);
    temporaries.clear();
  }

  /** The memory of a tensor, which must be this Ops's and still live. */
  ClBuffer buffer(Tensor tensor) {
    if (!(tensor.storage() instanceof ClBuffer b))
      throw new IllegalArgumentException(
          "%s is not on a device but in %s: make it by this OpenCl"
              .formatted(tensor, where(tensor.storage())));
    if (b.owner != pool) throw new IllegalArgumentException(tensor + " belongs to another OpenCl");
    if (closed) throw new IllegalStateException("this OpenCl has been closed");
    if (!b.live)
      throw new IllegalStateException(tensor + " was used after its scope had been closed");
    return b;
  }

  private static String where(Storage storage) {
    return storage.getClass().getSimpleName();
  }

  ClScope enter() {
    open();
    scope = new ClScope(this, scope);
    return scope;
  }

  /** Closes the innermost scope. */
  void leave(ClScope which) {
    if (closed) return;
    if (which != scope || which.outer == null)
      throw new IllegalStateException("scopes nest: close the one opened last first");
    scope = which.outer;
  }

  // ---- transfers

  void write(Tensor to, float[] values) {
    int n = to.size();
    uploads++;
    if (n == 0) return;
    var stage = queue.stage(4L * n);
    MemorySegment.copy(values, 0, stage, JAVA_FLOAT, 0, n);
    queue.write(buffer(to), stage);
  }

  float[] read(Tensor from) {
    var buffer = buffer(from);
    var out = new float[from.size()];
    downloads++;
    try (var once = Arena.ofConfined()) {
      var bytes = queue.read(buffer, 4L * out.length, once);
      MemorySegment.copy(bytes, JAVA_FLOAT, 0, out, 0, out.length);
    }
    return out;
  }

  /** Integers that an op has among its settings, until {@link #free}. */
  ClBuffer integers(int... values) {
    settings++;
    var buffer = temporary(values.length);
    if (values.length > 0) {
      var stage = queue.stage(4L * values.length);
      MemorySegment.copy(values, 0, stage, JAVA_INT, 0, values.length);
      queue.write(buffer, stage);
    }
    return buffer;
  }

  /** Numbers that an op has among its settings, until {@link #free}. */
  ClBuffer numbers(double... values) {
    settings++;
    var buffer = temporary(values.length);
    if (values.length > 0) {
      var stage = queue.stage(4L * values.length);
      for (int i = 0; i < values.length; i++) stage.setAtIndex(JAVA_FLOAT, i, (float) values[i]);
      queue.write(buffer, stage);
    }
    return buffer;
  }

  /** The same of floats. */
  ClBuffer numbers(float... values) {
    settings++;
    var buffer = temporary(values.length);
    if (values.length > 0) {
      var stage = queue.stage(4L * values.length);
      MemorySegment.copy(values, 0, stage, JAVA_FLOAT, 0, values.length);
      queue.write(buffer, stage);
    }
    return buffer;
  }

  /** Waits until the device is done. */
  void finish() {
    open();
    queue.finish();
  }

  // ---- kernels

  /** A kernel of a {@code .cl} file; the names of kernels are unique across files. */
  ClKernel kernel(String file, String name) {
    var known = kernels.get(name);
    if (known != null) return known.begin();
    open();
    var kernel = new ClKernel(queue, context.program(file, processor), name, arena);
    kernels.put(name, kernel);
    return kernel;
  }

  /** A kernel of a source that is not a resource: for tests. */
  ClKernel kernelOf(String source, String name) {
    return new ClKernel(queue, context.program(name, source), name, arena);
  }

  /** How many work-items share a row of n numbers: a power of two, at most LANES in common.cl. */
  int lanes(int n) {
    return processor ? 1 : Math.clamp(Integer.highestOneBit(Math.max(1, n / 4)), 1, 64);
  }

  /** How many work-items it takes where each takes WIDE of n numbers. */
  int wide(int n) {
    return processor ? (n + 15) / 16 : n;
  }

  /** y ← value, the first n numbers. */
  void fill(ClBuffer y, int n, double value) {
    kernel("update", "fill").arg(n).arg(value).arg(y).run(n);
  }

  /** Memory for a struct that is given to kernels. */
  MemorySegment struct(int integers) {
    return arena.allocate(JAVA_INT, integers);
  }

  private void open() {
    if (closed) throw new IllegalStateException("this OpenCl has been closed");
  }

  /** Gives everything back. Once is enough. */
  @Override
  public void close() {
    if (closed) return;
    while (scope.outer != null) scope.close();
    scope.release();
    abandon();
    queue.close();
    closed = true;
    for (var k : kernels.values()) k.close();
    kernels.clear();
    pool.close();
  }
}

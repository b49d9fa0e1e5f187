package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Memory of a device: what is given back is kept, up to a bound, and lent again. Beyond the bound
 * the memory that lay unused longest goes first. Since all work runs in the order of one queue,
 * memory can be lent again while the last kernel that uses it still runs.
 */
final class ClPool {
  private static final long READ_WRITE = 1;

  private final ClContext context;
  private final long bound;
  private final Map<Long, ArrayDeque<Memory>> bySize = new HashMap<>();
  private final LinkedHashSet<Memory> byAge = new LinkedHashSet<>();
  private long pooled;
  private int live;
  private boolean closed;

  /** Memory that nobody uses; compared by identity of its handle. */
  private record Memory(long handle, long bytes) {}

  /**
   * @param bound how many bytes may lie unused; 0: memory has exactly the size asked for and is
   *     never used twice, so that tools which watch for wrong accesses see each one
   */
  ClPool(ClContext context, long bound) {
    this.context = context;
    this.bound = bound;
  }

  /** Memory for this many bytes; its content is whatever was there. */
  ClBuffer take(long bytes) {
    if (closed) throw new IllegalStateException("this OpenCl has been closed");
    long size = bound == 0 ? Math.max(4, bytes) : rounded(bytes);
    var free = bySize.get(size);
    long handle;
    if (free != null && !free.isEmpty()) {
      var memory = free.removeLast();
      byAge.remove(memory);
      pooled -= size;
      handle = memory.handle();
    } else {
      handle = allocate(size);
    }
    live++;
    return new ClBuffer(this, handle, size);
  }

  /** Gives memory back. */
  void give(ClBuffer buffer) {
    if (!buffer.live) return;
    buffer.live = false;
    live--;
    if (bound == 0) {
      release(buffer.handle);
      return;
    }
    var memory = new Memory(buffer.handle, buffer.bytes);
    bySize.computeIfAbsent(memory.bytes(), k -> new ArrayDeque<>()).addLast(memory);
    byAge.add(memory);
    pooled += memory.bytes();
    while (pooled > bound) dropOldest();
  }

  /** How many buffers are lent. */
  int live() {
    return live;
  }

  /** How many bytes lie unused. */
  long pooled() {
    return pooled;
  }

  /** Returns all unused memory to the driver; nothing can be taken any more. */
  void close() {
    closed = true;
    while (!byAge.isEmpty()) dropOldest();
  }

  /** Quarters of powers of two, so that at most a fifth is wasted and sizes meet again. */
  static long rounded(long bytes) {
    if (bytes <= 256) return 256;
    long quarter = Long.highestOneBit(bytes - 1) / 4;
    return (bytes + quarter - 1) / quarter * quarter;
  }

  private void dropOldest() {
    var memory = byAge.removeFirst();
    var sameSize = bySize.get(memory.bytes());
    if (sameSize != null) sameSize.removeFirst(); // the oldest of all is the oldest of its size
    pooled -= memory.bytes();
    release(memory.handle());
  }

  private long allocate(long bytes) {
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(JAVA_INT);
      long handle = create(bytes, code);
      if (ClErrors.outOfMemory(code.get(JAVA_INT, 0)) && !byAge.isEmpty()) {
        while (!byAge.isEmpty()) dropOldest();
        handle = create(bytes, code);
      }
      Cl.check(
          code.get(JAVA_INT, 0),
          "clCreateBuffer of %d bytes on %s, beside %d buffers in use"
              .formatted(bytes, context.device, live));
      return handle;
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  private long create(long bytes, MemorySegment code) throws Throwable {
    return (long)
        Cl.CREATE_BUFFER.invokeExact(context.handle, READ_WRITE, bytes, MemorySegment.NULL, code);
  }

  private static void release(long handle) {
    try {
      Cl.check((int) Cl.RELEASE_BUFFER.invokeExact(handle), "clReleaseMemObject");
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }
}

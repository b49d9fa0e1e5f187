package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A kernel and its arguments, which are given in order before each run:
 *
 * <pre>{@code
 * kernel.arg(n).arg(x).arg(y).run(n);
 * }</pre>
 *
 * <p>The local size is always given, since drivers guess badly and PoCL would compile for each size
 * anew; the global size is rounded up to it, and the kernels guard their ends.
 */
final class ClKernel implements AutoCloseable {
  /** The local size along the first axis where elements are treated each by itself. */
  static final int LOCAL = 64;

  private final ClQueue queue;
  private final String name;
  private final long handle;
  private final MemorySegment room;
  private final MemorySegment global;
  private final MemorySegment local;
  private int at;

  ClKernel(ClQueue queue, long program, String name, Arena arena) {
    this.queue = queue;
    this.name = name;
    room = arena.allocate(8, 8);
    global = arena.allocate(JAVA_LONG, 3);
    local = arena.allocate(JAVA_LONG, 3);
    var code = arena.allocate(JAVA_INT);
    try {
      handle = (long) Cl.CREATE_KERNEL.invokeExact(program, arena.allocateFrom(name), code);
      Cl.check(code.get(JAVA_INT, 0), "clCreateKernel of " + name);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  /** Forgets the arguments given so far, which are left if an op failed half way. */
  ClKernel begin() {
    at = 0;
    return this;
  }

  ClKernel arg(int value) {
    room.set(JAVA_INT, 0, value);
    return arg(4, room);
  }

  /** A number, rounded to single precision, which is what the device computes in. */
  ClKernel arg(double value) {
    room.set(JAVA_FLOAT, 0, (float) value);
    return arg(4, room);
  }

  ClKernel arg(ClBuffer value) {
    room.set(JAVA_LONG, 0, value.handle);
    return arg(8, room);
  }

  /** A struct. */
  ClKernel arg(MemorySegment value) {
    return arg(value.byteSize(), value);
  }

  private ClKernel arg(long size, MemorySegment value) {
    try {
      int code = (int) Cl.SET_KERNEL_ARG.invokeExact(handle, at++, size, value);
      if (code != 0) {
        int which = at - 1;
        at = 0;
        throw Cl.failed(code, "clSetKernelArg %d of %s".formatted(which, name));
      }
      return this;
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  /** Runs n work-items, in groups of {@link #LOCAL}. */
  void run(long n) {
    run(n, 1, 1, LOCAL, 1);
  }

  /** Runs x · y · z work-items, in groups along x of {@link #LOCAL} or as few as x needs. */
  void run(long x, long y, long z) {
    int fewest = (int) Math.min(LOCAL, Long.highestOneBit(Math.max(1, 2 * x - 1)));
    run(x, y, z, fewest, 1);
  }

  /** Runs x · y · z work-items in groups of this size. */
  void run(long x, long y, long z, int localX, int localY) {
    at = 0;
    if (x == 0 || y == 0 || z == 0) return;
    global.setAtIndex(JAVA_LONG, 0, (x + localX - 1) / localX * localX);
    global.setAtIndex(JAVA_LONG, 1, (y + localY - 1) / localY * localY);
    global.setAtIndex(JAVA_LONG, 2, z);
    local.setAtIndex(JAVA_LONG, 0, localX);
    local.setAtIndex(JAVA_LONG, 1, localY);
    local.setAtIndex(JAVA_LONG, 2, 1);
    var none = MemorySegment.NULL;
    try {
      int code =
          (int)
              Cl.ENQUEUE_KERNEL.invokeExact(
                  queue.handle, handle, 3, none, global, local, 0, none, none);
      Cl.check(code, "clEnqueueNDRangeKernel of " + name);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  @Override
  public void close() {
    try {
      Cl.check((int) Cl.RELEASE_KERNEL.invokeExact(handle), "clReleaseKernel");
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }
}

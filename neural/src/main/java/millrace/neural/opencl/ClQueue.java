package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;

/**
 * An in-order queue of a device: whatever is asked of it is done in that order, and only {@link
 * #read} and {@link #finish} wait.
 */
final class ClQueue implements AutoCloseable {
  private static final long STAGE = 1 << 20;
  private static final long MOST_STAGED = 64L << 20;

  final long handle;
  private final MemorySegment none = MemorySegment.NULL;
  // What is written must stay where it is until the device has fetched it: it is copied to these
  // segments, which are used again after the queue has been waited for.
  private final ArrayList<MemorySegment> stages = new ArrayList<>();
  private int stage;
  private long staged;
  private long used;

  ClQueue(ClContext context) {
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(JAVA_INT);
      handle = (long) Cl.CREATE_QUEUE.invokeExact(context.handle, context.device.id(), 0L, code);
      Cl.check(code.get(JAVA_INT, 0), "clCreateCommandQueue");
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  /** Room for bytes that are to be written next. */
  MemorySegment stage(long bytes) {
    if (used + bytes > MOST_STAGED) finish();
    used += bytes;
    while (stage < stages.size()) {
      var s = stages.get(stage);
      if (staged + bytes <= s.byteSize()) {
        var out = s.asSlice(staged, bytes);
        staged += (bytes + 63) & ~63;
        return out;
      }
      stage++;
      staged = 0;
    }
    if (bytes > MOST_STAGED) return Arena.ofAuto().allocate(bytes, 64); // not kept
    stages.add(Arena.ofAuto().allocate(Math.max(STAGE, bytes), 64));
    staged = (bytes + 63) & ~63;
    return stages.get(stage).asSlice(0, bytes);
  }

  /** Copies staged bytes to the start of a buffer. */
  void write(ClBuffer to, MemorySegment from) {
    // Only what is too large to be kept is waited for.
    int wait = from.byteSize() > MOST_STAGED ? 1 : 0;
    try {
      int code =
          (int)
              Cl.ENQUEUE_WRITE.invokeExact(
                  handle, to.handle, wait, 0L, from.byteSize(), from, 0, none, none);
      Cl.check(code, "clEnqueueWriteBuffer of %d bytes".formatted(from.byteSize()));
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  /** Waits until all is done and copies the start of a buffer. */
  MemorySegment read(ClBuffer from, long bytes, Arena arena) {
    var to = arena.allocate(JAVA_BYTE, Math.max(4, bytes));
    try {
      if (bytes > 0) {
        int code =
            (int) Cl.ENQUEUE_READ.invokeExact(handle, from.handle, 1, 0L, bytes, to, 0, none, none);
        Cl.check(code, "clEnqueueReadBuffer of %d bytes".formatted(bytes));
        rewind();
      }
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
    return to;
  }

  /** Waits until all is done. */
  void finish() {
    try {
      Cl.check((int) Cl.FINISH.invokeExact(handle), "clFinish");
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
    rewind();
  }

  private void rewind() {
    stage = 0;
    staged = 0;
    used = 0;
  }

  @Override
  public void close() {
    finish();
    stages.clear();
    try {
      Cl.check((int) Cl.RELEASE_QUEUE.invokeExact(handle), "clReleaseCommandQueue");
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }
}

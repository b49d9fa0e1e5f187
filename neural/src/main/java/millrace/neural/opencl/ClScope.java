package millrace.neural.opencl;

import java.util.ArrayList;
import millrace.neural.compute.Scope;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/** The buffers made during a stretch of work. The outermost scope is that of the Ops itself. */
final class ClScope implements Scope {
  private final ClWork work;
  final @Nullable ClScope outer;
  private final ArrayList<ClBuffer> buffers = new ArrayList<>();
  private boolean closed;

  ClScope(ClWork work, @Nullable ClScope outer) {
    this.work = work;
    this.outer = outer;
  }

  void add(ClBuffer buffer) {
    buffer.scope = this;
    buffers.add(buffer);
  }

  /** A tensor of a scope further out lives on in any case. */
  @Override
  public Tensor keep(Tensor tensor) {
    var buffer = work.buffer(tensor);
    if (buffer.scope == this && outer != null) outer.add(buffer);
    return tensor;
  }

  @Override
  public void close() {
    if (closed) return;
    work.leave(this);
    release();
  }

  /** Gives the buffers back. What was kept is on the list still, but belongs to the outer scope. */
  void release() {
    closed = true;
    for (var b : buffers) if (b.scope == this) work.free(b);
    buffers.clear();
  }
}

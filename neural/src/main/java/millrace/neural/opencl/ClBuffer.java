package millrace.neural.opencl;

import millrace.neural.compute.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Memory of the device, on loan from a {@link ClPool} until it is given back. The memory is then
 * lent again as another buffer: this one stays closed, so that a use too late is noticed.
 */
final class ClBuffer implements Storage.Device {
  final ClPool owner;
  final long handle;

  /** The memory's size, which may be more than was asked for. */
  final long bytes;

  /** The scope that gives this back; null while none does. */
  @Nullable ClScope scope;

  boolean live = true;

  ClBuffer(ClPool owner, long handle, long bytes) {
    this.owner = owner;
    this.handle = handle;
    this.bytes = bytes;
  }
}

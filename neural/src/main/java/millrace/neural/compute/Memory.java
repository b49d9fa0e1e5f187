package millrace.neural.compute;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The float arrays of a backend. Those of tensors made within a {@link Scope} come back when it is
 * closed and serve again; lengths are rounded up to one of four steps per power of two, so that
 * batches of varying length share them. Where there is none of a length, one of up to twice as much
 * serves. Of those that lie idle there are at most twice as much as one scope has given back: else
 * batches of many lengths, as of texts, would each leave their arrays.
 */
final class Memory {
  /** Shorter arrays are cheaper to make than to look after. */
  private static final int SMALLEST = 256;

  private static final int STEPS = 4;

  private final ArrayList<ArrayDeque<float[]>> free = new ArrayList<>();
  private @Nullable Level level;
  private boolean closed;

  /** When each kind was asked for last, in calls. */
  private final long[] asked = new long[32 * STEPS];

  private long calls;
  private long idle;
  private long most;

  Memory() {
    for (int i = 0; i < 32 * STEPS; i++) free.add(new ArrayDeque<>());
  }

  /** A tensor with arbitrary contents, which belongs to the scope that is open. */
  Tensor make(int... shape) {
    if (closed) throw new IllegalStateException("this backend has been closed");
    int size = Tensor.sizeOf(shape);
    if (size < SMALLEST) return new Tensor(shape, new Storage.Floats(new float[size]));
    int kind = kind(size);
    asked[kind] = ++calls;
    var found = find(kind);
    var a = found != null ? found : new float[length(kind)];
    if (level != null) level.made.add(a);
    return new Tensor(shape, new Storage.Floats(a));
  }

  private float @Nullable [] find(int kind) {
    for (int k = kind; k < Math.min(free.size(), kind + STEPS); k++) {
      var found = free.get(k).pollLast();
      if (found == null) continue;
      idle -= found.length;
      return found;
    }
    return null;
  }

  /** Lets go of kinds, those first that have not been asked for the longest. */
  private void trim() {
    while (idle > 2 * most) {
      int oldest = -1;
      for (int k = 0; k < free.size(); k++)
        if (!free.get(k).isEmpty() && (oldest < 0 || asked[k] < asked[oldest])) oldest = k;
      for (var a : free.get(oldest)) idle -= a.length;
      free.get(oldest).clear();
    }
  }

  /** Tensors with arbitrary contents. */
  Tensor[] make(int[][] shapes) {
    var out = new Tensor[shapes.length];
    for (int i = 0; i < out.length; i++) out[i] = make(shapes[i]);
    return out;
  }

  Scope scope() {
    level = new Level(level);
    return level;
  }

  /** Lets go of everything. */
  void close() {
    closed = true;
    level = null;
    for (var f : free) f.clear();
  }

  /** Lengths 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, ..: the first that is at least this size. */
  private static int kind(int size) {
    int exponent = 31 - Integer.numberOfLeadingZeros(size - 1);
    int step = ((size - 1) >>> (exponent - 2)) - STEPS + 1;
    return exponent * STEPS + step;
  }

  private static int length(int kind) {
    long length = (long) (STEPS + kind % STEPS) << (kind / STEPS - 2);
    return (int) Math.min(length, Integer.MAX_VALUE - 8);
  }

  private final class Level implements Scope {
    private final @Nullable Level outer;
    private final ArrayList<float[]> made = new ArrayList<>();
    private @Nullable Set<float[]> kept; // of most scopes nothing is: no set for these

    Level(@Nullable Level outer) {
      this.outer = outer;
    }

    @Override
    public Tensor keep(Tensor tensor) {
      if (kept == null) kept = Collections.newSetFromMap(new IdentityHashMap<>());
      kept.add(tensor.floats());
      return tensor;
    }

    @Override
    public void close() {
      if (closed) return;
      if (level != this) throw new IllegalStateException("the inner scope must be closed first");
      level = outer;
      long given = 0;
      for (var a : made) {
        if (kept == null || !kept.contains(a)) {
          give(a);
          given += a.length;
        } else if (outer != null) {
          outer.made.add(a);
        }
      }
      idle += given;
      most = Math.max(most, given);
      if (idle > 2 * most) trim();
    }

    private void give(float[] a) {
      assert spoil(a);
      free.get(kind(a.length)).addLast(a);
    }

    /** Where assertions are on, whoever still reads the tensor will notice. */
    private static boolean spoil(float[] a) {
      Arrays.fill(a, Float.NaN);
      return true;
    }
  }
}

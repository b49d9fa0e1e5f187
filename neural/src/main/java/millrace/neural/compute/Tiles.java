package millrace.neural.compute;

import static millrace.neural.compute.Packing.HEIGHT;
import static millrace.neural.compute.Packing.WIDTH;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Tiles of a product: by {@link ColumnTiles} and {@link RowTiles} as soon as the JVM has compiled
 * these, and until then by plain loops. Not compiled, vectors are objects, and a tile takes a
 * thousand times as long: the first products of a program would take seconds. So a tile that is
 * asked for the first time is called in the background until it is fast. Both ways are the same
 * chains of fused multiply-adds, with the same bits.
 */
final class Tiles {
  private static final int READY = 2;
  private static final int ASKED = 1;

  /** By {@link #kind}: 0, {@link #ASKED} or {@link #READY}. */
  private static final AtomicIntegerArray STATES = new AtomicIntegerArray(2 * (HEIGHT + 1));

  /**
   * A compiled tile is below this, per vector of sums and step of k. One that is not is far above,
   * and so is one whose vectors the compiler has left objects, at a twentieth of the speed.
   */
  private static final double FAST_NANOS = 2.5;

  /**
   * After so many calls the compiler has been told, and the rest is at half speed: not none, as it
   * may first make something that counts calls anew.
   */
  private static final int ENOUGH_CALLS = 20_000;

  private Tiles() {}

  /**
   * C ← Z + A·B for a tile of so many rows and {@link Packing#WIDTH} columns.
   *
   * @param rows whether the rows of A are contiguous, not its columns
   */
  static void tile(
      boolean rows,
      int h,
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    int kind = kind(rows, h);
    if (STATES.getPlain(kind) == READY) {
      vector(rows, h, kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
      return;
    }
    if (STATES.get(kind) == 0) ask(rows, h);
    plain(h, kc, a, ao, rows ? lda : 1, rows ? 1 : lda, b, bo, step, z, zo, ldz, c, co, ldc);
  }

  /**
   * Has a tile warmed up, and then all others: one that comes late finds the compiler busy, and may
   * be compiled without a profile, for good.
   */
  private static void ask(boolean rows, int h) {
    for (int kind : new int[] {kind(rows, h), kind(!rows, h)}) ask(kind);
    for (int other = HEIGHT; other > 0; other = other > 4 ? other - 4 : other / 2)
      for (boolean r : new boolean[] {false, true}) ask(kind(r, other));
  }

  private static void ask(int kind) {
    if (STATES.compareAndSet(kind, 0, ASKED)) WarmUp.ask(kind);
  }

  /** Does without warming up from now on: for tests that want vectors, however long they take. */
  static void vectorsAtOnce() {
    for (int i = 0; i < STATES.length(); i++) STATES.set(i, READY);
  }

  /** Whether a tile is done by vectors. */
  static boolean ready(int kind) {
    return STATES.get(kind) == READY;
  }

  /** As if a tile had never been asked for: for tests. */
  static void forget(int kind) {
    STATES.set(kind, 0);
  }

  static int kind(boolean rows, int h) {
    return rows ? HEIGHT + 1 + h : h;
  }

  static void vector(
      boolean rows,
      int h,
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    if (rows) RowTiles.tile(h, kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
    else ColumnTiles.tile(h, kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
  }

  /** The same in plain loops; rows and columns of A are lda and next apart. */
  static void plain(
      int h,
      int kc,
      float[] a,
      int ao,
      int lda,
      int next,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    for (int r = 0; r < h; r++) {
      int to = co + r * ldc;
      System.arraycopy(z, zo + r * ldz, c, to, WIDTH);
      for (int k = 0; k < kc; k++) addRow(a[ao + r * lda + k * next], b, bo + k * step, c, to);
    }
  }

  private static void addRow(float s, float[] b, int bo, float[] c, int co) {
    for (int j = 0; j < WIDTH; j++) c[co + j] = Math.fma(s, b[bo + j], c[co + j]);
  }

  /**
   * Calls tiles until they are fast, on a thread that lives as long as there is something to do.
   */
  private static final class WarmUp extends Thread {
    private static final BlockingQueue<Integer> QUEUE = new LinkedBlockingQueue<>();
    private static final int STEPS = 64;

    /** Vectors in a row of a tile. */
    private static final int VECTORS = WIDTH / Lanes.COUNT;

    /** How many calls of one tile come before those of the next. */
    private static final int TURN = 2_000;

    private static boolean running;

    private final int[] calls = new int[STATES.length()];

    private final float[] a = new float[HEIGHT * STEPS];
    private final float[] b = new float[WIDTH * STEPS];
    private final float[] c = new float[HEIGHT * WIDTH];

    private WarmUp() {
      super("millrace-warm-up");
      setDaemon(true);
    }

    static void ask(int kind) {
      synchronized (QUEUE) {
        QUEUE.add(kind);
        if (running) return;
        running = true;
      }
      new WarmUp().start();
    }

    @Override
    public void run() {
      while (true) {
        Integer kind;
        synchronized (QUEUE) {
          kind = QUEUE.poll();
          if (kind == null) {
            running = false;
            return;
          }
        }
        warm(kind);
      }
    }

    /** A turn of one tile; whoever is not fast then has another after the others. */
    private void warm(int kind) {
      boolean rows = kind > HEIGHT;
      int h = rows ? kind - HEIGHT - 1 : kind;
      for (int i = 0; i < TURN; i += 100) {
        if (fast(rows, h)) {
          STATES.set(kind, READY);
          return;
        }
        // few steps at a time: the compiler counts calls, too
        for (int c = 0; c < 100; c++) call(rows, h, 4);
        if (calls[kind] > ENOUGH_CALLS) pause();
        calls[kind] += 100;
      }
      QUEUE.add(kind);
    }

    private boolean fast(boolean rows, int h) {
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 3; i++) { // the least: the thread may be interrupted
        long begun = System.nanoTime();
        call(rows, h, STEPS);
        best = Math.min(best, (double) (System.nanoTime() - begun));
      }
      return best < FAST_NANOS * h * VECTORS * STEPS;
    }

    private void call(boolean rows, int h, int steps) {
      vector(rows, h, steps, a, 0, rows ? STEPS : h, b, 0, WIDTH, c, 0, WIDTH, c, 0, WIDTH);
    }

    private static void pause() {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody interrupts it; it would go on without a rest
      }
    }
  }
}

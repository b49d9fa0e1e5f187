package millrace.jmh.neural;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import millrace.neural.compute.Kernels;
import millrace.run.Crew;

/**
 * What a processor can read: one time is all of an array of 1 GiB, each thread a part of its own,
 * multiplied with a vector that stays in the cache. The value is the bytes of a time.
 */
final class Reading implements Work {
  private static final int WIDTH = 1024;
  private static final int BLOCK = 64;

  private final float[][] parts;
  private final Crew crew;

  Reading(int threads) {
    parts = new float[threads][(1 << 28) / threads / (WIDTH * BLOCK) * (WIDTH * BLOCK)];
    for (var p : parts) Arrays.fill(p, 1); // so that the pages are there
    crew = new Crew(threads);
  }

  @Override
  public DoubleSupplier run(int times) {
    var sums = Kernels.best().sums();
    for (int i = 0; i < times; i++)
      crew.run(
          parts.length,
          p -> {
            var x = new float[WIDTH];
            var out = new float[BLOCK];
            for (int at = 0; at < parts[p].length; at += WIDTH * BLOCK)
              sums.dots(x, 0, parts[p], at, BLOCK, WIDTH, out, 0);
          });
    double bytes = 4.0 * parts.length * parts[0].length;
    return () -> bytes;
  }

  @Override
  public void close() {
    crew.close();
  }
}

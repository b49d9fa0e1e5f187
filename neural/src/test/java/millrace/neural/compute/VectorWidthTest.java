package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/**
 * That a JVM computes with the vectors that it was asked to. The build runs it once per width, with
 * scalar loops, and without the vector module: whoever asks for SIMD and gets scalar loops fails.
 */
class VectorWidthTest {
  @Test
  void theKernelsAreThoseThatWereAskedFor() {
    var asked = System.getProperty(SimdWidth.PROPERTY);
    var best = SimdWidth.available() ? "simd " + widest() : "scalar";
    var expected = asked == null ? best : asked.equals("scalar") ? asked : "simd " + asked;
    assertEquals(expected, Kernels.best().name());
    try (var f = new Cpu(1)) {
      assertEquals("cpu %s, 1 thread".formatted(expected), f.toString());
    }
  }

  private static int widest() {
    return Math.min(512, Lanes.most());
  }

  @Test
  void withoutTheModuleAWidthIsRefused() {
    assertEquals("scalar", Best.choose(-1, false).name());
    assertEquals("scalar", Best.choose(0, false).name());
    assertThrows(IllegalStateException.class, () -> Best.choose(256, false));
  }
}

package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Every op on the processor: by Reference's results, and with the same bits on all threads. */
final class CpuOpsTest {
  private static void check(Kernels kernels, int threads) {
    try (var cpu = new Cpu(kernels, threads)) {
      assertEquals(OpCases.all().size(), OpSuite.check(cpu, 1, _ -> true), cpu.toString());
    }
  }

  @Test
  void scalarOnOneThread() {
    check(Kernels.SCALAR, 1);
  }

  @Test
  void bestOnOneThread() {
    check(Kernels.best(), 1);
  }

  @Test
  void bestOnThreeThreads() {
    check(Kernels.best(), 3);
  }

  @Test
  void scalarHasTheSameBitsOnAnyThreads() {
    sameBits(Kernels.SCALAR);
  }

  @Test
  void bestHasTheSameBitsOnAnyThreads() {
    sameBits(Kernels.best());
  }

  private static void sameBits(Kernels kernels) {
    try (var one = new Cpu(kernels, 1);
        var two = new Cpu(kernels, 2);
        var three = new Cpu(kernels, 3)) {
      OpSuite.sameBits(one, two);
      OpSuite.sameBits(one, three);
    }
  }
}

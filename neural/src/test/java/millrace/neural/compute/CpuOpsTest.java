package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Every op on the processor: by Reference's results, and with the same bits on all threads. */
final class CpuOpsTest {
  @Test
  void everyOpAsReferenceAndWithTheSameBitsOnAnyThreads() {
    try (var scalar1 = new Cpu(Kernels.SCALAR, 1);
        var scalar3 = new Cpu(Kernels.SCALAR, 3);
        var best1 = new Cpu(Kernels.best(), 1);
        var best2 = new Cpu(Kernels.best(), 2);
        var best3 = new Cpu(Kernels.best(), 3)) {
      var groups = new Ops[][] {{scalar1, scalar3}, {best1, best2, best3}};
      assertEquals(OpCases.all().size(), OpSuite.check(groups, 1, _ -> true));
    }
  }
}
